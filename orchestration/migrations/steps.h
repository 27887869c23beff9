// Steps: what recovery writes, each one transaction on a session that holds the migrators' locks
// (SAF-8, SAF-9). An error that ends the session leaves the step in doubt; any other leaves it
// undone.
#ifndef ORCHESTRATION_MIGRATIONS_STEPS_H_
#define ORCHESTRATION_MIGRATIONS_STEPS_H_

#include <vector>

#include "harness/core/result.h"
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
  Status Edit(const MigrationStore& store, const std::vector<StoredMigration>& put,
              const std::vector<Version>& drop);

  /// Undoes `version`, the database's own: its stored down text, the version row put to the version
  /// recorded below it, its row deleted.
  Status Undo(const MigrationStore& store, Version version);

  /// Puts the version row, whatever it is, to `row`; kMovedMeanwhile unless it is still `seen`.
  Status SetVersion(const VersionTable& seen, VersionRow row);

  Status Reset();

 private:
  template <class Body>
  Status InTransaction(Body body);
  Status MoveVersionRow(Version from, Version to);

  MigrationDatabase& database_;
  std::int64_t session_;
  Defects defects_;
};

/// True where trying again would fail again: the server said what is wrong with the statement.
bool IsFinal(const Error& error);

}  // namespace relapse::migrations

#endif  // ORCHESTRATION_MIGRATIONS_STEPS_H_
