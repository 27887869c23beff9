// A version row that is dirty, or that does not say what it should.
#include <gmock/gmock.h>

#include "tests/conformance/rows/row.h"

namespace relapse::migrations::rows {
namespace {

using migrator::DriverKind;
using testing::HasSubstr;

void DirtyUnderAFreeLock(Stage& stage) {
  stage.StartBase();
  stage.Add(4, "d");
  EXPECT_EQ(Told(stage.Prepare()), "done proceed");
  stage.SetVersionRow({4, true});
  EXPECT_EQ(Told(stage.Up()), "no change: Dirty database version 4. Fix and force version.");
  const RecoveryResult refused = stage.Prepare({.rollback = true, .accept = true});
  EXPECT_EQ(Told(refused), "refused dirty: 4");
  EXPECT_EQ(Advised(refused), "run rollback accept not_applied; reset localhost:5432/app");
  Request word = refused.decision.advice.front().run;
  word.resolution = Resolution::kApplied;
  EXPECT_EQ(Told(stage.Prepare(word)), "refused resolution-disproved: 4");
  // It is said of what was seen: what came since is another trouble.
  word.resolution = Resolution::kNotApplied;
  stage.Sql("create table d (id int)");
  const RecoveryResult of_another = stage.Prepare(word);
  EXPECT_EQ(Told(of_another), "refused dirty: 4");
  EXPECT_EQ(Notes(of_another), "word-on-another");
}

void DirtyUnderAHeldLock(Stage& stage) {
  stage.StartBase();
  stage.Add(4, "d");
  EXPECT_EQ(Told(stage.Prepare()), "done proceed");
  stage.SetVersionRow({4, true});
  for (const std::int64_t key : {stage.UrlKey(), stage.InstanceKey()}) {
    const std::int64_t holder = stage.HoldLock(key, "their-server");
    const RecoveryResult in_progress = stage.Prepare();
    EXPECT_EQ(Told(in_progress), "refused lock-held");
    EXPECT_EQ(in_progress.decision.advice.front().argument, Text("their-server"));
    stage.CloseOther(holder);
  }
  EXPECT_EQ(Told(stage.Prepare()), "refused dirty: 4");
}

void DirtyBelowTheFirst(Stage& stage) {
  stage.StartBase();
  stage.SetVersionRow({kNoVersion, true});
  EXPECT_EQ(Told(stage.Up()), "no change: Dirty database version -1. Fix and force version.");
  const RecoveryResult refused = stage.Prepare();
  EXPECT_EQ(Told(refused), "refused dirty: 1");
  EXPECT_TRUE(refused.decision.dirty.was_down);
  EXPECT_EQ(Advised(refused), "run not_applied; reset localhost:5432/app");
}

/// B11: no version is taken for fresh before anybody asks whether it is dirty.
void DirtyBelowTheFirstInTheOlderDesigns(Stage& stage) {
  stage.StartBase();
  stage.SetVersionRow({kNoVersion, true});
  for (const Defect design : {Defect::kDesignCacheFile, Defect::kDesignDatabaseOnly}) {
    stage.UseDesign(design);
    EXPECT_EQ(stage.Prepare().outcome, RecoveryOutcome::kDone);
    EXPECT_FALSE(stage.Up().ok());
  }
}

/// A reader in REPEATABLE READ that is older than a SetVersion sees an empty table.
void RepeatableReaderSeesNoVersion(Stage& stage) {
  stage.StartBase();
  const std::int64_t reader = stage.observer().Perform(OpenSession{"reader"})->session;
  const auto run = [&](const char* sql) {
    EXPECT_TRUE(stage.observer().Perform(RunSql{reader, sql}).ok()) << sql;
  };
  run("begin isolation level repeatable read");
  run("select * from a");
  stage.Add(4, "d");
  // Somebody who takes no lock sets the version while recovery, which reads once more, looks.
  stage.Sql("create table d (id int)");
  const Strike set_version{
      .effect = "read_version", .when = When::kBefore, .blow = Blow::kAct, .act = [&] {
        stage.SetVersionRow({4, false});
      }};
  const auto result = stage.PrepareStruck(set_version);
  ASSERT_TRUE(result.has_value());
  EXPECT_EQ(Told(*result), "refused untracked: 4") << "never fresh";
  const Result<VersionTable> seen = stage.observer().Perform(ReadVersion{reader});
  ASSERT_TRUE(seen.ok());
  EXPECT_TRUE(seen->exists);
  EXPECT_TRUE(seen->rows.empty());
  stage.CloseOther(reader);
}

/// 4 builds an index concurrently, and its client is killed while it waits for a writer.
void KillConcurrentBuild(Stage& stage, const char* up) {
  stage.StartBase();
  stage.Write("000004_i.up.sql", up).Write("000004_i.down.sql", "drop index i");
  EXPECT_EQ(Told(stage.Prepare()), "done proceed");
  stage.Hold("insert into a values (1)");
  EXPECT_EQ(Told(stage.UpStruck({.effect = "run_sql", .blow = Blow::kAbandon}, DriverKind::kStock)),
            "killed");
  stage.TerminateAbandoned();
  stage.Release();
  EXPECT_EQ(stage.State(), "(4,t) | applied 1 2 3, intent 4 | i! a b c");
}

void ConcurrentBuildIsKilled(Stage& stage) {
  KillConcurrentBuild(stage, "create index concurrently i on a (id)");
  const RecoveryResult refused = stage.Prepare();
  EXPECT_EQ(Told(refused), "refused dirty: 4");
  EXPECT_EQ(refused.decision.dirty.meaning, DirtyMeaning::kPartly);
  EXPECT_EQ(Advised(refused), "drop-invalid-index i; reset localhost:5432/app");
  // A retry in spite of it.
  EXPECT_TRUE(stage.Force(3).ok());
  EXPECT_EQ(Told(stage.Up(DriverKind::kStock)),
            "rolled back: migration failed: relation \"i\" already exists");
  EXPECT_EQ(Advised(stage.Prepare()), "drop-invalid-index i; reset localhost:5432/app");
  stage.Sql("drop index concurrently i");
  const RecoveryResult dropped = stage.Prepare();
  EXPECT_EQ(Told(dropped), "refused dirty: 4");
  EXPECT_EQ(Told(stage.Prepare(FirstRun(dropped))), "done resolve proceed");
  EXPECT_EQ(Told(stage.Up(DriverKind::kStock)), "committed 4");
  EXPECT_EQ(stage.State(), "(4,f) | applied 1 2 3, intent 4 | i a b c");
}

/// IF NOT EXISTS finds the broken index, and the version is marked clean.
void ConcurrentBuildIsRetriedLeniently(Stage& stage) {
  KillConcurrentBuild(stage, "create index concurrently if not exists i on a (id)");
  EXPECT_TRUE(stage.Force(3).ok());
  EXPECT_EQ(Told(stage.Up(DriverKind::kStock)), "committed 4");
  EXPECT_EQ(stage.State(), "(4,f) | applied 1 2 3, intent 4 | i! a b c");
  const RecoveryResult noted = stage.Prepare();
  EXPECT_EQ(Told(noted), "done heal proceed");
  EXPECT_EQ(Notes(noted), "invalid-index 4");
  stage.Sql("drop index concurrently i");
  stage.Sql("create index concurrently i on a (id)");
  EXPECT_EQ(Notes(stage.Prepare()), "");
}

/// L39: between the TRUNCATE and the INSERT of a clean mark that is no transaction.
void VersionIsLost(Stage& stage) {
  stage.StartBase();
  stage.Write("000004_d.up.sql", "-- coder:no-transaction\ncreate table d (id int);")
      .Write("000004_d.down.sql", "drop table d;");
  EXPECT_EQ(Told(stage.Prepare()), "done proceed");
  EXPECT_EQ(Told(stage.UpStruck({.effect = "insert_version", .nth = 2, .when = When::kBefore},
                                DriverKind::kPerMigration)),
            "killed");
  EXPECT_EQ(stage.State(), "none | applied 1 2 3, intent 4 | a b c d");
  EXPECT_THAT(stage.Up(DriverKind::kPerMigration).error.str(),
              HasSubstr("relation \"a\" already exists"));
  const RecoveryResult refused = stage.Prepare();
  EXPECT_EQ(Told(refused), "refused version-lost: 4");
  EXPECT_EQ(Advised(refused), "run applied; reset localhost:5432/app");
  EXPECT_EQ(Told(stage.Prepare(FirstRun(refused))), "done resolve heal proceed");
  EXPECT_EQ(stage.State(), "(4,f) | applied 1 2 3 4 | a b c d");
  EXPECT_EQ(Told(stage.Up(DriverKind::kPerMigration)), "no change");
}

}  // namespace

std::vector<Row> DirtyRows() {
  return {
      {31, "DirtyUnderAFreeLock", DirtyUnderAFreeLock},
      {31, "DirtyUnderAHeldLock", DirtyUnderAHeldLock},
      {31, "DirtyBelowTheFirst", DirtyBelowTheFirst},
      {31, "DirtyBelowTheFirstInTheOlderDesigns", DirtyBelowTheFirstInTheOlderDesigns},
      {36, "RepeatableReaderSeesNoVersion", RepeatableReaderSeesNoVersion},
      {37, "ConcurrentBuildIsKilled", ConcurrentBuildIsKilled},
      {37, "ConcurrentBuildIsRetriedLeniently", ConcurrentBuildIsRetriedLeniently},
      {38, "VersionIsLost", VersionIsLost},
  };
}

}  // namespace relapse::migrations::rows
