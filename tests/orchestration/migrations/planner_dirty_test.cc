// The planner's decisions on a dirty version, and on what a half-run statement leaves
// (spec/migration-recovery.md section 7.2).
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "orchestration/migrations/planner.h"
#include "tests/orchestration/migrations/plan_builder.h"

namespace relapse::migrations {
namespace {

using testing::Contains;
using testing::ElementsAre;
using testing::IsEmpty;
using testing::Not;

TEST(PlannerOfDirty, Row31DirtyUnderAFreeLockIsRefusedUnderAHeldOneInProgress) {
  PlanBuilder builder = PlanBuilder::Base().Disk(4, "d").Stored(4, "d", StoredState::kIntent);
  builder.At(4, true);
  const Decision not_applied = builder.Decide();
  ExpectRefused(not_applied, Refusal::kDirty);
  EXPECT_EQ(not_applied.dirty.meaning, DirtyMeaning::kNotApplied);
  EXPECT_THAT(Runs(not_applied), ElementsAre(builder.Word(Resolution::kNotApplied)));

  builder.Table("d");
  const Decision applied = builder.Decide();
  EXPECT_EQ(applied.dirty.meaning, DirtyMeaning::kApplied);
  EXPECT_THAT(Runs(applied), ElementsAre(builder.Word(Resolution::kApplied)));

  builder.input.database.holders = {{.pid = 77, .application = "server"}};
  const Decision held = builder.Decide();
  ExpectRefused(held, Refusal::kLockHeld);
  EXPECT_EQ(held.advice.front(), (Advice{Remedy::kWaitForHolder, "server", 77}));
  EXPECT_EQ(held.holders, builder.input.database.holders);

  PlanBuilder first = PlanBuilder().Disk(1, "a").Stored(1, "a").Table("a").At(kNoVersion, true);
  const Decision down = first.Decide();
  ExpectRefused(down, Refusal::kDirty);
  EXPECT_TRUE(down.dirty.was_down);
  EXPECT_EQ(down.dirty.migration, 1);
}

TEST(PlannerOfDirty, Row6WhatAnEarlierVersionMadeSaysNothingOfADirtyOne) {
  PlanBuilder builder = PlanBuilder::Base().Disk(4, "d").Stored(4, "d", StoredState::kIntent);
  builder.At(4, true).InStore(4).up_sql = "create table d (id int); create table a (id int);";
  EXPECT_EQ(builder.Decide().dirty.meaning, DirtyMeaning::kNotApplied);
  builder.InStore(4).up_sql = "create table if not exists a (id int);";
  EXPECT_EQ(builder.Decide().dirty.meaning, DirtyMeaning::kUndetermined);
  builder.InStore(4).up_sql = "create table d (id int); create table if not exists a (id int);";
  builder.Table("d");
  EXPECT_EQ(builder.Decide().dirty.meaning, DirtyMeaning::kApplied);
}

TEST(PlannerOfDirty, ADirtyRowIsResolvedByAWordThatTheCatalogDoesNotDisprove) {
  PlanBuilder builder = PlanBuilder::Base().Disk(4, "d").Stored(4, "d", StoredState::kIntent);
  builder.At(4, true).Say(Resolution::kNotApplied);
  const Decision resolved = builder.Decide();
  EXPECT_EQ(resolved.action, Action::kResolve);
  EXPECT_EQ(resolved.resolved, (VersionRow{3, false}));
  builder.Say(Resolution::kApplied);
  ExpectRefused(builder.Decide(), Refusal::kResolutionDisproved);
}

TEST(PlannerOfDirty, AWordHoldsOfWhatWasSeenAndOfNothingElse) {
  PlanBuilder builder = PlanBuilder::Base().At(4, true).Say(Resolution::kNotApplied);
  EXPECT_EQ(builder.Decide().resolved, (VersionRow{3, false}));
  // That was done. Somebody else runs their version 4, and dies before they mark it.
  const Request typed_again = builder.Table("d").input.request;
  const Decision refused = builder.Decide();
  ExpectRefused(refused, Refusal::kDirty);
  EXPECT_THAT(refused.notes, ElementsAre(NoteOn{Note::kWordOnAnother}));
  EXPECT_THAT(Runs(refused), Contains(builder.Word(Resolution::kNotApplied)));
  EXPECT_THAT(Runs(refused), Not(Contains(typed_again)));

  for (const Resolution word : {Resolution::kApplied, Resolution::kNotApplied}) {
    builder.input.request = {.resolution = word};
    ExpectRefused(builder.Decide(), Refusal::kDirty);
  }
  PlanBuilder clean = PlanBuilder::Base().Disk(4, "d").At(4, true).Say(Resolution::kNotApplied);
  EXPECT_EQ(clean.At(3).Decide().action, Action::kProceed) << "done, and typed again";
}

TEST(PlannerOfDirty, OfATextThatDoesNothingEitherWordIsBelieved) {
  PlanBuilder builder = PlanBuilder::Base().Disk(4, "d").Stored(4, "d", StoredState::kIntent);
  builder.At(4, true).InStore(4).up_sql = Text();
  EXPECT_EQ(builder.Say(Resolution::kApplied).Decide().resolved, (VersionRow{4, false}));
  EXPECT_EQ(builder.Say(Resolution::kNotApplied).Decide().resolved, (VersionRow{3, false}));
}

TEST(PlannerOfDirty, ADirtyRowIsNotPutRightByAFolderThatCannotBeRead) {
  PlanBuilder builder = PlanBuilder::Base().Table("d").At(4, true);
  builder.input.disk.folder = Presence::kUnreadable;
  builder.input.disk.migrations.clear();
  const Decision unasked = builder.Decide();
  ExpectRefused(unasked, Refusal::kDirty);
  EXPECT_THAT(unasked.advice, ElementsAre(Advice{Remedy::kFixPermissions}));
  for (const Resolution word : {Resolution::kApplied, Resolution::kNotApplied}) {
    builder.Say(word);
    const Decision asked = builder.Decide();
    ExpectRefused(asked, Refusal::kFolderUnreadable);
    EXPECT_THAT(asked.advice, ElementsAre(Advice{Remedy::kFixPermissions}));
  }
}

TEST(PlannerOfDirty, WhatNeverRanDidNotComeBeforeADirtyVersion) {
  // Recovery prepared another branch, and somebody else migrated theirs.
  PlanBuilder builder = PlanBuilder::Base().Disk(4, "d").Stored(4, "d", StoredState::kIntent);
  builder.At(5, true).Say(Resolution::kNotApplied);
  EXPECT_EQ(builder.Decide().resolved, (VersionRow{3, false}));
  EXPECT_EQ(builder.Table("d").Say(Resolution::kNotApplied).Decide().resolved,
            (VersionRow{4, false}));

  // Likewise where only the checkout says what there is.
  PlanBuilder unrecorded = PlanBuilder::Base().Disk(4, "d").Forget().At(5, true);
  unrecorded.Say(Resolution::kNotApplied);
  EXPECT_EQ(unrecorded.Decide().resolved, (VersionRow{3, false}));
}

TEST(PlannerOfDirty, WhatNobodyRecordedDidRunWhereAllThatTheCheckoutMakesOfItIsThere) {
  PlanBuilder builder = PlanBuilder::Base().Disk(4, "d").At(4, true);
  builder.Say(Resolution::kNotApplied);
  EXPECT_EQ(builder.Decide().resolved, (VersionRow{3, false})) << "another's 4 may have run";
  const Decision disproved = builder.Table("d").Say(Resolution::kNotApplied).Decide();
  ExpectRefused(disproved, Refusal::kResolutionDisproved);
  EXPECT_THAT(Runs(disproved), ElementsAre(builder.Word(Resolution::kApplied)));
  builder.Say(Resolution::kApplied);
  EXPECT_EQ(builder.Decide().resolved, (VersionRow{4, false}));

  // A text that makes nothing shows nothing, and neither does one that is not checked out.
  builder.Say(Resolution::kNotApplied);
  builder.OnDisk(4).up.sql = "drop table if exists nobody;";
  EXPECT_EQ(builder.Decide().resolved, (VersionRow{3, false}));
  PlanBuilder elsewhere = PlanBuilder::Base().Table("d").At(4, true);
  elsewhere.Say(Resolution::kNotApplied);
  EXPECT_EQ(elsewhere.Decide().resolved, (VersionRow{3, false}));
  // Where it was recorded, what was recorded says it alone.
  builder.OnDisk(4).up.sql = "create table d (id int);";
  builder.Stored(4, "d", StoredState::kIntent).InStore(4).up_sql = "create table e (id int);";
  EXPECT_EQ(builder.Decide().resolved, (VersionRow{3, false}));
}

TEST(PlannerOfDirty, ADownStepThatStoppedIsToldFromAnUpStep) {
  PlanBuilder builder = PlanBuilder::Base().At(2, true);
  const Decision decision = builder.Decide();
  EXPECT_TRUE(decision.dirty.was_down);
  EXPECT_EQ(decision.dirty.migration, 3);
  EXPECT_EQ(decision.dirty.meaning, DirtyMeaning::kNotApplied);
  builder.Say(Resolution::kNotApplied);
  EXPECT_EQ(builder.Decide().resolved, (VersionRow{3, false}));
}

TEST(PlannerOfDirty, Row37AnInvalidIndexIsNamed) {
  PlanBuilder builder = PlanBuilder::Base().Disk(4, "d").At(4, true);
  builder.OnDisk(4).up.sql = "create index concurrently i on a (id)";
  builder.Stored(4, "d", StoredState::kIntent).InStore(4).up_sql = builder.OnDisk(4).up.sql;
  builder.input.database.catalog.push_back({"index", "public", "i", "", false});
  const Decision decision = builder.Decide();
  EXPECT_EQ(decision.dirty.meaning, DirtyMeaning::kPartly);
  EXPECT_EQ(decision.advice.front(), (Advice{Remedy::kDropInvalidIndex, "i"}));
}

TEST(PlannerOfDirty, Row37AnInvalidIndexOfACleanVersionIsNoted) {
  PlanBuilder builder = PlanBuilder::Base().Applied(4, "d").Disk(4, "d");
  builder.OnDisk(4).up.sql = "create index concurrently if not exists i on a (id)";
  builder.InStore(4).up_sql = builder.OnDisk(4).up.sql;
  builder.input.database.catalog.push_back({"index", "public", "i", "", false});
  const Decision decision = builder.Decide();
  EXPECT_EQ(decision.action, Action::kProceed);
  EXPECT_THAT(decision.notes, ElementsAre(NoteOn{Note::kInvalidIndex, 4}));
  builder.input.database.catalog.back().valid = true;
  EXPECT_THAT(builder.Decide().notes, IsEmpty());
}

}  // namespace
}  // namespace relapse::migrations
