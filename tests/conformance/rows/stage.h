// Stage: what one row of spec/migration-recovery.md section 7.2 happens on: a database, a checkout,
// a cache file and, where a row is about it, the built-in server. In memory, or PostgreSQL and the
// files of this machine: a row acts and looks through this class alone, so that its one body runs
// on both. Files are as in that table: NNNNNN_x.up.sql creates table x, its down file drops it.
#ifndef TESTS_CONFORMANCE_ROWS_STAGE_H_
#define TESTS_CONFORMANCE_ROWS_STAGE_H_

#include <gtest/gtest.h>

#include <map>
#include <memory>
#include <optional>
#include <string>

#include "orchestration/migrations/recovery.h"
#include "orchestration/migrator/migrator.h"
#include "orchestration/ports/migration_database.h"
#include "orchestration/ports/server_process.h"
#include "tests/conformance/rows/strike.h"

namespace relapse::migrations::rows {

inline constexpr const char* kCacheFile = "state/migrations.cache";
inline constexpr const char* kTarget = "localhost:5432/app";
/// application_name of the session that looks, of recovery's and of the migrator's.
inline constexpr const char* kWatch = "watch";
inline constexpr const char* kRecoveryName = "relapse-migrate";
inline constexpr const char* kServerName = "server";

/// What keeps the cache file from being written.
enum class DiskTrouble { kNone, kNoSpace, kReadOnly };
/// What lies where the built-in server's pid file should be.
enum class PidFileIs { kNone, kDead, kForeign, kForbidden, kEmpty };

class Stage {
 public:
  Stage();
  virtual ~Stage() = default;
  Stage(const Stage&) = delete;
  Stage& operator=(const Stage&) = delete;

  // The checkout.
  Stage& Add(Version version, const std::string& name);
  Stage& Write(const std::string& path, const std::string& text);
  /// Every file of that number.
  Stage& Remove(Version version);
  Stage& Unlink(const std::string& path);
  /// `git switch`, or `git switch -c` of a branch that is not there yet: its files are those of
  /// the branch before.
  Stage& Switch(const std::string& branch);
  const std::map<std::string, std::string>& files() const { return files_; }
  /// Empty: the folder itself. Nothing is known of what cannot be read.
  virtual void MakeUnreadable(const std::string& path) = 0;
  virtual void MakeReadable(const std::string& path) = 0;
  virtual void SetFolderAbsent(bool absent) = 0;

  // Runs of the real component.
  RecoveryConfig config;
  RecoveryResult Prepare(const Request& request = {});
  RecoveryResult Record();
  RecoveryResult Look(const Request& request = {});
  /// Nothing where the process died.
  std::optional<RecoveryResult> PrepareStruck(const Strike& strike, const Request& request = {});
  std::optional<RecoveryResult> PrepareStruck(std::vector<Strike> strikes, const Request& request);
  migrator::RunReport Up(migrator::DriverKind driver = migrator::DriverKind::kBatch);
  migrator::RunReport Down(migrator::DriverKind driver = migrator::DriverKind::kStock);
  /// `count` > 0 up, < 0 down: what somebody types by hand.
  migrator::RunReport Steps(std::int64_t count,
                            migrator::DriverKind driver = migrator::DriverKind::kStock);
  migrator::RunReport Force(Version version);
  /// Nothing where the process died.
  std::optional<migrator::RunReport> UpStruck(const Strike& strike, migrator::DriverKind driver);
  migrator::MigratorSettings settings;  ///< of the migrator
  /// What a server embeds: the files of all folders side by side.
  migrator::RunReport UpEmbedded(const DiskView& disk);
  /// Prepares, migrates and records: one start of a developer's server, which must succeed.
  void Start();
  /// Runs of one of the older designs from here on.
  void UseDesign(Defect design);
  void UseToday() { config.defects = {}; }
  /// The base of the table: 1 a, 2 b and 3 c applied and recorded.
  void StartBase();

  // The ports behind the gate, and the raw ones.
  RecoveryPorts ports();
  StrikeGate& gate() { return gate_; }
  /// Whoever looks, or is somebody else at the database.
  virtual MigrationDatabase& observer() = 0;
  std::int64_t watch();

  // Cuts at every place of a run, as fine as the side knows them: effects in memory, messages on
  // the wire.
  /// How many places `run` has; it runs to its end.
  virtual int CountPlaces(const std::function<void()>& run) = 0;
  /// The connection breaks at the place counted from 1.
  virtual void CutAt(int place, When when) = 0;
  virtual void CutNothing() = 0;

