// RecoveryBench: a database in memory, a folder of migrations and a clock, around recovery and a
// migrator. Files are as in the specification's table 7.2: NNNNNN_x.up.sql creates table x, its
// down file drops it.
#ifndef TESTS_ORCHESTRATION_MIGRATIONS_RECOVERY_BENCH_H_
#define TESTS_ORCHESTRATION_MIGRATIONS_RECOVERY_BENCH_H_

#include <fmt/format.h>

#include <map>
#include <string>

#include "fakes/postgres/fake_postgres.h"
#include "harness/effect/runtime.h"
#include "harness/world/server.h"
#include "orchestration/migrations/recovery.h"
#include "orchestration/migrator/migrator.h"
#include "orchestration/ports/file_system.h"
#include "orchestration/ports/migration_files.h"
#include "tests/orchestration/migrations/world_runtime.h"

namespace relapse::migrations {

/// A folder as a map from path to text; what is listed in `unreadable` cannot be read, "" for the
/// folder itself.
class MapFiles final : public MigrationFiles {
 public:
  std::map<std::string, std::string> files;
  std::map<std::string, bool> unreadable;
  std::string source = "main";

  using MigrationFiles::Perform;
  Result<std::vector<FolderEntry>> Perform(const ListFolder& request, const CallOptions&) override {
    if (unreadable.contains(request.path.str())) return Fail(kEntryUnreadable, "Permission denied");
    std::map<std::string, bool> names;
    const std::string prefix = request.path.empty() ? "" : request.path.str() + "/";
    for (const auto& [path, text] : files) {
      if (!path.starts_with(prefix)) continue;
      const std::string rest = path.substr(prefix.size());
      const std::size_t slash = rest.find('/');
      names[rest.substr(0, slash)] = slash != std::string::npos;
    }
    std::vector<FolderEntry> entries;
    for (const auto& [name, is_folder] : names) entries.push_back({name, is_folder});
    return entries;
  }
  Result<Text> Perform(const ReadMigrationFile& request, const CallOptions&) override {
    if (unreadable.contains(request.path.str()) || unreadable.contains("")) {
      return Fail(kEntryUnreadable, "Input/output error");
    }
    const auto found = files.find(request.path.str());
    if (found == files.end()) return Fail(kNotFound, "No such file or directory");
    return Text(found->second);
  }
  Result<Text> Perform(const ReadCheckout&, const CallOptions&) override { return Text(source); }
};

/// A cache folder as a map. Writing fails while `full`.
class MapFileSystem final : public FileSystem {
 public:
  std::map<std::string, Text> files;
  bool full = false;

  using FileSystem::Perform;
  Result<Text> Perform(const ReadFile& request, const CallOptions&) override {
    const auto found = files.find(request.path.str());
    if (found == files.end()) return Fail(kNotFound, "No such file or directory");
    return found->second;
  }
  Status Perform(const WriteFile& request, const CallOptions&) override {
    if (full) return Fail(kNoSpace, "No space left on device");
    files[request.path.str()] = request.bytes;
    return Ok();
  }
  Status Perform(const FsyncFile&, const CallOptions&) override { return Ok(); }
  Status Perform(const RenameFile& request, const CallOptions&) override {
    files[request.to.str()] = files[request.from.str()];
    files.erase(request.from.str());
    return Ok();
  }
  Status Perform(const RemoveFile& request, const CallOptions&) override {
    return files.erase(request.path.str()) != 0 ? Ok() : Status(Fail(kNotFound, "not there"));
  }
  Status Perform(const FsyncFolder&, const CallOptions&) override { return Ok(); }
};

struct RecoveryBench {
  WorldModel model;
  World world{&model};
  SimulatedPort<MigrationDatabase, FakePostgres> database{world, PostgresServer()};
  MapFiles files;
  MapFileSystem cache;
  WorldRuntime runtime{world};
  ServerProcess* server = nullptr;  ///< of a built-in one
  RecoveryConfig config{.target = "localhost:5432/app",
                        .database_name = "app",
                        .cache_path = "state/cache",
                        .run_id = "run-1"};

  RecoveryBench() { world.Add(PostgresState{}); }

  RecoveryBench& Add(Version version, const std::string& name) {
    const std::string stem = fmt::format("{:06}_{}", version, name);
    files.files[stem + ".up.sql"] = "create table " + name + " (id int);";
    files.files[stem + ".down.sql"] = "drop table " + name + ";";
    return *this;
  }
  void Remove(Version version) {
    const std::string prefix = fmt::format("{:06}_", version);
    std::erase_if(files.files, [&](const auto& file) { return file.first.starts_with(prefix); });
  }

  RecoveryPorts Ports() {
    return {.database = &database,
            .files = &files,
            .cache_files = &cache,
            .server = server,
            .runtime = &runtime};
  }
  RecoveryResult Recover(const Request& request = {}, RecoveryMode mode = RecoveryMode::kPrepare) {
    return migrations::Recover(Ports(), config, request, mode);
  }
  migrator::RunReport Up() {
    return migrator::Migrator(database, files, migrator::MigratorSettings{}).Up();
  }
  /// Recovery, the migrator, and recovery again: one start of a developer's server.
  void Start() {
    (void)Recover();
    (void)Up();
    (void)Recover();
  }

  template <class Body>
  auto InSession(Body body) {
    const std::int64_t id = database.Perform(OpenSession{.application = "test"})->session;
    auto answer = body(id);
    (void)database.Perform(CloseSession{id});
    return answer;
  }

  /// "a b": the tables, as anybody sees them.
  std::string Tables() {
    std::string tables;
    for (const CatalogObject& object :
         InSession([&](std::int64_t id) { return *database.Perform(ReadCatalog{id}); })) {
      if (object.kind == "table") tables += (tables.empty() ? "" : " ") + object.name.str();
    }
    return tables;
  }
  /// "1 applied, 2 intent".
  std::string Stored() {
    std::string stored;
    for (const StoredMigration& row :
         InSession([&](std::int64_t id) { return *database.Perform(ReadStore{id}); }).rows) {
      stored +=
          fmt::format("{}{} {}", stored.empty() ? "" : ", ", row.version, EnumName(row.state));
    }
    return stored;
  }
  void Sql(const char* sql) {
    (void)InSession([&](std::int64_t id) { return database.Perform(RunSql{id, sql}).ok(); });
  }
};

}  // namespace relapse::migrations

#endif  // TESTS_ORCHESTRATION_MIGRATIONS_RECOVERY_BENCH_H_
