// Coverage: how the stored versions, the database's version and the checkout lie over each other.
// The planner's questions about single versions are answered here.
#ifndef ORCHESTRATION_MIGRATIONS_COVERAGE_H_
#define ORCHESTRATION_MIGRATIONS_COVERAGE_H_

#include <vector>

#include "orchestration/migrations/decision.h"
#include "orchestration/migrations/views.h"

namespace relapse::migrations {

/// How an applied version stands in the checkout.
enum class Standing : std::uint8_t {
  kPresent,     ///< same version and name; texts equal, or not known
  kWhitespace,  ///< likewise, and the bytes differ where nothing is executed
  kChanged,     ///< likewise, and what is executed differs
  kRenamed,     ///< same version and texts, another name
  kMissing,     ///< not there, or the number belongs to another migration
};

const DiskMigration* FindOnDisk(const DiskView& disk, Version version);

/// "alpha" of a stored file name, "000004_alpha.down.sql". Empty where it is no migration's name.
Text IdentifierOf(Text filename);

/// How `row` stands in the checkout. An accepted text stands for the executed one.
Standing StandingOf(const StoredMigration& row, const DiskMigration* disk,
                    const Defects& defects = {});

/// The row that records a migration of the checkout.
StoredMigration RecordOf(const DiskMigration& disk, StoredState state, Text source);

/// Whether it is known that the server ran nothing: an empty up file, or none, and nobody said
/// later that the database is as another text would have made it.
bool RanNothing(const StoredMigration& row);

/// Whether the catalog contradicts that an intent was executed: a table, type, view or sequence
/// that it makes is not there, and nothing above it up to `version` speaks of that object.
bool IsDisproved(const StoredMigration& intent, const MigrationStore& store, Version version,
                 const Catalog& catalog);

/// Whether the catalog contradicts that the checkout's own text of `version`, which has to be in
/// it, was executed; the database is at `at`.
bool IsDisprovedOnDisk(const DiskView& disk, Version version, Version at, const Catalog& catalog);

/// Whether migrations may be in effect here: extensions, other schemas and what was taken back in
/// name only say nothing of that.
bool HoldsSchema(const DatabaseView& database);

/// The highest version whose text shows in the catalog, stored texts before those of the checkout.
Version HighestProven(const DatabaseView& database, const DiskView& disk);

/// The stored rows at or below the database's version, split.
struct Coverage {
  std::vector<const StoredMigration*> applied;  ///< ascending; intents that are proven among them
  std::vector<const StoredMigration*> healed;   ///< those intents
  std::vector<const StoredMigration*> stale;    ///< recorded as applied above the version
  std::vector<const StoredMigration*> void_intents;  ///< of what never ran, or is disproved
  std::vector<Version> invalid;    ///< ascending: applied, with an index that is not valid
  std::vector<Version> untracked;  ///< ascending: at or below the version, and recorded nowhere

  bool Covers(Version version) const;
  /// Whether what the checkout's `migration` makes is there because another version made it, as
  /// where it had another number when it ran.
  bool IsMadeByAnother(const DiskMigration& migration) const;
};
Coverage CoverageOf(const DatabaseView& database, const DiskView& disk, Version version,
                    const Defects& defects = {});

}  // namespace relapse::migrations

#endif  // ORCHESTRATION_MIGRATIONS_COVERAGE_H_
