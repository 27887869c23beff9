// Steps: what recovery writes, each one transaction on a session that holds the migrators' locks
// (SAF-8, SAF-9). An error that ends the session leaves the step in doubt; any other leaves it
// undone.
#ifndef ORCHESTRATION_MIGRATIONS_STEPS_H_
#define ORCHESTRATION_MIGRATIONS_STEPS_H_

#include <vector>

#include "harness/core/result.h"
#include "orchestration/migrations/decision.h"
#include "orchestration/migrations/defects.h"
#include "orchestration/ports/migration_types.h"

namespace relapse::migrations {

class MigrationDatabase;

/// The version row was not what it was seen to be: somebody writes without taking the locks.
inline constexpr ErrorKind kMovedMeanwhile{"moved_meanwhile", false, false};

class Steps {
 public:
  Steps(MigrationDatabase& database, std::int64_t session, const Defects& defects = {})
      : database_(database), session_(session), defects_(defects) {}

  /// Puts and deletes rows of the store; makes the store, or brings it to this format, first.
  Status Edit(const MigrationStore& store, const StoreEdits& edits);

  /// Undoes `version`, the database's own: its stored down text, the version row put to the version
  /// recorded below it, its row deleted. What it leaves behind is remembered.
  Status Undo(const MigrationStore& store, Version version);

  /// Takes `row` as applied, which comes next and is there already: the version row is put to it,
  /// and it is recorded.
  Status Take(const DatabaseView& seen, const StoredMigration& row);

  /// Puts the version row, whatever it is, to `row`; kMovedMeanwhile unless it is still `seen`.
  Status SetVersion(const VersionTable& seen, VersionRow row);

  Status Reset();

 private:
  template <class Body>
  Status InTransaction(Body body);
  Status MoveVersionRow(Version from, Version to);
  Status WriteVersionRow(const VersionTable& seen, VersionRow row);
  Status MakeStore(const MigrationStore& store);

  MigrationDatabase& database_;
  std::int64_t session_;
  Defects defects_;
};

/// True where trying again would fail again: the server said what is wrong with the statement.
bool IsFinal(const Error& error);

}  // namespace relapse::migrations

#endif  // ORCHESTRATION_MIGRATIONS_STEPS_H_
