// What a dirty version row means. The row holds the target of a step and not its direction, and the
// same row is left by a step that never started, runs still, was rolled back or is complete
// (spec/migration-recovery.md sections 3.2 and 3.3): the stored texts and the catalog tell them
// apart.
#ifndef ORCHESTRATION_MIGRATIONS_DIRTY_H_
#define ORCHESTRATION_MIGRATIONS_DIRTY_H_

#include <optional>
#include <string_view>
#include <vector>

#include "orchestration/migrations/defects.h"
#include "orchestration/migrations/views.h"
#include "orchestration/ports/migration_types.h"

namespace relapse::migrations {

/// What the catalog says about a text: whether what it makes is there and what it drops is not.
enum class Evidence : std::uint8_t {
  kSilent,      ///< it makes and drops nothing that a catalog shows
  kApplied,     ///< all of it
  kNotApplied,  ///< nothing of it
  kPartly,      ///< some of it, or an index that is not valid
};
/// `store` and `version`, whose text it is: what an applied version below makes is there anyway,
/// and says nothing of a text that makes it once more.
Evidence EvidenceOf(Text sql, const Catalog& catalog, const MigrationStore& store = {},
                    Version version = kNoVersion);

enum class DirtyMeaning : std::uint8_t {
  kUndetermined,  ///< neither store nor catalog tell
  kNotApplied,    ///< never started, or rolled back: nothing of it is there
  kPartly,        ///< its text brought its own transactions, or builds an index concurrently
  kApplied,       ///< all is there, only the mark is missing
};
std::string_view EnumName(DirtyMeaning meaning);

/// The index that `sql` makes and that is not valid: CREATE INDEX CONCURRENTLY left it behind, and
/// a retry with IF NOT EXISTS is content with it (section 3.5). Empty if there is none.
Text InvalidIndexOf(const std::optional<Text>& sql, const Catalog& catalog);

struct DirtyReading {
  DirtyMeaning meaning = DirtyMeaning::kUndetermined;
  bool was_down = false;           ///< the step went down
  Version migration = kNoVersion;  ///< whose text was run
  /// Clean rows to be written if the text was, or was not, applied. kNoVersion: no row.
  Version if_applied = kNoVersion;
  Version if_not_applied = kNoVersion;
  bool either = false;  ///< that text does nothing: whatever is said of it, is as good as true
  /// An index that CREATE INDEX CONCURRENTLY left behind: to be dropped before a retry
  /// (section 3.5).
  Text invalid_index;
};

/// Reads the dirty row `version`. Where nothing is stored below it, the checkout's versions say
/// what comes before it, but for those of which the catalog shows that they never ran. Where it is
/// not stored itself, and all that the checkout's text of it makes is there, that text cannot be
/// run (again): it counts as applied. That it is not there shows nothing: another branch's may have
/// run.
DirtyReading ReadDirty(Version version, const MigrationStore& store, const Catalog& catalog,
                       const DiskView& disk, const Defects& defects = {});

}  // namespace relapse::migrations

#endif  // ORCHESTRATION_MIGRATIONS_DIRTY_H_
