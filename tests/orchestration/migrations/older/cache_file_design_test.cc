// Design A and its published bugs, by their ids in spec/migration-recovery.md sections 1.2, 4.1 and
// 4.2, each beside the design of section 1.5 in the same situation.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/orchestration/migrations/older/design_bench.h"

namespace relapse::migrations {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

class CacheFileDesign : public testing::Test {
 protected:
  /// Both on a branch with versions 4 and 5, and their servers have run them.
  void StartBothWithTwoMore() {
    for (DesignBench* bench : {&old, &now}) {
      bench->Add(4, "d").Add(5, "e");
      ASSERT_TRUE(bench->Start());
    }
  }
  DesignBench old{Published(Defect::kDesignCacheFile)};
  DesignBench now;
};

TEST_F(CacheFileDesign, RecordsWhatRanAndUndoesWhatIsMissing) {
  StartBothWithTwoMore();
  EXPECT_EQ(old.Tracked(), "1 2 3 4 5");
  EXPECT_EQ(old.CacheText(),
            R"({"1":"000001_a.down.sql","2":"000002_b.down.sql","3":"000003_c.down.sql",)"
            R"("4":"000004_d.down.sql","5":"000005_e.down.sql"})");
  old.OnMain();
  EXPECT_EQ(old.Refused(), Refusal::kMissing);
  EXPECT_THAT(old.last.decision.about, ElementsAre(4));
  EXPECT_THAT(old.Advised(), ElementsAre(kRollback, kReset));
  EXPECT_TRUE(old.Start(kRollback));
  EXPECT_THAT(old.last.undone, ElementsAre(5, 4));
  EXPECT_EQ(old.Tables(), "a b c");
  EXPECT_EQ(old.VersionRows(), "3");
  EXPECT_EQ(old.Tracked(), "1 2 3");
  EXPECT_TRUE(old.Start());
}

TEST_F(CacheFileDesign, RefusesFlagsThatExcludeEachOtherBeforeItLooks) {
  EXPECT_EQ(old.Refused({.rollback = true, .reset = true}), Refusal::kFlagsExclude);
  EXPECT_EQ(old.Tables(), "a b c");
}

TEST_F(CacheFileDesign, S01AnUpgradeWithoutACacheWasRefused) {
  DesignBench early(Published(Defect::kDesignCacheFile));
  early.config.defects.Enable(Defect::kNoCacheIsConflict);
  for (DesignBench* bench : {&early, &old, &now}) bench->cache.files.clear();
  EXPECT_EQ(early.Refused(), Refusal::kMissing);
  EXPECT_TRUE(old.Start());
  EXPECT_TRUE(now.Start());
}

TEST_F(CacheFileDesign, S04AResetLeftTheRecordOfWhatIsGone) {
  DesignBench early(WithBug(Defect::kDesignCacheFile, Defect::kResetKeepsTracking));
  for (DesignBench* bench : {&early, &old}) {
    bench->files.files.erase("000003_c.down.sql");
    EXPECT_EQ(bench->Prepare(kConfirmedReset).outcome, RecoveryOutcome::kDone);
  }
  EXPECT_EQ(early.Tables(), "");
  EXPECT_EQ(early.Tracked(), "1 2 3");
  EXPECT_EQ(old.Tracked(), "");
}

TEST_F(CacheFileDesign, S05ADirtyVersionWasRolledBackOver) {
  DesignBench early(WithBug(Defect::kDesignCacheFile, Defect::kDirtyNotRead));
  for (DesignBench* bench : {&early, &old, &now}) {
    bench->Add(4, "d");
    ASSERT_TRUE(bench->Start());
    bench->Sql("truncate schema_migrations; insert into schema_migrations values (4, true)");
    bench->OnMain();
  }
  EXPECT_EQ(early.Prepare(kRollback).outcome, RecoveryOutcome::kDone);
  EXPECT_EQ(early.Tables(), "a b c");
  for (DesignBench* bench : {&old, &now}) {
    EXPECT_EQ(bench->Refused(kRollback), Refusal::kDirty);
    EXPECT_EQ(bench->Tables(), "a b c d");
  }
  // The reset is all that the old one has to offer.
  EXPECT_THAT(old.Advised(), ElementsAre(kReset));
  EXPECT_EQ(now.Advised().front().resolution, Resolution::kApplied);
}

TEST_F(CacheFileDesign, S06WhatTheServerRanWasNotRecorded) {
  DesignBench early(WithBug(Defect::kDesignCacheFile, Defect::kNoCaptureAfterStart));
  EXPECT_EQ(early.Tracked(), "");
  early.Add(4, "d");
  EXPECT_TRUE(early.Start());
  early.OnMain();
  EXPECT_EQ(early.Prepare().outcome, RecoveryOutcome::kDone);
  EXPECT_THAT(early.Up().error.str(), HasSubstr("no migration found for version 4"));
}

TEST_F(CacheFileDesign, S08AFullDiskWasKeptSecret) {
  DesignBench early(WithBug(Defect::kDesignCacheFile, Defect::kCacheErrorSwallowed));
  for (DesignBench* bench : {&early, &old, &now}) {
    bench->Add(4, "d");
    ASSERT_TRUE(bench->Start());
    bench->OnMain();
    bench->cache.full = true;
    (void)bench->Prepare(kRollback);
    EXPECT_EQ(bench->Tables(), "a b c");
  }
  EXPECT_EQ(early.last.outcome, RecoveryOutcome::kDone);
  EXPECT_EQ(old.last.outcome, RecoveryOutcome::kFailed);
  EXPECT_THAT(old.last.failure.str(), HasSubstr("No space left"));
  EXPECT_EQ(now.last.outcome, RecoveryOutcome::kDone);
  EXPECT_THAT(now.last.notes, testing::Contains(NoteOn{Note::kCacheNotWritten, kNoVersion}));
  // The next run finds a conflict with a version that is no more; ours decides by the database.
  EXPECT_EQ(early.Refused(), Refusal::kMissing);
  EXPECT_EQ(now.Prepare().outcome, RecoveryOutcome::kDone);
}

TEST_F(CacheFileDesign, S09AnEntryThatTheDatabaseDoesNotHaveIsNotNoticed) {
  old.SetCacheText(R"({"1":"000001_a.down.sql","2":"000002_b.down.sql"})");
  EXPECT_EQ(old.Prepare().outcome, RecoveryOutcome::kDone);
  // Nor one that names a migration of nobody's; that refuses.
  old.SetCacheText(R"({"9":"000009_nobody.down.sql"})");
  EXPECT_EQ(old.Refused(), Refusal::kMissing);
  for (const char* text : {"{\"9\":\"000009_nobody.down.sql\"}", "{"}) {
    now.SetCacheText(text);
    EXPECT_EQ(now.Prepare().outcome, RecoveryOutcome::kDone);
    EXPECT_THAT(now.last.notes, testing::Contains(NoteOn{Note::kCacheIgnored, kNoVersion}));
  }
}

TEST_F(CacheFileDesign, S10AFileThatCannotBeReadWasThere) {
  DesignBench early(WithBug(Defect::kDesignCacheFile, Defect::kOnlyNotFoundIsMissing));
  for (DesignBench* bench : {&early, &old, &now}) {
    bench->files.unreadable["000003_c.down.sql"] = true;
  }
  // One takes it for present, the other for gone; both without knowing.
  EXPECT_EQ(early.Prepare().outcome, RecoveryOutcome::kDone);
  EXPECT_EQ(old.Refused(), Refusal::kMissing);
  EXPECT_EQ(now.Refused(), Refusal::kMigrationUnreadable);
}

TEST_F(CacheFileDesign, L02AResetThatIsAskedForWithoutAConflictIsForgotten) {
  EXPECT_EQ(old.Prepare(kConfirmedReset).outcome, RecoveryOutcome::kDone);
  EXPECT_THAT(old.last.actions, IsEmpty());
  EXPECT_EQ(old.Tables(), "a b c");
  EXPECT_EQ(now.Prepare(kConfirmedReset).outcome, RecoveryOutcome::kDone);
  EXPECT_EQ(now.Tables(), "");
  EXPECT_EQ(now.Tracked(), "1 2 3");  // intents
}

TEST_F(CacheFileDesign, L03ARollbackWithoutACacheDoesNothing) {
  StartBothWithTwoMore();
  for (DesignBench* bench : {&old, &now}) {
    bench->OnMain();
    bench->cache.files.clear();
  }
  EXPECT_EQ(old.Prepare(kRollback).outcome, RecoveryOutcome::kDone);
  EXPECT_EQ(old.Tables(), "a b c d e");
  EXPECT_THAT(old.Up().error.str(), HasSubstr("no migration found for version 5"));
  EXPECT_TRUE(now.Start(kRollback));
  EXPECT_EQ(now.Tables(), "a b c");
}

TEST_F(CacheFileDesign, L04AFolderThatCannotBeReadMeansThatEverythingIsUndone) {
  for (DesignBench* bench : {&old, &now}) bench->files.unreadable[""] = true;
  (void)old.Prepare(kRollback);
  EXPECT_EQ(old.Tables(), "");
  EXPECT_EQ(old.VersionRows(), "0");
  EXPECT_EQ(now.Refused(kRollback), Refusal::kFolderUnreadable);
  EXPECT_EQ(now.Tables(), "a b c");
  old.files.unreadable.clear();
  EXPECT_THAT(old.Up().error.str(), HasSubstr("no migration found for version 0"));
}

TEST_F(CacheFileDesign, L06AfterAResetAndACrashAnEmptyDatabaseIsRefusedForEver) {  // CA5
  StartBothWithTwoMore();
  for (DesignBench* bench : {&old, &now}) bench->OnMain();
  EXPECT_TRUE(old.DiesAfter("run_sql", kConfirmedReset));
  EXPECT_TRUE(now.DiesAfter("reset_database", kConfirmedReset));
  for (int i = 0; i < 2; ++i) {
    EXPECT_EQ(old.Refused(), Refusal::kMissing);
    EXPECT_EQ(old.Prepare(kRollback).outcome, RecoveryOutcome::kDone);
  }
  EXPECT_TRUE(now.Start());
}

TEST_F(CacheFileDesign, S14ARefusalHasWritten) {  // CA6
  for (DesignBench* bench : {&old, &now}) {
    bench->Add(4, "d");
    ASSERT_TRUE(bench->Start());
    bench->Sql("drop schema _develop cascade");
    bench->Sql("truncate schema_migrations; insert into schema_migrations values (4, true)");
    bench->OnMain();
    EXPECT_EQ(bench->Refused(kRollback), Refusal::kDirty);
    EXPECT_EQ(bench->last.outcome, RecoveryOutcome::kRefused);
  }
  EXPECT_TRUE(old.Store().exists);
  EXPECT_FALSE(now.Store().exists);
}

TEST_F(CacheFileDesign, L10AVersionWithoutADownFileIsRefusedForEver) {
  for (DesignBench* bench : {&old, &now}) {
    bench->Add(4, "d");
    bench->files.files.erase("000004_d.down.sql");
    EXPECT_TRUE(bench->Start());
    EXPECT_EQ(bench->Prepare().outcome, RecoveryOutcome::kDone);
  }
  EXPECT_EQ(old.Tracked(), "1 2 3");
  EXPECT_EQ(now.Tracked(), "1 2 3 4");
  // The branch had the versions 3 and 4 alone: no way back but the reset.
  for (DesignBench* bench : {&old, &now}) {
    bench->Remove(3);
    bench->Remove(4);
  }
  EXPECT_EQ(old.Refused(kRollback), Refusal::kUntracked);
  EXPECT_THAT(old.last.decision.about, ElementsAre(4));
  EXPECT_THAT(old.Advised(), ElementsAre(kReset));
  EXPECT_EQ(now.Refused(kRollback), Refusal::kIrreversible);
}

TEST_F(CacheFileDesign, L12AFirstMigrationThatBrokeIsTakenForAFreshDatabase) {
  for (DesignBench* bench : {&old, &now}) {
    bench->Sql("truncate schema_migrations; insert into schema_migrations values (-1, true)");
    bench->Remove(3);
  }
  EXPECT_EQ(old.Prepare(kRollback).outcome, RecoveryOutcome::kDone);
  EXPECT_THAT(old.Up().error.str(), HasSubstr("Dirty database version -1"));
  EXPECT_EQ(now.Refused(kRollback), Refusal::kDirty);
}

TEST_F(CacheFileDesign, L17FilesThatWereMovedToFoldersBelowAreUndone) {
  for (DesignBench* bench : {&old, &now}) {
    std::map<std::string, std::string> moved;
    for (const auto& [path, text] : bench->files.files) moved["000001-000100/" + path] = text;
    bench->files.files = moved;
  }
  EXPECT_EQ(old.Refused(), Refusal::kMissing);
  (void)old.Prepare(kRollback);
  EXPECT_EQ(old.Tables(), "");
  EXPECT_EQ(now.Prepare().outcome, RecoveryOutcome::kDone);
  EXPECT_EQ(now.Prepare(kRollback).outcome, RecoveryOutcome::kDone);
  EXPECT_EQ(now.Tables(), "a b c");
}

TEST_F(CacheFileDesign, L33TheCacheOfOneDatabaseIsBelievedOfAnother) {
  StartBothWithTwoMore();
  for (DesignBench* bench : {&old, &now}) {
    bench->OnMain();
    // Another database, which main fits; the same cache file.
    PostgresState& server = bench->world.Mutate<PostgresState>();
    server.committed = Database::Fresh();
    server.database_oid += 1;
  }
  EXPECT_EQ(old.Refused(), Refusal::kMissing);
  EXPECT_TRUE(now.Start());
}

}  // namespace
}  // namespace relapse::migrations