  // The database, looked at and changed by hand.
  void Sql(const std::string& sql);
  /// The version row, written by hand.
  void SetVersionRow(VersionRow row);
  void PutStored(const StoredMigration& row);
  /// What is recorded and what the executed texts made, to be put there again in one go.
  struct Kept {
    VersionTable versions;
    MigrationStore store;
    std::optional<std::string> cache;
  };
  Kept Keep();
  void PutBack(const Kept& kept);
  /// Nothing is there any more, neither in the database nor in the cache.
  void Empty();
  /// A transaction of somebody else's, which holds its locks until Release.
  void Hold(const std::string& sql);
  void Release();
  /// A session of somebody else's that holds an advisory lock until it is closed.
  std::int64_t HoldLock(std::int64_t key, const std::string& application);
  void CloseOther(std::int64_t session);
  std::int64_t UrlKey() const;
  std::int64_t InstanceKey() const;
  /// Waits until an abandoned statement has run and its session is gone.
  virtual void FinishAbandoned() = 0;
  /// pg_terminate_backend of it.
  virtual void TerminateAbandoned() = 0;
  /// Owner and what everybody may do: "pg_database_owner usage".
  virtual std::string PublicSchema() = 0;
  VersionTable Versions();
  MigrationStore Store();
  Catalog Objects();
  StoredMigration Stored(Version version);
  /// "(5,f) | applied 1 2 3, intent 4, left behind 5 | a b c"; an invalid index has a mark: "i!".
  std::string State();

  // The cache file.
  std::optional<std::string> CacheBytes();
  void PutCache(const std::string& bytes);
  void RemoveCache();
  virtual void TroubleDisk(DiskTrouble trouble) = 0;
  /// "none", "damaged", "unknown", "1 2 3".
  std::string CacheTold();

  // The built-in server.
  /// From here on the database is that of a data folder that was just made.
  virtual void UseBuiltin() = 0;
  virtual ServerProcess& server() = 0;
  virtual void RemoveData() = 0;
  /// A copy that PutDataBack puts in the place of whatever is there.
  virtual void KeepData() = 0;
  virtual void PutDataBack() = 0;
  virtual void KillPostmaster() = 0;
  /// Leaves the folder without its PG_VERSION, or with one that cannot be read or names `major`.
  virtual void SetDataFolder(DataFolder folder, int major) = 0;
  virtual void LeavePidFile(PidFileIs is) = 0;
  /// Whether there is a process that the server's user may not signal: not where all of a container
  /// are that user's.
  virtual bool CanForbid() const = 0;
  /// Prepare, as that user, with its pid in the pid file.
  virtual std::string PrepareForbidden(const Request& request) = 0;
  /// "present 15, alive", "absent", "absent, 1 aside".
  std::string DataTold();
  virtual int SetAsideCount() = 0;

  /// What is there: the version table, the record, the catalog, the cache and the data folder.
  std::string Snapshot();
  /// Changes whenever anything is written, and is cheaper to ask for.
  virtual std::string WriteMark() = 0;

 protected:
  virtual RecoveryPorts Raw() = 0;
  /// Of a process that died: its sessions end, and the ports are opened anew.
  virtual void ForgetProcess() = 0;
  virtual void PutFile(const std::string& path, const std::string* text) = 0;
  virtual void SetBranch(const std::string& branch) = 0;
  virtual WireActions& wire() = 0;

  /// To be called once Raw() answers, and again whenever it answers differently.
  void OpenPorts();
  bool is_builtin_ = false;

 private:
  struct GatedPorts;
  void CheckRefusal(const RecoveryResult& result, const std::string& before);
  void ReadFiles(const std::map<std::string, std::string>& files);

  std::map<std::string, std::string> files_;
  std::string branch_ = "main";
  std::map<std::string, std::map<std::string, std::string>> saved_;
  StrikeGate gate_;
  std::shared_ptr<GatedPorts> gated_;
  std::int64_t watch_ = 0;
  std::int64_t holder_ = 0;
};

std::unique_ptr<Stage> InMemory();
/// Throws std::runtime_error where there is no PostgreSQL: a missing server is a failure.
std::unique_ptr<Stage> OnServer();

/// What a run says, in words that do not depend on the side:
///   "done heal proceed", "done rollback proceed, undone 5 4",
///   "refused missing: 4 5, would undo 5 4", "failed 4, undone 5".
std::string Told(const RecoveryResult& result);
/// "killed" where the process died.
std::string Told(const std::optional<RecoveryResult>& result);
/// "check-out-source feature 5; run rollback; reset": the least destructive first.
std::string Advised(const RecoveryResult& result);
/// "only-whitespace 2; irreversible 4", each once.
std::string Notes(const RecoveryResult& result);
/// "committed 4 5", "no change", "no change: Dirty database version 4. Fix and force version.".
std::string Told(const migrator::RunReport& report);
std::string Told(const std::optional<migrator::RunReport>& report);
/// The first run that is advised and is no reset; the test fails where there is none.
Request FirstRun(const RecoveryResult& result);
/// The reset that ends the list.
Request AdvisedReset(const RecoveryResult& result);

}  // namespace relapse::migrations::rows

#endif  // TESTS_CONFORMANCE_ROWS_STAGE_H_
