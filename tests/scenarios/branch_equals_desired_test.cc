#include <gtest/gtest.h>

#include "tests/scenarios/story.h"

namespace relapse::planetscale {
namespace {

TEST(BranchEqualsDesired, HoldsForTheWholePlan) {
  Story story(BranchEqualsDesired(ReviewedOf({})));
  story.PreparesBranch();
  story.CreatesRequest();
  EXPECT_FALSE(story.violated()) << story.message();
}

TEST(BranchEqualsDesired, IsBrokenByAPartOfIt) {
  Story story(BranchEqualsDesired(ReviewedOf({})));
  story.PreparesBranch("ours", 1);
  story.CreatesRequest();
  EXPECT_TRUE(story.violated());
}

TEST(BranchEqualsDesired, IsBrokenByWhatSomebodyElseAdded) {
  WorldParameters parameters;
  parameters.touch_branch_after_ddl = 2;
  Story story(BranchEqualsDesired(ReviewedOf(parameters)), parameters);
  story.PreparesBranch();
  story.CreatesRequest();
  EXPECT_TRUE(story.violated());
}

}  // namespace
}  // namespace relapse::planetscale
