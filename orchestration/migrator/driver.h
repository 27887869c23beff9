// The three database drivers of golang-migrate that are out there: in which statements a lock is
// taken and a version written, and so what a crash leaves (spec/migration-recovery.md sections 3.2
// and 3.4). Their order of statements is the measured one, weaknesses included: it is what recovery
// finds.
#ifndef ORCHESTRATION_MIGRATOR_DRIVER_H_
#define ORCHESTRATION_MIGRATOR_DRIVER_H_

#include <memory>
#include <string_view>

#include "orchestration/ports/migration_database.h"
#include "orchestration/ports/migration_names.h"

namespace relapse::migrations::migrator {

enum class DriverKind : std::uint8_t {
  kStock,         ///< golang-migrate's `postgres`: two commits around each body
  kBatch,         ///< coder's, one transaction for the whole command
  kPerMigration,  ///< coder's newer one, a transaction for each migration
};
std::string_view EnumName(DriverKind kind);
void EnumFromName(std::string_view name, DriverKind& kind);

/// How the stock driver came to its connection, which decides its lock's key (G09).
enum class OpenedBy : std::uint8_t { kUrl, kInstance };
std::string_view EnumName(OpenedBy opened);
void EnumFromName(std::string_view name, OpenedBy& opened);

/// The leading comment by which a migration is run outside any transaction (kPerMigration).
inline constexpr std::string_view kNoTransactionMarker = "-- coder:no-transaction";
/// Whether a line of the leading comments is the marker.
bool AsksForNoTransaction(std::string_view sql);

/// One session's worth. Calls come in the order Lock, Version, (SetVersion dirty, Run, SetVersion
/// clean)*, Unlock; Unlock also after a failure.
class Driver {
 public:
  virtual ~Driver() = default;
  virtual Status EnsureVersionTable() = 0;
  virtual Status Lock() = 0;
  virtual Status Unlock() = 0;
  virtual Status SetVersion(VersionRow row) = 0;
  virtual Status Run(Text sql) = 0;
  /// The first row; of an empty or absent table (kNoVersion, clean).
  Result<VersionRow> ReadRow();

  /// Whether what failed may have taken effect, in whole or in part.
  bool in_doubt() const { return in_doubt_; }

 protected:
  Driver(MigrationDatabase& database, std::int64_t session)
      : database_(database), session_(session) {}

  /// The rows of SetVersion, in whatever transaction there is.
  Status WriteRow(VersionRow row, bool also_dirty_nil);
  Status RunText(Text sql, bool in_transaction);
  Status CommitWork();
  /// Keeps in mind what this error leaves open, if `written` could have been done.
  Status Noted(Status status, bool written);

  MigrationDatabase& database_;
  const std::int64_t session_;
  bool in_doubt_ = false;
};

std::unique_ptr<Driver> MakeDriver(DriverKind kind, OpenedBy opened, MigrationDatabase& database,
                                   const SessionInfo& session);

}  // namespace relapse::migrations::migrator

#endif  // ORCHESTRATION_MIGRATOR_DRIVER_H_
