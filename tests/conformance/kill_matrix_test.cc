// Real kills: a tool that rolls back and a server that migrates die of SIGKILL before and after
// each of their effects, and the database server is stopped at once before each statement; what is
// left, what the next runs say and where they end is what the simulation says
// (spec/migration-recovery.md section 7.1).
#include <gtest/gtest.h>
#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

#include <filesystem>
#include <fstream>

#include "backends/posix/posix_file_system.h"
#include "backends/posix/posix_migration_files.h"
#include "fakes/postgres/fake_postgres.h"
#include "fakes/postgres/foreign_session.h"
#include "harness/effect/interpose.h"
#include "orchestration/migrations/cache.h"
#include "scenarios/migrations/branches.h"
#include "scenarios/migrations/prehistory.h"
#include "scenarios/migrations/world_ports.h"
#include "tests/backends/hurried_runtime.h"
#include "tests/backends/test_server.h"
#include "tests/conformance/arena.h"

namespace relapse::migrations {
namespace {

namespace fs = std::filesystem;

enum class Victim { kProcess, kServer };
enum class Side { kBefore, kAfter };

/// What is done at one effect, counted from 1; 0: nothing.
struct Blow {
  int effect = 0;
  Side side = Side::kBefore;
  Victim victim = Victim::kProcess;
};

/// Counts effects, and strikes at one.
class Striker final : public Gate {
 public:
  Striker(const Blow& blow, std::function<void()> strike)
      : blow_(blow), strike_(std::move(strike)) {}

  void Pass(EffectCall& call) override {
    names.push_back(std::string(call.spec().name));
    const bool here = static_cast<int>(names.size()) == blow_.effect;
    if (here && blow_.side == Side::kBefore) strike_();
    call.Execute();
    if (here && blow_.side == Side::kAfter) strike_();
  }

  std::vector<std::string> names;

 private:
  const Blow blow_;
  const std::function<void()> strike_;
};

/// The four ports of one run behind one gate.
struct StruckPorts {
  StruckPorts(const RecoveryPorts& real, Gate& gate)
      : database(*real.database, gate),
        files(*real.files, gate),
        cache(*real.cache_files, gate),
        runtime(*real.runtime, gate) {}
  RecoveryPorts ports() {
    return {.database = &database, .files = &files, .cache_files = &cache, .runtime = &runtime};
  }

  Interposed<MigrationDatabase> database;
  Interposed<MigrationFiles> files;
  Interposed<FileSystem> cache;
  Interposed<Runtime> runtime;
};

/// A database, a checkout and a cache, in memory or for real.
class Place {
 public:
  virtual ~Place() = default;
  /// The feature branch is applied and recorded, and `other` is checked out.
  virtual void Begin() = 0;
  virtual RecoveryPorts ports() = 0;
  virtual Text cache_bytes() = 0;
  /// Runs the rollback, struck; returns the effects that it got to, where they are known.
  virtual std::vector<std::string> RunStruck(const Blow& blow) = 0;
  /// Whoever was struck is gone for everybody.
  virtual void Settle() = 0;
};

StartSetup SetupOf(migrator::DriverKind driver, Text database_name) {
  return {.config = {.target = "here/app",
                     .database_name = database_name,
                     .cache_path = Text(kCachePath),
                     .run_id = "run"},
          .driver = driver};
}

Parameters ParametersOf(migrator::DriverKind driver) {
  Parameters parameters;
  parameters.begins = Beginning::kOnFeature;
  parameters.trunk = 1;
  parameters.feature = 2;
  parameters.driver = driver;
  parameters.checkout = "other";
  return parameters;
}

const Request kRollBack{.rollback = true};

struct Killed {};

class InSimulation final : public Place {
 public:
  explicit InSimulation(migrator::DriverKind driver) : driver_(driver) {}

