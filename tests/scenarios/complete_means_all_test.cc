#include <gtest/gtest.h>

#include "tests/scenarios/story.h"

namespace relapse::planetscale {
namespace {

TEST(CompleteMeansAll, HoldsAfterAWholeApply) {
  Story story(CompleteMeansAll(ReviewedOf({})));
  story.Completes();
  EXPECT_FALSE(story.violated()) << story.message();
}

TEST(CompleteMeansAll, IsBrokenByAPartOfThePlan) {
  Story story(CompleteMeansAll(ReviewedOf({})));
  story.PreparesBranch("ours", 2);
  story.Deploys(story.CreatesRequest());
  story.Waits(Minutes(1));
  story.Settles(ApplyStatus::kCompleted);
  EXPECT_TRUE(story.violated());
  EXPECT_EQ(
      story.message(),
      "the apply is settled completed, but table refunds is not live as the plan declares it");
}

TEST(CompleteMeansAll, HoldsWithTheVschema) {
  WorldParameters parameters;
  parameters.vschema_changes = 1;
  Story story(CompleteMeansAll(ReviewedOf(parameters)), parameters);
  story.PreparesBranch();
  story.UpdatesVschema();
  story.Deploys(story.CreatesRequest());
  story.Waits(Minutes(1));
  story.Settles(ApplyStatus::kCompleted);
  EXPECT_FALSE(story.violated()) << story.message();
}

TEST(CompleteMeansAll, HoldsWithTheVschemaOfAnInstantDeployment) {
  WorldParameters parameters;
  parameters.vschema_changes = 1;
  parameters.workload = WorkloadKind::kInstant;
  Story story(CompleteMeansAll(ReviewedOf(parameters)), parameters);
  story.PreparesBranch();
  story.UpdatesVschema();
  (void)story.Perform(DeployDeployRequest{.number = story.CreatesRequest(), .instant_ddl = true});
  story.Waits(Minutes(1));
  story.Settles(ApplyStatus::kCompleted);
  EXPECT_FALSE(story.violated()) << story.message();
}

TEST(CompleteMeansAll, IsBrokenWithoutTheVschema) {
  WorldParameters parameters;
  parameters.vschema_changes = 1;
  Story story(CompleteMeansAll(ReviewedOf(parameters)), parameters);
  story.Completes();
  EXPECT_TRUE(story.violated());
  EXPECT_EQ(story.message(),
            "the apply is settled completed, but the VSchema of keyspace commerce is not live as "
            "the plan declares it");
}

}  // namespace
}  // namespace relapse::planetscale
