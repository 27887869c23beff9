#include <libpq-fe.h>
#include <pwd.h>
#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

#include <filesystem>
#include <fstream>
#include <stdexcept>

#include "backends/posix/files.h"
#include "backends/posix/posix_file_system.h"
#include "backends/posix/posix_migration_files.h"
#include "backends/posix/program.h"
#include "orchestration/migrations/develop.h"
#include "tests/backends/hurried_runtime.h"
#include "tests/backends/test_server.h"
#include "tests/conformance/rows/own_server.h"
#include "tests/conformance/rows/stage.h"
#include "tests/conformance/wire_proxy.h"

namespace relapse::migrations::rows {

namespace {

namespace fs = std::filesystem;

std::string TemporaryFolder() {
  std::string name = fs::temp_directory_path() / "relapse-rows-XXXXXX";
  if (mkdtemp(name.data()) == nullptr) throw std::runtime_error("no temporary folder");
  // The built-in server may run as another user.
  fs::permissions(name, fs::perms::others_exec | fs::perms::group_exec, fs::perm_options::add);
  return name;
}

int PortOfServer() {
  LetTestServerTrust();
  return TestServer().port();
}

/// One for all rows, and left alone by each: making one costs more than most rows do.
TestDatabase& Home() {
  static TestDatabase& home = *new TestDatabase;
  return home;
}

/// As PostgreSQL makes it with a database.
constexpr const char* kClean = R"(
do $$ declare one name; begin
  for one in select nspname from pg_namespace
             where nspname !~ '^pg_' and nspname <> 'information_schema' loop
    execute format('drop schema %I cascade', one);
  end loop;
  create schema public authorization pg_database_owner;
  grant usage on schema public to public;
end $$)";

class ServerStage final : public Stage, private WireActions {
 public:
  ServerStage() : folder_(TemporaryFolder()) {
    fs::create_directories(Migrations());
    fs::create_directories(folder_ + "/state");
    fs::create_directories(folder_ + "/.git");
    config.database_name = Text(home_.name());
    SetBranch("main");
    settings_under_test_ = home_.settings();
    settings_under_test_.port = proxy_.port();
    observer_ = std::make_unique<PostgresDatabase>(home_.settings());
    database_ = std::make_unique<PostgresDatabase>(settings_under_test_);
    OpenPorts();
    Sql(kClean);
    EXPECT_EQ(State(), "none | nothing | nothing");
  }
  ~ServerStage() override {
    database_.reset();
    asker_.reset();
    observer_ = std::make_unique<PostgresDatabase>(home_.settings());
    const std::int64_t last = observer_->Perform(OpenSession{"last"})->session;
    EXPECT_TRUE(observer_->Perform(RunSql{last, Text(AwaitEndSql())}).ok());
    observer_.reset();
    own_.reset();
    fs::remove_all(folder_);
  }

  /// A file that is a link to a folder, a folder that is a link to itself: not even root can read
  /// those.
  void MakeUnreadable(const std::string& path) override {
    const std::string whole = PathOf(path);
    fs::rename(whole, folder_ + "/kept");
    fs::create_symlink(path.empty() ? fs::path(whole).filename().string() : folder_ + "/state",
                       whole);
  }
  void MakeReadable(const std::string& path) override {
    const std::string whole = PathOf(path);
    fs::remove(whole);
    fs::rename(folder_ + "/kept", whole);
  }
  void SetFolderAbsent(bool absent) override {
    if (absent) {
      fs::rename(Migrations(), Migrations() + "-away");
    } else {
      fs::rename(Migrations() + "-away", Migrations());
    }
  }
  MigrationDatabase& observer() override { return *observer_; }

  int CountPlaces(const std::function<void()>& run) override {
    proxy_.Arm(0, WireProxy::Cut::kBefore);
    run();
    return proxy_.units();
  }
  void CutAt(int place, When when) override { proxy_.Arm(place, CutOf(when)); }
  void CutNothing() override {
    proxy_.Arm(0, WireProxy::Cut::kBefore);
    AwaitEnd(kRecoveryName);
    AwaitEnd(kServerName);
  }

