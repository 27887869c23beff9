#include <gtest/gtest.h>

#include "tests/scenarios/story.h"

namespace relapse::planetscale {
namespace {

TEST(OneDeploy, HoldsWhereTheProviderRefusesTheSecond) {
  Story story(OneDeploy());
  story.PreparesBranch();
  const std::int64_t number = story.CreatesRequest();
  story.Deploys(number);
  story.Deploys(number);
  EXPECT_FALSE(story.violated()) << story.message();
}

TEST(OneDeploy, IsBrokenByTheDeployOfASecondRequest) {
  Story story(OneDeploy());
  story.Completes();
  ASSERT_FALSE(story.violated());
  story.PreparesBranch("second");
  story.Deploys(story.CreatesRequest("second"));
  EXPECT_TRUE(story.violated());
}

}  // namespace
}  // namespace relapse::planetscale
