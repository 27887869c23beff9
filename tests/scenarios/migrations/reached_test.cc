// Each `sometimes` of migrations is reached by the history it names, and not by one without it.
#include <gtest/gtest.h>

#include "scenarios/migrations/invariants/reached.h"
#include "tests/scenarios/migrations/story.h"

namespace relapse::migrations {
namespace {

Parameters SwitchedBy(FollowedAdvice follows) {
  Parameters parameters = Switched();
  parameters.follows = follows;
  return parameters;
}
Parameters StartingAs(Beginning begins) {
  Parameters parameters = Recorded();
  parameters.begins = begins;
  parameters.checkout = "feature";
  return parameters;
}

struct Case {
  const char* name;
  InvariantPointer (*make)();
  Parameters with;
};

class ReachedBy : public testing::TestWithParam<Case> {};

TEST_P(ReachedBy, TheHistoryThatItNames) {
  Story with(GetParam().make(), GetParam().with);
  with.RunsToTheEnd();
  EXPECT_TRUE(with.reached());
}
TEST_P(ReachedBy, NotByAPlainStart) {
  Story without(GetParam().make(), Recorded());
  without.RunsToTheEnd();
  EXPECT_FALSE(without.reached());
}

std::vector<Case> AllCases() {
  Parameters held = Recorded();
  held.foreign = Foreign::kHoldsLock;
  Parameters stale = Recorded();
  stale.cache = CacheBeginning::kForeign;
  Parameters unproven = Switched();
  unproven.begins = Beginning::kUnproven;
  Parameters unrecorded = Recorded();
  unrecorded.begins = Beginning::kUnrecorded;
  Parameters there_and_back = Switched();
  there_and_back.newest_down = DownFile::kAbsent;
  there_and_back.script.push_back(DeveloperStep{.switch_to = "feature"});
  return {{"Refused", Refused, Switched()},
          {"RolledBack", RolledBack, Switched()},
          {"Healed", Healed, unproven},
          {"Adopted", Adopted, unrecorded},
          {"DirtyResolved", DirtyResolved, StartingAs(Beginning::kDirtyApplied)},
          {"LockWaitedFor", LockWaitedFor, held},
          {"WasReset", WasReset, SwitchedBy(FollowedAdvice::kLast)},
          {"CacheIgnored", CacheIgnored, stale},
          {"LeftBehindMet", LeftBehindMet, there_and_back}};
}
INSTANTIATE_TEST_SUITE_P(Migrations, ReachedBy, testing::ValuesIn(AllCases()),
                         [](const auto& one) { return std::string(one.param.name); });

TEST(Reached, ACommitWhoseAnswerIsLostIsFound) {
  Story lost(LostCommitFound(), Switched());
  lost.Runs();
  lost.LosesAnswerOf("commit");
  lost.RunsToTheEnd();
  EXPECT_TRUE(lost.reached());

  Story heard(LostCommitFound(), Switched());
  heard.RunsToTheEnd();
  EXPECT_FALSE(heard.reached());
}

TEST(Reached, OnlyWhatAWorldCanComeToIsAskedOfIt) {
  const auto names = [](const Parameters& parameters) {
    std::vector<std::string> all;
    for (const InvariantPointer& one : AllReached(parameters)) all.emplace_back(one->name());
    return all;
  };
  EXPECT_TRUE(names(Recorded()).empty());
  EXPECT_EQ(names(Switched()), (std::vector<std::string>{"reached-refused", "reached-rolled-back",
                                                         "reached-lost-commit-found"}));
}

}  // namespace
}  // namespace relapse::migrations
