// What is true of a world of migrations, whatever anybody recorded: which texts were executed and
// are in effect, and what the checkout would have. Invariants ask here, never the component.
#ifndef SCENARIOS_MIGRATIONS_INVARIANTS_TRUTH_H_
#define SCENARIOS_MIGRATIONS_INVARIANTS_TRUTH_H_

#include <string>
#include <vector>

#include "fakes/files/file_system_state.h"
#include "fakes/postgres/fake_postgres.h"
#include "harness/oracle/invariant.h"
#include "scenarios/migrations/branches.h"
#include "scenarios/migrations/developer.h"

namespace relapse::migrations {

const InEffect& InEffectIn(const Database& database, const KnownMigrations& known);

/// Those in effect where the row says `version`: of what was taken back in name only the objects
/// are there, and its number is not, until it is taken again.
const std::vector<const KnownMigration*>& UpTo(const Database& database, Version version,
                                               const KnownMigrations& known);

/// Whether a row that says `version` is right about them.
bool RowIsOf(const std::vector<const KnownMigration*>& applied, Version version,
             const KnownMigrations& known);

/// A down text that the database refuses: nobody knows before it has been tried.
bool FailsByItself(const Observation& observation, const Print& print,
                   const KnownMigrations& known);

/// One version of the checkout, as a server that embeds it has it.
struct CheckedOut {
  Version version = 0;
  Text identifier;
  const Text* up = nullptr;  ///< null: no such file
  const Text* down = nullptr;
};
/// Ascending; of two files that say the same the first by name.
const std::vector<CheckedOut>& CheckoutOf(const World& world);
bool CheckoutIsReadable(const World& world);

/// Whether `migration`, as it was executed, is what the checkout has: another comment, other line
/// ends or a text that was accepted are no difference.
bool Fits(const KnownMigration& migration, const CheckedOut& file, const MigrationStore& store);

/// Whether a server of this checkout would run on the schema that it expects, after migrating it:
/// what is in effect is a first part of the checkout, and nothing is in the way of the rest; or,
/// with `all`, it is the whole of it.
bool CheckoutFits(const World& world, const KnownMigrations& known, bool all = false);

/// The database's version row. `version` is kNoVersion where there is none.
VersionRow RowOf(const Database& database);

const Database& Committed(const World& world);
/// The session that a database request names, while it is open.
const SessionRecord* SessionOf(const Observation& observation, std::int64_t session);

/// The cache file as a reader sees it; null where there is none.
const FileNode* CacheOf(const World& world);

/// A request of recovery that writes to the database, and the session it came by; null otherwise.
/// Executed ones only.
struct Write {
  const SessionRecord* session = nullptr;
  bool server = false;  ///< of the migrator's half
};
Write WriteOf(const Observation& observation);
/// The requests that WriteOf() may know.
EffectKinds WritingEffects();

/// "trunk_1, feature_3".
std::string Say(const std::vector<const KnownMigration*>& migrations);

}  // namespace relapse::migrations

#endif  // SCENARIOS_MIGRATIONS_INVARIANTS_TRUTH_H_
