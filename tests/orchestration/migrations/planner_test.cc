// The planner's decisions, by the rows of spec/migration-recovery.md section 7.2.
#include "orchestration/migrations/planner.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "orchestration/migrations/destroyed.h"
#include "orchestration/migrations/explain.h"
#include "tests/orchestration/migrations/plan_builder.h"

namespace relapse::migrations {
namespace {

using testing::Contains;
using testing::ElementsAre;
using testing::IsEmpty;

TEST(Planner, Row1AFreshDatabaseProceedsWithIntents) {
  const Decision decision = PlanBuilder().Disk(1, "a").Disk(2, "b").Decide();
  EXPECT_EQ(decision.action, Action::kProceed);
  EXPECT_THAT(Versions(decision.put), ElementsAre(1, 2));
  EXPECT_EQ(decision.put[0].state, StoredState::kIntent);
  EXPECT_EQ(decision.put[0].up_sql, Text("create table a (id int);"));
}

TEST(Planner, Row2AHealthyDatabaseThatNobodyRecordedIsAdopted) {
  const Decision decision = PlanBuilder::Base().Forget().Decide();
  EXPECT_EQ(decision.action, Action::kAdopt);
  EXPECT_THAT(Versions(decision.put), ElementsAre(1, 2, 3));
  EXPECT_EQ(decision.put[2].state, StoredState::kAssumed);
  EXPECT_THAT(decision.notes, Contains(NoteOn{Note::kAssumedTexts, 3}));
}

TEST(Planner, Row3VersionsThatTheCheckoutDoesNotHaveAreRefused) {
  const Decision decision = PlanBuilder::Base().Applied(4, "d").Applied(5, "e").Decide();
  ExpectRefused(decision, Refusal::kMissing);
  EXPECT_THAT(decision.about, ElementsAre(4, 5));
  EXPECT_THAT(decision.undo, ElementsAre(5, 4));
  EXPECT_EQ(decision.advice.front(), (Advice{Remedy::kCheckOutSource, "branch-e", 5}));
  EXPECT_THAT(Runs(decision), ElementsAre(Request{.rollback = true}));
  EXPECT_TRUE(AdvisesReset(decision));
}

TEST(Planner, Row4TheyAreUndoneNewestFirstIfAsked) {
  const Decision decision =
      PlanBuilder::Base().Applied(4, "alpha").Applied(5, "e").Disk(4, "beta").Rollback().Decide();
  EXPECT_EQ(decision.action, Action::kRollback);
  EXPECT_THAT(decision.undo, ElementsAre(5, 4));
}

TEST(Planner, Row9And10WhatTheServerRanIsKnownFromItsIntentWhateverIsCheckedOut) {
  PlanBuilder builder = PlanBuilder::Base();
  builder.Stored(4, "alpha", StoredState::kIntent).Table("alpha").At(4).Disk(4, "alpha");
  const Decision same = builder.Decide();
  EXPECT_EQ(same.action, Action::kHeal);
  EXPECT_THAT(Versions(same.put), ElementsAre(4));
  EXPECT_EQ(same.put[0].state, StoredState::kApplied);

  builder.Disk(4, "beta");
  const Decision other = builder.Decide();
  ExpectRefused(other, Refusal::kMissing);
  EXPECT_THAT(other.about, ElementsAre(4));
  const Decision undone = builder.Rollback().Decide();
  EXPECT_EQ(undone.action, Action::kRollback);
  EXPECT_THAT(undone.undo, ElementsAre(4));
  EXPECT_EQ(undone.put[0].up_sql, Text("create table alpha (id int);"));
}

TEST(Planner, AnIntentThatTheCatalogDisprovesIsNotTakenForWhatRan) {
  PlanBuilder builder = PlanBuilder::Base();
  builder.Stored(4, "alpha", StoredState::kIntent).Table("beta").At(4).Disk(4, "beta");
  const Decision decision = builder.Decide();
  ExpectRefused(decision, Refusal::kUntracked);
  EXPECT_THAT(decision.about, ElementsAre(4));
}

TEST(Planner, Row11AVersionThatNobodyRecordedAndNoFileHasIsRefused) {
  const Decision decision = PlanBuilder::Base().Table("d").At(4).Decide();
  ExpectRefused(decision, Refusal::kUntracked);
  EXPECT_THAT(decision.about, ElementsAre(4));
  EXPECT_THAT(Runs(decision), IsEmpty());
  EXPECT_EQ(Remedies(decision).front(), Remedy::kCheckOutSource);
  ExpectRefused(PlanBuilder::Base().Forget().Table("d").At(4).Decide(), Refusal::kAhead);
}

TEST(Planner, Row15AHoleInTheRecordIsRefused) {
  PlanBuilder builder = PlanBuilder::Base();
  std::erase_if(builder.input.database.store.rows,
                [](const StoredMigration& row) { return row.version == 2; });
  const Decision decision = builder.Decide();
  ExpectRefused(decision, Refusal::kUntracked);
  EXPECT_THAT(decision.about, ElementsAre(2));
  EXPECT_THAT(Runs(decision), ElementsAre(Request{.accept = true}));
  EXPECT_EQ(builder.Accept().Decide().action, Action::kAccept);
}

TEST(Planner, ALowerVersionThatNeverRanIsToBeRenumbered) {
  PlanBuilder builder = PlanBuilder::Base();
  builder.Applied(5, "e").Disk(5, "e").Disk(4, "late");
  const Decision decision = builder.Decide();
  ExpectRefused(decision, Refusal::kUntracked);
  EXPECT_EQ(decision.advice.front(), (Advice{Remedy::kRenumber, "000004_late.up.sql", 4}));
  EXPECT_THAT(Runs(decision), IsEmpty());
}

TEST(Planner, ALowerVersionBelowAMissingOneRunsOnceThatIsUndone) {
  PlanBuilder builder = PlanBuilder::Base();
  builder.Applied(5, "e").Disk(4, "late");
  const Decision decision = builder.Decide();
  ExpectRefused(decision, Refusal::kMissing);
  EXPECT_THAT(decision.undo, ElementsAre(5));
  EXPECT_THAT(Runs(decision), ElementsAre(Request{.rollback = true}));
  EXPECT_EQ(builder.Rollback().Decide().action, Action::kRollback);

  // One that ran is somebody's, whatever lies above it.
  builder.Table("late").input.request = {};
  ExpectRefused(builder.Decide(), Refusal::kUntracked);
  PlanBuilder below = PlanBuilder::Base();
  below.Applied(5, "e").Applied(6, "f").Disk(6, "f").Disk(4, "late");
  ExpectRefused(below.Decide(), Refusal::kUntracked);
}

TEST(Planner, Row16NoDecisionDependsOnTheCache) {
  for (const auto state :
       {CacheState::kAbsent, CacheState::kGood, CacheState::kUnknown, CacheState::kStale,
        CacheState::kForeign, CacheState::kDamaged, CacheState::kUnreadable}) {
    PlanBuilder builder = PlanBuilder::Base().Applied(4, "d");
    builder.input.cache = state;
    ExpectRefused(builder.Decide(), Refusal::kMissing);
    EXPECT_EQ(builder.Rollback().Decide().action, Action::kRollback);
  }
}

TEST(Planner, Row19EverythingIsUndoneOnlyWithConsentOfItsOwn) {
  PlanBuilder builder;
  builder.Disk(1, "z").Applied(1, "a").Applied(2, "b").Rollback();
  const Decision refused = builder.Decide();
  ExpectRefused(refused, Refusal::kUndoAll);
  EXPECT_THAT(Runs(refused), ElementsAre(Request{.rollback = true, .allow_undo_all = true}));
  builder.input.request.allow_undo_all = true;
  EXPECT_THAT(builder.Decide().undo, ElementsAre(2, 1));
}

TEST(Planner, Row22AStaleRowAboveTheVersionIsPruned) {
  PlanBuilder builder = PlanBuilder::Base().Stored(4, "d");
  const Decision decision = builder.Decide();
  EXPECT_EQ(decision.action, Action::kHeal);
  EXPECT_THAT(decision.drop, ElementsAre(4));
  EXPECT_THAT(decision.notes, Contains(NoteOn{Note::kStalePruned, 4}));
}

TEST(Planner, Row23ASchemaThatWasDroppedByHandLeavesNothingToUndo) {
  PlanBuilder builder = PlanBuilder::Base();
  builder.input.database.catalog.clear();
  builder.input.database.version_table = {};
  const Decision decision = builder.Decide();
  EXPECT_EQ(decision.action, Action::kHeal);
  EXPECT_THAT(Versions(decision.put), ElementsAre(1, 2, 3));
  EXPECT_EQ(decision.put[0].state, StoredState::kIntent);
  EXPECT_THAT(decision.drop, IsEmpty());
}

TEST(Planner, Row25ARenumberedMigrationIsUndoneAndARenamedOneIsRecognised) {
  PlanBuilder renumbered = PlanBuilder::Base().Applied(4, "foo").Disk(4, "bar").Disk(5, "foo");
  ExpectRefused(renumbered.Decide(), Refusal::kMissing);
  EXPECT_THAT(renumbered.Rollback().Decide().undo, ElementsAre(4));

  PlanBuilder renamed = PlanBuilder::Base();
  renamed.OnDisk(3).identifier = "see";
  renamed.OnDisk(3).up.path = "000003_see.up.sql";
  renamed.OnDisk(3).down.path = "000003_see.down.sql";
  const Decision decision = renamed.Decide();
  EXPECT_EQ(decision.action, Action::kHeal);
  EXPECT_EQ(decision.put[0].filename, Text("000003_see.down.sql"));
}

TEST(Planner, Row26AMissingVersionBelowAPresentOneIsNotUndone) {
  const Decision decision = PlanBuilder::Base().Disk(2, "other").Rollback().Decide();
  ExpectRefused(decision, Refusal::kNonContiguous);
  EXPECT_THAT(decision.about, ElementsAre(2));
  EXPECT_THAT(decision.blocking, ElementsAre(3));
  EXPECT_EQ(decision.advice.front(),
            (Advice{Remedy::kCheckOutAndRollBack, "branch-b", 3, Request{.rollback = true}}));
  EXPECT_THAT(Explain(decision, {.target = "localhost:5432/app"}).remedies,
              Contains("check out branch-b, undo version 3 there (relapse-migrate rollback "
                       "--confirm localhost:5432/app), come back and look again  # undoes "
                       "versions, and the data in what they made"));
  PlanBuilder irreversible = PlanBuilder::Base().Disk(2, "other").Rollback();
  irreversible.InStore(3).down_sql.reset();
  EXPECT_TRUE(irreversible.Decide().advice.front().run.allow_irreversible);
}

TEST(Planner, Row26WhatLiesAboveAMissingVersionIsUndoneOnItsBranchFirst) {
  // 2 is branch-b's, and is missing here; 3 is this branch's own.
  PlanBuilder builder = PlanBuilder::Base().Disk(2, "other");
  builder.input.disk.source = "branch-c";
  const Decision own = builder.Decide();
  ExpectRefused(own, Refusal::kMissing);
  EXPECT_EQ(own.advice.front(),
            (Advice{Remedy::kCheckOutAndRollBack, "branch-b", 3, Request{.rollback = true}}));
  // A branch that brought both is the one to go back to.
  builder.InStore(3).source = "branch-b";
  EXPECT_EQ(builder.Decide().advice.front(), (Advice{Remedy::kCheckOutSource, "branch-b", 2}));
}

TEST(Planner, Row27OnlyARealEditIsRefused) {
  const auto with_up = [](const char* sql) {
    PlanBuilder builder = PlanBuilder::Base();
    builder.OnDisk(2).up.sql = sql;
    return builder;
  };
  const auto comment = with_up("-- why\ncreate table b (id int);").Decide();
  EXPECT_EQ(comment.action, Action::kProceed);
  EXPECT_THAT(comment.notes, Contains(NoteOn{Note::kOnlyWhitespace, 2}));
  EXPECT_EQ(with_up("create table b (id int);\r\n").Decide().action, Action::kProceed);
  const Decision changed = with_up("create table b (id bigint);").Decide();
  ExpectRefused(changed, Refusal::kChanged);
  EXPECT_THAT(changed.about, ElementsAre(2));
  EXPECT_THAT(Runs(changed),
              ElementsAre(Request{.accept = true}, Request{.rollback = true, .changed = true}));
}

TEST(Planner, Row28WhatIsAcceptedStandsBesideWhatWasExecuted) {
  PlanBuilder builder = PlanBuilder::Base().Accept();
  builder.OnDisk(3).up.sql = "create table c (id bigint);";
  builder.OnDisk(3).down.sql = "drop table wrong;";
  const Decision decision = builder.Decide();
  EXPECT_EQ(decision.action, Action::kAccept);
  ASSERT_THAT(Versions(decision.put), ElementsAre(3));
  EXPECT_EQ(decision.put[0].down_sql, Text("drop table c;"));
  EXPECT_EQ(decision.put[0].accepted_down_sql, Text("drop table wrong;"));
  builder.input.request = {};
  builder.InStore(3) = decision.put[0];
  EXPECT_EQ(builder.Decide().action, Action::kProceed);
}

TEST(Planner, Row29AnEditIsRefusedBeforeAnythingIsUndone) {
  PlanBuilder builder = PlanBuilder::Base().Applied(4, "d").Rollback();
  builder.OnDisk(2).up.sql = "create table b (id bigint);";
  const Decision decision = builder.Decide();
  ExpectRefused(decision, Refusal::kChanged);
  EXPECT_THAT(decision.about, ElementsAre(2));
  EXPECT_THAT(decision.undo, ElementsAre(4, 3, 2)) << "what undoing it would take back";
  EXPECT_THAT(Runs(decision), Contains(Request{.rollback = true, .accept = true}));
}

TEST(Planner, BothTroublesAtOnceAreAdvisedTogether) {
  PlanBuilder builder = PlanBuilder::Base().Applied(4, "d");
  builder.OnDisk(2).up.sql = "create table b (id bigint);";
  const Decision decision = builder.Decide();
  ExpectRefused(decision, Refusal::kMissing);
  EXPECT_THAT(Runs(decision), ElementsAre(Request{.rollback = true, .accept = true}));
}

TEST(Planner, WhatRanUnderAnotherNumberIsNotAcceptedUnderItsOwn) {
  // 2 d was given the number 4, and then its branch was checked out anew.
  PlanBuilder builder = PlanBuilder().Disk(1, "a").Disk(2, "d").Disk(3, "c");
  builder.Applied(1, "a").Applied(3, "c").Applied(4, "d").Rollback().Accept();
  const Decision decision = builder.Decide();
  ExpectRefused(decision, Refusal::kUntracked);
  EXPECT_THAT(decision.about, ElementsAre(2));
  EXPECT_EQ(decision.advice.front(), (Advice{Remedy::kRenumber, "000002_d.up.sql", 2}));
  builder.NoFile(2).Disk(4, "d");
  EXPECT_EQ(builder.Decide().action, Action::kProceed);

  // What was dropped in between may have been made anew by it.
  PlanBuilder anew = PlanBuilder().Disk(1, "a").Disk(2, "d").Disk(3, "c").Disk(4, "d");
  anew.Applied(1, "a").Applied(2, "d").Applied(3, "c").At(4).InStore(3).up_sql = "drop table d";
  anew.OnDisk(3).up.sql = "drop table d";
  EXPECT_EQ(anew.Accept().Decide().action, Action::kAccept);
}

TEST(Planner, Row32TwoVersionRowsAreRefused) {
  PlanBuilder builder = PlanBuilder::Base();
  builder.input.database.version_table.rows.push_back({2, false});
  const Decision decision = builder.Decide();
  ExpectRefused(decision, Refusal::kVersionInconsistent);
  EXPECT_THAT(decision.about, ElementsAre(2, 3));
}

TEST(Planner, Row23ADatabaseWithoutItsSchemaIsRefusedWhateverIsAskedOfIt) {
  PlanBuilder builder = PlanBuilder::Base();
  builder.input.database.version_table = {.has_schema = false};
  builder.input.database.catalog.clear();
  for (const Request& request : {Request{}, Request{.rollback = true}, Request{.accept = true},
                                 builder.Word(Resolution::kApplied)}) {
    builder.input.request = request;
    const Decision decision = builder.Decide();
    ExpectRefused(decision, Refusal::kSchemaGone);
    EXPECT_EQ(decision.advice.front(), (Advice{Remedy::kCreateSchema, "public"}));
    EXPECT_THAT(Runs(decision), IsEmpty());
    EXPECT_TRUE(AdvisesReset(decision));
  }
  builder.input.request = {.reset = true, .confirmed_target = "localhost:5432/app"};
  EXPECT_EQ(builder.Decide().action, Action::kReset);

  builder.input.request = {};
  builder.input.database.version_table.has_schema = true;
  EXPECT_EQ(builder.Decide().action, Action::kHeal) << "once it is there again";

  builder.input.database.version_table.has_schema = false;
  builder.input.builtin = true;
  builder.input.data_folder = {.folder = DataFolder::kPresent};
  EXPECT_EQ(builder.Decide().advice.front(), (Advice{Remedy::kCreateSchema, "public", 1}))
      << "its server is stopped again";
}

TEST(Planner, Row44AResetTellsWhatItDestroysBeforeItIsConfirmed) {
  PlanBuilder builder = PlanBuilder::Base().Reset();
  Catalog& catalog = builder.input.database.catalog;
  catalog.push_back({"extension", "public", "pgcrypto", ""});
  catalog.push_back({"extension", "theirs", "citext", ""});
  catalog.push_back({"function", "public", "f", "(int)"});
  catalog.push_back({"function", "public", "f", "(text)"});
  catalog.push_back({"index", "public", "i", "a (id)"});
  for (const bool confirmed : {false, true}) {
    if (confirmed) builder.input.request.confirmed_target = "localhost:5432/app";
    const Decision decision = builder.Decide();
    EXPECT_EQ(decision.action, confirmed ? Action::kReset : Action::kRefuse);
    EXPECT_THAT(
        SayDestroyed(decision.destroys),
        ElementsAre("drops the extension pgcrypto",
                    "drops the tables a, b, c and schema_migrations", "drops the function f",
                    "drops the schema _develop", "and what uses these in other schemas"));
    EXPECT_THAT(Explain(decision, {}).details, Contains("drops the extension pgcrypto"));
  }
  PlanBuilder fresh;
  EXPECT_THAT(fresh.Reset().Decide().destroys, IsEmpty());
  PlanBuilder builtin = PlanBuilder::Base().Reset();
  builtin.input.builtin = true;
  builtin.input.data_folder = {.folder = DataFolder::kPresent};
  EXPECT_THAT(PlanBeforeDatabase(builtin.input)->destroys, IsEmpty()) << "its data folder goes";
}

TEST(Planner, AdviceToRollBackSaysWhatThatUndoes) {
  // 4 was run by somebody else; 5 is another branch's.
  PlanBuilder builder = PlanBuilder::Base().Disk(4, "d").Table("d").Applied(5, "e");
  const Decision refused = builder.Decide();
  ExpectRefused(refused, Refusal::kUntracked);
  EXPECT_THAT(refused.about, ElementsAre(4));
  EXPECT_THAT(Runs(refused), ElementsAre(Request{.rollback = true, .accept = true}));
  EXPECT_THAT(refused.undo, ElementsAre(5));
  EXPECT_THAT(Explain(refused, {}).details,
              ElementsAre("version 4", "a rollback would undo 5, newest first"));
}

TEST(Planner, AdviceToAcceptAndRollBackListsWhatIsAcceptedToo) {
  // 1 was edited, and 4 was run by somebody else: taken for applied, it is undone with the rest.
  PlanBuilder builder = PlanBuilder::Base().Disk(4, "d").Table("d").At(4).Rollback();
  builder.input.request.changed = builder.input.request.allow_undo_all = true;
  builder.OnDisk(1).up.sql = "create table a (id bigint);";
  const Decision refused = builder.Decide();
  ExpectRefused(refused, Refusal::kUntracked);
  ASSERT_EQ(Runs(refused).size(), 1U);
  EXPECT_TRUE(Runs(refused).front().accept);
  EXPECT_THAT(refused.undo, ElementsAre(4, 3, 2, 1));
}

TEST(Planner, Row33ADownTextThatIsNotOneTransactionIsRefusedBeforeItRuns) {
  for (const char* sql : {"BEGIN; drop table d; COMMIT;", "drop table d; ROLLBACK;",
                          "drop table d; COMMIT AND CHAIN;", "DROP INDEX CONCURRENTLY i",
                          "set search_path = other; drop table d",
                          "drop schema public cascade; create schema public"}) {
    PlanBuilder builder = PlanBuilder::Base().Applied(4, "d").Rollback();
    builder.InStore(4).down_sql = sql;
    const Decision decision = builder.Decide();
    ExpectRefused(decision, Refusal::kDownUnsafe);
    EXPECT_FALSE(decision.path.empty()) << sql;
    EXPECT_THAT(Runs(decision), IsEmpty());
  }
  PlanBuilder builder = PlanBuilder::Base().Applied(4, "d").Rollback();
  builder.InStore(4).down_sql = "-- irreversible";
  ExpectRefused(builder.Decide(), Refusal::kIrreversible);
}

TEST(Planner, Row38ALostVersionRowIsRestoredFromWhatIsStored) {
  PlanBuilder builder = PlanBuilder::Base();
  builder.input.database.version_table.rows.clear();
  const Decision refused = builder.Decide();
  ExpectRefused(refused, Refusal::kVersionLost);
  EXPECT_THAT(Runs(refused), ElementsAre(builder.Word(Resolution::kApplied)));
  builder.Say(Resolution::kApplied);
  EXPECT_EQ(builder.Decide().resolved, (VersionRow{3, false}));
}

TEST(Planner, Row42OnlyAConfirmationThatNamesTheTargetResets) {
  PlanBuilder builder = PlanBuilder::Base().Reset();
  ExpectRefused(builder.Decide(), Refusal::kResetUnconfirmed);
  builder.input.request.confirmed_target = "localhost:5432/other";
  const Decision refused = builder.Decide();
  ExpectRefused(refused, Refusal::kResetUnconfirmed);
  builder.input.request = refused.advice.back().run;
  EXPECT_EQ(builder.Decide().action, Action::kReset);
}

TEST(Planner, Row45And46TheBuiltInServerIsJudgedFirst) {
  PlanBuilder builder = PlanBuilder::Base();
  builder.input.builtin = true;
  builder.input.expected_major = 15;
  builder.input.data_folder = {.folder = DataFolder::kPresent, .major = 13};
  ExpectRefused(builder.Decide(), Refusal::kForeignMajor);
  builder.input.data_folder = {
      .folder = DataFolder::kPresent, .major = 15, .postmaster = Postmaster::kUnknown};
  ExpectRefused(builder.Decide(), Refusal::kPostmasterUnknown);
  ExpectRefused(PlanBuilder(builder).Reset().Decide(), Refusal::kPostmasterUnknown);
  builder.input.data_folder.postmaster = Postmaster::kAlive;
  EXPECT_EQ(builder.Decide().action, Action::kProceed);
  ExpectRefused(PlanBuilder(builder).Reset().Decide(), Refusal::kServerRunning);
  builder.input.data_folder.postmaster = Postmaster::kForeign;
  const Decision foreign = builder.Decide();
  ExpectRefused(foreign, Refusal::kPidFileForeign);
  ASSERT_EQ(foreign.advice.size(), 1u) << "nothing is wrong with the data: no reset is advised";
  EXPECT_EQ(foreign.advice.front().remedy, Remedy::kRemovePidFile);
  EXPECT_EQ(PlanBuilder(builder).Reset().Decide().action, Action::kReset);
  builder.input.data_folder = {.folder = DataFolder::kHalf};
  ExpectRefused(builder.Decide(), Refusal::kDataFolderHalf);
}

TEST(Planner, WhatNeedsNoDatabaseIsDecidedWithoutOneAndTheSame) {
  for (int folder = 0; folder < 4; ++folder) {
    for (int postmaster = 0; postmaster < 4; ++postmaster) {
      for (const bool reset : {false, true}) {
        PlanBuilder builder = PlanBuilder::Base();
        builder.input.builtin = true;
        builder.input.request.reset = reset;
        builder.input.data_folder = {.folder = static_cast<DataFolder>(folder),
                                     .postmaster = static_cast<Postmaster>(postmaster)};
        const auto before = PlanBeforeDatabase(builder.input);
        const Decision whole = builder.Decide();
        if (before.has_value()) {
          EXPECT_EQ(before->action, whole.action);
          EXPECT_EQ(before->refusal, whole.refusal);
        } else {
          EXPECT_EQ(whole.action, Action::kProceed);  // of Base, once it is looked at
          EXPECT_FALSE(reset);
        }
      }
    }
  }
  EXPECT_FALSE(PlanBeforeDatabase(PlanBuilder::Base().Reset().input).has_value());
  EXPECT_EQ(PlanBeforeDatabase(PlanBuilder::Base().Reset().Accept().input)->refusal,
            Refusal::kFlagsExclude);
}

TEST(Planner, Row48NothingIsWrittenWhereNothingChanged) {
  PlanBuilder builder = PlanBuilder::Base().Disk(4, "d").Stored(4, "d", StoredState::kIntent);
  builder.At(3);
  builder.InStore(4).source = "elsewhere";
  const Decision decision = builder.Decide();
  EXPECT_EQ(decision.action, Action::kProceed);
  EXPECT_THAT(decision.put, IsEmpty());
  EXPECT_THAT(decision.drop, IsEmpty());
}

}  // namespace
}  // namespace relapse::migrations
