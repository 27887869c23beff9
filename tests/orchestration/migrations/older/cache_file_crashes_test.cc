// Design A killed at each of its steps: the rows CA of spec/migration-recovery.md section 1.2, each
// beside the design of section 1.5 in the same situation.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/orchestration/migrations/older/design_bench.h"

namespace relapse::migrations {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

class CacheFileCrashes : public testing::Test {
 protected:
  /// The server has run versions 4 and 5; now main is checked out, which has neither.
  CacheFileCrashes() {
    for (DesignBench* bench : {&old, &now}) {
      bench->Add(4, "d").Add(5, "e");
      EXPECT_TRUE(bench->Start());
      bench->OnMain();
    }
  }
  DesignBench old{Published(Defect::kDesignCacheFile)};
  DesignBench now;
};

TEST_F(CacheFileCrashes, CA4BeforeTheResetNothingIsLost) {
  EXPECT_TRUE(old.DiesBefore("run_sql", kConfirmedReset));
  EXPECT_EQ(old.Tables(), "a b c d e");
  EXPECT_TRUE(old.Start(kConfirmedReset));
  EXPECT_EQ(old.Tables(), "a b c");
}

TEST_F(CacheFileCrashes, CA7WithinAStepNothingOfItIsDone) {
  for (const char* effect : {"begin", "run_sql", "delete_stored"}) {
    EXPECT_TRUE(old.DiesAfter(effect, kRollback)) << effect;
    EXPECT_EQ(old.Tables(), "a b c d e");
    EXPECT_EQ(old.VersionRows(), "5");
    EXPECT_EQ(old.Tracked(), "1 2 3 4 5");
  }
  EXPECT_TRUE(old.Start(kRollback));
  EXPECT_EQ(old.Tables(), "a b c");
}

TEST_F(CacheFileCrashes, CA8AStepWhoseAnswerWasLostIsCalledFailed) {  // L30
  for (DesignBench* bench : {&old, &now}) {
    bench->fault.Arm("commit", OneFault::Kind::kAnswerLost, 1);
    (void)bench->Prepare(kRollback);
    EXPECT_TRUE(bench->fault.fired());
  }
  EXPECT_EQ(old.last.outcome, RecoveryOutcome::kFailed);
  EXPECT_EQ(old.last.failed_version, 5);
  EXPECT_THAT(old.last.undone, IsEmpty());
  EXPECT_EQ(old.Tables(), "a b c d");
  EXPECT_THAT(old.Advised(), ElementsAre(kReset));
  EXPECT_EQ(now.last.outcome, RecoveryOutcome::kDone);
  EXPECT_THAT(now.last.undone, ElementsAre(5, 4));
}

TEST_F(CacheFileCrashes, CA9BetweenTwoStepsTheNextRunGoesOn) {
  EXPECT_TRUE(old.DiesAfter("commit", kRollback));
  EXPECT_EQ(old.VersionRows(), "4");
  EXPECT_EQ(old.Tracked(), "1 2 3 4");
  EXPECT_EQ(old.Refused(), Refusal::kMissing);
  EXPECT_TRUE(old.Start(kRollback));
  EXPECT_EQ(old.Tables(), "a b c");
}

TEST_F(CacheFileCrashes, CA10WithNothingLeftToUndoItIsStillRefused) {
  for (DesignBench* bench : {&old, &now}) {
    EXPECT_TRUE(bench->DiesAfter("commit", kRollback, 2));
    EXPECT_EQ(bench->Tables(), "a b c");
  }
  EXPECT_TRUE(now.Start());
  EXPECT_EQ(old.Refused(), Refusal::kMissing);
  EXPECT_EQ(old.Refused(), Refusal::kMissing);
  EXPECT_TRUE(old.Start(kRollback));
  EXPECT_THAT(old.last.undone, IsEmpty());
  EXPECT_TRUE(old.Start());
}

TEST_F(CacheFileCrashes, CA11APartOfTheCaptureIsThere) {
  EXPECT_TRUE(old.DiesAfter("put_stored", kRollback, 1));
  // The two that were not captured again hold yesterday's texts, and nobody will know.
  old.files.files["000003_c.down.sql"] = "drop table c; -- today";
  old.files.files["000001_a.down.sql"] = "drop table a; -- today";
  EXPECT_TRUE(old.DiesAfter("put_stored", kRollback, 1));
  EXPECT_EQ(old.Stored(1)->down_sql, Text("drop table a; -- today"));
  EXPECT_EQ(old.Stored(3)->down_sql, Text("drop table c;"));
}

TEST_F(CacheFileCrashes, CA12TheRecordIsNewAndTheCacheOld) {
  EXPECT_TRUE(old.DiesBefore("write_file", kRollback));
  EXPECT_EQ(old.Tracked(), "1 2 3");
  EXPECT_EQ(old.Refused(), Refusal::kMissing);
  EXPECT_TRUE(now.DiesBefore("write_file", kRollback, 2));
  EXPECT_TRUE(now.Start());
}

TEST_F(CacheFileCrashes, CA13ATornCacheMissesEveryConflict) {
  for (const char* torn : {"", "{", R"({"1":"000001_a.down.sql","2":"0000)", "[1]", R"({"1":2})"}) {
    old.SetCacheText(torn);
    EXPECT_EQ(old.Prepare().outcome, RecoveryOutcome::kDone) << torn;
    EXPECT_THAT(old.Up().error.str(), HasSubstr("no migration found for version 5"));
    now.SetCacheText(torn);
    EXPECT_EQ(now.Refused(), Refusal::kMissing) << torn;
  }
}

class CacheFileUnrecorded : public testing::Test {
 protected:
  /// The server has run version 4, and was killed, or not healthy in time, before that was
  /// recorded; now main is checked out.
  CacheFileUnrecorded() {
    for (DesignBench* bench : {&old, &now}) {
      bench->Add(4, "d");
      EXPECT_TRUE(bench->StartUnrecorded());
    }
  }
  DesignBench old{Published(Defect::kDesignCacheFile)};
  DesignBench now;
};

TEST_F(CacheFileUnrecorded, CA14TheConflictIsMissedAndNoFlagHelps) {  // CA16, L08, L27
  for (DesignBench* bench : {&old, &now}) bench->OnMain();
  for (const Request& request : {Request{}, kRollback, kConfirmedReset}) {
    EXPECT_EQ(old.Prepare(request).outcome, RecoveryOutcome::kDone);
    EXPECT_THAT(old.last.actions, IsEmpty());
    EXPECT_THAT(old.Up().error.str(), HasSubstr("no migration found for version 4"));
  }
  EXPECT_EQ(now.Refused(), Refusal::kMissing);
  EXPECT_TRUE(now.Start(kRollback));
  EXPECT_EQ(now.Tables(), "a b c");
}

TEST_F(CacheFileUnrecorded, CA14OnTheSameBranchTheNextStartHealsIt) {
  EXPECT_TRUE(old.Start());
  EXPECT_EQ(old.Tracked(), "1 2 3 4");
}

TEST_F(CacheFileUnrecorded, CA15BetweenRecordAndCacheTheConflictIsMissed) {
  EXPECT_TRUE(old.Dies("write_file", OneFault::Kind::kKillBefore, 1, {}, true));
  EXPECT_EQ(old.Tracked(), "1 2 3 4");
  for (DesignBench* bench : {&old, &now}) bench->OnMain();
  EXPECT_EQ(old.Prepare(kRollback).outcome, RecoveryOutcome::kDone);
  EXPECT_THAT(old.Up().error.str(), HasSubstr("no migration found for version 4"));
  EXPECT_EQ(now.Refused(), Refusal::kMissing);
}

TEST_F(CacheFileUnrecorded, L07AnotherBranchsFileIsRecordedForIt) {
  for (DesignBench* bench : {&old, &now}) bench->OnMain().Add(4, "beta");
  EXPECT_TRUE(old.Start());
  EXPECT_EQ(old.Tables(), "a b c d");
  EXPECT_EQ(old.Stored(4)->filename, Text("000004_beta.down.sql"));
  EXPECT_EQ(now.Refused(), Refusal::kMissing);
  EXPECT_TRUE(now.Start(kRollback));
  EXPECT_EQ(now.Tables(), "a b beta c");
}

}  // namespace
}  // namespace relapse::migrations
