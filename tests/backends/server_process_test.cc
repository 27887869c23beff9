#include "backends/posix/posix_server_process.h"

#include <gtest/gtest.h>
#include <pwd.h>
#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

#include <filesystem>
#include <fstream>

#include "backends/posix/files.h"
#include "backends/posix/program.h"
#include "tests/backends/test_server.h"

namespace relapse::migrations {
namespace {

/// The data directory of a server of its own, and what it looks like.
class ServerProcessTest : public testing::Test {
 protected:
  static void SetUpTestSuite() {
    auto started = ThrowawayServer::Start({});
    if (!started.ok()) throw std::runtime_error(started.error().message.str());
    server_ = std::move(*started);
  }
  static void TearDownTestSuite() { server_.reset(); }

  static std::string Path(const std::string& name) {
    return server_->settings().data_folder + name;
  }
  static DataFolderStatus Inspect() { return *server_->process().Perform(InspectDataFolder{}); }
  static void Put(const std::string& name, const std::string& text) {
    std::ofstream(Path(name)) << text;
  }
  static std::string Read(const std::string& name) {
    std::string text;
    posix::ReadWhole(Path(name), text);
    return text;
  }
  static void Stop() { ASSERT_TRUE(server_->process().Perform(StopServer{}).ok()); }
  static int Start(int port = 0) {
    auto started = server_->process().Perform(StartServer{port});
    EXPECT_TRUE(started.ok()) << started.error().message.view();
    return started.ok() ? *started : 0;
  }
  void TearDown() override {
    if (Inspect().postmaster == Postmaster::kNone) Start();
  }

