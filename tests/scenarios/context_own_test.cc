#include <gtest/gtest.h>

#include "tests/scenarios/story.h"

namespace relapse::planetscale {
namespace {

TEST(ContextOwn, HoldsForTheContextOfOurDeploy) {
  Story story(ContextOwn());
  story.Completes();
  EXPECT_FALSE(story.violated()) << story.message();
}

TEST(ContextOwn, IsBrokenByTheContextOfAnotherChange) {
  WorldParameters parameters;
  parameters.history = {HistoricalKind::kFinished};
  Story story(ContextOwn(), parameters);
  story.PreparesBranch();
  story.Deploys(story.CreatesRequest());
  story.SaveContext(HistoricalContext(HistoricalKind::kFinished, 0));
  EXPECT_TRUE(story.violated());
}

}  // namespace
}  // namespace relapse::planetscale
