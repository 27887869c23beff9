// Design B killed at each of its steps: the rows CB of spec/migration-recovery.md section 1.3, and
// what its sections 1.4 and 4 say of answers that are lost and branches that are switched; each
// beside the design of section 1.5 in the same situation.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/orchestration/migrations/older/design_bench.h"

namespace relapse::migrations {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;

class DatabaseOnlyCrashes : public testing::Test {
 protected:
  DatabaseOnlyCrashes() {
    for (DesignBench* bench : {&old, &now}) {
      bench->Add(4, "d").Add(5, "e");
      EXPECT_TRUE(bench->Start());
    }
  }
  DesignBench old{Published(Defect::kDesignDatabaseOnly)};
  DesignBench now;
};

TEST_F(DatabaseOnlyCrashes, CB2AResetIsAllOrNothing) {
  EXPECT_TRUE(old.DiesBefore("run_sql", kConfirmedReset));
  EXPECT_EQ(old.Tables(), "a b c d e");
  EXPECT_TRUE(old.DiesAfter("run_sql", kConfirmedReset));
  EXPECT_EQ(old.Tables(), "");
  EXPECT_TRUE(old.Start());
  EXPECT_EQ(old.Tables(), "a b c d e");
}

TEST_F(DatabaseOnlyCrashes, CB3ARefusalHasWritten) {  // S14
  for (DesignBench* bench : {&old, &now}) {
    bench->Sql("drop schema _develop cascade");
    bench->Sql("truncate schema_migrations; insert into schema_migrations values (4, true)");
    EXPECT_EQ(bench->Refused(), Refusal::kDirty);
    EXPECT_EQ(bench->last.outcome, RecoveryOutcome::kRefused);
  }
  EXPECT_TRUE(old.Store().exists);
  EXPECT_FALSE(now.Store().exists);
}

TEST_F(DatabaseOnlyCrashes, CB4WithinAStepNothingOfItIsDone) {
  old.OnMain();
  EXPECT_TRUE(old.DiesBefore("commit", kRollback));
  EXPECT_EQ(old.Tables(), "a b c d e");
  EXPECT_EQ(old.VersionRows(), "5");
  EXPECT_EQ(old.Tracked(), "1 2 3 4 5");
  EXPECT_EQ(old.Refused(), Refusal::kMissing);
}

TEST_F(DatabaseOnlyCrashes, CB5BetweenTwoStepsTheNextRunGoesOn) {
  old.OnMain();
  EXPECT_TRUE(old.DiesAfter("commit", kRollback));
  EXPECT_EQ(old.VersionRows(), "4");
  EXPECT_EQ(old.Tracked(), "1 2 3 4");
  EXPECT_TRUE(old.Start(kRollback));
  EXPECT_EQ(old.Tables(), "a b c");
}

TEST_F(DatabaseOnlyCrashes, CB6AnEditIsFoundAfterTheRollback) {
  for (DesignBench* bench : {&old, &now}) {
    bench->OnMain();
    bench->files.files["000002_b.up.sql"] = "create table b (id bigint);";
    EXPECT_EQ(bench->Refused(kRollback), Refusal::kChanged);
  }
  EXPECT_EQ(old.last.outcome, RecoveryOutcome::kStopped);
  EXPECT_THAT(old.last.undone, ElementsAre(5, 4));
  EXPECT_EQ(old.Tables(), "a b c");
  EXPECT_EQ(now.last.outcome, RecoveryOutcome::kRefused);
  EXPECT_EQ(now.Tables(), "a b c d e");
}

TEST_F(DatabaseOnlyCrashes, CB7AHoleInTheRecordIsNotSeen) {  // B5
  for (DesignBench* bench : {&old, &now}) bench->Sql("drop schema _develop cascade");
  // Nothing is recorded: the first capture is of everything, and dies after version 5.
  EXPECT_TRUE(old.DiesAfter("put_stored", {}));
  EXPECT_EQ(old.Tracked(), "5");
  EXPECT_TRUE(now.DiesAfter("put_stored", {}));
  EXPECT_EQ(now.Tracked(), "");
  // A branch with 5 gone: the version that is written is one that nobody has.
  for (DesignBench* bench : {&old, &now}) bench->OnMain();
  EXPECT_EQ(old.Prepare(kRollback).outcome, RecoveryOutcome::kDone);
  EXPECT_EQ(old.VersionRows(), "4");
  EXPECT_THAT(old.Up().error.str(), HasSubstr("no migration found for version 4"));
  EXPECT_EQ(now.Refused(kRollback), Refusal::kAhead);
}

TEST_F(DatabaseOnlyCrashes, CB7APartOfAnEditIsAccepted) {
  for (DesignBench* bench : {&old, &now}) {
    for (const char* name : {"000004_d.up.sql", "000005_e.up.sql"}) {
      bench->files.files[name] += " create table more_" + std::string(1, name[7]) + " (id int);";
    }
  }
  EXPECT_TRUE(old.DiesAfter("put_stored", kAccept));
  EXPECT_EQ(old.Refused(), Refusal::kChanged);
  EXPECT_THAT(old.last.decision.about, ElementsAre(4));
  EXPECT_TRUE(now.DiesAfter("put_stored", kAccept));
  EXPECT_EQ(now.Refused(), Refusal::kChanged);
  EXPECT_THAT(now.last.decision.about, ElementsAre(4, 5));
}

TEST_F(DatabaseOnlyCrashes, CB9TheCaptureAfterTheStartIsCutLikewise) {
  for (DesignBench* bench : {&old, &now}) {
    bench->Add(6, "f").Add(7, "g");
    ASSERT_TRUE(bench->StartUnrecorded());
    EXPECT_TRUE(bench->Dies("put_stored", OneFault::Kind::kKillAfter, 1, {}, true));
    bench->OnMain().Add(4, "d").Add(5, "e");
    (void)bench->Prepare(kRollback);
  }
  EXPECT_EQ(old.Tracked(), "1 2 3 4 5");
  EXPECT_EQ(old.VersionRows(), "6");
  EXPECT_THAT(old.Up().error.str(), HasSubstr("no migration found for version 6"));
  EXPECT_EQ(now.last.outcome, RecoveryOutcome::kDone);
  EXPECT_EQ(now.VersionRows(), "5");
}

TEST_F(DatabaseOnlyCrashes, L07AnotherBranchsFileIsRecordedForWhatRan) {  // CB8, B2
  for (DesignBench* bench : {&old, &now}) {
    bench->Add(6, "alpha");
    ASSERT_TRUE(bench->StartUnrecorded());
    bench->Remove(6);
    bench->Add(6, "beta");
  }
  // No word of it: schema and code differ, and the record is wrong.
  EXPECT_TRUE(old.Start());
  EXPECT_EQ(old.Tables(), "a alpha b c d e");
  EXPECT_EQ(old.Stored(6)->filename, Text("000006_beta.down.sql"));
  EXPECT_EQ(old.Prepare(kRollback).outcome, RecoveryOutcome::kDone);
  EXPECT_EQ(now.Refused(), Refusal::kMissing);
  EXPECT_TRUE(now.Start(kRollback));
  EXPECT_EQ(now.Tables(), "a b beta c d e");
}

TEST_F(DatabaseOnlyCrashes, L08WithoutTheNumberTheServerDiesForEver) {  // CB8, B3
  for (DesignBench* bench : {&old, &now}) {
    bench->Add(6, "alpha");
    ASSERT_TRUE(bench->StartUnrecorded());
    bench->Remove(6);
  }
  for (const Request& request : {Request{}, kRollback, Request{.rollback = true, .accept = true}}) {
    EXPECT_EQ(old.Prepare(request).outcome, RecoveryOutcome::kDone);
    EXPECT_THAT(old.Up().error.str(), HasSubstr("no migration found for version 6"));
  }
  EXPECT_EQ(now.Refused(), Refusal::kMissing);
  EXPECT_TRUE(now.Start(kRollback));
}

TEST_F(DatabaseOnlyCrashes, CB10WhatIsCheckedOutMeanwhileIsRecorded) {  // L25
  for (DesignBench* bench : {&old, &now}) {
    bench->Add(6, "alpha");
    ASSERT_EQ(bench->Prepare().outcome, RecoveryOutcome::kDone);
    ASSERT_TRUE(bench->Up().ok());
    // The server is up, and the developer has switched before it was recorded.
    bench->files.files["000006_alpha.down.sql"] = "drop table something_else;";
    (void)bench->Record();
  }
  EXPECT_EQ(old.Stored(6)->down_sql, Text("drop table something_else;"));
  EXPECT_EQ(now.Stored(6)->down_sql, Text("drop table alpha;"));
}

TEST_F(DatabaseOnlyCrashes, L30AStepWhoseAnswerWasLostIsCalledFailed) {
  for (DesignBench* bench : {&old, &now}) {
    bench->OnMain();
    bench->fault.Arm("commit", OneFault::Kind::kAnswerLost, 1);
    (void)bench->Prepare(kRollback);
    EXPECT_TRUE(bench->fault.fired());
  }
  EXPECT_EQ(old.last.outcome, RecoveryOutcome::kFailed);
  EXPECT_EQ(old.Tables(), "a b c d");
  EXPECT_THAT(old.Advised(), ElementsAre(kReset));
  EXPECT_EQ(now.last.outcome, RecoveryOutcome::kDone);
}

TEST_F(DatabaseOnlyCrashes, WhatADownTextCommitsIsCalledFailed) {  // section 1.4
  for (DesignBench* bench : {&old, &now}) {
    bench->Add(6, "f");
    bench->files.files["000006_f.down.sql"] = "begin; drop table f; commit;";
    ASSERT_TRUE(bench->Start());
    bench->Remove(6);
    (void)bench->Prepare(kRollback);
  }
  EXPECT_EQ(old.last.outcome, RecoveryOutcome::kFailed);
  EXPECT_EQ(old.Tables(), "a b c d e");
  EXPECT_EQ(old.VersionRows(), "5");
  EXPECT_EQ(now.last.decision.refusal, Refusal::kDownUnsafe);
  EXPECT_EQ(now.Tables(), "a b c d e f");
}

TEST_F(DatabaseOnlyCrashes, AProcessThatDiesInSuchATextLeavesNoVersion) {  // section 1.4
  old.Add(6, "f");
  old.files.files["000006_f.down.sql"] = "begin; drop table f; commit;";
  ASSERT_TRUE(old.Start());
  old.Remove(6);
  EXPECT_TRUE(old.DiesAfter("truncate_version", kRollback));
  EXPECT_EQ(old.VersionRows(), "");
  EXPECT_EQ(old.Tables(), "a b c d e");
  EXPECT_EQ(old.Tracked(), "1 2 3 4 5 6");
}

TEST_F(DatabaseOnlyCrashes, L37AnOlderToolOfAnotherBranchMixesTheTexts) {
  const Defects newer = old.config.defects;
  old.config.defects = Published(Defect::kDesignCacheFile);
  old.files.files["000005_e.up.sql"] = "create table e2 (id int);";
  old.files.files["000005_e.down.sql"] = "drop table e2;";
  EXPECT_TRUE(old.Start());
  EXPECT_EQ(old.Stored(5)->up_sql, Text("create table e (id int);"));
  EXPECT_EQ(old.Stored(5)->down_sql, Text("drop table e2;"));
  // And the newer one writes no cache: what it undoes stays in it, and the older one refuses.
  old.config.defects = newer;
  old.OnMain().Add(4, "d");
  old.Sql("drop table e; create table e2 (id int)");
  EXPECT_TRUE(old.Start(kRollback));
  old.config.defects = Published(Defect::kDesignCacheFile);
  EXPECT_EQ(old.Refused(), Refusal::kMissing);
}

}  // namespace
}  // namespace relapse::migrations
