#include <gtest/gtest.h>

#include "tests/scenarios/story.h"

namespace relapse::planetscale {
namespace {

TEST(BaselineStored, HoldsWhereItIsStoredBeforeTheDeploy) {
  Story story(BaselineStored());
  story.PreparesBranch();
  story.Deploys(story.CreatesRequest());
  EXPECT_FALSE(story.violated()) << story.message();
}

TEST(BaselineStored, IsBrokenByADeployWithoutOne) {
  Story story(BaselineStored());
  story.PreparesBranch();
  const std::int64_t number = story.CreatesRequest();
  story.Save([](ResumeMetadata& metadata) { metadata.baseline_captured = false; });
  story.Deploys(number);
  EXPECT_TRUE(story.violated());
}

}  // namespace
}  // namespace relapse::planetscale
