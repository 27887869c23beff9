#include <gtest/gtest.h>

#include "tests/scenarios/story.h"

namespace relapse::planetscale {
namespace {

TEST(ContextMonotone, HoldsWhereAFreshStartKeepsItsPredecessor) {
  WorldParameters parameters;
  parameters.fail_diffs = 1;
  Story story(ContextMonotone(), parameters);
  story.PreparesBranch();
  const std::int64_t number = story.CreatesRequest();
  story.Save([&](ResumeMetadata& metadata) {
    metadata = ResumeMetadata{.predecessors = {{metadata.branch_name, number}}};
  });
  EXPECT_FALSE(story.violated()) << story.message();
}

TEST(ContextMonotone, HoldsThroughAWholeApply) {
  Story story(ContextMonotone());
  story.Completes();
  EXPECT_FALSE(story.violated()) << story.message();
}

TEST(ContextMonotone, IsBrokenByForgettingTheRequest) {
  Story story(ContextMonotone());
  story.PreparesBranch();
  story.CreatesRequest();
  story.Save([](ResumeMetadata& metadata) { metadata.deploy_request_id = 0; });
  EXPECT_TRUE(story.violated());
}

TEST(ContextMonotone, IsBrokenByAnEmptyContext) {
  Story story(ContextMonotone());
  story.PreparesBranch();
  story.Deploys(story.CreatesRequest());
  story.SaveContext(story.TrueContext());
  ASSERT_FALSE(story.violated());
  story.SaveContext("");
  EXPECT_TRUE(story.violated());
}

}  // namespace
}  // namespace relapse::planetscale
