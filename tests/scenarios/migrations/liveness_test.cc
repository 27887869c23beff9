// Durability, the cache, liveness, advice and consistency: each invariant held by one history,
// violated by another.
#include <gtest/gtest.h>

#include "scenarios/migrations/disturbances.h"
#include "scenarios/migrations/invariants/accepted_names.h"
#include "tests/scenarios/migrations/story.h"

namespace relapse::migrations {
namespace {

void HoldsOverAWholeHistory(Story::Factory invariant, const Parameters& parameters = Switched()) {
  Story whole(invariant, parameters);
  whole.RunsToTheEnd();
  EXPECT_FALSE(whole.violated()) << whole.message();
}

TEST(Durability, Dur1WhatIsSaidToBeUndoneIsUndone) {
  HoldsOverAWholeHistory(DoneIsDurable);
  Story story(DoneIsDurable, Switched());
  story.Types({.rollback = true});
  story.Prints({.shown = Shown::kStopped, .undone = {2}});
  EXPECT_TRUE(story.violated());

  // Undone, and run again by somebody else.
  for (const bool undone : {true, false}) {
    Story again(DoneIsDurable, Switched());
    again.Types({.rollback = true});
    const std::int64_t session = again.Opens();
    if (undone) (void)again.Perform(RunSql{session, "drop table feature_2;\n"});
    if (undone) (void)again.Perform(RunSql{session, "create table feature_2 (id int);\n"});
    again.Prints({.shown = Shown::kStopped, .undone = {2}});
    EXPECT_EQ(again.violated(), !undone);
  }
}

TEST(Durability, Dur2WhatTheServerRunsIsRecordedBefore) {
  HoldsOverAWholeHistory(IntentFirst);
  Parameters fresh = Switched();
  fresh.begins = Beginning::kFresh;
  fresh.builtin = true;
  HoldsOverAWholeHistory(IntentFirst, fresh);
  Story story(IntentFirst, Switched());
  (void)story.Perform(RunSql{story.Opens(kServerApplication), "create table other_2 (id int);\n"});
  EXPECT_TRUE(story.violated());
}

TEST(Durability, Dur3TheCacheIsWhole) {
  HoldsOverAWholeHistory(CacheIsWhole);
  Story story(CacheIsWhole, Switched());
  (void)story.Perform(WriteFile{Text(kCachePath), "relapse-migrations 1\ndatab"});
  EXPECT_TRUE(story.violated());
}

TEST(Durability, Dur4NothingIsDecidedByTheCache) {
  for (const CacheBeginning cache :
       {CacheBeginning::kGood, CacheBeginning::kTorn, CacheBeginning::kForeign,
        CacheBeginning::kStale, CacheBeginning::kUnreadable}) {
    Parameters parameters = Switched();
    parameters.cache = cache;
    HoldsOverAWholeHistory(CacheIsDerived, parameters);
  }
  // The first published design decides by the cache alone.
  RecoveryConfig config = SetupOf(Switched()).config;
  config.defects.Enable(Defect::kDesignCacheFile);
  Story story(CacheIsDerived(ExpectationsOf(Switched(), config)), Switched(), config.defects);
  story.Types({});
  EXPECT_TRUE(story.violated());
}

TEST(Durability, Dur5TheCacheIsSetAsideBeforeTheDatabaseChanges) {
  HoldsOverAWholeHistory([](const Expectations&) { return CacheFollows(); });
  Story story(CacheFollows(), Switched());
  const Text cache = *story.Perform(ReadFile{Text(kCachePath)});
  (void)story.Perform(WriteFile{"state/new", cache});
  (void)story.Perform(RenameFile{"state/new", Text(kCachePath)});
  EXPECT_FALSE(story.violated()) << story.message();
  (void)story.Perform(DeleteStored{story.Opens(), 2});
  EXPECT_TRUE(story.violated());
}

TEST(Liveness, Liv1AdviceLeadsToARunningServer) {
  HoldsOverAWholeHistory(GetsThere);
  Story story(GetsThere, Switched());
  for (int i = 0; i < 4; ++i) {
    EXPECT_FALSE(story.violated());
    story.Reads();
    Print print = Refusing(Refusal::kMissing);
    print.advice = {{.remedy = Remedy::kRun, .run = {.rollback = true}}};
    story.Prints(print);
  }
  EXPECT_TRUE(story.violated());

  // That a down text is refused shows only when it is tried, once.
  Parameters fails = Switched();
  fails.newest_down = DownFile::kFails;
  for (const int failures : {0, 1, 3}) {
    Story tried(GetsThere, fails);
    const int held = failures == 0 ? 3 : 4;
    for (int i = 0; i <= held; ++i) {
      EXPECT_FALSE(tried.violated()) << i;
      tried.Reads();
      Print print = Refusing(Refusal::kMissing);
      print.advice = {{.remedy = Remedy::kRun, .run = {.rollback = true}}};
      if (i < failures) print = {.shown = Shown::kFailed, .undo = {2}, .failed = 2};
      tried.Prints(print);
    }
    EXPECT_TRUE(tried.violated()) << failures;
  }

  Story without_advice(GetsThere, Switched());
  without_advice.Types({});
  without_advice.Prints(Refusing(Refusal::kMissing));
  EXPECT_TRUE(without_advice.Reads().finished);
  EXPECT_TRUE(without_advice.violated());
}

TEST(Liveness, Liv2AHealthyDatabaseNeedsNoFlag) {
  HoldsOverAWholeHistory(FirstRunNeedsNoFlag, Recorded());
  Story story(FirstRunNeedsNoFlag, Recorded());
  story.Types({});
  story.Prints(Refusing(Refusal::kUntracked));
  EXPECT_TRUE(story.violated());

  Story flagged(FirstRunNeedsNoFlag, Recorded());
  flagged.Types({.reset = true});
  flagged.Prints(Refusing(Refusal::kServerRunning));
  EXPECT_FALSE(flagged.violated()) << "it is the flag that is refused";

  // What passes by itself is no word on the database, for as long as it lasts.
  for (const bool lasts : {true, false}) {
    Story glitch(FirstRunNeedsNoFlag, Recorded());
    SetUnreadable(glitch.world(), Text(), lasts);
    glitch.world().Mutate<OutOfTurn>().readable_at = glitch.world().now() + 1;
    glitch.Types({});
    glitch.Prints(Refusing(Refusal::kFolderUnreadable));
    EXPECT_EQ(glitch.violated(), !lasts);
  }
}

TEST(Liveness, Liv3NothingThatFitsIsRefused) {
  HoldsOverAWholeHistory(NoFalseConflict);
  Story story(NoFalseConflict, Recorded());
  story.Types({});
  story.Prints(Refusing(Refusal::kMissing));
  EXPECT_TRUE(story.violated());
}

TEST(Liveness, Liv3WhatIsAssumedMayDifferFromWhatIsCheckedOut) {
  for (const StoredState state : {StoredState::kAssumed, StoredState::kApplied}) {
    Story story(NoFalseConflict, Recorded());
    story.Types({});
    StoredMigration row{.version = 1, .state = state, .filename = "000001_trunk_1.down.sql"};
    row.up_sql = "create table trunk_1 (id bigint);\n";
    (void)story.Perform(PutStored{story.Opens(), row});
    Print print = Refusing(Refusal::kChanged);
    print.about = {1};
    story.Prints(print);
    EXPECT_EQ(story.violated(), state == StoredState::kApplied);
  }
}

TEST(Liveness, Liv4NoServerRunsOnAForeignSchema) {
  HoldsOverAWholeHistory(NoMissedConflict);
  Story story(NoMissedConflict, Switched());
  story.Types({});
  story.Prints({.shown = Shown::kRunning});
  EXPECT_TRUE(story.violated());
}

TEST(Liveness, Liv4WhatSomebodyElseRunsOnceTheLocksAreGivenUpNobodyKnows) {
  for (const bool is_alone : {true, false}) {
    for (const bool looked_before : {true, false}) {
      Story story(NoMissedConflict, Recorded());
      story.Types({});
      const std::int64_t session = story.Opens();
      if (looked_before) (void)story.Perform(ReadCatalog{session});
      if (!is_alone) {
        story.world().Mutate<ForeignSession>() =
            MakeForeignSession("migrate", 1, KilledUp(2), story.world().now());
      }
      Edit(story.world().Mutate<PostgresState>().committed.version, [](VersionTable& table) {
        table.rows = {{2, true}};
      });
      if (!looked_before) (void)story.Perform(ReadCatalog{session});
      story.Prints({.shown = Shown::kRunning});
      EXPECT_EQ(story.violated(), is_alone || !looked_before);
    }
  }
}

TEST(Liveness, Liv5WhoHoldsTheLockIsNamed) {
  Parameters held = Recorded();
  held.foreign = Foreign::kHoldsLock;
  held.foreign_for_ms = Minutes(1);
  HoldsOverAWholeHistory([](const Expectations&) { return HolderIsNamed(); }, held);
  Story story(HolderIsNamed(), held);
  story.Types({});
  story.Prints(Refusing(Refusal::kLockHeld));
  EXPECT_TRUE(story.violated());
}

TEST(Liveness, Liv6ASecondRunWritesNothing) {
  HoldsOverAWholeHistory(SecondRunWritesNothing, Recorded(2));
  Story story(SecondRunWritesNothing, Recorded(2));
  story.Runs();
  (void)story.Reads();
  (void)story.Perform(DeleteStored{story.Opens(), 1});
  EXPECT_TRUE(story.violated());

  Story other_checkout(SecondRunWritesNothing, Recorded(1));
  other_checkout.Runs();
  (void)other_checkout.Perform(DeleteStored{other_checkout.Opens(), 1});
  EXPECT_FALSE(other_checkout.violated()) << "no second run is under way";
}

TEST(Advice, Adv1WhatIsAdvisedIsNotRefused) {
  HoldsOverAWholeHistory(AdviceWorks);
  Story story(AdviceWorks, Switched());
  story.Reads();
  Print print = Refusing(Refusal::kMissing);
  print.advice = {{.remedy = Remedy::kRun, .run = {.rollback = true}}};
  story.Prints(print);
  story.Reads();
  EXPECT_FALSE(story.violated());
  story.Prints(Refusing(Refusal::kIrreversible));
  EXPECT_TRUE(story.violated());
}

TEST(Advice, Adv1IsGivenForAServerThatStopsAfterIt) {
  Parameters parameters = Switched();
  parameters.builtin = true;
  parameters.server = ServerBeginning::kRunning;
  Print print = Refusing(Refusal::kMissing);
  print.advice = {{.remedy = Remedy::kRun, .run = {.reset = true}}};
  for (const bool after : {false, true}) {
    Story story(AdviceWorks, parameters);
    story.Reads();
    if (!after) (void)story.Refused().Perform(StopServer{});
    story.Prints(print);
    if (after) (void)story.Refused().Perform(StopServer{});
    story.Reads();
    story.Prints(Refusing(Refusal::kServerRunning));
    EXPECT_EQ(story.violated(), !after) << "what recovery did not stop was known when it advised";
  }
}

TEST(Advice, Adv2WhatHappenedDidNotFail) {
  HoldsOverAWholeHistory(OutcomeIsTold);
  Story story(OutcomeIsTold, Recorded());
  story.Prints({.shown = Shown::kFailed, .undo = {2}, .failed = 2});
  EXPECT_TRUE(story.violated());
}

TEST(Consistency, Con1ADifferenceIsNamed) {
  Parameters stale = Recorded();
  stale.cache = CacheBeginning::kStale;
  HoldsOverAWholeHistory(AllAgree, stale);
  Story story(AllAgree, stale);
  story.Types({});
  story.Prints({.shown = Shown::kRunning});
  EXPECT_TRUE(story.violated());

  Story unrecorded(AllAgree, Recorded());
  unrecorded.Types({});
  (void)unrecorded.Perform(DeleteStored{unrecorded.Opens(), 1});
  unrecorded.Prints({.shown = Shown::kRunning});
  EXPECT_TRUE(unrecorded.violated());
}

TEST(Consistency, Con1WhatIsDeletedTogetherIsNotCompared) {
  Parameters stale = Recorded();
  stale.builtin = true;
  stale.cache = CacheBeginning::kStale;
  for (const bool removed : {true, false}) {
    Story story(AllAgree, stale);
    story.Types({.reset = true});
    if (removed) (void)story.Perform(RemoveFile{Text(kCachePath)});
    (void)story.Perform(SetDataFolderAside{});
    story.Prints({.shown = Shown::kRunning, .notes = {{Note::kCacheNotWritten, kNoVersion}}});
    const bool of_cache = story.message().find("nobody was told") != std::string::npos &&
                          story.message().find("cache") != std::string::npos;
    EXPECT_EQ(of_cache, !removed) << story.message();
  }
  // Set aside by a run that was killed: there is nothing that the next one could compare.
  for (const DataFolder data : {DataFolder::kAbsent, DataFolder::kPresent}) {
    Story story(AllAgree, stale);
    story.world().Mutate<ServerProcessState>().folder = data;
    story.Types({.reset = true});
    story.Prints({.shown = Shown::kRunning});
    const bool of_cache = story.message().find("nobody was told") != std::string::npos;
    EXPECT_EQ(of_cache, data == DataFolder::kPresent) << story.message();
  }
}

TEST(Consistency, Con2TheToolReadsWhatTheMigratorAccepts) {
  for (const Layout layout : {Layout::kFlat, Layout::kShards, Layout::kStrayFolder,
                              Layout::kOddNames, Layout::kDuplicate}) {
    Parameters parameters = Recorded();
    parameters.layout = layout;
    HoldsOverAWholeHistory([](const Expectations&) { return SameNames(); }, parameters);
  }
  Story story(SameNames(), Recorded());
  StoredMigration row{.version = 2, .state = StoredState::kAssumed};
  row.filename = "0000029_z.down.sql";
  (void)story.Perform(PutStored{story.Opens(), row});
  EXPECT_TRUE(story.violated());
}

TEST(Consistency, Con2TheNamesOfTheSpecification) {
  struct Case {
    const char* name;
    std::int64_t version;  ///< -1: passed over
    bool up;
  };
  for (const Case& one : {Case{"7_v.up.sql~", 7, true},
                          {"8_u.up.sql.orig", 8, true},
                          {"1_a.up.sql.bak", 1, true},
                          {"2_.up.sql", 2, true},
                          {"0000449_seven.up.sql", 449, true},
                          {"5_x.down.up.sql", 5, true},
                          {"5_x.up.down.sql", 5, false},
                          {"2_b.UP.sql", -1, true},
                          {"3.up.sql", -1, true},
                          {"4_x.up", -1, true},
                          {"-1_x.up.sql", -1, true},
                          {"99999999999999999999_big.up.sql", -1, true}}) {
    const auto accepted = AcceptName(one.name);
    ASSERT_EQ(accepted.has_value(), one.version >= 0) << one.name;
    if (!accepted) continue;
    EXPECT_EQ(accepted->version, one.version) << one.name;
    EXPECT_EQ(accepted->up, one.up) << one.name;
  }
}

TEST(Determinism, Det1WhatIsPrintedIsSorted) {
  HoldsOverAWholeHistory([](const Expectations&) { return IsSorted(); });
  for (const Print& print : {Print{.about = {3, 2}}, Print{.undo = {1, 2}}, Print{.undone = {2, 2}},
                             Print{.advice = {Advice{}, Advice{}}}}) {
    Story story(IsSorted(), Recorded());
    story.Prints(print);
    EXPECT_TRUE(story.violated());
  }
}

}  // namespace
}  // namespace relapse::migrations
