// What the two older designs of recovery have in common: a session without locks, the tracking
// table, the step that undoes a version, the reset. Published code with published bugs, kept so
// that each can be shown in the code that had it; nothing here is to be mended
// (spec/migration-recovery.md sections 1.2, 1.3 and 1.4).
//
// **Where it is not the original.** Rows are kept in today's format of the table, in the columns
// that the old one had. A stat is a read of the file. Every wait for a lock is bounded, as the port
// has it. Deleting the data folder first sets it aside, and is refused while a server may live on
// it.
#ifndef ORCHESTRATION_MIGRATIONS_OLDER_OLD_DESIGN_H_
#define ORCHESTRATION_MIGRATIONS_OLDER_OLD_DESIGN_H_

#include <optional>
#include <string_view>
#include <vector>

#include "harness/core/result.h"
#include "orchestration/migrations/recovery.h"

namespace relapse::migrations::older {

/// The first six characters of a down file's base name as a number; nothing where they are none, or
/// it is no down file. Not the migrator's way (S15, L16): a sign passes, a seventh digit is lost,
/// short numbers are passed over.
std::optional<Version> VersionOfDownFile(std::string_view base_name);

class OldDesign {
 protected:
  OldDesign(const RecoveryPorts& ports, const RecoveryConfig& config, const Request& request);

  bool Has(Defect defect) const { return config_.defects.Has(defect); }

  // How a run ends. Each of these is the last thing that it does.
  void Refuse(Refusal refusal, std::vector<Version> about, const std::vector<Request>& advice);
  void FailWith(const Error& error);
  /// Closes what is open, and hands out the result.
  RecoveryResult End();

  // Of the built-in server.
  bool IsFresh();  ///< its data folder cannot be seen, for whatever reason
  void DeleteData();
  /// False: it does not start, and the reset is advised, whatever the reason.
  bool StartTemporaryServer();

  /// False: refused.
  bool Connect();
  /// Of an external database.
  void ResetDatabaseIfConfirmed();

  Status MakeTrackingTable();
  Status ReadDatabaseVersion();
  Status ReadTracked();
  /// kNoVersion where nothing is tracked.
  Version HighestTracked() const;
  /// True where `missing`, newest first, is the database's version, the one below it, and so on.
  bool IsTopOfVersions(const std::vector<StoredMigration>& missing) const;
  /// Undoes each in a transaction of its own. False: one failed, and the reset is advised, even
  /// where only the answer to a COMMIT was lost (L30).
  bool UndoAll(const std::vector<StoredMigration>& missing);
  /// The row that an upsert of `version` leaves: columns that it does not name stay as they are
  /// (L37).
  StoredMigration RowToUpsert(Version version) const;
  Status Upsert(const StoredMigration& row);

  static Request Rollback() { return {.rollback = true}; }
  static Request Continue() { return {.accept = true}; }
  static Request Reset() { return {.reset = true}; }

  const RecoveryPorts& ports_;
  const RecoveryConfig& config_;
  Request request_;
  std::int64_t session_ = 0;  ///< 0: none
  VersionRow current_;
  MigrationStore tracked_;
  RecoveryResult result_;

 private:
  Status UndoOne(const StoredMigration& row);

  bool started_ = false;
};

}  // namespace relapse::migrations::older

#endif  // ORCHESTRATION_MIGRATIONS_OLDER_OLD_DESIGN_H_
