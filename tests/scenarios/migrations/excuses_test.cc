// Where each excuse of an invariant ends: of two histories that differ in one thing the first is
// excused, and the second is not.
#include <gtest/gtest.h>

#include <algorithm>

#include "harness/world/field_mask.h"
#include "scenarios/migrations/differential.h"
#include "scenarios/migrations/dirty.h"
#include "scenarios/migrations/disturbances.h"
#include "tests/scenarios/migrations/story.h"

namespace relapse::migrations {
namespace {

Print RefusedWith(Refusal refusal, const Request& run = {.rollback = true}) {
  return {.shown = Shown::kRefused,
          .refusal = refusal,
          .advice = {{.remedy = Remedy::kRun, .run = run}}};
}
Print UndoFails() {
  Print print = RefusedWith(Refusal::kNone);
  print.shown = Shown::kFailed;
  print.undo = {2};
  print.failed = 2;
  return print;
}
/// Something happened out of turn right now; by people, where `edited` or `switched` is.
void Disturb(Story& story, void (*happen)(OutOfTurn&)) {
  OutOfTurn& happened = story.world().Mutate<OutOfTurn>();
  happened.recent = 2;
  happen(happened);
}
void EditsFile(OutOfTurn& happened) { happened.edited = true; }
void RestartsServer(OutOfTurn& happened) { happened.restarted = true; }

/// Runs that are refused, one after another.
void RefusedTimes(Story& story, int times) {
  for (int i = 0; i < times; ++i) {
    (void)story.Reads();
    story.Prints(RefusedWith(Refusal::kMissing));
  }
}

TEST(Liv1, ADownTextThatIsRefusedIsNoRunOnceAndBeginsNothingAnew) {
  Parameters parameters = Switched();
  parameters.newest_down = DownFile::kFails;
  Story story(GetsThere, parameters);
  RefusedTimes(story, 2);
  (void)story.Reads();
  story.Prints(UndoFails());
  RefusedTimes(story, 1);
  EXPECT_FALSE(story.violated());
  RefusedTimes(story, 1);
  EXPECT_TRUE(story.violated());
}

TEST(Liv1, ThatADownTextIsRefusedIsKnownAfterACrash) {
  Parameters parameters = Switched();
  parameters.newest_down = DownFile::kFails;
  Story story(GetsThere, parameters);
  (void)story.Reads();
  story.Prints(UndoFails());
  (void)story.Reads();
  story.Crashes();
  (void)story.Reads();
  story.Prints(UndoFails());
  RefusedTimes(story, 2);
  EXPECT_FALSE(story.violated());
  RefusedTimes(story, 1);
  EXPECT_TRUE(story.violated()) << "the second is one of the three";
}

TEST(Liv1, ACrashOrAStopBeginsAnewWhatItChanged) {
  for (void (Story::*ends)() : {&Story::Crashes, &Story::Stops}) {
    for (const bool changes : {true, false}) {
      Story story(GetsThere, Switched());
      RefusedTimes(story, 3);
      (void)story.Reads();
      if (changes) (void)story.Perform(DeleteStored{story.Opens(), 2});
      (story.*ends)();
      RefusedTimes(story, 1);
      EXPECT_EQ(story.violated(), !changes);
    }
  }
}

TEST(Liv1, WhatACrashRollsBackIsNoChange) {
  Story story(GetsThere, Switched());
  RefusedTimes(story, 3);
  (void)story.Reads();
  const std::int64_t session = story.Opens();
  (void)story.Perform(Begin{session});
  (void)story.Perform(DeleteStored{session, 2});
  story.Crashes();
  RefusedTimes(story, 1);
  EXPECT_TRUE(story.violated());
}

TEST(Liv1, ARunThatAFaultSpoiltIsNone) {
  Story story(GetsThere, Switched());
  RefusedTimes(story, 2);
  for (int i = 0; i < 3; ++i) {
    (void)story.Reads();
    (void)story.Refused().Perform(OpenSession{.application = kRecoveryApplication});
    story.Prints(RefusedWith(Refusal::kUnreachable));
  }
  RefusedTimes(story, 1);
  EXPECT_FALSE(story.violated());
  RefusedTimes(story, 1);
  EXPECT_TRUE(story.violated());
}

TEST(Liv1, WhatPeopleDoBeginsTheCountAnewAndAServerThatRestartsDoesNot) {
  for (const bool by_people : {true, false}) {
    Story story(GetsThere, Switched());
    RefusedTimes(story, 3);
    (void)story.Reads();
    Disturb(story, by_people ? EditsFile : RestartsServer);
    story.Prints(RefusedWith(Refusal::kMissing));
    EXPECT_FALSE(story.violated());
    RefusedTimes(story, 1);  // by advice on what was there before
    EXPECT_EQ(story.violated(), !by_people);
    RefusedTimes(story, 3);
    EXPECT_EQ(story.violated(), !by_people);
    RefusedTimes(story, 1);
    EXPECT_TRUE(story.violated());
  }
}

TEST(Liv2AndLiv3, WhatHappenedBeforeTheRunLookedIsNoExcuse) {
  for (const Story::Factory invariant : {FirstRunNeedsNoFlag, NoFalseConflict}) {
    for (const bool before : {true, false}) {
      Story story(invariant, Recorded());
      story.Types({});
      if (before) Disturb(story, RestartsServer);
      (void)story.Perform(ListFolder{});
      if (!before) Disturb(story, RestartsServer);
      story.Prints(RefusedWith(Refusal::kMissing));
      EXPECT_EQ(story.violated(), before);
    }
  }
}

TEST(Liv2, AFolderThatIsUnreadableForAWhileExcusesThatItIsUnreadable) {
  for (const Refusal refusal : {Refusal::kFolderUnreadable, Refusal::kMissing}) {
    Story story(FirstRunNeedsNoFlag, Recorded());
    SetUnreadable(story.world(), Text(), true);
    story.world().Mutate<OutOfTurn>().readable_at = story.world().now() + 1;
    story.Types({});
    story.Prints(RefusedWith(refusal));
    EXPECT_EQ(story.violated(), refusal == Refusal::kMissing);
  }
}

TEST(Liv3, WhatIsAssumedIsOnlyInDoubtWhereTheCheckoutHasAnotherText) {
  const std::string executed = "create table trunk_1 (id int);\n";
  for (const auto& [assumed, violates] :
       {std::pair{std::string("create table trunk_1 (id bigint);\n"), false},
        std::pair{executed, true}, std::pair{"-- the same\n" + executed, true}}) {
    Story story(NoFalseConflict, Recorded());
    story.Types({});
    StoredMigration row{.version = 1, .state = StoredState::kAssumed};
    row.filename = "000001_trunk_1.down.sql";
    row.up_sql = Text(assumed);
    row.down_sql = "drop table trunk_1;\n";
    (void)story.Perform(PutStored{story.Opens(), row});
    Print print = RefusedWith(Refusal::kChanged);
    print.about = {1};
    story.Prints(print);
    EXPECT_EQ(story.violated(), violates) << assumed;
  }
}

TEST(Liv4, OnlyARowThatSomebodyElseWroteIsTheirs) {
  for (const Version theirs : {2, 3}) {
    Story story(NoMissedConflict, Recorded());
    story.Types({});
    (void)story.Perform(ReadCatalog{story.Opens()});
    story.world().Mutate<ForeignSession>() =
        MakeForeignSession("migrate", 1, KilledUp(theirs), story.world().now());
    Edit(story.world().Mutate<PostgresState>().committed.version, [](VersionTable& table) {
      table.rows = {{2, true}};
    });
    (void)story.Perform(ListFolder{});
    story.Prints({.shown = Shown::kRunning});
    EXPECT_EQ(story.violated(), theirs != 2);
  }
}

TEST(Liv4, WhatSomebodyElseRanBelowIsNobodysWhereNobodyHasThatNumber) {
  enum class Case { kTheirs, kOwn, kRecorded, kNewest };
  for (const Case one : {Case::kTheirs, Case::kOwn, Case::kRecorded, Case::kNewest}) {
    Parameters parameters = Switched();
    parameters.other = 2;
    Story story(NoMissedConflict, parameters);
    const std::int64_t session = story.Opens();
    SwitchCheckout(story.world(), "other");
    const bool newest = one == Case::kNewest;
    for (const char* number : {"000002_other_2", "000003_other_3"}) {
      if (!newest && number[5] == '3') continue;
      RemoveMigrationFile(story.world(), std::string(number) + ".up.sql");
      RemoveMigrationFile(story.world(), std::string(number) + ".down.sql");
    }
    if (!newest) {
      Edit(story.world().Mutate<PostgresState>().committed.version, [](VersionTable& table) {
        table.rows = {{3, false}};
      });
      (void)story.Perform(RunSql{session, "create table other_3 (id int);\n"});
    }
    auto script = std::make_shared<ForeignScript>();
    const char* theirs = one == Case::kOwn ? "select 1" : "create table feature_2 (id int);\n";
    script->push_back({.kind = ForeignStepKind::kRunSql, .sql = theirs});
    story.world().Mutate<ForeignSession>().script = script;
    if (one != Case::kRecorded) (void)story.Perform(DeleteStored{session, 2});
    story.Types({});
    story.Prints({.shown = Shown::kRunning});
    EXPECT_EQ(story.violated(), one != Case::kTheirs) << static_cast<int>(one);
  }
}

TEST(Liv4, AServerThatDiesIsOnlyExcusedBySomebodyElseWhoMigrates) {
  for (const bool migrates : {true, false}) {
    Story story(NoMissedConflict, Recorded());
    story.Types({});
    Disturb(story, EditsFile);
    if (migrates) {
      story.world().Mutate<ForeignSession>() =
          MakeForeignSession("migrate", 1, KilledUp(2), story.world().now());
    }
    (void)story.Perform(RunSql{story.Opens(kServerApplication), "create table trunk_1 (id int);"});
    EXPECT_EQ(story.violated(), !migrates);
  }
}

TEST(Liv4, WhatTheServerEmbedsIsWhatWasReadBeforeItCame) {
  for (const bool before : {true, false}) {
    Story story(NoMissedConflict, Recorded());
    story.Types({});
    (void)story.Perform(ListFolder{});
    if (!before) (void)story.Opens(kServerApplication);
    SwitchCheckout(story.world(), "feature");
    Disturb(story, [](OutOfTurn& happened) { happened.switched = true; });
    (void)story.Perform(ListFolder{});
    story.Prints({.shown = Shown::kRunning});
    EXPECT_EQ(story.violated(), before);
  }
}

Parameters ServerRuns() {
  Parameters parameters = Switched();
  parameters.builtin = true;
  parameters.server = ServerBeginning::kRunning;
  return parameters;
}

TEST(Adv1, AServerThatIsLeftBehindExcusesThatItRuns) {
  enum class Stop { kRefused, kAnswerLost };
  for (const Stop stop : {Stop::kRefused, Stop::kAnswerLost}) {
    for (const Refusal refusal : {Refusal::kServerRunning, Refusal::kForeignMajor}) {
      Story story(AdviceWorks, ServerRuns());
      (void)story.Reads();
      story.Prints(RefusedWith(Refusal::kMissing, {.reset = true}));
      Story& faulty = stop == Stop::kRefused ? story.Refused() : story.AnswerLost();
      (void)faulty.Perform(StopServer{});
      (void)story.Reads();
      story.Prints(RefusedWith(refusal));
      const bool excused = stop == Stop::kRefused && refusal == Refusal::kServerRunning;
      EXPECT_EQ(story.violated(), !excused) << EnumName(refusal);
    }
  }
}

TEST(Adv1, WhoIsKilledLeavesTheirServerBehind) {
  for (const bool runs : {true, false}) {
    Parameters parameters = ServerRuns();
    if (!runs) parameters.server = ServerBeginning::kStopped;
    Story story(AdviceWorks, parameters);
    (void)story.Reads();
    story.Prints(RefusedWith(Refusal::kMissing, {.reset = true}));
    story.Crashes();
    (void)story.Reads();
    story.Prints(RefusedWith(Refusal::kServerRunning));
    EXPECT_EQ(story.violated(), !runs);
  }
}

TEST(Adv1, AKilledRunSpoilsTheAdviceThatItFollowedWhereItChangedSomething) {
  for (const bool changes : {true, false}) {
    Story story(AdviceWorks, Switched());
    (void)story.Reads();
    story.Prints(RefusedWith(Refusal::kMissing));
    (void)story.Reads();
    if (changes) (void)story.Perform(DeleteStored{story.Opens(), 2});
    story.Crashes();
    (void)story.Reads();
    story.Prints(RefusedWith(Refusal::kIrreversible));
    EXPECT_EQ(story.violated(), !changes);
  }
}

TEST(Adv1, WhatWasAdvisedAfterTheDisturbanceHasToWork) {
  for (const bool looked_after : {true, false}) {
    Story story(AdviceWorks, Switched());
    (void)story.Reads();
    Disturb(story, EditsFile);
    story.Prints(RefusedWith(Refusal::kMissing));
    (void)story.Reads();
    if (looked_after) {
      story.Prints(RefusedWith(Refusal::kMissing));
      (void)story.Reads();
    }
    EXPECT_FALSE(story.violated());
    story.Prints(RefusedWith(Refusal::kIrreversible));
    EXPECT_EQ(story.violated(), looked_after);
  }
}

TEST(Saf1, WhatPeopleDoAfterTheListExcusesTheWordUntilAnotherListIsRead) {
  enum class Case { kPeople, kMachine, kListedAnew };
  for (const Case one : {Case::kPeople, Case::kMachine, Case::kListedAnew}) {
    Story story(Consent(), Switched());
    (void)story.Reads();
    story.Prints(RefusedWith(Refusal::kMissing));
    EXPECT_TRUE(story.Reads().run.rollback);
    Disturb(story, one == Case::kMachine ? RestartsServer : EditsFile);
    story.Crashes();
    (void)story.Reads();
    Print print = RefusedWith(Refusal::kFolderUnreadable);
    if (one == Case::kListedAnew) print.undo = {3};
    story.Prints(print);
    (void)story.Reads();
    (void)story.Perform(RunSql{story.Opens(), "drop table feature_2;\n"});
    EXPECT_EQ(story.violated(), one != Case::kPeople);
  }
}

TEST(Saf1, WhoIsRefusedForAnotherReasonTypesTheSameAgain) {
  for (const bool listed : {true, false}) {
    Story story(Consent(), Switched());
    (void)story.Reads();
    Print print = RefusedWith(Refusal::kMissing);
    if (listed) print.undo = {2};
    story.Prints(print);
    (void)story.Reads();
    Print wait = RefusedWith(Refusal::kLockHeld);
    wait.advice = {{.remedy = Remedy::kWaitForHolder}};
    story.Prints(wait);
    EXPECT_TRUE(story.Reads().run.rollback);
    (void)story.Perform(RunSql{story.Opens(), "drop table feature_2;\n"});
    EXPECT_EQ(story.violated(), !listed) << "nobody's own word, either";
  }
}

TEST(Saf1, WhoSeesToSomethingElsewhereFirstLooksAgainWhenTheyAreBack) {
  for (const bool listed : {true, false}) {
    Story story(Consent(), Switched());
    (void)story.Reads();
    Print blocked = RefusedWith(Refusal::kNonContiguous);
    blocked.undo = {2};
    blocked.advice = {
        {.remedy = Remedy::kCheckOutAndRollBack, .argument = "feature", .run = {.rollback = true}}};
    story.Prints(blocked);
    EXPECT_TRUE(story.Reads().run.rollback);
    // There the undoing is done, and the server runs whatever that branch has.
    story.Prints({.shown = Shown::kRunning});
    EXPECT_EQ(story.Reads().run, Request{}) << "back";
    Print missing = RefusedWith(Refusal::kMissing);
    if (listed) missing.undo = {2};
    story.Prints(missing);
    EXPECT_TRUE(story.Reads().run.rollback);
    (void)story.Perform(RunSql{story.Opens(), "drop table feature_2;\n"});
    EXPECT_EQ(story.violated(), !listed);
  }
}

TEST(Saf5, OnlyPeopleChangeWhatIsCheckedOut) {
  for (const bool by_people : {true, false}) {
    Story story(TargetExists(), Switched());
    story.Types({});
    Disturb(story, by_people ? EditsFile : RestartsServer);
    (void)story.Perform(MoveVersion{story.Opens(), 2, 7});
    EXPECT_EQ(story.violated(), !by_people);
  }
}

TEST(Liv6, AServerThatRestartsIsNoReasonToWrite) {
  for (const bool by_people : {true, false}) {
    Story story(SecondRunWritesNothing, Recorded(2));
    story.Runs();
    Disturb(story, by_people ? EditsFile : RestartsServer);
    (void)story.Reads();
    (void)story.Perform(DeleteStored{story.Opens(), 1});
    EXPECT_EQ(story.violated(), !by_people);
  }
}

TEST(Con1, WhatHappenedBeforeTheLastLookIsNoExcuse) {
  for (const bool before : {true, false}) {
    Story story(AllAgree, Recorded());
    story.Types({});
    (void)story.Perform(DeleteStored{story.Opens(), 1});
    if (before) Disturb(story, EditsFile);
    (void)story.Perform(ListFolder{});
    if (!before) Disturb(story, EditsFile);
    story.Prints({.shown = Shown::kRunning});
    EXPECT_EQ(story.violated(), before);
  }
}

TEST(OutOfTurn, IsRecentInTheRunUnderWayAndInTheOneThatIsTypedByItsAdvice) {
  Story story(GetsThere, Switched());
  const auto recent = [&] { return story.world().Get<OutOfTurn>().recent; };
  (void)story.Reads();
  Disturb(story, EditsFile);
  (void)story.Reads();  // the same again, after a crash
  EXPECT_EQ(recent(), 1);
  (void)story.Reads();
  EXPECT_EQ(recent(), 1);
  story.Prints(RefusedWith(Refusal::kMissing));
  (void)story.Reads();
  EXPECT_EQ(recent(), 0);
  EXPECT_TRUE(story.world().Get<DeveloperState>().advised);

  Disturb(story, EditsFile);
  story.Prints(RefusedWith(Refusal::kMissing));
  (void)story.Reads();
  EXPECT_EQ(recent(), 1);
  EXPECT_FALSE(story.world().Get<DeveloperState>().advised);
}

bool Hides(const Parameters& parameters, std::string_view path) {
  const std::vector<std::string> masks = MaskedFields(parameters);
  return std::any_of(masks.begin(), masks.end(),
                     [&](const std::string& mask) { return MatchesFieldPath(mask, path); });
}

TEST(Differential, LooksAtTheDatabaseUnlessSomebodyElseMigratesIt) {
  for (const Foreign foreign :
       {Foreign::kNobody, Foreign::kHoldsLock, Foreign::kStockUp, Foreign::kBatchUp}) {
    Parameters parameters;
    parameters.foreign = foreign;
    const bool migrates = foreign == Foreign::kStockUp || foreign == Foreign::kBatchUp;
    EXPECT_EQ(Hides(parameters, "postgres.committed.version.rows.0.version"), migrates);
    EXPECT_EQ(Hides(parameters, "postgres.committed.store.rows.0.state"), migrates);
    EXPECT_EQ(Hides(parameters, "foreign_session.next"), foreign != Foreign::kNobody);
  }
}

TEST(Differential, PassesOverWhatTheLastResortMakesAnew) {
  for (const FollowedAdvice follows : {FollowedAdvice::kRun, FollowedAdvice::kLast}) {
    Parameters parameters;
    parameters.follows = follows;
    const bool last = follows == FollowedAdvice::kLast;
    EXPECT_FALSE(Hides(parameters, "postgres.committed.store.rows.1.source"));
    // Their own server may not answer, and is made anew.
    parameters.builtin = true;
    EXPECT_EQ(Hides(parameters, "postgres.committed.store.rows.1.source"), last);
    EXPECT_FALSE(Hides(parameters, "postgres.committed.version.rows.0.version"));
    parameters.builtin = false;
    parameters.driver = migrator::DriverKind::kStock;
    EXPECT_EQ(Hides(parameters, "postgres.committed.store.rows.1.source"), last);
    EXPECT_EQ(Hides(parameters, "postgres.committed.executed.texts.size"), last);
    EXPECT_FALSE(Hides(parameters, "postgres.committed.objects.objects.0.name.name"));
    EXPECT_FALSE(Hides(parameters, "postgres.committed.version.rows.0.version"));
    parameters.newest_down = DownFile::kAbsent;
    EXPECT_EQ(Hides(parameters, "postgres.committed.objects.objects.0.name.name"), last);
    parameters.newest_down = DownFile::kPlain;

    parameters.builtin = true;
    parameters.server = ServerBeginning::kForeignMajor;
    EXPECT_EQ(Hides(parameters, "server_process.major"), last);
    EXPECT_FALSE(Hides(parameters, "migration_folder.checkout"));
    EXPECT_FALSE(Hides(parameters, "developer.gave_up"));
  }
}

TEST(Draws, AWrongWordOnADirtyVersionIsOneThatIsDisproved) {
  int wrong = 0;
  for (std::uint64_t seed = 0; seed < 2'000; ++seed) {
    const Parameters parameters = ParametersFromJson(DirtyScenario().draw_parameters(seed));
    const Resolution word = parameters.script.front().run.resolution;
    const bool ran_unrecorded = parameters.begins == Beginning::kDirtyRecordless ||
                                parameters.begins == Beginning::kDirtyUnrecorded;
    if (ran_unrecorded && word == Resolution::kNotApplied) {
      EXPECT_EQ(parameters.checkout, Text("feature"));
      EXPECT_FALSE(parameters.people_interfere);
      ++wrong;
    }
    const bool did_not_run = parameters.begins == Beginning::kDirtyNotRunUnrecorded ||
                             parameters.begins == Beginning::kDirtyOfAnother;
    if (did_not_run) {
      EXPECT_NE(word, Resolution::kApplied);
    }
  }
  EXPECT_GT(wrong, 0);
}

}  // namespace
}  // namespace relapse::migrations
