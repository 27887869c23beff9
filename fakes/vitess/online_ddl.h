// Online DDL as statements see it: submit, COMPLETE, CANCEL, RETRY, and the census of one context
// (sections 4.2 and 4.4). The scheduler does the rest.
#ifndef FAKES_VITESS_ONLINE_DDL_H_
#define FAKES_VITESS_ONLINE_DDL_H_

#include "fakes/vitess/vitess_state.h"

namespace relapse::planetscale {

/// The copy of one table, in rows.
inline constexpr std::int64_t kTableRows = 1200;
/// progress and user_throttle_ratio when they are full, in thousandths.
inline constexpr std::int64_t kFullProgress = 100'000;
inline constexpr std::int64_t kFullyThrottled = 1'000;

struct Submission {
  Text keyspace;
  Text statement;
  Text migration_context;
  bool postpone_completion = true;
  bool prefer_instant_ddl = false;
  bool doomed = false;  ///< fails when it runs
};

/// Inserts one row per shard under a new uuid, which it answers.
Text SubmitMigration(VitessState& vitess, const Submission& submission, TimeMs now);

/// The uuid that counter value `number` stands for, and the context of that number.
Text MigrationUuid(std::int64_t number);

/// What becomes of a row when an earlier one of its ordered context has failed.
void FailByOrder(MigrationRow& row, const MigrationRow& failed, TimeMs second);

/// True where a row is held to the order of its context's rows.
bool CompletesInOrder(const MigrationRow& row);
bool PrefersInstantDdl(const MigrationRow& row);

/// Whether a row's context is the one asked for. Clients that match contexts with LIKE (B19) take
/// `_` and `%` in them for wildcards.
bool IsOfContext(const VitessState& vitess, const MigrationRow& row, Text migration_context);

/// Whether a row of the context has not ended yet.
bool HasPending(const VitessState& vitess, Text migration_context);
/// Whether COMPLETE still has something to do: a row of the context that is postponed.
bool HasPostponed(const VitessState& vitess, Text migration_context);

/// ALTER VITESS_MIGRATION ... COMPLETE, once for each uuid of the context. A keyspace that does not
/// answer is left alone, here and below. Answers how many rows changed.
int CompleteContext(VitessState& vitess, Text migration_context, TimeMs now);
/// ALTER VITESS_MIGRATION ... CANCEL. Rows that are terminal stay as they are.
int CancelContext(VitessState& vitess, Text migration_context, TimeMs now);
/// ALTER VITESS_MIGRATION THROTTLE ALL ... RATIO, or UNTHROTTLE ALL for 0, on every keyspace: what
/// runs and what is submitted later copies so much slower. Rows that somebody throttled wholly stay
/// so.
void ThrottleAll(VitessState& vitess, std::int64_t ratio, TimeMs now);
/// ALTER VITESS_MIGRATION ... RETRY of a failed or cancelled migration: its request keeps its time,
/// its ready_to_complete and its progress.
int RetryMigration(VitessState& vitess, Text migration_uuid, TimeMs now);

/// How the rows of one context stand, over all keyspaces and shards (section 2.3). A terminal
/// status wins over a stale ready_to_complete.
struct Census {
  int rows = 0;
  int complete = 0;
  int failed = 0;
  int cancelled = 0;
  int waiting = 0;
  int running = 0;
  int queued = 0;
  int immediate = 0;  ///< of all rows, those that copy nothing

  bool AllTerminal() const { return rows > 0 && complete + failed + cancelled == rows; }
};
/// Rows of a keyspace that does not answer at `now` are missing.
Census CountContext(const VitessState& vitess, Text migration_context, TimeMs now);
/// The same of every row there is, whoever can read it.
Census CountContext(const VitessState& vitess, Text migration_context);

}  // namespace relapse::planetscale

#endif  // FAKES_VITESS_ONLINE_DDL_H_
