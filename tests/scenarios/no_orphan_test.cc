#include <gtest/gtest.h>

#include "harness/world/in_flight.h"
#include "tests/scenarios/story.h"

namespace relapse::planetscale {
namespace {

TEST(NoOrphan, HoldsAfterAWholeApply) {
  Story story(NoOrphan());
  story.Completes();
  story.Rests();
  EXPECT_FALSE(story.violated()) << story.message();
}

TEST(NoOrphan, HoldsWhereAFailedApplyDeletedItsBranch) {
  Story story(NoOrphan());
  story.PreparesBranch();
  (void)story.Perform(DeleteBranch{"ours"});
  story.Settles(ApplyStatus::kFailed);
  story.Rests();
  EXPECT_FALSE(story.violated()) << story.message();
}

TEST(NoOrphan, IsBrokenByABranchThatAFailedApplyLeft) {
  Story story(NoOrphan());
  story.PreparesBranch();
  story.Settles(ApplyStatus::kFailed);
  story.Rests();
  EXPECT_TRUE(story.violated());
}

TEST(NoOrphan, HoldsWhereEveryCallFailed) {
  Story story(NoOrphan());
  story.PreparesBranch();
  story.faults().transparent = false;
  story.Settles(ApplyStatus::kFailed);
  story.Rests();
  EXPECT_FALSE(story.violated()) << story.message();
}

TEST(NoOrphan, HoldsWhereTheCreationLandsAfterTheEnd) {
  Story story(NoOrphan());
  story.Save([](ResumeMetadata& metadata) { metadata.branch_name = "ours"; });
  const CreateBranch create{"ours", "main", "us-east"};
  story.world().Mutate<InFlightRequests>().requests.push_back(
      {.effect = "create_branch",
       .due = story.world().now() + Seconds(1),
       .spec = &CreateBranch::kEffect,
       .request = std::make_shared<const CreateBranch>(create)});
  story.Settles(ApplyStatus::kCancelled);
  story.Waits(Seconds(2));
  ASSERT_NE(story.world().Get<ProviderState>().FindBranch("ours"), nullptr);
  story.Rests();
  EXPECT_FALSE(story.violated()) << story.message();
}

TEST(NoOrphan, IsBrokenByABranchThatNobodyKnowsOf) {
  Story story(NoOrphan());
  story.PreparesBranch("forgotten");
  story.CreatesRequest("forgotten");
  story.Save([](ResumeMetadata& metadata) { metadata.branch_name = "ours"; });
  story.Settles(ApplyStatus::kFailed);
  story.Rests();
  EXPECT_TRUE(story.violated());
}

TEST(NoOrphan, IsBrokenByAnOpenRequestThatNobodyKnowsOf) {
  Story story(NoOrphan());
  story.PreparesBranch();
  story.CreatesRequest();
  story.Save([](ResumeMetadata& metadata) { metadata.deploy_request_id = 0; });
  story.Settles(ApplyStatus::kFailed);
  story.Rests();
  EXPECT_TRUE(story.violated());
}

}  // namespace
}  // namespace relapse::planetscale