  void FinishAbandoned() override { AwaitEnd(kServerName); }
  void TerminateAbandoned() override {
    Sql("do $$ begin perform pg_terminate_backend(pid) from pg_stat_activity where datname = "
        "current_database() and application_name = '" +
        std::string(kServerName) + "'; end $$");
    AwaitEnd(kServerName);
  }

  std::string PublicSchema() override {
    return Ask(
        "select pg_get_userbyid(nspowner) || ' ' || coalesce((select string_agg(lower(a."
        "privilege_type), ', ' order by a.privilege_type) from aclexplode(nspacl) a where "
        "a.grantee = 0), '') from pg_namespace where nspname = 'public'");
  }

  /// A cache file is written beside the old one first: that one goes where nothing can be written.
  void TroubleDisk(DiskTrouble trouble) override {
    const std::string beside = folder_ + "/" + kCacheFile + ".new";
    fs::remove(beside);
    if (trouble == DiskTrouble::kNoSpace) fs::create_symlink("/dev/full", beside);
    if (trouble == DiskTrouble::kReadOnly) fs::create_symlink("/sys/nosuch", beside);
  }

  void UseBuiltin() override {
    is_builtin_ = config.builtin = true;
    config.expected_major = 15;
    config.database_name = "postgres";
    own_ = std::make_unique<OwnServer>(folder_ + "/postgres");
    observer_ = std::make_unique<PostgresDatabase>(own_->settings());
    settings_under_test_ = own_->settings();
    asker_.reset();
    database_ = std::make_unique<PostgresDatabase>(settings_under_test_);
    OpenPorts();
  }
  ServerProcess& server() override { return own_ != nullptr ? own_->process() : none_; }
  void RemoveData() override { own_->RemoveData(); }
  void KeepData() override { own_->Keep(); }
  void PutDataBack() override { own_->PutBack(); }
  void KillPostmaster() override { own_->Kill(); }
  void SetDataFolder(DataFolder folder, int major) override { own_->SetFolder(folder, major); }
  void LeavePidFile(PidFileIs is) override { own_->LeavePidFile(is); }
  bool CanForbid() const override { return own_->ForbiddenPid() != 0; }
  std::string PrepareForbidden(const Request& request) override;
  /// Whatever writes takes a transaction's number, even if it is rolled back.
  std::string WriteMark() override {
    const std::string told =
        Ask("select pg_snapshot_xmax(pg_current_snapshot())::text") + CacheBytes().value_or("none");
    return is_builtin_ ? told + DataTold() : told;
  }
  int SetAsideCount() override { return own_ != nullptr ? own_->SetAsideCount() : 0; }

 protected:
  RecoveryPorts Raw() override {
    return {.database = database_.get(),
            .files = &files_,
            .cache_files = &cache_,
            .server = &server(),
            .runtime = &runtime_};
  }
  void ForgetProcess() override {
    database_ = std::make_unique<PostgresDatabase>(settings_under_test_);
    OpenPorts();
    // Of an abandoned statement the server does not notice.
    if (!abandoned_) AwaitEnd(kServerName);
    abandoned_ = false;
    AwaitEnd(kRecoveryName);
  }
  void PutFile(const std::string& path, const std::string* text) override {
    const std::string whole = PathOf(path);
    if (text == nullptr) {
      fs::remove(whole);
    } else {
      fs::create_directories(fs::path(whole).parent_path());
      std::ofstream(whole, std::ios::binary) << *text;
    }
    // Git keeps no empty folder.
    const fs::path parent = fs::path(whole).parent_path();
    if (text == nullptr && parent != Migrations() && fs::is_empty(parent)) fs::remove(parent);
  }
  void SetBranch(const std::string& branch) override {
    std::ofstream(folder_ + "/.git/HEAD") << "ref: refs/heads/" << branch << "\n";
  }
  WireActions& wire() override { return *this; }