  void Begin() override {
    world_ = MakeWorld(model_, ParametersOf(driver_), SetupOf(driver_, "app"));
  }
  RecoveryPorts ports() override { return ports_.all(); }
  Text cache_bytes() override {
    return ports_.all().cache_files->Perform(ReadFile{Text(kCachePath)}).value_or(Text());
  }
  std::vector<std::string> RunStruck(const Blow& blow) override {
    Striker striker(blow, [&] {
      if (blow.victim == Victim::kProcess) throw Killed{};
      StopListening(world_);
    });
    StruckPorts struck(ports(), striker);
    try {
      (void)RunOnce(struck.ports(), SetupOf(driver_, "app"), Command{.run = kRollBack}, nullptr,
                    StopToken());
    } catch (const Killed&) {
    }
    return striker.names;
  }
  void Settle() override {
    for (const std::string_view name : {kRecoveryApplication, kServerApplication}) {
      SessionsOfProcessEnd(world_, Text(name));
    }
    if (!world_.Get<PostgresState>().listening) StartListening(world_);
  }

 private:
  const migrator::DriverKind driver_;
  WorldModel model_;
  World world_{&model_};
  WorldPorts ports_{world_};
};

/// The ports of a process of this machine.
struct RealPorts {
  RealPorts(const PostgresSettings& settings, const std::string& folder)
      : database(settings), files(folder + "/migrations"), cache(folder) {}
  RecoveryPorts ports() {
    return {.database = &database, .files = &files, .cache_files = &cache, .runtime = &runtime};
  }

  PostgresDatabase database;
  PosixMigrationFiles files;
  PosixFileSystem cache;
  HurriedRuntime runtime;
};

class ForReal final : public Place {
 public:
  explicit ForReal(migrator::DriverKind driver) : driver_(driver) {
    std::string name = fs::temp_directory_path() / "relapse-kill-XXXXXX";
    folder_ = mkdtemp(name.data());
    fs::create_directories(folder_ + "/migrations");
    fs::create_directories(folder_ + "/state");
    Connect();
  }
  ~ForReal() override { fs::remove_all(folder_); }

  void Begin() override {
    const auto session = own_->database.Perform(OpenSession{"emptying"});
    ASSERT_TRUE(session.ok());
    ASSERT_TRUE(own_->database
                    .Perform(RunSql{session->session,
                                    "drop schema if exists _develop cascade; drop schema public "
                                    "cascade; create schema public"})
                    .ok());
    (void)own_->database.Perform(CloseSession{session->session});
    fs::remove(folder_ + "/" + std::string(kCachePath));
    CheckOut("feature");
    const Print print = RunOnce(own_->ports(), Setup(), Command{}, nullptr, StopToken());
    ASSERT_EQ(print.shown, Shown::kRunning) << print.failure.view();
    CheckOut("other");
  }
  RecoveryPorts ports() override { return own_->ports(); }
  Text cache_bytes() override {
    return own_->cache.Perform(ReadFile{Text(kCachePath)}).value_or(Text());
  }

  std::vector<std::string> RunStruck(const Blow& blow) override {
    if (blow.victim == Victim::kProcess) return RunKilled(blow);
    Striker striker(blow, StopServerAtOnce);
    RealPorts ports(home_.settings(), folder_);
    StruckPorts struck(ports.ports(), striker);
    (void)RunOnce(struck.ports(), Setup(), Command{.run = kRollBack}, nullptr, StopToken());
    return striker.names;
  }
  void Settle() override {
    ThrowawayServer& server = TestServer();
    if (server.process().Perform(InspectDataFolder{}, {})->postmaster != Postmaster::kAlive) {
      const auto started = server.process().Perform(StartServer{server.port()}, {});
      ASSERT_TRUE(started.ok()) << started.error().message.view();
      Connect();
    }
    AwaitNobodyElse();
  }

 private:
  StartSetup Setup() const { return SetupOf(driver_, Text(home_.name())); }
  void Connect() { own_ = std::make_unique<RealPorts>(home_.settings(), folder_); }

