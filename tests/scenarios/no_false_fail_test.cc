#include <gtest/gtest.h>

#include "tests/scenarios/story.h"

namespace relapse::planetscale {
namespace {

TEST(NoFalseFail, HoldsWhereTheDeploymentFailed) {
  WorldParameters parameters;
  parameters.fail_deploys = 1;
  Story story(NoFalseFail(), parameters);
  story.PreparesBranch();
  story.Deploys(story.CreatesRequest());
  story.Waits(Minutes(1));
  story.Settles(ApplyStatus::kFailed);
  EXPECT_FALSE(story.violated()) << story.message();
}

TEST(NoFalseFail, HoldsWhereNothingWasDeployed) {
  Story story(NoFalseFail());
  story.PreparesBranch();
  story.CreatesRequest();
  story.Settles(ApplyStatus::kFailed);
  EXPECT_FALSE(story.violated()) << story.message();
}

TEST(NoFalseFail, IsBrokenWhileTheDeploymentRuns) {
  Story story(NoFalseFail());
  story.PreparesBranch();
  story.Deploys(story.CreatesRequest());
  ASSERT_FALSE(story.violated());
  story.Settles(ApplyStatus::kFailed);
  EXPECT_TRUE(story.violated());
}

}  // namespace
}  // namespace relapse::planetscale