 private:
  static WireProxy::Cut CutOf(When when) {
    return when == When::kBefore ? WireProxy::Cut::kBefore : WireProxy::Cut::kAfter;
  }
  void LoseReply(EffectCall& call, When when) override { CutOnTheWire(call, CutOf(when)); }
  void Abandon(EffectCall& call) override {
    abandoned_ = true;
    CutOnTheWire(call, WireProxy::Cut::kDuring);
    // Until it waits for whoever is in its way.
    Sql("do $$ begin for i in 1 .. 4000 loop perform pg_stat_clear_snapshot(); if exists (select "
        "from pg_stat_activity where datname = current_database() and application_name = '" +
        std::string(kServerName) +
        "' and wait_event_type = 'Lock') then return; end if; perform pg_sleep(0.002); end loop; "
        "raise exception 'it waits for nobody'; end $$");
  }
  void FailIn(std::int64_t session) override {
    EXPECT_FALSE(database_->Perform(RunSql{session, "select * from nosuch"}).ok());
  }
  void CutOnTheWire(EffectCall& call, WireProxy::Cut cut) {
    proxy_.Arm(1, cut);
    call.Execute();
    proxy_.Arm(0, cut);
    ASSERT_NE(call.error(), nullptr) << "nothing was sent for " << call.spec().name;
    ASSERT_TRUE(call.error()->Is(kConnectionLost)) << call.error()->message.view();
  }

  std::string Migrations() const { return folder_ + "/migrations"; }
  std::string PathOf(const std::string& path) const {
    return path.empty() ? Migrations() : Migrations() + "/" + path;
  }
  void AwaitEnd(const std::string& application) {
    if (!is_builtin_) Sql(AwaitEndSql(application));
  }
  std::string Ask(const std::string& sql) {
    const PostgresSettings at = is_builtin_ ? own_->settings() : home_.settings();
    const std::string port = std::to_string(at.port);
    const char* const names[] = {"host", "port", "user", "password", "dbname", nullptr};
    const char* const values[] = {at.host.c_str(),     port.c_str(),        at.user.c_str(),
                                  at.password.c_str(), at.database.c_str(), nullptr};
    if (asker_ == nullptr || PQstatus(asker_.get()) != CONNECTION_OK) {
      asker_.reset(PQconnectdbParams(names, values, 0));
    }
    const std::unique_ptr<PGresult, decltype(&PQclear)> result(PQexec(asker_.get(), sql.c_str()),
                                                               &PQclear);
    if (PQresultStatus(result.get()) != PGRES_TUPLES_OK) return "no answer";
    return PQntuples(result.get()) == 0 ? "none" : PQgetvalue(result.get(), 0, 0);
  }

  WireProxy proxy_{PortOfServer()};  // the server starts here
  TestDatabase& home_ = Home();
  const std::string folder_;
  PostgresSettings settings_under_test_;
  std::unique_ptr<PostgresDatabase> observer_;
  std::unique_ptr<PostgresDatabase> database_;
  PosixMigrationFiles files_{folder_ + "/migrations"};
  PosixFileSystem cache_{folder_};
  HurriedRuntime runtime_;
  PosixServerProcess none_{{.data_folder = folder_ + "/postgres/data"}};
  std::unique_ptr<OwnServer> own_;
  struct Finish {
    void operator()(PGconn* connection) const { PQfinish(connection); }
  };
  std::unique_ptr<PGconn, Finish> asker_;
  bool abandoned_ = false;
};

/// In a process of its own, because root may signal everybody: as whoever the server runs as.
std::string ServerStage::PrepareForbidden(const Request& request) {
  own_->LeavePidFile(PidFileIs::kForbidden);
  int channel[2] = {-1, -1};
  EXPECT_EQ(pipe(channel), 0);
  const pid_t child = fork();
  if (child == 0) {
    if (!own_->BecomeOwner()) _exit(1);
    const std::string told = Told(migrations::Prepare(ports(), config, request));
    (void)!write(channel[1], told.data(), told.size());
    _exit(0);
  }
  close(channel[1]);
  std::string told;
  char buffer[512];
  for (ssize_t size = 0; (size = read(channel[0], buffer, sizeof buffer)) > 0;) {
    told.append(buffer, static_cast<std::size_t>(size));
  }
  close(channel[0]);
  int status = 0;
  EXPECT_EQ(waitpid(child, &status, 0), child);
  EXPECT_EQ(status, 0);
  own_->LeavePidFile(PidFileIs::kNone);
  return told;
}

}  // namespace

std::unique_ptr<Stage> OnServer() { return std::make_unique<ServerStage>(); }

}  // namespace relapse::migrations::rows
