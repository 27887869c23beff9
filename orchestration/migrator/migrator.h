// Migrator: golang-migrate's protocol over a database and a folder of files
// (spec/migration-recovery.md section 3). Where golang-migrate itself is wrong about a file it
// cannot read (G05, G06) or a lock it waits for (G07, G08), this one is right: it fails before it
// marks anything, and every wait is bounded.
#ifndef ORCHESTRATION_MIGRATOR_MIGRATOR_H_
#define ORCHESTRATION_MIGRATOR_MIGRATOR_H_

#include "orchestration/migrator/driver.h"
#include "orchestration/migrator/steps.h"

namespace relapse::migrations::migrator {

/// How a command ended, in the words of coder's drivers (section 3.4).
enum class RunOutcome : std::uint8_t {
  kNoChange,                ///< nothing was written
  kCommitted,               ///< everything asked for is durable
  kRolledBack,              ///< a migration failed, and what it did was undone
  kCommittedBeforeFailure,  ///< `applied` is durable, then something failed
  kUnknown,                 ///< it may have happened: look at the database
};
/// "no change", "committed", "rolled back", "committed before failure", "unknown".
std::string_view EnumName(RunOutcome outcome);
void EnumFromName(std::string_view name, RunOutcome& outcome);

struct RunReport {
  RunOutcome outcome = RunOutcome::kNoChange;
  VersionRow before;                ///< as read under the lock
  std::vector<Version> applied;     ///< files that were run and marked clean, in order; of a batch
                                    ///< that did not commit none
  Version failed = kNoVersion;      ///< whose file or mark failed, or kNoVersion
  Text error;                       ///< in golang-migrate's words; empty: success or "no change"
  const ErrorKind* kind = nullptr;  ///< of the port's error that is behind it, if there is one
  int number = 0;                   ///< its SQLSTATE (SqlState)

  bool ok() const { return error.empty(); }
};

inline constexpr DurationMs kStockLockTimeout = Seconds(15);
inline constexpr DurationMs kCoderLockTimeout = Minutes(2);
/// The batch driver begins anew after a deadlock, five times in all.
inline constexpr int kDeadlockAttempts = 5;

struct MigratorSettings {
  DriverKind driver = DriverKind::kStock;
  OpenedBy opened_by = OpenedBy::kUrl;
  Text application = "migrate";
  /// How long to wait for the lock, at opening too; 0: what the driver has (15 s, 2 min).
  DurationMs lock_timeout = 0;
  /// Once requested, no further migration is begun; that is no error.
  StopToken stop;
};

/// Every command opens a session, makes the version table where it is missing, and closes the
/// session.
class Migrator {
 public:
  Migrator(MigrationDatabase& database, MigrationFiles& files, const MigratorSettings& settings)
      : database_(database), files_(files), settings_(settings) {}

  RunReport Up();
  RunReport Down();
  /// `count` > 0 up, < 0 down; 0 is no change.
  RunReport Steps(std::int64_t count);
  /// Writes (version, clean), or no row for kNoVersion, and asks nothing: neither whether the
  /// version exists nor what is there (section 3.7).
  RunReport Force(Version version);
  /// `before` is the row. "no migration" where there is none or it says kNoVersion; unlike
  /// golang-migrate's, `before.dirty` then still tells (G04).
  RunReport ReadVersionRow();
  /// Coder's check at the start of what must not migrate (section 3.8). Makes the version table.
  RunReport EnsureClean();

 private:
  enum class Direction { kUp, kDown };
  struct Opened;

  RunReport Move(Direction direction, std::optional<std::int64_t> limit);
  RunReport MoveOnce(Direction direction, std::optional<std::int64_t> limit);
  void RunSteps(Opened& opened, const StepList& list, RunReport& report);
  Status RunStep(Opened& opened, const Step& step, RunReport& report);
  /// A session with its driver and the version table; otherwise the report says why not.
  bool Open(Opened& opened, RunReport& report);
  void Unlock(Opened& opened, RunReport& report);
  void Close(Opened& opened);
  void SetFailure(RunReport& report, const Error& error, std::string_view prefix) const;

  MigrationDatabase& database_;
  MigrationFiles& files_;
  const MigratorSettings settings_;
};

}  // namespace relapse::migrations::migrator

#endif  // ORCHESTRATION_MIGRATOR_MIGRATOR_H_
