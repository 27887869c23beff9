#include <gtest/gtest.h>

#include "tests/scenarios/story.h"

namespace relapse::planetscale {
namespace {

TEST(ReviewedDdl, HoldsForThePlansStatementsInOtherWords) {
  Story story(ReviewedDdl(ReviewedOf({})));
  story.PreparesBranch("ours", 0);
  story.Executes("ours", "alter table orders add key state_index (state)");
  EXPECT_FALSE(story.violated()) << story.message();
}

TEST(ReviewedDdl, HoldsWhereAStatementIsRefusedTheSecondTime) {
  Story story(ReviewedDdl(ReviewedOf({})));
  story.PreparesBranch("ours", 1);
  story.Executes("ours", story.stored().plan->keyspaces[0].statements[0]);
  EXPECT_FALSE(story.violated()) << story.message();
}

TEST(ReviewedDdl, IsBrokenByAStatementNobodyReviewed) {
  Story story(ReviewedDdl(ReviewedOf({})));
  story.PreparesBranch("ours", 0);
  story.Executes("ours", "DROP TABLE `orders`");
  EXPECT_TRUE(story.violated());
}

TEST(ReviewedDdl, IsBrokenByAReviewedStatementOnSomebodyElsesBranch) {
  WorldParameters parameters;
  parameters.taken_branch_name = "theirs";
  Story story(ReviewedDdl(ReviewedOf(parameters)), parameters);
  (void)story.Perform(CreateBranchPassword{"theirs", "admin", 3600});
  story.Executes("theirs", story.stored().plan->keyspaces[0].statements[0]);
  EXPECT_TRUE(story.violated());
}

TEST(ReviewedDdl, IsBrokenByAStatementThatTakesEffectTwice) {
  Story story(ReviewedDdl(ReviewedOf({})));
  story.PreparesBranch("ours", 1);
  // A statement can take effect twice only where something undid it in between.
  BranchRecord& branch = *story.world().Mutate<ProviderState>().FindBranch("ours");
  branch.schemas[0] = story.world().Get<VitessState>().keyspaces[0].live;
  story.Executes("ours", story.stored().plan->keyspaces[0].statements[0]);
  EXPECT_TRUE(story.violated());
}

}  // namespace
}  // namespace relapse::planetscale
