#include <gtest/gtest.h>

#include "tests/scenarios/story.h"

namespace relapse::planetscale {
namespace {

TEST(OneDeployRequest, HoldsWhereAFailedDiffIsClosedBeforeTheNextRequest) {
  WorldParameters parameters;
  parameters.fail_diffs = 1;
  Story story(OneDeployRequest(), parameters);
  story.PreparesBranch();
  const std::int64_t failed = story.CreatesRequest();
  (void)story.Perform(CloseDeployRequest{failed});
  story.CreatesRequest();
  EXPECT_FALSE(story.violated()) << story.message();
}

TEST(OneDeployRequest, IsBrokenByASecondOpenRequest) {
  Story story(OneDeployRequest());
  story.PreparesBranch();
  story.CreatesRequest();
  ASSERT_FALSE(story.violated());
  story.CreatesRequest();
  EXPECT_TRUE(story.violated());
  EXPECT_EQ(story.message(),
            "two deploy requests of one apply: deploy request #1 (ready) and deploy request #2 "
            "(pending)");
}

TEST(OneDeployRequest, IsBrokenByARerunOfADeploymentThatFailed) {
  WorldParameters parameters;
  parameters.fail_deploys = 1;
  Story story(OneDeployRequest(), parameters);
  story.PreparesBranch();
  story.Deploys(story.CreatesRequest());
  story.Waits(Minutes(1));
  ASSERT_EQ(story.world().Get<ProviderState>().requests[0].wire.deployment_state,
            DeploymentState::kCompleteError);
  story.CreatesRequest();
  EXPECT_TRUE(story.violated());
}

}  // namespace
}  // namespace relapse::planetscale
