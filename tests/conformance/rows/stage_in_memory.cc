#include <algorithm>

#include "fakes/files/fake_file_system.h"
#include "fakes/files/migration_folder.h"
#include "fakes/files/server_process_state.h"
#include "fakes/postgres/fake_postgres.h"
#include "harness/effect/runtime.h"
#include "harness/world/in_flight.h"
#include "harness/world/server.h"
#include "tests/conformance/rows/stage.h"
#include "tests/orchestration/migrations/world_runtime.h"

namespace relapse::migrations::rows {

namespace {

/// How long an abandoned statement goes on.
constexpr DurationMs kStatementTime = Seconds(6);

/// A place is an effect at the database.
class MemoryStage final : public Stage, private WireActions {
 public:
  MemoryStage() {
    world_.SetClock(Hours(24) * 365 * 30);
    world_.Add(PostgresState{});
    world_.Add(FileSystemState{});
    world_.Add(MigrationFolder{});
    world_.Add(InFlightRequests{});
    world_.Add(ServerProcessState{});
    OpenPorts();
  }

  void MakeUnreadable(const std::string& path) override { SetUnreadable(world_, Text(path), true); }
  void MakeReadable(const std::string& path) override { SetUnreadable(world_, Text(path), false); }
  void SetFolderAbsent(bool absent) override { migrations::SetFolderAbsent(world_, absent); }
  MigrationDatabase& observer() override { return database_; }

  int CountPlaces(const std::function<void()>& run) override {
    gate().Disarm();
    run();
    return gate().CountOf(kMigrationDatabasePort);
  }
  void CutAt(int place, When when) override {
    gate().Arm(
        {{.nth = place, .when = when, .blow = Blow::kLoseReply, .port = &kMigrationDatabasePort}},
        *this);
  }
  void CutNothing() override { gate().Disarm(); }

  void FinishAbandoned() override {
    world_.SetClock(world_.now() + kStatementTime);
    PostgresAgent().Advance(world_);
  }
  void TerminateAbandoned() override { TerminateOrphans(world_); }

  std::string PublicSchema() override {
    const SchemaRecord* schema =
        world_.Get<PostgresState>().committed.objects->Schema(Text("public"));
    if (schema == nullptr) return "none";
    return schema->owner.str() + " " + schema->public_privileges.str();
  }
  void TroubleDisk(DiskTrouble trouble) override {
    FileSystemState& state = world_.Mutate<FileSystemState>();
    state.no_space = trouble == DiskTrouble::kNoSpace;
    state.read_only = trouble == DiskTrouble::kReadOnly;
  }

  void UseBuiltin() override {
    is_builtin_ = config.builtin = true;
    config.expected_major = 15;
    InitDataFolder(world_);
  }
  ServerProcess& server() override { return server_; }
  void RemoveData() override {
    world_.Mutate<ServerProcessState>().folder = DataFolder::kAbsent;
    world_.Mutate<ServerProcessState>().set_aside = 0;
  }
  void KeepData() override {
    kept_ = std::make_unique<std::pair<ServerProcessState, Database>>(
        world_.Get<ServerProcessState>(), world_.Get<PostgresState>().committed);
  }
  void PutDataBack() override {
    const std::int64_t next_pid = world_.Get<ServerProcessState>().next_pid;
    ServerProcessState& state = world_.Mutate<ServerProcessState>();
    state = kept_->first;
    state.next_pid = next_pid;
    world_.Mutate<PostgresState>().committed = kept_->second;
  }
  void KillPostmaster() override { PostmasterDies(world_); }
  void SetDataFolder(DataFolder folder, int major) override {
    ServerProcessState& state = world_.Mutate<ServerProcessState>();
    state.folder = folder;
    state.major = folder == DataFolder::kPresent ? major : 0;
  }
  void LeavePidFile(PidFileIs is) override {
    migrations::LeavePidFile(world_, is == PidFileIs::kDead        ? PidFileState::kDead
                                     : is == PidFileIs::kForeign   ? PidFileState::kForeign
                                     : is == PidFileIs::kForbidden ? PidFileState::kEperm
                                     : is == PidFileIs::kEmpty     ? PidFileState::kEmpty
                                                                   : PidFileState::kNone);
  }
  bool CanForbid() const override { return true; }
  std::string PrepareForbidden(const Request& request) override {
    LeavePidFile(PidFileIs::kForbidden);
    const std::string told = Told(Prepare(request));
    LeavePidFile(PidFileIs::kNone);
    return told;
  }
  std::string WriteMark() override { return Snapshot(); }
  int SetAsideCount() override {
    return static_cast<int>(world_.Get<ServerProcessState>().set_aside);
  }

 protected:
  RecoveryPorts Raw() override {
    return {.database = &database_,
            .files = &migration_files_,
            .cache_files = &cache_,
            .server = &server_,
            .runtime = &time_};
  }
  void ForgetProcess() override {
    for (const char* name : {kRecoveryName, kServerName}) {
      SessionsOfProcessEnd(world_, Text(name));
    }
  }
  void PutFile(const std::string& path, const std::string* text) override {
    if (text != nullptr) {
      EditMigrationFile(world_, Text(path), Text(*text));
    } else {
      RemoveMigrationFile(world_, Text(path));
    }
  }
  void SetBranch(const std::string& branch) override {
    world_.Mutate<MigrationFolder>().checkout = Text(branch);
  }
  WireActions& wire() override { return *this; }

 private:
  void LoseReply(EffectCall& call, When when) override {
    if (when == When::kAfter) call.Execute();
    call.AnswerError({&kConnectionLost, "the connection was cut"});
    call.TellEnded(Ends::kSession);
  }
  void Abandon(EffectCall& call) override {
    world_.Mutate<InFlightRequests>().requests.push_back({.effect = Text(call.spec().name),
                                                          .object = call.object(),
                                                          .request_hash = call.RequestHash(),
                                                          .due = world_.now() + kStatementTime,
                                                          .spec = &call.spec(),
                                                          .request = call.CopyRequest()});
    call.AnswerError({&kConnectionLost, "the process died"});
    call.TellEnded(Ends::kSession);
  }

  void FailIn(std::int64_t session) override {
    EXPECT_FALSE(database_.Perform(RunSql{session, "select * from nosuch"}).ok());
  }

  WorldModel model_;
  World world_{&model_};
  SimulatedPort<MigrationDatabase, FakePostgres> database_{world_, PostgresServer()};
  SimulatedPort<MigrationFiles, FakeMigrationFiles> migration_files_{world_,
                                                                     MigrationFilesServer()};
  SimulatedPort<FileSystem, FakeFileSystem> cache_{world_, FileSystemServer()};
  SimulatedPort<ServerProcess, FakeServerProcess> server_{world_, ServerProcessServer()};
  WorldRuntime time_{world_};
  std::unique_ptr<std::pair<ServerProcessState, Database>> kept_;
};

}  // namespace

std::unique_ptr<Stage> InMemory() { return std::make_unique<MemoryStage>(); }

}  // namespace relapse::migrations::rows
