// Somebody else at the database: what others see of it, and what it leaves.
#include "fakes/postgres/foreign_session.h"
#include "tests/fakes/server.h"

namespace relapse::migrations {
namespace {

constexpr std::int64_t kForeignKey = 7;

class Foreign : public testing::Test {
 protected:
  void Follow(ForeignScript script) {
    server.world.Add(
        MakeForeignSession("migrate", kForeignKey, std::move(script), server.world.now()));
  }
  /// One step of the script.
  void Step() {
    const TimeMs next = agent.NextTimer(server.world);
    ASSERT_NE(next, kNoTime);
    server.world.SetClock(next);
    agent.Advance(server.world);
  }
  void Finish() {
    for (int steps = 0; agent.NextTimer(server.world) != kNoTime; ++steps) {
      ASSERT_LT(steps, 100) << "it never ends";
      Step();
    }
  }
  bool Free() {
    const std::int64_t session = server.Open("probe");
    const bool free = *server.Call(TryAdvisoryLock{session, kForeignKey});
    EXPECT_TRUE(server.Call(CloseSession{session}).ok());
    return free;
  }

  Server server;
  ForeignAgent agent;
};

TEST_F(Foreign, TheStockDriverShowsItsDirtyRowUnderItsLock) {
  server.SetVersion(3);
  Follow(StockUp(4, "create table d(i int)", Seconds(6)));
  for (int step = 0; step < 8; ++step) Step();
  EXPECT_EQ(server.VersionRows(), "(4,t)");
  EXPECT_EQ(server.Objects(), "");
  EXPECT_FALSE(Free());
  EXPECT_EQ(agent.NextTimer(server.world), server.world.now() + Seconds(6));
  Finish();
  EXPECT_EQ(server.VersionRows(), "(4,f)");
  EXPECT_EQ(server.Objects(), "d");
  EXPECT_TRUE(Free());
  EXPECT_TRUE(server.state().sessions.empty());
  EXPECT_FALSE(server.world.Get<ForeignSession>().failed);
}

TEST_F(Foreign, ADriverThatWasKilledLeavesItsDirtyRowAndNoLock) {
  Follow(KilledUp(4));
  Finish();
  EXPECT_EQ(server.VersionRows(), "(4,t)");
  EXPECT_TRUE(Free());
}

TEST_F(Foreign, TheBatchDriverHidesEverythingUntilItsCommit) {
  server.SetVersion(3);
  const std::int64_t reader = server.Open("reader");
  Follow(BatchUp({{4, "create table d(i int)"}, {5, "create table e(i int)"}}, Seconds(10)));
  for (int step = 0; step < 10; ++step) Step();
  EXPECT_EQ(server.VersionRows(), "(3,f)");
  EXPECT_EQ(server.Call(ReadVersion{reader}).error().kind, &kLockNotAvailable);
  EXPECT_EQ((*server.Call(FindLockHolders{reader, {kForeignKey}}))[0].state,
            Text("idle in transaction"));
  Finish();
  EXPECT_EQ(server.VersionRows(), "(5,f)");
  EXPECT_EQ(server.Objects(), "d e");
}

TEST_F(Foreign, WaitsForALockAndBeginsItsTransactionAgain) {
  const std::int64_t holder = server.Open("holder");
  ASSERT_TRUE(*server.Call(TryAdvisoryLock{holder, kForeignKey}));
  Follow(BatchUp({{4, "create table d(i int)"}}, 0));
  for (int step = 0; step < 20; ++step) Step();
  EXPECT_EQ(server.Objects(), "");
  ASSERT_TRUE(server.Call(CloseSession{holder}).ok());
  Finish();
  EXPECT_EQ(server.Objects(), "d");
}

TEST_F(Foreign, GoesAwayWhereAStatementIsRefused) {
  Follow(StockUp(4, "drop table nosuch", 0));
  Finish();
  EXPECT_TRUE(server.world.Get<ForeignSession>().failed);
  EXPECT_EQ(server.VersionRows(), "(4,t)");
  EXPECT_TRUE(server.state().sessions.empty());
}

TEST_F(Foreign, AHolderHoldsForItsTime) {
  Follow(LockFor(Minutes(1)));
  Step();
  Step();
  EXPECT_FALSE(Free());
  EXPECT_EQ(agent.NextTimer(server.world), server.world.now() + Minutes(1));
  Finish();
  EXPECT_TRUE(Free());
}

}  // namespace
}  // namespace relapse::migrations
