#include <gtest/gtest.h>

#include "tests/scenarios/story.h"

namespace relapse::planetscale {
namespace {

TEST(OutcomeTruth, HoldsWhereTheRequestIsComplete) {
  Story story(OutcomeTruth());
  story.Completes();
  EXPECT_FALSE(story.violated()) << story.message();
}

TEST(OutcomeTruth, HoldsWhereTheBranchEqualledMain) {
  WorldParameters parameters;
  parameters.statements = 0;
  Story story(OutcomeTruth(), parameters);
  story.PreparesBranch();
  story.CreatesRequest();
  story.Settles(ApplyStatus::kCompleted);
  EXPECT_FALSE(story.violated()) << story.message();
}

TEST(OutcomeTruth, IsBrokenByNoChangesSettledAsFailed) {
  WorldParameters parameters;
  parameters.statements = 0;
  Story story(OutcomeTruth(), parameters);
  story.PreparesBranch();
  story.CreatesRequest();
  story.Settles(ApplyStatus::kFailed);
  EXPECT_TRUE(story.violated());
}

TEST(OutcomeTruth, IsBrokenByCompletedBeforeTheEnd) {
  Story story(OutcomeTruth());
  story.PreparesBranch();
  story.Deploys(story.CreatesRequest());
  story.Settles(ApplyStatus::kCompleted);
  EXPECT_TRUE(story.violated());
}

TEST(OutcomeTruth, HoldsWhereTheCancelWasAccepted) {
  Story story(OutcomeTruth());
  story.PreparesBranch();
  const std::int64_t number = story.CreatesRequest();
  story.Deploys(number);
  story.Waits(Seconds(1));
  (void)story.Perform(CancelDeployRequest{number});
  story.Settles(ApplyStatus::kCancelled);
  story.Waits(Minutes(1));
  EXPECT_FALSE(story.violated()) << story.message();
}

TEST(OutcomeTruth, IsBrokenByCancelledWhileTheDeploymentGoesOn) {
  Story story(OutcomeTruth());
  story.PreparesBranch();
  story.Deploys(story.CreatesRequest());
  story.Settles(ApplyStatus::kCancelled);
  EXPECT_TRUE(story.violated());
}

TEST(OutcomeTruth, IsBrokenByCancelledWhileARequestIsStillOpen) {
  Story story(OutcomeTruth());
  story.PreparesBranch();
  story.CreatesRequest();
  story.Settles(ApplyStatus::kCancelled);
  ASSERT_FALSE(story.violated());
  story.Rests();
  EXPECT_TRUE(story.violated());
}

}  // namespace
}  // namespace relapse::planetscale
