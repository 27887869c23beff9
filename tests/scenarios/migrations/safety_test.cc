// Consent, truth of rows, writing and processes: each invariant held by one history, violated by
// another.
#include <gtest/gtest.h>

#include "scenarios/migrations/branches.h"
#include "scenarios/migrations/builtin.h"
#include "scenarios/migrations/draws.h"
#include "tests/scenarios/migrations/story.h"

namespace relapse::migrations {
namespace {

constexpr const char* kDropFeature = "drop table feature_2;\n";

Parameters Builtin(ServerBeginning server) {
  Parameters parameters = Switched();
  parameters.builtin = true;
  parameters.server = server;
  return parameters;
}

Print Refusing(std::vector<Version> undo) {
  return {.shown = Shown::kRefused,
          .refusal = Refusal::kMissing,
          .undo = std::move(undo),
          .advice = {{.remedy = Remedy::kRun, .run = {.rollback = true}}}};
}

TEST(Safety, Saf1WhatIsUndoneWasListedAndAskedFor) {
  Story whole(Consent(), Switched());
  whole.RunsToTheEnd();
  EXPECT_FALSE(whole.violated()) << whole.message();

  Story unasked(Consent(), Switched());
  unasked.Types({});
  (void)unasked.Perform(RunSql{unasked.Opens(), kDropFeature});
  EXPECT_TRUE(unasked.violated());

  Story unlisted(Consent(), Switched());
  unlisted.Reads();
  unlisted.Prints(Refusing(std::vector<Version>()));
  EXPECT_TRUE(unlisted.Reads().run.rollback);
  (void)unlisted.Perform(RunSql{unlisted.Opens(), kDropFeature});
  EXPECT_TRUE(unlisted.violated());

  Story listed(Consent(), Switched());
  listed.Reads();
  listed.Prints(Refusing({2}));
  listed.Reads();
  (void)listed.Perform(RunSql{listed.Opens(), kDropFeature});
  EXPECT_FALSE(listed.violated()) << listed.message();

  Story own_word(Consent(), Switched());
  own_word.Types({.rollback = true});
  const std::int64_t session = own_word.Opens();
  (void)own_word.Perform(RunSql{session, kDropFeature});
  EXPECT_FALSE(own_word.violated()) << own_word.message();
  (void)own_word.Perform(RunSql{session, "drop table trunk_1"});
  EXPECT_TRUE(own_word.violated()) << "a text of its own";

  Story taken(Consent(), Builtin(ServerBeginning::kStopped));
  taken.Types({});
  (void)taken.Perform(SetDataFolderAside{});
  EXPECT_TRUE(taken.violated());
}

TEST(Safety, Saf2ARefusalHasWrittenNothing) {
  Story whole(RefusalIsReadOnly(), Switched());
  whole.RunsToTheEnd();
  EXPECT_FALSE(whole.violated()) << whole.message();

  Story writes(RefusalIsReadOnly(), Switched());
  writes.Types({});
  (void)writes.Perform(DeleteStored{writes.Opens(), 2});
  EXPECT_FALSE(writes.violated());
  writes.Prints(Refusing({2}));
  EXPECT_TRUE(writes.violated());
}

TEST(Safety, Saf3AndSaf9AndSaf7TheRowAndTheTablesMoveTogether) {
  for (const Story::Factory invariant : {VersionTruth, AtomicStep, NewestFirst}) {
    Story whole(invariant, Switched());
    whole.RunsToTheEnd();
    EXPECT_FALSE(whole.violated()) << whole.message();
  }
  Story row_alone(VersionTruth, Switched());
  (void)row_alone.Perform(MoveVersion{row_alone.Opens(), 2, 1});
  EXPECT_TRUE(row_alone.violated());

  Story text_alone(AtomicStep, Switched());
  (void)text_alone.Perform(RunSql{text_alone.Opens(), kDropFeature});
  EXPECT_TRUE(text_alone.violated());

  Story oldest(NewestFirst, Switched());
  (void)oldest.Perform(RunSql{oldest.Opens(), "drop table trunk_1;\n"});
  EXPECT_TRUE(oldest.violated());
}

TEST(Safety, Saf4WhatIsRecordedWasExecuted) {
  Story whole(TrackingTruth, Switched());
  whole.RunsToTheEnd();
  EXPECT_FALSE(whole.violated()) << whole.message();

  Story other(TrackingTruth, Switched());
  StoredMigration row{.version = 2, .state = StoredState::kApplied};
  row.filename = "000002_other_2.down.sql";
  row.up_sql = Text("create table other_2 (id int);\n");
  (void)other.Perform(PutStored{other.Opens(), row});
  EXPECT_TRUE(other.violated());
}

TEST(Safety, Saf5TheVersionIsPutToOneThatIsKnown) {
  Story whole(TargetExists(), Switched());
  whole.RunsToTheEnd();
  EXPECT_FALSE(whole.violated()) << whole.message();

  Story nowhere(TargetExists(), Switched());
  (void)nowhere.Perform(MoveVersion{nowhere.Opens(), 2, 7});
  EXPECT_TRUE(nowhere.violated());
}

TEST(Safety, Saf6ADirtyDatabaseIsLeftAlone) {
  Parameters dirty = Switched();
  dirty.begins = Beginning::kDirtyApplied;
  Story whole(DirtyIsLeftAlone(), dirty);
  whole.RunsToTheEnd();
  EXPECT_FALSE(whole.violated()) << whole.message();

  Story writes(DirtyIsLeftAlone(), dirty);
  writes.Types({});
  (void)writes.Perform(DeleteStored{writes.Opens(), 2});
  EXPECT_TRUE(writes.violated());
}

TEST(Safety, Saf8WhoWritesHoldsTheLocks) {
  Story locked(SingleWriter, Switched());
  const std::int64_t session = locked.Opens();
  locked.Locks(session);
  (void)locked.Perform(DeleteStored{session, 2});
  EXPECT_FALSE(locked.violated()) << locked.message();

  Story unlocked(SingleWriter, Switched());
  (void)unlocked.Perform(DeleteStored{unlocked.Opens(), 2});
  EXPECT_TRUE(unlocked.violated());
}

TEST(Safety, Saf10AResetNamesItsTarget) {
  const auto reset = [](std::string_view confirmed) {
    Request request{.reset = true};
    request.confirmed_target = Text(confirmed);
    return request;
  };
  Story named(Scope, Switched());
  named.Types(reset(kTarget));
  (void)named.Perform(ResetDatabase{named.Opens()});
  EXPECT_FALSE(named.violated()) << named.message();

  for (const std::string_view other : {"", "localhost:5432/other"}) {
    Story unnamed(Scope, Switched());
    unnamed.Types(reset(other));
    (void)unnamed.Perform(ResetDatabase{unnamed.Opens()});
    EXPECT_TRUE(unnamed.violated()) << other;
  }
}

TEST(Safety, Saf11NothingIsUndoneWhileFilesCannotBeRead) {
  Story readable(UnknownIsNotAbsent(), Switched());
  (void)readable.Perform(RunSql{readable.Opens(), kDropFeature});
  EXPECT_FALSE(readable.violated());

  Story unreadable(UnknownIsNotAbsent(), Switched());
  SetUnreadable(unreadable.world(), Text(), true);
  (void)unreadable.Perform(RunSql{unreadable.Opens(), kDropFeature});
  EXPECT_TRUE(unreadable.violated());

  // What counts is how it was when it was read.
  for (const bool read_in_time : {true, false}) {
    Story glitch(UnknownIsNotAbsent(), Switched());
    glitch.Types({.rollback = true});
    SetUnreadable(glitch.world(), Text(), !read_in_time);
    (void)glitch.Perform(ListFolder{});
    SetUnreadable(glitch.world(), Text(), read_in_time);
    (void)glitch.Perform(RunSql{glitch.Opens(), kDropFeature});
    EXPECT_EQ(glitch.violated(), !read_in_time);
  }
}

class Processes12 : public testing::TestWithParam<ServerBeginning> {};

TEST_P(Processes12, AWholeHistoryHolds) {
  Story whole(Processes(), Builtin(GetParam()));
  whole.RunsToTheEnd();
  EXPECT_FALSE(whole.violated()) << whole.message();
}
INSTANTIATE_TEST_SUITE_P(Servers, Processes12,
                         testing::Values(ServerBeginning::kStopped, ServerBeginning::kDeadPid,
                                         ServerBeginning::kForeignPid, ServerBeginning::kRunning,
                                         ServerBeginning::kOtherUsers, ServerBeginning::kEmptyPid,
                                         ServerBeginning::kHalf, ServerBeginning::kForeignMajor,
                                         ServerBeginning::kUnreadable),
                         [](const auto& one) { return std::string(EnumName(one.param)); });

TEST(Safety, Saf12OnlyAPidFileOfTheDeadIsRemoved) {
  for (const auto& [server, violated] :
       {std::pair{ServerBeginning::kDeadPid, false}, std::pair{ServerBeginning::kForeignPid, true},
        std::pair{ServerBeginning::kRunning, true}, std::pair{ServerBeginning::kOtherUsers, true},
        std::pair{ServerBeginning::kEmptyPid, true}}) {
    Story story(Processes(), Builtin(server));
    (void)story.Perform(InspectDataFolder{});
    (void)story.Perform(RemoveStalePidFile{});
    EXPECT_EQ(story.violated(), violated) << EnumName(server);
  }
}

TEST(Safety, Saf12TheDataOfTheLivingAreLetAlone) {
  for (const auto& [server, violated] :
       {std::pair{ServerBeginning::kStopped, false}, std::pair{ServerBeginning::kForeignPid, false},
        std::pair{ServerBeginning::kRunning, true},
        std::pair{ServerBeginning::kOtherUsers, true}}) {
    Story story(Processes(), Builtin(server));
    (void)story.Perform(SetDataFolderAside{});
    EXPECT_EQ(story.violated(), violated) << EnumName(server);
  }
}

TEST(Safety, Saf12NoServerIsStartedOnAnothersData) {
  Story same(Processes(), Builtin(ServerBeginning::kStopped));
  (void)same.Perform(StartServer{});
  EXPECT_FALSE(same.violated());

  Story foreign(Processes(), Builtin(ServerBeginning::kForeignMajor));
  (void)foreign.Perform(StartServer{});
  EXPECT_TRUE(foreign.violated());
}

}  // namespace
}  // namespace relapse::migrations