  /// In a process of its own, which kills itself.
  std::vector<std::string> RunKilled(const Blow& blow) {
    const pid_t child = fork();
    if (child == 0) {
      Striker striker(blow, [] { kill(getpid(), SIGKILL); });
      RealPorts ports(home_.settings(), folder_);
      StruckPorts struck(ports.ports(), striker);
      (void)RunOnce(struck.ports(), Setup(), Command{.run = kRollBack}, nullptr, StopToken());
      _exit(static_cast<int>(striker.names.size() % 251));
    }
    int status = 0;
    EXPECT_EQ(waitpid(child, &status, 0), child);
    if (blow.effect != 0) {
      EXPECT_TRUE(WIFSIGNALED(status) && WTERMSIG(status) == SIGKILL);
    }
    return {};
  }

  /// `pg_ctl stop -m immediate`, and nobody is left.
  static void StopServerAtOnce() {
    const auto pid =
        static_cast<pid_t>(TestServer().process().Perform(InspectDataFolder{}, {})->pid);
    ASSERT_GT(pid, 0);
    kill(pid, SIGQUIT);
    for (int i = 0; i < 2000 && kill(pid, 0) == 0; ++i) {
      waitpid(pid, nullptr, WNOHANG);
      usleep(1000);
    }
  }

  void AwaitNobodyElse() {
    const auto session = own_->database.Perform(OpenSession{"waiting"});
    ASSERT_TRUE(session.ok()) << session.error().message.view();
    const Status alone = own_->database.Perform(RunSql{session->session, Text(AwaitEndSql())});
    EXPECT_TRUE(alone.ok()) << alone.error().message.view();
    (void)own_->database.Perform(CloseSession{session->session});
  }

  void CheckOut(std::string_view branch) {
    for (const auto& entry : fs::directory_iterator(folder_ + "/migrations")) fs::remove(entry);
    const MigrationFolder folder = MakeFolder(ParametersOf(driver_));
    for (const Branch& one : folder.branches) {
      if (one.name.view() != branch) continue;
      for (const TreeEntry& entry : one.tree->entries) {
        std::ofstream(folder_ + "/migrations/" + entry.path.str()) << entry.content.view();
      }
    }
  }

