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

TEST(BranchEqualsDesired, HoldsWithTheVschema) {
  WorldParameters parameters;
  parameters.vschema_changes = 1;
  Story story(BranchEqualsDesired(ReviewedOf(parameters)), parameters);
  story.PreparesBranch();
  story.UpdatesVschema();
  story.CreatesRequest();
  EXPECT_FALSE(story.violated()) << story.message();
}

TEST(BranchEqualsDesired, IsBrokenWithoutTheVschema) {
  WorldParameters parameters;
  parameters.vschema_changes = 1;
  Story story(BranchEqualsDesired(ReviewedOf(parameters)), parameters);
  story.PreparesBranch();
  story.CreatesRequest();
  EXPECT_TRUE(story.violated());
  EXPECT_EQ(story.message(),
            "a deploy request was created, but the VSchema of keyspace commerce of branch ours is "
            "not as declared");
}

}  // namespace
}  // namespace relapse::planetscale
