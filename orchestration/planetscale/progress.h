// Progress of a deploy over all shards (section 4.2). Pure. Integers only: percentages round down.
#ifndef ORCHESTRATION_PLANETSCALE_PROGRESS_H_
#define ORCHESTRATION_PLANETSCALE_PROGRESS_H_

#include <span>
#include <vector>

#include "orchestration/ports/apply_types.h"
#include "orchestration/ports/vtgate.h"

namespace relapse::planetscale {

/// From worst to best: a table is in the worst state of its shards.
enum class TableState { kFailed, kRunning, kQueued, kReadyToComplete, kComplete };

struct TableProgress {
  Text keyspace;
  Text table;
  Text migration_uuid;
  TableState state = TableState::kComplete;
  std::int64_t rows_copied = 0;
  std::int64_t table_rows = 0;
  std::int64_t percent = 0;
  std::int64_t eta_seconds = -1;
  TimeMs started_at = kNoTime;
  TimeMs completed_at = kNoTime;  ///< only if every shard has one
  bool is_instant = true;
  Text message;  ///< of a failed shard

  friend bool operator==(const TableProgress&, const TableProgress&) = default;
};

enum class RowFilter {
  kOwnContext,  ///< rows of exactly that context
  kAsAnswered,  ///< X9: whatever LIKE matched
};

struct Progress {
  std::vector<TableProgress> tables;  ///< in order of their first rows
  std::int64_t percent = 0;
};

/// Only rows whose migration_context equals `context` count: LIKE answers its neighbours too.
Progress AggregateProgress(std::span<const MigrationRows> rows, Text context,
                           RowFilter filter = RowFilter::kOwnContext);

/// Whether each of `plans` that has statements has rows of `context` in the list at its place.
/// Where one has none, yet or any more, what the others show is no progress of the whole.
bool CoversPlan(std::span<const MigrationRows> rows, std::span<const KeyspacePlan> plans,
                Text context);

/// Whether `context` may stand in a LIKE: no quote, backslash or backtick.
bool IsQuotable(Text context);

}  // namespace relapse::planetscale

#endif  // ORCHESTRATION_PLANETSCALE_PROGRESS_H_