  const migrator::DriverKind driver_;
  TestDatabase home_;
  std::string folder_;
  std::unique_ptr<RealPorts> own_;
};

/// "(3,f) [1 applied trunk_1, 3 intent other_3] trunk_1 | cache good".
std::string StateOf(Place& place) {
  MigrationDatabase& database = *place.ports().database;
  const auto session = database.Perform(OpenSession{"looking"});
  if (!session.ok()) return std::string(session.error().message.view());
  std::string state;
  const VersionTable table = *database.Perform(ReadVersion{session->session});
  for (const VersionRow& row : table.rows) {
    state += "(" + std::to_string(row.version) + (row.dirty ? ",t) " : ",f) ");
  }
  const MigrationStore store = *database.Perform(ReadStore{session->session});
  for (const StoredMigration& row : store.rows) {
    state += "[" + std::to_string(row.version) + " " + std::string(EnumName(row.state)) + " " +
             row.filename.str() + "] ";
  }
  const Catalog catalog = *database.Perform(ReadCatalog{session->session});
  for (const CatalogObject& object : catalog) {
    state += object.name.str() + " ";
  }
  (void)database.Perform(CloseSession{session->session});
  const auto cache = ParseCache(place.cache_bytes());
  state += "| cache " + (!cache.has_value() ? std::string("none")
                         : !cache->known    ? std::string("unknown")
                                            : std::to_string(cache->entries.size()) + " entries");
  return state;
}

/// What the blow left, what the next runs say until the server runs, and what is there then.
std::string VerdictOf(Place& place, migrator::DriverKind driver, Text database_name,
                      const Blow& blow) {
  place.Begin();
  place.RunStruck(blow);
  place.Settle();
  std::string verdict = StateOf(place);
  Request request = kRollBack;
  for (int run = 0; run < 4; ++run) {
    const Print print = RunOnce(place.ports(), SetupOf(driver, database_name),
                                Command{.run = request}, nullptr, StopToken());
    verdict += " -> " + std::string(EnumName(print.shown));
    if (print.shown == Shown::kRunning) break;
    verdict += " " + std::string(EnumName(print.refusal));
    // As advised, the least destructive first.
    for (const Advice& advice : print.advice) {
      if (advice.remedy != Remedy::kRun) continue;
      request = advice.run;
      break;
    }
  }
  return verdict + " -> " + StateOf(place);
}

class KillMatrix : public testing::TestWithParam<migrator::DriverKind> {
 protected:
  /// Every effect of a run that nothing happens to.
  static std::vector<std::string> Effects(InSimulation& simulation) {
    simulation.Begin();
    return simulation.RunStruck({});
  }
};

TEST_P(KillMatrix, AKilledToolAndServerLeaveWhatTheSimulationSays) {
  InSimulation simulation(GetParam());
  ForReal real(GetParam());
  const std::vector<std::string> effects = Effects(simulation);
  int verdicts = 0;
  for (int effect = 1; effect <= static_cast<int>(effects.size()); ++effect) {
    // A death before an effect is one after the effect before it.
    for (const Side side : effect == 1 ? std::vector<Side>{Side::kBefore, Side::kAfter}
                                       : std::vector<Side>{Side::kAfter}) {
      const Blow blow{effect, side, Victim::kProcess};
      const std::string expected = VerdictOf(simulation, GetParam(), "app", blow);
      const std::string found = VerdictOf(real, GetParam(), "app", blow);
      EXPECT_EQ(found, expected) << "killed at effect " << effect << ", "
                                 << effects[static_cast<std::size_t>(effect) - 1];
      EXPECT_NE(found.find("running"), std::string::npos) << found;
      ++verdicts;
    }
  }
  EXPECT_GT(verdicts, 60);
}

INSTANTIATE_TEST_SUITE_P(Driver, KillMatrix,
                         testing::Values(migrator::DriverKind::kStock, migrator::DriverKind::kBatch,
                                         migrator::DriverKind::kPerMigration),
                         [](const auto& driver) {
                           const std::string name(EnumName(driver.param));
                           return name == "stock"   ? "Stock"
                                  : name == "batch" ? "Batch"
                                                    : "PerMigration";
                         });

/// What a statement does that the server does not survive.
bool IsStatement(const std::string& effect) {
  for (const char* one : {"begin", "commit", "run_sql", "put_stored", "delete_stored",
                          "move_version", "truncate_version", "insert_version", "read_version"}) {
    if (effect == one) return true;
  }
  return false;
}

TEST(KilledServer, LeavesWhatTheSimulationSays) {
  constexpr migrator::DriverKind kDriver = migrator::DriverKind::kBatch;
  InSimulation simulation(kDriver);
  ForReal real(kDriver);
  simulation.Begin();
  const std::vector<std::string> effects = simulation.RunStruck({});
  int verdicts = 0;
  for (int effect = 1; effect <= static_cast<int>(effects.size()); ++effect) {
    if (!IsStatement(effects[static_cast<std::size_t>(effect) - 1])) continue;
    const Blow blow{effect, Side::kBefore, Victim::kServer};
    const std::string expected = VerdictOf(simulation, kDriver, "app", blow);
    const std::string found = VerdictOf(real, kDriver, "app", blow);
    EXPECT_EQ(found, expected) << "the server was stopped before effect " << effect << ", "
                               << effects[static_cast<std::size_t>(effect) - 1];
    ++verdicts;
  }
  EXPECT_GT(verdicts, 15);
}

}  // namespace
}  // namespace relapse::migrations
