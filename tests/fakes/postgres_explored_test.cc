// The fake PostgreSQL under the explorer: a rollback step as recovery does it, killed and lied to
// at every effect, statements under way included. The harness finds refusals that write and reads
// that change the world; the closure closes, so ended sessions leave no trace.
#include <algorithm>

#include "fakes/postgres/fake_postgres.h"
#include "harness/effect/interpose.h"
#include "harness/explore/explorer.h"
#include "harness/world/in_flight.h"
#include "harness/world/server.h"

namespace relapse::migrations {
namespace {

constexpr std::int64_t kLock = 7;
const Text kDown = "drop table b";

/// Version row, table and tracked row say the same, whenever they are committed.
struct StepIsAtomic final : Invariant {
  StepIsAtomic()
      : Invariant("atomic-step", PropertyForm::kAlways, {.world_changes = true}, "all or nothing") {
  }
  void Step(const Observation& o, std::uint64_t&, Judge& judge) const override {
    const Database& database = o.world.Get<PostgresState>().committed;
    const bool undone = database.objects->Find(ObjectKind::kTable, {"public", "b"}) == nullptr;
    const VersionTable expected{true, {{undone ? 1 : 2, false}}};
    if (*database.version != expected || database.store->rows.empty() != undone) {
      judge.Violate("the step is half done");
    }
  }
};

struct RollbackInstance final : Instance {
  InFlightAgent in_flight;
  PostgresAgent postgres;
  ServerLander<MigrationDatabase, FakePostgres> lander{PostgresServer()};
  PostgresSurvivor survivor{"recovery", "recovery"};
  WorldModel model{{&in_flight, &postgres}, {&lander}, {&survivor}};
  StepIsAtomic atomic;
  InvariantSet invariants{{&atomic}};
};

/// Exit codes as a supervisor reads them; `commits_early` is a step that is not atomic.
int Undo(MigrationDatabase& database, Runtime& runtime, bool commits_early) {
  const auto session = database.Perform(OpenSession{.application = "recovery"});
  if (!session.ok()) return kExitAgain;
  const std::int64_t id = session->session;
  const auto locked = database.Perform(TryAdvisoryLock{id, kLock});
  if (!locked.ok()) return kExitAgain;
  if (!*locked) {
    (void)runtime.Perform(Wait{Seconds(1)});
    return kExitAgain;
  }
  const auto version = database.Perform(ReadVersion{id});
  if (!version.ok()) return kExitAgain;
  if (version->rows == std::vector<VersionRow>{{1, false}}) return kExitDone;
  if (!database.Perform(Begin{id}).ok() || !database.Perform(RunSql{id, kDown}).ok()) {
    return kExitAgain;
  }
  if (commits_early && !database.Perform(Commit{id}).ok()) return kExitAgain;
  if (!database.Perform(MoveVersion{id, 2, 1}).value_or(false) ||
      !database.Perform(DeleteStored{id, 2}).ok()) {
    return kExitAgain;
  }
  if (!commits_early && !database.Perform(Commit{id}).ok()) return kExitAgain;
  return kExitDone;
}

std::unique_ptr<RollbackInstance> MakeRollback(bool commits_early) {
  auto made = std::make_unique<RollbackInstance>();
  made->initial = World(&made->model);
  made->initial.Add(PostgresState{});
  made->initial.Add(InFlightRequests{});
  const FakePostgres& server = PostgresServer();
  World& world = made->initial;
  const std::int64_t setup = server.On(world, OpenSession{.application = "setup"})->session;
  EXPECT_TRUE(server.On(world, RunSql{setup, "create table a(i int); create table b(i int)"}).ok());
  EXPECT_TRUE(server.On(world, CreateVersionTable{setup}).ok());
  EXPECT_TRUE(server.On(world, InsertVersion{setup, {2, false}}).ok());
  EXPECT_TRUE(server.On(world, CreateStore{setup}).ok());
  EXPECT_TRUE(server.On(world, PutStored{setup, {.version = 2, .down_sql = kDown}}).ok());
  EXPECT_TRUE(server.On(world, CloseSession{setup}).ok());
  made->system.invariants = &made->invariants;
  made->system.rest = [](const World&) { return Rest::kSettled; };
  made->system.processes.push_back(
      {"recovery", [commits_early](ProcessHandles& handles) {
         SimulatedPort<MigrationDatabase, FakePostgres> port(handles.world(), PostgresServer());
         Interposed<MigrationDatabase> database(port, handles.gate());
         Interposed<Runtime> runtime(handles.runtime(), handles.gate());
         return Undo(database, runtime, commits_early);
       }});
  return made;
}

TEST(Explored, AStepIsAtomicUnderEveryTwoFaults) {
  const auto made = MakeRollback(false);
  ExploreOptions options;
  options.basis = Basis::kAll;
  const ExploreResult result = Explorer(*made, options).Exhaust(2);
  EXPECT_EQ(result.harness_failure, "");
  for (const RawFinding& finding : result.findings) ADD_FAILURE() << finding.invariant;
  EXPECT_GT(result.figures.histories, 100);
}

TEST(Explored, AnyNumberOfCrashesClosesAndHolds) {
  const auto made = MakeRollback(false);
  ExploreOptions options;
  options.basis = Basis::kAll;
  const ExploreResult result = Explorer(*made, options).Close(1);
  EXPECT_EQ(result.harness_failure, "");
  for (const RawFinding& finding : result.findings) ADD_FAILURE() << finding.invariant;
  EXPECT_TRUE(result.figures.complete);
}

TEST(Explored, AStepOfTwoTransactionsIsFound) {
  const auto made = MakeRollback(true);
  const ExploreResult result = Explorer(*made, ExploreOptions{}).Exhaust(1);
  EXPECT_TRUE(
      std::any_of(result.findings.begin(), result.findings.end(),
                  [](const RawFinding& finding) { return finding.invariant == "atomic-step"; }));
}

}  // namespace
}  // namespace relapse::migrations
