#include <gtest/gtest.h>

#include "tests/scenarios/story.h"

namespace relapse::planetscale {
namespace {

TEST(DurableBeforeEffect, HoldsThroughAWholeApply) {
  Story story(DurableBeforeEffect());
  story.Completes();
  EXPECT_FALSE(story.violated()) << story.message();
}

TEST(DurableBeforeEffect, IsBrokenByABranchWhoseNameIsNotStored) {
  Story story(DurableBeforeEffect());
  (void)story.Perform(CreateBranch{"ours", "main", "us-east"});
  EXPECT_TRUE(story.violated());
}

TEST(DurableBeforeEffect, IsBrokenAfterASaveThatFailed) {
  Story story(DurableBeforeEffect());
  story.Then(Outcome::kErrorBefore).Save([](ResumeMetadata& metadata) {
    metadata.branch_name = "ours";
  });
  (void)story.Perform(CreateBranch{"ours", "main", "us-east"});
  EXPECT_TRUE(story.violated());
}

TEST(DurableBeforeEffect, IsBrokenByPollingARequestThatIsNotStored) {
  Story story(DurableBeforeEffect());
  story.PreparesBranch();
  (void)story.Perform(CreateDeployRequest{"ours", "main", ""});
  ASSERT_FALSE(story.violated());
  (void)story.Perform(GetDeployRequest{1});
  EXPECT_TRUE(story.violated());
}

TEST(DurableBeforeEffect, IsBrokenByDeployingARequestThatIsNotStored) {
  Story story(DurableBeforeEffect());
  story.PreparesBranch();
  (void)story.Perform(CreateDeployRequest{"ours", "main", ""});
  story.Deploys(1);
  EXPECT_TRUE(story.violated());
}

}  // namespace
}  // namespace relapse::planetscale
