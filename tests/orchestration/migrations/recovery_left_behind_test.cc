// What was undone in name only, from end to end on the database in memory.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <utility>

#include "harness/effect/interpose.h"
#include "orchestration/migrations/recovery.h"
#include "tests/orchestration/migrations/recovery_bench.h"

namespace relapse::migrations {
namespace {

using testing::ElementsAre;

class RecoveryOfLeftBehind : public testing::Test {
 protected:
  RecoveryOfLeftBehind() { bench.Add(1, "a").Add(2, "b").Add(3, "c"); }
  RecoveryBench bench;
};

/// The versions that are recorded as left behind: "4, 5".
std::string LeftBehindIn(RecoveryBench& bench) {
  std::string left;
  for (const LeftBehind& row : bench.world.Get<PostgresState>().committed.store->left_behind) {
    left += fmt::format("{}{}", left.empty() ? "" : ", ", row.version);
  }
  return left;
}

TEST_F(RecoveryOfLeftBehind, WhatIsUndoneInNameOnlyIsRememberedUntilItIsTakenAgain) {
  bench.Add(4, "d").Add(5, "e");
  bench.files.files.erase("000004_d.down.sql");
  bench.files.files["000005_e.down.sql"] = "-- nothing";
  bench.Start();
  const auto feature = bench.files.files;
  bench.Remove(5);
  bench.Remove(4);
  const RecoveryResult undone = bench.Recover({.rollback = true, .allow_irreversible = true});
  EXPECT_THAT(undone.undone, ElementsAre(5, 4));
  EXPECT_EQ(bench.Stored(), "1 applied, 2 applied, 3 applied");
  EXPECT_EQ(bench.Tables(), "a b c d e");
  EXPECT_EQ(LeftBehindIn(bench), "4, 5");

  bench.files.files = feature;
  const Database before = bench.world.Get<PostgresState>().committed;
  const RecoveryResult refused = bench.Recover();
  EXPECT_EQ(refused.outcome, RecoveryOutcome::kRefused);
  EXPECT_THAT(refused.decision.about, ElementsAre(4, 5));
  EXPECT_TRUE(bench.world.Get<PostgresState>().committed == before);

  const RecoveryResult taken = bench.Recover(refused.decision.advice.front().run);
  EXPECT_EQ(taken.outcome, RecoveryOutcome::kDone);
  EXPECT_THAT(taken.actions, ElementsAre(Action::kAccept, Action::kHeal, Action::kProceed));
  EXPECT_EQ(taken.version, 5);
  EXPECT_EQ(bench.Stored(), "1 applied, 2 applied, 3 applied, 4 applied, 5 applied");
  EXPECT_EQ(LeftBehindIn(bench), "");
  EXPECT_EQ(bench.Up().applied.size(), 0U);
}

/// The first commit takes effect, and its answer is lost.
class FirstAnswerIsLost final : public Gate {
 public:
  explicit FirstAnswerIsLost(World& world) : world_(world) {}
  void Pass(EffectCall& call) override {
    call.Execute();
    if (call.As<Commit>() == nullptr || std::exchange(lost_, true)) return;
    call.AnswerError(Error{&kConnectionLost, Text("reset by peer"), 0, true});
    SessionsOfProcessEnd(world_, "relapse-migrate");
  }

 private:
  World& world_;
  bool lost_ = false;
};

TEST_F(RecoveryOfLeftBehind, WhatIsTakenAgainAndNotHeardOfIsFoundOut) {
  bench.Add(4, "d");
  bench.files.files.erase("000004_d.down.sql");
  bench.Start();
  const auto feature = bench.files.files;
  bench.Remove(4);
  (void)bench.Recover({.rollback = true, .allow_irreversible = true});
  bench.files.files = feature;
  FirstAnswerIsLost gate(bench.world);
  Interposed<MigrationDatabase> database(bench.database, gate);
  RecoveryPorts ports = bench.Ports();
  ports.database = &database;
  const RecoveryResult taken =
      Recover(ports, bench.config, {.accept = true}, RecoveryMode::kPrepare);
  EXPECT_EQ(taken.outcome, RecoveryOutcome::kDone) << taken.failure.view();
  EXPECT_EQ(taken.version, 4);
  EXPECT_EQ(LeftBehindIn(bench), "");
}

TEST_F(RecoveryOfLeftBehind, WhatWasTheFirstIsTakenAgainWithoutAVersionRow) {
  bench.files.files = {{"000001_a.up.sql", "create table a (id int);"}};
  bench.Start();
  const auto feature = bench.files.files;
  bench.files.files.clear();
  bench.Add(1, "z");
  const RecoveryResult undone =
      bench.Recover({.rollback = true, .allow_irreversible = true, .allow_undo_all = true});
  EXPECT_EQ(undone.outcome, RecoveryOutcome::kDone) << "what is left behind is no lost version";
  EXPECT_EQ(bench.Stored(), "1 intent");
  bench.files.files = feature;
  EXPECT_EQ(bench.Recover().decision.refusal, Refusal::kLeftBehind);
  EXPECT_EQ(bench.Recover({.accept = true}).version, 1);
  EXPECT_EQ(bench.Stored(), "1 applied");
}

TEST_F(RecoveryOfLeftBehind, WhatWasUndoneByHandInNameOnlyIsRememberedToo) {
  bench.Add(4, "d");
  bench.files.files.erase("000004_d.down.sql");
  bench.Start();
  EXPECT_TRUE(migrator::Migrator(bench.database, bench.files, {}).Steps(-1).ok());
  bench.Remove(4);
  const RecoveryResult healed = bench.Recover();
  EXPECT_THAT(healed.actions, ElementsAre(Action::kHeal, Action::kProceed));
  EXPECT_EQ(bench.Stored(), "1 applied, 2 applied, 3 applied");
  EXPECT_EQ(LeftBehindIn(bench), "4");
}

}  // namespace
}  // namespace relapse::migrations
