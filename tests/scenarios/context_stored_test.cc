#include <gtest/gtest.h>

#include "tests/scenarios/story.h"

namespace relapse::planetscale {
namespace {

const ShowVitessMigrations kShow{"commerce", ""};

/// Deployed, and its rows are visible.
class ContextStoredTest : public testing::Test {
 protected:
  ContextStoredTest() : story(ContextStored()) {
    story.PreparesBranch();
    story.Deploys(story.CreatesRequest());
    story.Waits(Seconds(1));
  }
  Story story;
};

TEST_F(ContextStoredTest, HoldsWhereTheFirstReadIsFollowedByTheSave) {
  (void)story.Perform(kShow);
  story.SaveContext(story.TrueContext());
  (void)story.Perform(kShow);
  story.Waits(Minutes(1));
  story.Settles(ApplyStatus::kCompleted);
  EXPECT_FALSE(story.violated()) << story.message();
}

TEST_F(ContextStoredTest, HoldsWhereTheSaveFailsAndIsRepeatedOnePollLater) {
  (void)story.Perform(kShow);
  story.Then(Outcome::kErrorBefore).SaveContext(story.TrueContext());
  (void)story.Perform(kShow);
  story.SaveContext(story.TrueContext());
  EXPECT_FALSE(story.violated()) << story.message();
}

TEST_F(ContextStoredTest, IsBrokenByRowsSeenTwiceWithoutASave) {
  (void)story.Perform(kShow);
  story.Waits(500);
  (void)story.Perform(kShow);
  EXPECT_TRUE(story.violated());
}

TEST_F(ContextStoredTest, IsBrokenByCompletingWithoutIt) {
  story.Waits(Minutes(1));
  story.Settles(ApplyStatus::kCompleted);
  EXPECT_TRUE(story.violated());
}

TEST_F(ContextStoredTest, AFailedReadIsExcusedUntilTheNextPoll) {
  story.Waits(Minutes(1));
  (void)story.Then(Outcome::kErrorBefore).Perform(kShow);
  story.Settles(ApplyStatus::kCompleted);
  EXPECT_FALSE(story.violated()) << story.message();
}

TEST_F(ContextStoredTest, ThePollAfterAFailedReadMustReadAgain) {
  story.Waits(Minutes(1));
  (void)story.Then(Outcome::kErrorBefore).Perform(kShow);
  (void)story.Perform(GetDeployRequest{1});
  story.Settles(ApplyStatus::kCompleted);
  EXPECT_TRUE(story.violated());
}

/// A colleague has deployed, and the rows are visible.
class ContextOfForeignDeployTest : public testing::Test {
 protected:
  ContextOfForeignDeployTest() : story(ContextStored(), {.colleague_deploys_ms = 501}) {
    story.PreparesBranch();
    number = story.CreatesRequest();
    story.Waits(Seconds(2));
  }
  Story story;
  std::int64_t number = 0;
};

TEST_F(ContextOfForeignDeployTest, HoldsWhereRowsAreReadBeforeTheProcessIsToldOfTheDeploy) {
  ASSERT_FALSE(story.TrueContext().empty());
  (void)story.Perform(kShow);
  (void)story.Perform(GetDeployRequest{number});
  (void)story.Perform(kShow);
  story.SaveContext(story.TrueContext());
  (void)story.Perform(kShow);
  EXPECT_FALSE(story.violated()) << story.message();
}

TEST_F(ContextOfForeignDeployTest, IsBrokenByRowsSeenTwiceAfterThat) {
  (void)story.Perform(GetDeployRequest{number});
  (void)story.Perform(kShow);
  (void)story.Perform(kShow);
  EXPECT_TRUE(story.violated());
}

TEST(ContextStored, HoldsWhereAnotherDriverDeploysWhileTheBaselineIsRead) {
  Story story(ContextStored());
  story.PreparesBranch();
  const std::int64_t number = story.CreatesRequest();
  story.By(1).Deploys(number);
  story.Waits(Seconds(1));
  (void)story.By(0).Perform(kShow);
  (void)story.Perform(GetDeployRequest{number});
  (void)story.Perform(kShow);
  EXPECT_FALSE(story.violated()) << story.message();
  (void)story.Perform(kShow);
  EXPECT_TRUE(story.violated());
}

TEST(ContextStored, HoldsWhereOnlyVschemaChanges) {
  WorldParameters parameters;
  parameters.statements = 0;
  parameters.vschema_changes = 1;
  Story story(ContextStored(), parameters);
  story.PreparesBranch();
  story.UpdatesVschema();
  story.Deploys(story.CreatesRequest());
  story.Waits(Minutes(1));
  ASSERT_FALSE(story.TrueContext().empty());
  story.Settles(ApplyStatus::kCompleted);
  EXPECT_FALSE(story.violated()) << story.message();
}

}  // namespace
}  // namespace relapse::planetscale
