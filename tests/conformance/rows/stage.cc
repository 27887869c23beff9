#include "tests/conformance/rows/stage.h"

#include <fmt/format.h>

#include "harness/core/json.h"
#include "harness/effect/interpose.h"
#include "harness/effect/runtime.h"
#include "orchestration/migrations/cache.h"
#include "orchestration/migrations/develop.h"
#include "orchestration/migrator/snapshot_files.h"
#include "orchestration/ports/file_system.h"
#include "orchestration/ports/migration_files.h"
#include "orchestration/ports/migration_names.h"

namespace relapse::migrations::rows {

/// One process's ports.
struct Stage::GatedPorts {
  GatedPorts(const RecoveryPorts& raw, Gate& gate)
      : database(*raw.database, gate),
        files(*raw.files, gate),
        cache(*raw.cache_files, gate),
        server(*raw.server, gate),
        runtime(*raw.runtime, gate) {}

  Interposed<MigrationDatabase> database;
  Interposed<MigrationFiles> files;
  Interposed<FileSystem> cache;
  Interposed<ServerProcess> server;
  Interposed<Runtime> runtime;
};

Stage::Stage() {
  config.target = kTarget;
  config.database_name = "app";
  config.cache_path = kCacheFile;
  config.run_id = "run-1";
  config.lock_wait = Seconds(2);
  settings.application = kServerName;
}

void Stage::OpenPorts() { gated_ = std::make_shared<GatedPorts>(Raw(), gate_); }

RecoveryPorts Stage::ports() {
  return {.database = &gated_->database,
          .files = &gated_->files,
          .cache_files = &gated_->cache,
          .server = &gated_->server,
          .runtime = &gated_->runtime};
}

// ---- The checkout.

Stage& Stage::Add(Version version, const std::string& name) {
  const std::string stem = fmt::format("{:06}_{}", version, name);
  Write(stem + ".up.sql", "create table " + name + " (id int);");
  return Write(stem + ".down.sql", "drop table " + name + ";");
}

Stage& Stage::Write(const std::string& path, const std::string& text) {
  files_[path] = text;
  PutFile(path, &text);
  return *this;
}

Stage& Stage::Unlink(const std::string& path) {
  EXPECT_EQ(files_.erase(path), 1U) << path;
  PutFile(path, nullptr);
  return *this;
}

Stage& Stage::Remove(Version version) {
  const std::string prefix = fmt::format("{:06}_", version);
  const auto files = files_;
  for (const auto& [path, text] : files) {
    if (path.starts_with(prefix)) Unlink(path);
  }
  return *this;
}

Stage& Stage::Switch(const std::string& branch) {
  saved_[branch_] = files_;
  branch_ = branch;
  if (const auto found = saved_.find(branch); found != saved_.end()) ReadFiles(found->second);
  SetBranch(branch);
  return *this;
}

void Stage::ReadFiles(const std::map<std::string, std::string>& files) {
  const auto before = files_;
  for (const auto& [path, text] : before) {
    if (!files.contains(path)) Unlink(path);
  }
  for (const auto& [path, text] : files) Write(path, text);
}

// ---- Runs.

void Stage::CheckRefusal(const RecoveryResult& result, const std::string& before) {
  const bool today = config.defects == Defects();
  if (!today || result.outcome != RecoveryOutcome::kRefused || gate_.armed()) return;
  EXPECT_EQ(WriteMark(), before) << "a refusal writes nothing (SAF-2)";
}

RecoveryResult Stage::Prepare(const Request& request) {
  const std::string before = WriteMark();
  RecoveryResult result = migrations::Prepare(ports(), config, request);
  CheckRefusal(result, before);
  return result;
}

RecoveryResult Stage::Record() { return migrations::Record(ports(), config); }

RecoveryResult Stage::Look(const Request& request) {
  return migrations::Recover(ports(), config, request, RecoveryMode::kLook);
}

std::optional<RecoveryResult> Stage::PrepareStruck(const Strike& strike, const Request& request) {
  return PrepareStruck(std::vector<Strike>{strike}, request);
}

std::optional<RecoveryResult> Stage::PrepareStruck(std::vector<Strike> strikes,
                                                   const Request& request) {
  gate_.Arm(std::move(strikes), wire());
  std::optional<RecoveryResult> result;
  try {
    result = migrations::Prepare(ports(), config, request);
  } catch (const Killed&) {
    ForgetProcess();
  }
  gate_.Stop();
  return result;
}

migrator::RunReport Stage::Up(migrator::DriverKind driver) {
  settings.driver = driver;
  return migrator::Migrator(gated_->database, gated_->files, settings).Up();
}

migrator::RunReport Stage::Down(migrator::DriverKind driver) {
  settings.driver = driver;
  return migrator::Migrator(gated_->database, gated_->files, settings).Down();
}

migrator::RunReport Stage::Steps(std::int64_t count, migrator::DriverKind driver) {
  settings.driver = driver;
  return migrator::Migrator(gated_->database, gated_->files, settings).Steps(count);
}

migrator::RunReport Stage::Force(Version version) {
  settings.driver = migrator::DriverKind::kStock;
  return migrator::Migrator(gated_->database, gated_->files, settings).Force(version);
}

std::optional<migrator::RunReport> Stage::UpStruck(const Strike& strike,
                                                   migrator::DriverKind driver) {
  gate_.Arm({strike}, wire());
  std::optional<migrator::RunReport> report;
  try {
    report = Up(driver);
  } catch (const Killed&) {
    ForgetProcess();
  }
  gate_.Stop();
  return report;
}

migrator::RunReport Stage::UpEmbedded(const DiskView& disk) {
  migrator::SnapshotFiles files;
  const auto base = [](Text path) {
    return Text(path.view().substr(path.view().rfind('/') + 1));  // npos + 1 is the beginning
  };
  for (const DiskMigration& migration : disk.migrations) {
    for (const DiskFile* file : {&migration.up, &migration.down}) {
      if (file->presence == Presence::kPresent) files.Add(base(file->path), file->sql);
    }
  }
  for (const Text path : disk.duplicates) files.Add(base(path), Text());
  settings.driver = migrator::DriverKind::kBatch;
  return migrator::Migrator(gated_->database, files, settings).Up();
}

void Stage::Start() {
  const RecoveryResult prepared = Prepare();
  ASSERT_EQ(prepared.outcome, RecoveryOutcome::kDone) << Told(prepared);
  const migrator::RunReport report = Up();
  ASSERT_TRUE(report.ok()) << report.error.view();
  const RecoveryResult recorded = Record();
  ASSERT_EQ(recorded.outcome, RecoveryOutcome::kDone) << Told(recorded);
}

void Stage::UseDesign(Defect design) { config.defects = Defects().Enable(design); }

void Stage::StartBase() {
  Add(1, "a").Add(2, "b").Add(3, "c");
  Start();
  ASSERT_EQ(State(), "(3,f) | applied 1 2 3 | a b c");
}

// ---- The database.

std::int64_t Stage::watch() {
  // The built-in server stops and starts as recovery wants it to.
  const bool lasts = !is_builtin_ || observer().Perform(ReadVersion{watch_}).ok();
  if (watch_ != 0 && lasts) return watch_;
  const auto opened = observer().Perform(OpenSession{kWatch});
  watch_ = opened.ok() ? opened->session : 0;
  return watch_;
}

void Stage::Sql(const std::string& sql) {
  const Status ran = observer().Perform(RunSql{watch(), Text(sql)});
  EXPECT_TRUE(ran.ok()) << sql << ": " << ran.error().message.view();
}

void Stage::SetVersionRow(VersionRow row) {
  EXPECT_TRUE(observer().Perform(CreateVersionTable{watch()}).ok());
  EXPECT_TRUE(observer().Perform(TruncateVersion{watch()}).ok());
  EXPECT_TRUE(observer().Perform(InsertVersion{watch(), row}).ok());
}

void Stage::PutStored(const StoredMigration& row) {
  EXPECT_TRUE(observer().Perform(migrations::PutStored{watch(), row}).ok());
}

Stage::Kept Stage::Keep() { return {Versions(), Store(), CacheBytes()}; }

void Stage::PutBack(const Kept& kept) {
  Empty();
  std::string executed;
  for (const StoredMigration& row : kept.store.rows) {
    if (row.state != StoredState::kIntent) executed += row.up_sql.value_or(Text()).str();
  }
  if (!executed.empty()) Sql(executed);
  if (kept.versions.exists) {
    EXPECT_TRUE(observer().Perform(CreateVersionTable{watch()}).ok());
  }
  for (const VersionRow& row : kept.versions.rows) {
    EXPECT_TRUE(observer().Perform(InsertVersion{watch(), row}).ok());
  }
  if (kept.store.exists) {
    EXPECT_TRUE(observer().Perform(CreateStore{watch()}).ok());
  }
  for (const StoredMigration& row : kept.store.rows) PutStored(row);
  for (const LeftBehind& row : kept.store.left_behind) {
    EXPECT_TRUE(observer().Perform(PutLeftBehind{watch(), row}).ok());
  }
  if (kept.cache.has_value()) PutCache(*kept.cache);
}

void Stage::Empty() {
  EXPECT_TRUE(observer().Perform(ResetDatabase{watch()}).ok());
  (void)Raw().cache_files->Perform(RemoveFile{kCacheFile});
}

void Stage::Hold(const std::string& sql) {
  holder_ = observer().Perform(OpenSession{"somebody"})->session;
  EXPECT_TRUE(observer().Perform(Begin{holder_}).ok());
  EXPECT_TRUE(observer().Perform(RunSql{holder_, Text(sql)}).ok()) << sql;
}

void Stage::Release() {
  EXPECT_TRUE(observer().Perform(Commit{holder_}).ok());
  CloseOther(holder_);
}

std::int64_t Stage::HoldLock(std::int64_t key, const std::string& application) {
  const std::int64_t session =
      observer().Perform(OpenSession{.application = Text(application)})->session;
  EXPECT_TRUE(*observer().Perform(TryAdvisoryLock{.session = session, .key = key}));
  return session;
}

void Stage::CloseOther(std::int64_t session) {
  EXPECT_TRUE(observer().Perform(CloseSession{session}).ok());
}

std::int64_t Stage::UrlKey() const {
  return UrlLockKey("public", "schema_migrations", config.database_name.view());
}
std::int64_t Stage::InstanceKey() const {
  return InstanceLockKey("public", "schema_migrations", config.database_name.view());
}

VersionTable Stage::Versions() {
  return observer().Perform(ReadVersion{watch()}).value_or(VersionTable{});
}
MigrationStore Stage::Store() {
  return observer().Perform(ReadStore{watch()}).value_or(MigrationStore{});
}
Catalog Stage::Objects() { return observer().Perform(ReadCatalog{watch()}).value_or(Catalog{}); }

StoredMigration Stage::Stored(Version version) {
  const MigrationStore store = Store();
  for (const StoredMigration& row : store.rows) {
    if (row.version == version) return row;
  }
  ADD_FAILURE() << "nothing is recorded of " << version;
  return {};
}

std::string Stage::State() {
  std::string told;
  const VersionTable table = Versions();
  for (const VersionRow& row : table.rows) {
    told += fmt::format("{}({},{})", told.empty() ? "" : " ", row.version, row.dirty ? "t" : "f");
  }
  if (told.empty()) told = "none";
  std::string stored;
  const MigrationStore store = Store();
  for (const StoredState state :
       {StoredState::kApplied, StoredState::kAssumed, StoredState::kIntent}) {
    std::string versions;
    for (const StoredMigration& row : store.rows) {
      if (row.state == state) versions += fmt::format(" {}", row.version);
    }
    if (versions.empty()) continue;
    stored += fmt::format("{}{}{}", stored.empty() ? "" : ", ", EnumName(state), versions);
  }
  std::string left;
  for (const LeftBehind& row : store.left_behind) left += fmt::format(" {}", row.version);
  if (!left.empty()) stored += (stored.empty() ? "left behind" : ", left behind") + left;
  std::string objects;
  for (const CatalogObject& object : Objects()) {
    objects += fmt::format(" {}{}", object.name.view(), object.valid ? "" : "!");
  }
  return fmt::format("{} | {} |{}", told, stored.empty() ? "nothing" : stored,
                     objects.empty() ? " nothing" : objects);
}

// ---- The cache file.

std::optional<std::string> Stage::CacheBytes() {
  const auto bytes = Raw().cache_files->Perform(ReadFile{kCacheFile});
  return bytes.ok() ? std::optional(bytes->str()) : std::nullopt;
}

void Stage::PutCache(const std::string& bytes) {
  EXPECT_TRUE(Raw().cache_files->Perform(WriteFile{kCacheFile, Text(bytes)}).ok());
}

void Stage::RemoveCache() { EXPECT_TRUE(Raw().cache_files->Perform(RemoveFile{kCacheFile}).ok()); }

std::string Stage::CacheTold() {
  const auto bytes = CacheBytes();
  if (!bytes.has_value()) return "none";
  const auto file = ParseCache(Text(*bytes));
  if (!file.has_value()) return "damaged";
  if (!file->known) return "unknown";
  std::string told;
  for (const CacheEntry& entry : file->entries) {
    told += fmt::format("{}{}", told.empty() ? "" : " ", entry.version);
  }
  return told.empty() ? "empty" : told;
}

// ---- The built-in server.

std::string Stage::DataTold() {
  const auto seen = Raw().server->Perform(InspectDataFolder{});
  EXPECT_TRUE(seen.ok());
  std::string told(EnumName(seen->folder));
  if (seen->folder == DataFolder::kPresent) told += fmt::format(" {}", seen->major);
  if (seen->postmaster != Postmaster::kNone) {
    told += fmt::format(", {}", EnumName(seen->postmaster));
  }
  if (SetAsideCount() > 0) told += fmt::format(", {} aside", SetAsideCount());
  return told;
}

std::string Stage::Snapshot() {
  std::string told = ToJson(Versions()).dump() + ToJson(Store()).dump();
  for (const CatalogObject& object : Objects()) told += ToJson(object).dump();
  told += CacheBytes().value_or("no cache");
  return is_builtin_ ? told + DataTold() : told;
}

}  // namespace relapse::migrations::rows
