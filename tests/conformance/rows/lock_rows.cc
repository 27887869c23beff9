// Others who migrate at the same time.
#include <gmock/gmock.h>

#include <atomic>

#include "orchestration/migrations/explain.h"
#include "orchestration/ports/migration_names.h"
#include "tests/conformance/rows/row.h"

namespace relapse::migrations::rows {
namespace {

using migrator::DriverKind;
using migrator::OpenedBy;
using testing::ElementsAre;
using testing::HasSubstr;

struct Other {
  DriverKind driver;
  OpenedBy opened_by;
};
constexpr Other kOthers[] = {{DriverKind::kStock, OpenedBy::kUrl},
                             {DriverKind::kStock, OpenedBy::kInstance},
                             {DriverKind::kBatch, OpenedBy::kUrl},
                             {DriverKind::kPerMigration, OpenedBy::kUrl}};

/// Somebody's migrator comes in the middle of an undo, and waits in vain; when it is over, it runs.
void UpDuringRollbackIsKeptOut(Stage& stage) {
  stage.StartBase();
  // Golden values of the table: whoever is to be kept out computes the same.
  EXPECT_EQ(UrlLockKey("public", "schema_migrations", "s1"), 589870525);
  EXPECT_EQ(InstanceLockKey("public", "schema_migrations", "s1"), 913679277);
  EXPECT_EQ(kCoderLockKey, 1037453835920848937);
  for (const Other& other : kOthers) {
    stage.Switch("feature").Add(4, "d");
    stage.Start();
    stage.Switch("main");
    migrator::MigratorSettings settings{.driver = other.driver,
                                        .opened_by = other.opened_by,
                                        .application = "another",
                                        .lock_timeout = 50};
    // Opened by an instance it says the database's name, by a URL the path's.
    std::string met;
    const auto come = [&] {
      met = Told(migrator::Migrator(stage.observer(), *stage.ports().files, settings).Up());
    };
    const auto result = stage.PrepareStruck(
        Strike{.effect = "run_sql", .when = When::kAfter, .blow = Blow::kAct, .act = come},
        {.rollback = true});
    EXPECT_EQ(Told(result), "done rollback proceed, undone 4");
    EXPECT_EQ(met, "no change: timeout: can't acquire database lock");
    come();
    EXPECT_EQ(met, "no change");
  }
}

/// And the other way round: recovery comes in the middle of an Up.
void RollbackDuringUpIsKeptOut(Stage& stage) {
  stage.StartBase();
  stage.Switch("feature").Add(4, "d");
  stage.Start();
  stage.Add(5, "e");
  for (const Other& other : kOthers) {
    EXPECT_EQ(stage.Prepare().outcome, RecoveryOutcome::kDone);
    std::string met;
    const auto come = [&] {
      stage.gate().Stop();
      met = Told(Recover(stage.ports(), stage.config, {.rollback = true}, RecoveryMode::kPrepare));
    };
    stage.settings.opened_by = other.opened_by;
    const auto report = stage.UpStruck(
        {.effect = "run_sql", .when = When::kAfter, .blow = Blow::kAct, .act = come}, other.driver);
    EXPECT_EQ(Told(report), "committed 5");
    EXPECT_EQ(met, "refused lock-held");
    EXPECT_EQ(Told(stage.Record()), "done heal proceed");
    EXPECT_EQ(Told(stage.Steps(-1)), "committed 5");
  }
}

/// Somebody who takes none of the locks is noticed before anything is undone.
void WriterWithoutALockIsNoticed(Stage& stage) {
  stage.StartBase();
  stage.Switch("feature").Add(4, "d");
  stage.Start();
  stage.Switch("main");
  const auto come = [&] {
    stage.Sql("create table e (id int)");
    stage.SetVersionRow({5, false});
  };
  const auto result = stage.PrepareStruck(
      Strike{.effect = "begin", .when = When::kBefore, .blow = Blow::kAct, .act = come},
      {.rollback = true});
  EXPECT_EQ(Told(result), "stopped untracked: 5");
  EXPECT_EQ(stage.State(), "(5,f) | applied 1 2 3 4 | a b c d e");
}

/// L28: design B takes no lock and compares nothing.
void UpDuringRollbackInDesignB(Stage& stage) {
  stage.UseDesign(Defect::kDesignDatabaseOnly);
  stage.StartBase();
  stage.Switch("feature").Add(4, "d");
  stage.Start();
  stage.Switch("main");
  const auto come = [&] {
    stage.Sql("create table e (id int)");
    stage.SetVersionRow({5, false});
  };
  (void)stage.PrepareStruck(
      Strike{.effect = "begin", .when = When::kBefore, .blow = Blow::kAct, .act = come},
      {.rollback = true});
  EXPECT_EQ(stage.State(), "(3,f) | applied 1 2 3 | a b c e") << "5 is forgotten";
}

/// Nobody takes the lock away from whoever does not let go of it.
void LockIsHeld(Stage& stage) {
  stage.StartBase();
  const std::int64_t keys[] = {stage.UrlKey(), stage.InstanceKey(), kCoderLockKey};
  for (const std::int64_t key : keys) {
    const std::int64_t holder = stage.HoldLock(key, "their-server");
    const RecoveryResult refused = stage.Prepare({.rollback = true});
    EXPECT_EQ(Told(refused), "refused lock-held");
    EXPECT_EQ(Advised(refused), "wait-for-holder their-server");
    ASSERT_EQ(refused.decision.holders.size(), 1U);
    const LockHolder& told = refused.decision.holders.front();
    EXPECT_GT(told.pid, 0);
    EXPECT_EQ(told.application, Text("their-server"));
    EXPECT_EQ(told.state, Text("idle"));
    EXPECT_EQ(told.query_age_ms, 0);
    EXPECT_THAT(Explain(refused.decision, {.target = kTarget}).details,
                ElementsAre(HasSubstr("(their-server), idle")));
    stage.CloseOther(holder);
  }
  // A migrator's wait at opening is bounded as well: golang-migrate's is not (G07).
  const std::int64_t holder = stage.HoldLock(stage.UrlKey(), "their-server");
  stage.settings.lock_timeout = 50;
  EXPECT_EQ(Told(stage.Up(DriverKind::kStock)), "no change: timeout: can't acquire database lock");
  stage.CloseOther(holder);
  EXPECT_EQ(Told(stage.Up(DriverKind::kStock)), "no change");
}

/// SIGTERM and SIGINT are heard while it waits.
void WaitHearsAStop(Stage& stage) {
  stage.StartBase();
  const std::int64_t holder = stage.HoldLock(stage.UrlKey(), "their-server");
  std::atomic<bool> stop = false;
  stage.config.stop = StopToken(&stop);
  const auto result = stage.PrepareStruck(Strike{
      .effect = "wait", .when = When::kAfter, .blow = Blow::kAct, .act = [&] { stop = true; }});
  ASSERT_TRUE(result.has_value());
  EXPECT_NE(result->outcome, RecoveryOutcome::kDone);
  EXPECT_EQ(stage.gate().CountOf("wait"), 1);
  stage.CloseOther(holder);
}

/// One who is in the middle of a statement is told with the age of it.
void LockIsHeldByAStatement(Stage& stage) {
  stage.StartBase();
  stage.Write("000004_d.up.sql", "alter table a add column more int;");
  EXPECT_EQ(Told(stage.Prepare()), "done proceed");
  stage.Hold("insert into a values (1)");
  EXPECT_EQ(Told(stage.UpStruck({.effect = "run_sql", .blow = Blow::kAbandon}, DriverKind::kStock)),
            "killed");
  const RecoveryResult refused = stage.Prepare();
  ASSERT_EQ(Told(refused), "refused lock-held");
  ASSERT_EQ(refused.decision.holders.size(), 1U);
  EXPECT_EQ(refused.decision.holders.front().state, Text("active"));
  EXPECT_GT(refused.decision.holders.front().query_age_ms, 0);
  EXPECT_THAT(Explain(refused.decision, {.target = kTarget}).details,
              ElementsAre(testing::AllOf(HasSubstr("(server), active"), HasSubstr("s old"))));
  stage.Release();
  stage.FinishAbandoned();
}

}  // namespace

std::vector<Row> LockRows() {
  return {
      {34, "UpDuringRollbackIsKeptOut", UpDuringRollbackIsKeptOut},
      {34, "RollbackDuringUpIsKeptOut", RollbackDuringUpIsKeptOut},
      {34, "WriterWithoutALockIsNoticed", WriterWithoutALockIsNoticed},
      {34, "UpDuringRollbackInDesignB", UpDuringRollbackInDesignB},
      {35, "LockIsHeld", LockIsHeld},
      {35, "WaitHearsAStop", WaitHearsAStop},
      {35, "LockIsHeldByAStatement", LockIsHeldByAStatement},
  };
}

}  // namespace relapse::migrations::rows