  static std::unique_ptr<ThrowawayServer> server_;
};
std::unique_ptr<ThrowawayServer> ServerProcessTest::server_;

TEST_F(ServerProcessTest, ALivingServerIsSeenWithItsPort) {
  const DataFolderStatus status = Inspect();
  EXPECT_EQ(status.folder, DataFolder::kPresent);
  EXPECT_EQ(status.major, 15);
  EXPECT_EQ(status.postmaster, Postmaster::kAlive);
  EXPECT_GT(status.pid, 0);
  EXPECT_GT(status.port, 0);
}

TEST_F(ServerProcessTest, NothingOfALivingServerIsTouched) {
  ServerProcess& process = server_->process();
  EXPECT_EQ(process.Perform(RemoveStalePidFile{}).error().kind, &kPermission);
  EXPECT_EQ(process.Perform(SetDataFolderAside{}).error().kind, &kPermission);
  EXPECT_EQ(process.Perform(StartServer{}).error().kind, &kStartFailed);
  EXPECT_EQ(Inspect().postmaster, Postmaster::kAlive);
}

TEST_F(ServerProcessTest, AStoppedServerStartsAgainOnTheAskedPort) {
  Stop();
  EXPECT_EQ(Inspect().postmaster, Postmaster::kNone);
  Stop();  // nothing to do is no error
  const int port = ChooseFreePort();
  EXPECT_EQ(Start(port), port);
  EXPECT_EQ(Inspect().port, port);
}

TEST_F(ServerProcessTest, ATakenPortIsToldApartFromABadStart) {
  const int taken = TestServer().port();
  Stop();
  auto started = server_->process().Perform(StartServer{taken});
  ASSERT_FALSE(started.ok());
  EXPECT_EQ(started.error().kind, &kPortTaken) << started.error().message.view();

  const std::string settings = Read("/postgresql.conf");
  Put("/postgresql.conf", "nonsense = 1\n");
  started = server_->process().Perform(StartServer{});
  Put("/postgresql.conf", settings);
  ASSERT_FALSE(started.ok());
  EXPECT_EQ(started.error().kind, &kStartFailed);
  EXPECT_TRUE(started.error().message.contains("nonsense")) << "it says why (S22)";
}

TEST_F(ServerProcessTest, APidFileIsJudgedByItsProcess) {
  Stop();
  ServerProcess& process = server_->process();
  EXPECT_EQ(process.Perform(RemoveStalePidFile{}).error().kind, &kNotFound);
  const std::string folder = server_->settings().data_folder;
  const std::string rest = "\n" + folder + "\n1700000000\n5432\n\n127.0.0.1\n";

  const pid_t child = fork();
  if (child == 0) _exit(0);
  waitpid(child, nullptr, 0);
  Put("/postmaster.pid", std::to_string(child) + rest);
  EXPECT_EQ(Inspect().postmaster, Postmaster::kNone);
  EXPECT_EQ(Inspect().pid, child) << "a stale file is told of";
  EXPECT_TRUE(process.Perform(RemoveStalePidFile{}).ok());

  Put("/postmaster.pid", std::to_string(getpid()) + rest);
  EXPECT_EQ(Inspect().postmaster, Postmaster::kForeign) << "the pid belongs to another program";
  EXPECT_EQ(process.Perform(RemoveStalePidFile{}).error().kind, &kPermission);
  EXPECT_EQ(process.Perform(StopServer{}).error().kind, &kPermission);

  std::string other;
  ASSERT_EQ(posix::ReadWhole(TestServer().settings().data_folder + "/postmaster.pid", other), 0);
  Put("/postmaster.pid", other);
  EXPECT_EQ(Inspect().postmaster, Postmaster::kForeign) << "a postmaster of another directory";

  for (const char* text : {"", "x", "\n"}) {
    Put("/postmaster.pid", text);
    EXPECT_EQ(Inspect().postmaster, Postmaster::kUnknown) << text;
    EXPECT_EQ(process.Perform(RemoveStalePidFile{}).error().kind, &kPermission);
    EXPECT_EQ(process.Perform(SetDataFolderAside{}).error().kind, &kPermission);
  }
  std::filesystem::remove(Path("/postmaster.pid"));
}

/// What the pid file's process is judged to be by a process of the user that the server runs as.
Postmaster JudgedByOwner(ServerProcess& process) {
  const pid_t child = fork();
  if (child == 0) {
    const passwd* const owner = getpwnam("postgres");
    const bool became = geteuid() != 0 || (owner != nullptr && setgid(owner->pw_gid) == 0 &&
                                           setuid(owner->pw_uid) == 0);
    const auto seen = process.Perform(InspectDataFolder{});
    _exit(became && seen.ok() ? static_cast<int>(seen->postmaster) : 99);
  }
  int status = 0;
  EXPECT_EQ(waitpid(child, &status, 0), child);
  EXPECT_NE(WEXITSTATUS(status), 99);
  return static_cast<Postmaster>(WEXITSTATUS(status));
}

/// Process 1 is root's on most machines, and in a container of one user it is that user's: it is
/// the answer that counts, not the number.
TEST_F(ServerProcessTest, WhoMayNotBeAskedIsUnknownAndAnotherProgramOfOnesOwnIsForeign) {
  Stop();
  ServerProcess& process = server_->process();
  const std::string rest =
      "\n" + server_->settings().data_folder + "\n1700000000\n5432\n\n127.0.0.1\n";
  const bool is_root = geteuid() == 0;
  Put("/postmaster.pid", std::to_string(getpid()) + rest);
  EXPECT_EQ(JudgedByOwner(process), is_root ? Postmaster::kUnknown : Postmaster::kForeign);

  const pid_t own = fork();
  if (own == 0) {
    const passwd* const owner = getpwnam("postgres");
    if (is_root && (owner == nullptr || setuid(owner->pw_uid) != 0)) _exit(1);
    pause();
    _exit(0);
  }
  Put("/postmaster.pid", std::to_string(own) + rest);
  // It may not yet be its user's.
  Postmaster judged = JudgedByOwner(process);
  for (int i = 0; i < 500 && judged == Postmaster::kUnknown; ++i) {
    usleep(2000);
    judged = JudgedByOwner(process);
  }
  EXPECT_EQ(judged, Postmaster::kForeign);
  kill(own, SIGKILL);
  waitpid(own, nullptr, 0);
  std::filesystem::remove(Path("/postmaster.pid"));
}

TEST_F(ServerProcessTest, AKilledServerLeavesAPidFileThatIsStale) {
  const auto pid = static_cast<pid_t>(Inspect().pid);
  ASSERT_EQ(kill(pid, SIGKILL), 0);
  ASSERT_TRUE(posix::AwaitGone(pid, Seconds(10)));
  EXPECT_EQ(Inspect().postmaster, Postmaster::kNone);
  EXPECT_EQ(Inspect().pid, pid);
  EXPECT_TRUE(server_->process().Perform(RemoveStalePidFile{}).ok());
  // Its children hold the shared memory until they notice.
  for (int attempt = 0; attempt < 500; ++attempt) {
    if (server_->process().Perform(StartServer{}).ok()) break;
    posix::SleepFor(10);
  }
  EXPECT_EQ(Inspect().postmaster, Postmaster::kAlive);
}

TEST_F(ServerProcessTest, AHalfFolderIsNeitherFreshNorStarted) {
  Stop();
  const std::string version = Read("/PG_VERSION");
  std::filesystem::remove(Path("/PG_VERSION"));
  EXPECT_EQ(Inspect().folder, DataFolder::kHalf);
  EXPECT_FALSE(server_->process().Perform(StartServer{}).ok());
  Put("/PG_VERSION", "13\n");
  EXPECT_EQ(Inspect().major, 13);
  EXPECT_EQ(server_->process().Perform(StartServer{}).error().kind, &kStartFailed);
  Put("/PG_VERSION", "");
  EXPECT_EQ(Inspect().folder, DataFolder::kUnreadable);
  Put("/PG_VERSION", version);
}

TEST_F(ServerProcessTest, AFolderIsSetAsideWholeAndDeletedLater) {
  Stop();
  ServerProcess& process = server_->process();
  const std::string folder = server_->settings().data_folder;
  ASSERT_TRUE(process.Perform(SetDataFolderAside{}).ok());
  EXPECT_EQ(Inspect().folder, DataFolder::kAbsent);
  EXPECT_EQ(process.Perform(StartServer{}).error().kind, &kNotFound);
  EXPECT_EQ(process.Perform(SetDataFolderAside{}).error().kind, &kNotFound);
  EXPECT_TRUE(std::filesystem::exists(folder + ".aside-1/PG_VERSION"));
  ASSERT_TRUE(process.Perform(DeleteSetAside{}).ok());
  ASSERT_TRUE(process.Perform(DeleteSetAside{}).ok());
  EXPECT_FALSE(std::filesystem::exists(folder + ".aside-1"));
  ASSERT_TRUE(server_->process().Initialize().ok());
  Start();
}

}  // namespace
}  // namespace relapse::migrations
