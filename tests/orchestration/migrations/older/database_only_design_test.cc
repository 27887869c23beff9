// Design B and its published bugs, by their ids in spec/migration-recovery.md sections 1.3 and 4.2,
// each beside the design of section 1.5 in the same situation.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "orchestration/migrations/older/old_design.h"
#include "orchestration/ports/migration_names.h"
#include "tests/orchestration/migrations/older/design_bench.h"

namespace relapse::migrations {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;

class DatabaseOnlyDesign : public testing::Test {
 protected:
  /// Both on a branch with versions 4 and 5, and their servers have run them.
  void StartBothWithTwoMore() {
    for (DesignBench* bench : {&old, &now}) {
      bench->Add(4, "d").Add(5, "e");
      ASSERT_TRUE(bench->Start());
    }
  }
  DesignBench old{Published(Defect::kDesignDatabaseOnly)};
  DesignBench now;
};

TEST_F(DatabaseOnlyDesign, RecordsWhatRanAndUndoesWhatIsMissing) {
  StartBothWithTwoMore();
  EXPECT_EQ(old.Tracked(), "1 2 3 4 5");
  EXPECT_EQ(old.Stored(5)->up_sql, Text("create table e (id int);"));
  EXPECT_EQ(old.CacheText(), "");
  old.OnMain();
  EXPECT_EQ(old.Refused(), Refusal::kMissing);
  EXPECT_THAT(old.last.decision.about, ElementsAre(4, 5));
  EXPECT_THAT(old.Advised(), ElementsAre(kRollback, kReset));
  EXPECT_TRUE(old.Start(kRollback));
  EXPECT_THAT(old.last.undone, ElementsAre(5, 4));
  EXPECT_EQ(old.Tables(), "a b c");
  EXPECT_EQ(old.VersionRows(), "3");
  EXPECT_EQ(old.Tracked(), "1 2 3");
}

TEST_F(DatabaseOnlyDesign, AnEditIsRefusedUntilItIsAccepted) {
  old.files.files["000002_b.up.sql"] = "create table b (id bigint);";
  EXPECT_EQ(old.Refused(), Refusal::kChanged);
  EXPECT_THAT(old.last.decision.about, ElementsAre(2));
  EXPECT_THAT(old.Advised(), ElementsAre(kAccept, kReset));
  EXPECT_TRUE(old.Start(kAccept));
  EXPECT_TRUE(old.Start());
}

TEST_F(DatabaseOnlyDesign, AMiddleVersionOfAnotherBranchIsRefused) {
  for (DesignBench* bench : {&old, &now}) {
    bench->Remove(2);
    EXPECT_EQ(bench->Refused(kRollback), Refusal::kNonContiguous);
  }
  EXPECT_THAT(old.Advised(), ElementsAre(kReset));
  EXPECT_EQ(now.last.decision.advice.front().remedy, Remedy::kCheckOutAndRollBack);
}

TEST_F(DatabaseOnlyDesign, L01AVariableThatWasExportedOnceDropsEverythingAtEveryStart) {
  for (DesignBench* bench : {&old, &now}) bench->config.environment_resets = true;
  for (int i = 0; i < 2; ++i) {
    old.Sql("insert into a values (1)");
    EXPECT_EQ(old.Prepare().outcome, RecoveryOutcome::kDone);
    EXPECT_THAT(old.last.actions, ElementsAre(Action::kReset));
    EXPECT_EQ(old.Tables(), "");
    EXPECT_TRUE(old.Up().ok());
  }
  EXPECT_TRUE(now.Start());
  EXPECT_EQ(now.last.decision.action, Action::kProceed);
}

TEST_F(DatabaseOnlyDesign, S03AResetOfAnExternalDatabaseWasNotConfirmed) {
  DesignBench early(WithBug(Defect::kDesignDatabaseOnly, Defect::kResetUnasked));
  EXPECT_EQ(early.Prepare(kReset).outcome, RecoveryOutcome::kDone);
  EXPECT_EQ(early.Tables(), "");
  for (DesignBench* bench : {&old, &now}) {
    EXPECT_EQ(bench->Refused(kReset), Refusal::kResetUnconfirmed);
    EXPECT_EQ(bench->Tables(), "a b c");
    EXPECT_EQ(bench->Advised().back(), kConfirmedReset);
  }
  // Set for another database, the old confirmation is as good.
  const Request elsewhere{.reset = true, .confirmed_target = "db.example.org:5432/production"};
  EXPECT_EQ(now.Refused(elsewhere), Refusal::kResetUnconfirmed);
  EXPECT_EQ(old.Prepare(elsewhere).outcome, RecoveryOutcome::kDone);
  EXPECT_EQ(old.Tables(), "");
}

TEST_F(DatabaseOnlyDesign, L38AResetReplacesOwnerAndPrivileges) {
  for (DesignBench* bench : {&old, &now}) {
    EXPECT_EQ(bench->Prepare(kConfirmedReset).outcome, RecoveryOutcome::kDone);
  }
  const auto of_public = [](const DesignBench& bench) {
    return *bench.world.Get<PostgresState>().committed.objects->Schema(PublicSchema());
  };
  EXPECT_EQ(of_public(now).owner, FreshPublic().owner);
  EXPECT_EQ(of_public(now).public_privileges, FreshPublic().public_privileges);
  EXPECT_NE(of_public(old).owner, FreshPublic().owner);
  EXPECT_EQ(of_public(old).public_privileges, Text("create, usage"));
}

TEST_F(DatabaseOnlyDesign, L04AnEmptyFolderMeansThatEverythingIsUndone) {  // B6
  for (DesignBench* bench : {&old, &now}) bench->files.files.clear();
  EXPECT_EQ(old.Prepare(kRollback).outcome, RecoveryOutcome::kDone);
  EXPECT_EQ(old.Tables(), "");
  EXPECT_EQ(old.VersionRows(), "0");
  EXPECT_EQ(now.Refused(kRollback), Refusal::kFolderEmpty);
  EXPECT_EQ(now.Tables(), "a b c");
}

TEST_F(DatabaseOnlyDesign, L10AVersionWithoutADownFileIsNeverRecorded) {  // B9
  for (DesignBench* bench : {&old, &now}) {
    bench->Add(4, "d");
    bench->files.files.erase("000004_d.down.sql");
    EXPECT_TRUE(bench->Start());
    bench->OnMain();
  }
  EXPECT_EQ(old.Tracked(), "1 2 3");
  // Nothing is missing, and the server does not start.
  EXPECT_EQ(old.Prepare(kRollback).outcome, RecoveryOutcome::kDone);
  EXPECT_THAT(old.Up().error.str(), HasSubstr("no migration found for version 4"));
  EXPECT_EQ(now.Refused(), Refusal::kMissing);
  EXPECT_EQ(now.Refused(kRollback), Refusal::kIrreversible);
}

TEST_F(DatabaseOnlyDesign, L11ARowAboveTheVersionIsMissingAndThenNotContiguous) {  // B4, B18
  for (DesignBench* bench : {&old, &now}) {
    bench->Add(4, "d");
    ASSERT_TRUE(bench->Start());
    bench->Sql(
        "drop table d; truncate schema_migrations; "
        "insert into schema_migrations values (3, false)");
    bench->OnMain();
  }
  EXPECT_EQ(old.Refused(), Refusal::kMissing);
  EXPECT_EQ(old.Refused(kRollback), Refusal::kNonContiguous);
  EXPECT_THAT(old.Advised(), ElementsAre(kReset));
  EXPECT_TRUE(now.Start());
  EXPECT_EQ(now.Tracked(), "1 2 3");
}

TEST_F(DatabaseOnlyDesign, L12AFirstMigrationThatBrokeIsTakenForAFreshDatabase) {  // B11
  for (DesignBench* bench : {&old, &now}) {
    bench->Sql("truncate schema_migrations; insert into schema_migrations values (-1, true)");
  }
  EXPECT_EQ(old.Prepare().outcome, RecoveryOutcome::kDone);
  EXPECT_THAT(old.Up().error.str(), HasSubstr("Dirty database version -1"));
  EXPECT_EQ(now.Refused(), Refusal::kDirty);
}

TEST_F(DatabaseOnlyDesign, L14WhatWasAcceptedIsRunAgainstWhatWasThereBefore) {  // B8
  for (DesignBench* bench : {&old, &now}) {
    bench->Add(4, "d");
    ASSERT_TRUE(bench->Start());
    bench->files.files["000004_d.up.sql"] = "create table d2 (id int);";
    bench->files.files["000004_d.down.sql"] = "drop table d2;";
    EXPECT_TRUE(bench->Start(kAccept));
    bench->OnMain();
    (void)bench->Prepare(kRollback);
  }
  EXPECT_EQ(old.last.outcome, RecoveryOutcome::kFailed);
  EXPECT_THAT(old.last.failure.str(), HasSubstr("\"d2\" does not exist"));
  EXPECT_THAT(old.Advised(), ElementsAre(kReset));
  EXPECT_EQ(now.last.outcome, RecoveryOutcome::kDone);
  EXPECT_EQ(now.Tables(), "a b c");
}

TEST_F(DatabaseOnlyDesign, L16SevenDigitsAreReadAsSix) {  // B16
  for (DesignBench* bench : {&old, &now}) {
    bench->files.files["0000029_z.up.sql"] = "create table z (id int);";
    bench->files.files["0000029_z.down.sql"] = "drop table z;";
    EXPECT_TRUE(bench->Start());
  }
  EXPECT_EQ(old.Tracked(), "1 2 3");
  EXPECT_EQ(old.Stored(2)->filename, Text("0000029_z.down.sql"));
  EXPECT_EQ(now.Tracked(), "1 2 3 29");
  EXPECT_EQ(now.Stored(2)->filename, Text("000002_b.down.sql"));
}

TEST(VersionOfDownFile, IsTheFirstSixCharactersWhateverTheyAre) {
  EXPECT_EQ(older::VersionOfDownFile("000029_z.down.sql"), 29);
  EXPECT_EQ(older::VersionOfDownFile("0000029_z.down.sql"), 2);
  EXPECT_EQ(older::VersionOfDownFile("-00001_z.down.sql"), -1);
  EXPECT_EQ(older::VersionOfDownFile("+00044_z.down.sql"), 44);
  EXPECT_EQ(older::VersionOfDownFile("449_z.down.sql"), std::nullopt);
  EXPECT_EQ(older::VersionOfDownFile("000029_z.up.sql"), std::nullopt);
}

TEST_F(DatabaseOnlyDesign, L18AStrayFolderHidesAConflict) {
  StartBothWithTwoMore();
  for (DesignBench* bench : {&old, &now}) {
    for (const char* name : {"000004_d", "000005_e"}) {
      for (const char* direction : {".up.sql", ".down.sql"}) {
        const std::string file = std::string(name) + direction;
        bench->files.files["backup/" + file] = bench->files.files[file];
      }
    }
    bench->OnMain();
  }
  EXPECT_EQ(old.Prepare().outcome, RecoveryOutcome::kDone);
  EXPECT_THAT(old.Up().error.str(), HasSubstr("no migration found for version 5"));
  EXPECT_EQ(now.Refused(), Refusal::kMissing);
}

TEST_F(DatabaseOnlyDesign, L19OneNameInTwoPlacesIsTheFirstOfThem) {
  for (DesignBench* bench : {&old, &now}) {
    bench->files.files["000001-000100/000003_c.up.sql"] = "create table other (id int);";
    bench->files.files["000001-000100/000003_c.down.sql"] = "drop table other;";
  }
  EXPECT_EQ(old.Prepare().outcome, RecoveryOutcome::kDone);
  EXPECT_EQ(now.Refused(), Refusal::kDuplicateFiles);
}

TEST_F(DatabaseOnlyDesign, L21AFileThatWasEmptyIsNotSeenToBeFilled) {
  for (DesignBench* bench : {&old, &now}) {
    bench->Add(4, "d");
    bench->files.files["000004_d.up.sql"] = "";
    ASSERT_TRUE(bench->Start());
    bench->files.files["000004_d.up.sql"] = "create table d (id int);";
  }
  EXPECT_TRUE(old.Start());
  EXPECT_EQ(old.Tables(), "a b c");
  EXPECT_EQ(now.Refused(), Refusal::kChanged);
}

TEST_F(DatabaseOnlyDesign, L22AFileThatCannotBeReadIsAsItWas) {
  for (DesignBench* bench : {&old, &now}) {
    bench->files.unreadable["000002_b.up.sql"] = true;
    (void)bench->Prepare();
  }
  // The content check passes it over; what comes after it then fails to read it.
  EXPECT_EQ(old.last.decision.refusal, Refusal::kNone);
  EXPECT_EQ(now.last.decision.refusal, Refusal::kMigrationUnreadable);
}

TEST_F(DatabaseOnlyDesign, L23LineEndsAreAChange) {
  for (DesignBench* bench : {&old, &now}) {
    bench->files.files["000002_b.up.sql"] = "create table b (id int);\r\n";
  }
  EXPECT_EQ(old.Refused(), Refusal::kChanged);
  EXPECT_TRUE(now.Start());
}

TEST_F(DatabaseOnlyDesign, L28OthersMigrateAndItWritesOverThem) {
  StartBothWithTwoMore();
  for (DesignBench* bench : {&old, &now}) {
    bench->OnMain();
    const std::int64_t server = bench->database.Perform(OpenSession{"server"})->session;
    ASSERT_TRUE(*bench->database.Perform(TryAdvisoryLock{server, kCoderLockKey}));
    (void)bench->Prepare(kRollback);
  }
  EXPECT_EQ(old.Tables(), "a b c");
  EXPECT_EQ(now.last.decision.refusal, Refusal::kLockHeld);
  EXPECT_EQ(now.Tables(), "a b c d e");
}

TEST_F(DatabaseOnlyDesign, L29AMigrationThatRunsIsTakenForOneThatFailed) {
  for (DesignBench* bench : {&old, &now}) {
    const std::int64_t server = bench->database.Perform(OpenSession{"server"})->session;
    ASSERT_TRUE(*bench->database.Perform(
        TryAdvisoryLock{server, UrlLockKey("public", "schema_migrations", "app")}));
    bench->Sql("truncate schema_migrations; insert into schema_migrations values (4, true)");
  }
  EXPECT_EQ(old.Refused(), Refusal::kDirty);
  EXPECT_THAT(old.Advised(), ElementsAre(kReset));
  EXPECT_EQ(now.Refused(), Refusal::kLockHeld);
  EXPECT_EQ(now.last.decision.advice.front().argument, Text("server"));
}

TEST_F(DatabaseOnlyDesign, L32ADownFileOfCommentsUndoesNothing) {
  for (DesignBench* bench : {&old, &now}) {
    bench->Add(4, "d");
    bench->files.files["000004_d.down.sql"] = "-- there is no way back";
    ASSERT_TRUE(bench->Start());
    bench->OnMain();
    (void)bench->Prepare(kRollback);
    EXPECT_EQ(bench->Tables(), "a b c d");
  }
  EXPECT_EQ(old.last.outcome, RecoveryOutcome::kDone);
  EXPECT_THAT(old.last.undone, ElementsAre(4));
  EXPECT_EQ(old.VersionRows(), "3");
  EXPECT_EQ(now.last.decision.refusal, Refusal::kIrreversible);
  EXPECT_EQ(now.VersionRows(), "4");
  old.files.files["000004_again.up.sql"] = "create table d (id int);";
  EXPECT_THAT(old.Up().error.str(), HasSubstr("already exists"));
}

}  // namespace
}  // namespace relapse::migrations
