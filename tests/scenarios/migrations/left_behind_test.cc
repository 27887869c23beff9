// What was undone in name only: what is true of it, who is told, and what the developer does about
// it. Each invariant held by one history, violated by another.
#include <gtest/gtest.h>

#include <algorithm>

#include "tests/scenarios/migrations/story.h"

namespace relapse::migrations {
namespace {

constexpr const char* kUpOnly = "create table feature_2 (id int);\n";

/// feature_2 has no down file. It is undone for another branch, and its branch comes back.
Parameters ThereAndBack(Text other = "other", std::int64_t feature = 1) {
  Parameters parameters = Switched();
  parameters.newest_down = DownFile::kAbsent;
  parameters.feature = feature;
  parameters.script = {DeveloperStep{.switch_to = other}, DeveloperStep{.switch_to = "feature"}};
  return parameters;
}

/// At 1, and feature_2's table is there.
void Leave(Story& story) {
  const std::int64_t session = story.Opens();
  (void)story.Perform(MoveVersion{session, 2, 1});
  (void)story.Perform(DeleteStored{session, 2});
}

Print RefusedAs(Refusal refusal) { return {.shown = Shown::kRefused, .refusal = refusal}; }

bool Runs(const Story& story, Text table) {
  const World& world = const_cast<Story&>(story).world();
  return world.Get<PostgresState>().committed.objects->Relation({PublicSchema(), table}) != nullptr;
}

TEST(LeftBehindHistories, HoldForEveryInvariantThatAsksWhatIsInEffect) {
  for (const Story::Factory invariant :
       {VersionTruth, AtomicStep, NewestFirst, TrackingTruth, DoneIsDurable, IntentFirst, GetsThere,
        NoFalseConflict, NoMissedConflict, AdviceWorks, AllAgree, SecondRunWritesNothing}) {
    for (const Text other : {Text("other"), Text("trunk")}) {
      for (const std::int64_t feature : {1, 2}) {
        for (const FollowedAdvice follows : {FollowedAdvice::kRun, FollowedAdvice::kLast}) {
          Parameters parameters = ThereAndBack(other, feature);
          parameters.follows = follows;
          Story whole(invariant, parameters);
          whole.RunsToTheEnd();
          EXPECT_FALSE(whole.violated()) << whole.message();
          EXPECT_TRUE(whole.world().Get<DeveloperState>().typed.finished);
          EXPECT_TRUE(Runs(whole, feature == 1 ? "feature_2" : "feature_3"));
        }
      }
    }
  }
}

TEST(LeftBehindHistories, Saf3ItsNumberIsTakenBackAndTakenAgain) {
  Story story(VersionTruth, ThereAndBack());
  Leave(story);
  EXPECT_FALSE(story.violated()) << story.message();
  (void)story.Perform(MoveVersion{story.Opens(), 1, 2});
  EXPECT_FALSE(story.violated()) << story.message();

  // Of another number nothing was left behind.
  Leave(story);
  (void)story.Perform(MoveVersion{story.Opens(), 1, 3});
  EXPECT_TRUE(story.violated());
}

TEST(LeftBehindHistories, Saf3ItIsNotInEffectBelowAHigherNumber) {
  for (const bool left : {true, false}) {
    Parameters parameters = ThereAndBack();
    parameters.gap = true;  // feature_3
    Story story(VersionTruth, parameters);
    const std::int64_t session = story.Opens();
    if (left) (void)story.Perform(MoveVersion{session, 3, 1});
    Edit(story.world().Mutate<PostgresState>().committed.version, [](VersionTable& table) {
      table.rows = {{4, true}};
    });
    (void)story.Perform(RunSql{session, "create table other_2 (id int);\n"});
    Edit(story.world().Mutate<PostgresState>().committed.version, [](VersionTable& table) {
      table.rows = {{4, false}};
    });
    const KnownMigrations known = MakeKnown(parameters);
    const auto& applied = UpTo(Committed(story.world()), 4, known);
    EXPECT_EQ(Say(applied), left ? "trunk_1, other_2" : "trunk_1, feature_3, other_2");
  }
}

TEST(LeftBehindHistories, Saf3BelowAHigherNumberItIsInEffectWhereSomebodySaysSo) {
  Parameters parameters = ThereAndBack();
  parameters.gap = true;  // feature_3
  const KnownMigrations known = MakeKnown(parameters);
  for (const StoredState said : {StoredState::kAssumed, StoredState::kIntent}) {
    Story story(VersionTruth, parameters);
    const std::int64_t session = story.Opens();
    (void)story.Perform(MoveVersion{session, 3, 1});
    Edit(story.world().Mutate<PostgresState>().committed.version, [](VersionTable& table) {
      table.rows = {{4, false}};
    });
    (void)story.Perform(RunSql{session, "create table other_2 (id int);\n"});
    (void)story.Perform(PutStored{session,
                                  {.version = 3,
                                   .state = said,
                                   .filename = "000003_feature_3.down.sql",
                                   .up_sql = "create table feature_3 (id int);\n"}});
    const bool assumed = said == StoredState::kAssumed;
    EXPECT_EQ(Say(UpTo(Committed(story.world()), 4, known)),
              assumed ? "trunk_1, feature_3, other_2" : "trunk_1, other_2");
  }
}

TEST(LeftBehindHistories, Saf3UndoingWhatCameAfterItTakesNothingAgain) {
  const Parameters parameters = ThereAndBack();
  const KnownMigrations known = MakeKnown(parameters);
  Story story(VersionTruth, parameters);
  Leave(story);
  const auto run = [&](Version at, const char* sql) {
    Edit(story.world().Mutate<PostgresState>().committed.version, [&](VersionTable& table) {
      table.rows = {{at, false}};
    });
    (void)story.Perform(RunSql{story.Opens(), sql});
  };
  run(2, "create table other_2 (id int);\n");
  EXPECT_EQ(Say(UpTo(Committed(story.world()), 2, known)), "trunk_1, other_2");
  (void)story.Perform(MoveVersion{story.Opens(), 2, 1});
  run(1, "drop table other_2;\n");
  EXPECT_EQ(Say(UpTo(Committed(story.world()), 1, known)), "trunk_1");
  (void)story.Perform(MoveVersion{story.Opens(), 1, 2});
  EXPECT_EQ(Say(UpTo(Committed(story.world()), 2, known)), "trunk_1, feature_2");
}

TEST(LeftBehindHistories, Liv3ItIsRefusedWhileItIsThereAndNoLonger) {
  for (const bool dropped : {true, false}) {
    Story story(NoFalseConflict, ThereAndBack());
    Leave(story);
    SwitchCheckout(story.world(), "feature");
    if (dropped) (void)story.Perform(RunSql{story.Opens("psql"), "drop table feature_2"});
    story.Types({});
    story.Prints(RefusedAs(Refusal::kLeftBehind));
    EXPECT_EQ(story.violated(), dropped);
  }
  Story other(NoFalseConflict, ThereAndBack());
  Leave(other);
  other.Types({});
  other.Prints(RefusedAs(Refusal::kLeftBehind));
  EXPECT_TRUE(other.violated()) << "another branch's migration of the number is nobody's business";
}

TEST(LeftBehindHistories, Liv4NoServerDiesOfIt) {
  Story story(NoMissedConflict, ThereAndBack());
  Leave(story);
  SwitchCheckout(story.world(), "feature");
  story.Types({.rollback = true, .allow_irreversible = true});
  (void)story.Perform(RunSql{story.Opens(kServerApplication), kUpOnly});
  EXPECT_TRUE(story.violated()) << "whatever somebody agreed to";
}

TEST(LeftBehindHistories, Con1ThatItWasLeftBehindIsNoWordOnItsNumber) {
  for (const Note note : {Note::kLeftBehind, Note::kStalePruned}) {
    Story story(AllAgree, Recorded());
    story.Types({});
    (void)story.Perform(DeleteStored{story.Opens(), 1});
    Edit(story.world().Mutate<PostgresState>().committed.version,
         [](VersionTable& table) { table.rows.clear(); });
    (void)story.Perform(RemoveFile{Text(kCachePath)});
    story.Prints({.shown = Shown::kRunning, .notes = {{note, 1}}});
    EXPECT_EQ(story.violated(), note == Note::kLeftBehind) << story.message();
  }
}

TEST(LeftBehindHistories, TheDeveloperDropsItRatherThanLeaveTheBranchTheyCameFor) {
  for (const bool came_for_it : {true, false}) {
    Parameters parameters = ThereAndBack();
    if (came_for_it) parameters.script.erase(parameters.script.begin());
    Story story(NoFalseConflict, parameters);
    Leave(story);
    SwitchCheckout(story.world(), "feature");
    story.Types({});
    Print print = RefusedAs(Refusal::kLeftBehind);
    print.advice = {{.remedy = Remedy::kCheckOutWithout, .argument = "000002_feature_2.up.sql"},
                    {.remedy = Remedy::kDropObjects, .argument = "table feature_2"},
                    {.remedy = Remedy::kRun, .run = {.reset = true}}};
    story.Prints(print);
    EXPECT_EQ(story.Reads().run, Request{});
    EXPECT_EQ(Runs(story, "feature_2"), !came_for_it);
    EXPECT_EQ(story.world().Get<MigrationFolder>().checkout,
              Text(came_for_it ? "feature" : "trunk"));
  }
}

TEST(LeftBehindHistories, AFileIsRenumberedToTheNextNumberAboveTheDatabases) {
  Parameters parameters = Switched();
  parameters.feature = 3;  // the database is at 4
  Story story(NoFalseConflict, parameters);
  EditMigrationFile(story.world(), "000005_there.up.sql", "");
  EditMigrationFile(story.world(), "000009_far.up.sql", "");
  story.Types({});
  Print print = RefusedAs(Refusal::kUntracked);
  print.advice = {{.remedy = Remedy::kRenumber, .argument = "000002_other_2.up.sql", .number = 2}};
  story.Prints(print);
  (void)story.Reads();
  const FileTree& tree = *story.world().Get<MigrationFolder>().tree;
  EXPECT_EQ(tree.Find("000002_other_2.up.sql"), nullptr);
  EXPECT_NE(tree.Find("000006_other_2.up.sql"), nullptr);
  EXPECT_NE(tree.Find("000006_other_2.down.sql"), nullptr);
}

}  // namespace
}  // namespace relapse::migrations
