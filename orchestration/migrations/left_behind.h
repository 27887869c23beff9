// What was taken back in name only: no down text takes back what the up text made, so its objects
// stay although its version does not. A migrator that runs it again dies of them.
#ifndef ORCHESTRATION_MIGRATIONS_LEFT_BEHIND_H_
#define ORCHESTRATION_MIGRATIONS_LEFT_BEHIND_H_

#include <vector>

#include "orchestration/migrations/coverage.h"
#include "orchestration/migrations/views.h"

namespace relapse::migrations {

/// Whether undoing `row` takes nothing back.
bool DoesNothing(const StoredMigration& row);

/// What `row` leaves if it is taken back without a down text that does anything. False: nothing.
bool LeavesBehind(const StoredMigration& row);
LeftBehind LeftBehindOf(const StoredMigration& row);

/// Whether `file` has the text and the number of something that was left behind.
bool WasTakenBack(const DiskMigration& file, const MigrationStore& store);

/// Whether `object` is there because of what was left behind.
bool IsLeftBehind(const CatalogObject& object, const MigrationStore& store);

/// What lies in the way of the migrations that the migrator would run.
struct LeftBehindPlan {
  /// Ascending: versions of the checkout above the database's whose texts would fail, because what
  /// they make is there and belongs to no applied version, or whose effects nobody took back.
  std::vector<Version> blocked;
  /// If all of `blocked` are there complete, and come next: what is recorded of them once they are
  /// taken as applied again, ascending. Nothing otherwise.
  std::vector<StoredMigration> take;
  /// "view v, table t": what is in the way, the newest first.
  Text objects;
  /// What nothing in the catalog shows: whoever took it back by hand has to say so.
  std::vector<LeftBehind> unseen;
  std::vector<LeftBehind> leave;    ///< records above the version whose objects are there
  std::vector<LeftBehind> forget;   ///< does not hold any more
  std::vector<Version> remembered;  ///< ascending, each once: holds still
};

/// The database is at `version`.
LeftBehindPlan PlanLeftBehind(const DatabaseView& database, const DiskView& disk,
                              const Coverage& coverage, Version version, const Defects& defects);

}  // namespace relapse::migrations

#endif  // ORCHESTRATION_MIGRATIONS_LEFT_BEHIND_H_
