#include <gtest/gtest.h>

#include "fakes/planetscale/third_party.h"
#include "tests/scenarios/story.h"

namespace relapse::planetscale {
namespace {

WorldParameters WithTheirs(TakenRequest request) {
  WorldParameters parameters;
  parameters.taken_branch_name = "theirs";
  parameters.taken_request = request;
  return parameters;
}

TEST(ForeignUntouched, HoldsForAWholeApplyBesideIt) {
  Story story(ForeignUntouched(), WithTheirs(TakenRequest::kOpen));
  story.Completes();
  story.Rests();
  EXPECT_FALSE(story.violated()) << story.message();
}

TEST(ForeignUntouched, HoldsWhereACallIsRefused) {
  Story story(ForeignUntouched(), WithTheirs(TakenRequest::kComplete));
  EXPECT_FALSE(story.Perform(DeployDeployRequest{.number = 1}).ok());
  EXPECT_FALSE(story.Perform(CreateBranch{.name = "theirs", .parent_branch = "main"}).ok());
  EXPECT_FALSE(story.violated()) << story.message();
}

TEST(ForeignUntouched, HoldsWhereTheNameIsTakenAndOursIsAnother) {
  WorldParameters parameters = WithTheirs(TakenRequest::kOpen);
  parameters.taken_when = TakenWhen::kAnytime;
  Story story(ForeignUntouched(), parameters);
  story.Save([](ResumeMetadata& metadata) { metadata.branch_name = "theirs"; });
  NameTaking()[0]->happen(story.world());
  story.PreparesBranch("ours");
  EXPECT_FALSE(story.violated()) << story.message();
}

TEST(ForeignUntouched, IsBrokenByDeletingTheBranch) {
  Story story(ForeignUntouched(), WithTheirs(TakenRequest::kNone));
  story.PreparesBranch("ours");
  EXPECT_TRUE(story.Perform(DeleteBranch{"ours"}).ok());
  EXPECT_FALSE(story.violated()) << story.message();
  EXPECT_TRUE(story.Perform(DeleteBranch{"theirs"}).ok());
  EXPECT_TRUE(story.violated());
}

TEST(ForeignUntouched, IsBrokenByResettingTheBranch) {
  Story story(ForeignUntouched(), WithTheirs(TakenRequest::kNone));
  EXPECT_TRUE(story.Perform(RefreshBranchSchema{"theirs"}).ok());
  EXPECT_TRUE(story.violated());
}

TEST(ForeignUntouched, IsBrokenByARequestFromTheBranch) {
  Story story(ForeignUntouched(), WithTheirs(TakenRequest::kNone));
  EXPECT_TRUE(story.Perform(CreateDeployRequest{.branch = "theirs", .into_branch = "main"}).ok());
  EXPECT_TRUE(story.violated());
}

TEST(ForeignUntouched, IsBrokenByClosingTheRequest) {
  Story story(ForeignUntouched(), WithTheirs(TakenRequest::kOpen));
  EXPECT_TRUE(story.Perform(CloseDeployRequest{.number = 1}).ok());
  EXPECT_TRUE(story.violated());
}

TEST(ForeignUntouched, IsBrokenByDeployingTheRequest) {
  Story story(ForeignUntouched(), WithTheirs(TakenRequest::kOpen));
  EXPECT_TRUE(story.Perform(DeployDeployRequest{.number = 1}).ok());
  EXPECT_TRUE(story.violated());
}

TEST(ForeignUntouched, IsBrokenByAdoptingTheRequest) {
  Story story(ForeignUntouched(), WithTheirs(TakenRequest::kComplete));
  story.Save([](ResumeMetadata& metadata) { metadata.deploy_request_id = 1; });
  EXPECT_TRUE(story.violated());
}

}  // namespace
}  // namespace relapse::planetscale
