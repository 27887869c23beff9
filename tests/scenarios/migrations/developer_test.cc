// What the developer of these worlds does with what they read.
#include <gtest/gtest.h>

#include "scenarios/migrations/disturbances.h"
#include "tests/scenarios/migrations/story.h"

namespace relapse::migrations {
namespace {

TEST(Developer, TheWordOnADirtyVersionIsTheOneOfTheServersLog) {
  for (const Beginning begins : {Beginning::kDirtyApplied, Beginning::kDirtyNotRun}) {
    Parameters parameters = Recorded();
    parameters.begins = begins;
    parameters.trunk = 1;
    Story story(FirstRunNeedsNoFlag, parameters);
    story.Types({});
    Print print = Refusing(Refusal::kDirty);
    for (const Resolution word : {Resolution::kApplied, Resolution::kNotApplied}) {
      print.advice.push_back({.remedy = Remedy::kRun, .run = {.resolution = word}});
    }
    story.Prints(print);
    const bool ran = begins == Beginning::kDirtyApplied;
    EXPECT_EQ(story.Reads().run.resolution, ran ? Resolution::kApplied : Resolution::kNotApplied);
  }
}

TEST(Developer, WhatSomebodyElseRanUnderTheMarkRan) {
  for (const bool theirs : {true, false}) {
    Parameters parameters = Recorded();
    parameters.begins = Beginning::kDirtyOfAnother;
    Story story(FirstRunNeedsNoFlag, parameters);
    const Text sql("create table feature_2 (id int);\n");
    if (theirs) {
      story.world().Mutate<ForeignSession>() =
          MakeForeignSession("migrate", 1, StockUp(2, sql, Seconds(1)), story.world().now());
    }
    // As far as anybody else knows it ran before, and was undone in name only.
    (void)story.Perform(RunSql{story.Opens("migrate"), sql});
    story.Types({});
    Print print = Refusing(Refusal::kDirty);
    for (const Resolution word : {Resolution::kApplied, Resolution::kNotApplied}) {
      print.advice.push_back({.remedy = Remedy::kRun, .run = {.resolution = word}});
    }
    story.Prints(print);
    EXPECT_EQ(story.Reads().run.resolution,
              theirs ? Resolution::kApplied : Resolution::kNotApplied);
  }
}

TEST(Developer, AFolderThatWasEmptiedIsRestored) {
  Parameters parameters = Recorded();
  parameters.edit = FileEdit::kRemoved;
  Story story(FirstRunNeedsNoFlag, parameters);
  EXPECT_TRUE(story.world().Get<MigrationFolder>().tree->entries.empty());
  story.Types({});
  Print print = Refusing(Refusal::kFolderEmpty);
  print.advice = {{.remedy = Remedy::kRestoreFolder}};
  story.Prints(print);
  (void)story.Reads();
  const MigrationFolder& folder = story.world().Get<MigrationFolder>();
  EXPECT_NE(folder.tree->Find("000001_trunk_1.up.sql"), nullptr);
  EXPECT_EQ(folder.checkout, Text("trunk"));
  EXPECT_TRUE(story.Runs());
  EXPECT_EQ(story.world().Get<DeveloperState>().shown, Shown::kRunning);
}

TEST(Developer, AnotherMigrationOfTheNumberIsNotTheFileThatIsMissing) {
  for (const bool is_recorded : {true, false}) {
    Parameters parameters = Recorded();
    parameters.checkout = Text("feature");
    parameters.feature = 0;
    parameters.other = 1;
    Story story(FirstRunNeedsNoFlag, parameters);
    StoredMigration late{.version = 2, .state = StoredState::kApplied};
    late.filename = "000002_late_2.down.sql";
    if (is_recorded) (void)story.Perform(PutStored{story.Opens(), late});
    story.Types({});
    Print print = Refusing(Refusal::kMissing);
    print.advice = {{.remedy = Remedy::kCheckOutSource, .number = 2},
                    {.remedy = Remedy::kRun, .run = {.rollback = true}}};
    story.Prints(print);
    EXPECT_EQ(story.Reads().run.rollback, is_recorded);
    EXPECT_EQ(story.world().Get<MigrationFolder>().checkout,
              Text(is_recorded ? "feature" : "other"));
  }
}

TEST(Developer, AfterAFailureTheySeeToWhatTheyCameFor) {
  Parameters parameters = Switched();
  parameters.follows = FollowedAdvice::kFirst;
  parameters.script.front().run.rollback = true;
  for (const bool undo_failed : {false, true}) {
    parameters.script.front().run.changed = undo_failed;  // nothing is
    Story story(FirstRunNeedsNoFlag, parameters);
    EXPECT_TRUE(story.Reads().run.rollback);
    Print failed{.shown = Shown::kFailed};
    if (undo_failed) failed.undo = {failed.failed = 2};
    story.Prints(failed);
    EXPECT_EQ(story.Reads().run, Request{});
    Print refused = Refusing(Refusal::kMissing);
    refused.advice = {
        {.remedy = Remedy::kCheckOutSource, .argument = "feature"},
        {.remedy = Remedy::kRun, .run = {.rollback = true, .allow_irreversible = true}}};
    story.Prints(refused);
    EXPECT_EQ(story.Reads().run.rollback, !undo_failed);
  }
}

TEST(Developer, WhoCameToHaveEditsUndoneDoesNotAcceptThem) {
  for (const bool changed : {true, false}) {
    Parameters parameters = Switched();
    parameters.script.front().run = {.changed = changed, .accept = true};
    Story story(FirstRunNeedsNoFlag, parameters);
    (void)story.Reads();
    story.Prints({.shown = Shown::kFailed, .passes = true});
    EXPECT_EQ(story.Reads().run, Request{});
    Print refused = Refusing(Refusal::kMissing);
    const Request advised{.rollback = true, .accept = true};
    refused.advice = {{.remedy = Remedy::kRun, .run = advised}};
    story.Prints(refused);
    EXPECT_EQ(story.Reads().run, changed ? parameters.script.front().run : advised);
    story.Prints(refused);
    EXPECT_EQ(story.Reads().run, advised) << "once";
  }
}

TEST(Developer, ABranchThatNobodyHasIsPassedOver) {
  Story story(GetsThere, Switched());
  story.Types({});
  Print refused = Refusing(Refusal::kMissing);
  refused.advice = {{.remedy = Remedy::kCheckOutSource, .argument = "gone"},
                    {.remedy = Remedy::kCheckOutSource, .number = 77},
                    {.remedy = Remedy::kRun, .run = {.rollback = true}}};
  story.Prints(refused);
  EXPECT_TRUE(story.Reads().run.rollback);
  EXPECT_FALSE(story.violated()) << story.message();
  refused.advice.pop_back();
  story.Prints(refused);
  EXPECT_TRUE(story.Reads().finished);
  EXPECT_TRUE(story.violated());
}

TEST(Developer, WhatFailedOfTheConnectionIsTriedAgain) {
  for (const bool passes : {false, true}) {
    Story story(FirstRunNeedsNoFlag, Switched());
    (void)story.Reads();
    Print refused = Refusing(Refusal::kMissing);
    refused.advice = {{.remedy = Remedy::kRun, .run = {.rollback = true}},
                      {.remedy = Remedy::kCheckOutSource, .argument = "feature"}};
    story.Prints(refused);
    EXPECT_TRUE(story.Reads().run.rollback);
    story.Prints({.shown = Shown::kFailed, .undo = {2}, .failed = 2, .passes = passes});
    EXPECT_EQ(story.Reads().run, Request{});
    story.Prints(refused);
    EXPECT_EQ(story.Reads().run.rollback, passes);
  }
}

/// Adv1: what was recorded of another branch is promised where nobody edited or renumbered since.
TEST(Developer, OnAnotherBranchNothingIsPromisedOncePeopleInterfered) {
  for (const bool edited : {true, false}) {
    Story story(FirstRunNeedsNoFlag, Switched());
    (void)story.Reads();
    Print blocked = Refusing(Refusal::kNonContiguous);
    blocked.advice = {
        {.remedy = Remedy::kCheckOutAndRollBack, .argument = "feature", .run = {.rollback = true}}};
    story.world().Mutate<OutOfTurn>().edited = edited;
    story.Prints(blocked);
    EXPECT_TRUE(story.Reads().run.rollback);
    EXPECT_EQ(story.world().Get<DeveloperState>().advised, !edited);
  }
}

}  // namespace
}  // namespace relapse::migrations
