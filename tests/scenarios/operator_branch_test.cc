#include <gtest/gtest.h>

#include "fakes/planetscale/third_party.h"
#include "tests/scenarios/story.h"

namespace relapse::planetscale {
namespace {

WorldParameters WithBranch(TakenContent content = TakenContent::kAsMain) {
  WorldParameters parameters;
  parameters.taken_branch_name = "release";
  parameters.taken_content = content;
  return parameters;
}

ApplyOptions OnBranch() {
  ApplyOptions options;
  options.branch = "release";
  return options;
}

void RunsThePlan(Story& story) {
  (void)story.Perform(CreateBranchPassword{"release", "admin", 3600});
  for (const Text statement : story.stored().plan->keyspaces[0].statements) {
    story.Executes("release", statement);
  }
}

void Requests(Story& story, bool auto_delete_branch) {
  EXPECT_TRUE(
      story
          .Perform(CreateDeployRequest{
              .branch = "release", .into_branch = "main", .auto_delete_branch = auto_delete_branch})
          .ok());
}

TEST(OperatorBranch, HoldsWhereItIsOnlyUsed) {
  Story story(OperatorBranchKept(), WithBranch(), OnBranch());
  RunsThePlan(story);
  Requests(story, false);
  story.Waits(Seconds(1));
  story.Deploys(1);
  story.Waits(Minutes(1));
  story.Rests();
  EXPECT_FALSE(story.violated()) << story.message();
}

TEST(OperatorBranch, HoldsWhereAColleagueDeletesIt) {
  Story story(OperatorBranchKept(), WithBranch(), OnBranch());
  RunsThePlan(story);
  for (const Disturbance* one : ThirdParty()) {
    if (one->name == "branch_deleted") one->happen(story.world());
  }
  story.Settles(ApplyStatus::kFailed);
  EXPECT_FALSE(story.violated()) << story.message();
}

TEST(OperatorBranch, HoldsWhereTheOperatorNamedNone) {
  Story story(OperatorBranchKept(), WithBranch());
  story.Completes();
  EXPECT_FALSE(story.violated()) << story.message();
}

TEST(OperatorBranch, IsBrokenByARequestThatIsToDeleteIt) {
  Story story(OperatorBranchKept(), WithBranch(), OnBranch());
  RunsThePlan(story);
  Requests(story, true);
  EXPECT_TRUE(story.violated());
}

TEST(OperatorBranch, IsBrokenByDeletingIt) {
  Story story(OperatorBranchKept(), WithBranch(), OnBranch());
  RunsThePlan(story);
  EXPECT_TRUE(story.Perform(DeleteBranch{"release"}).ok());
  EXPECT_TRUE(story.violated());
}

TEST(OperatorBranch, IsBrokenByResettingIt) {
  Story story(OperatorBranchKept(), WithBranch(), OnBranch());
  EXPECT_TRUE(story.Perform(RefreshBranchSchema{"release"}).ok());
  EXPECT_TRUE(story.violated());
}

TEST(OperatorBranch, IsBrokenByAnotherBranchInItsPlace) {
  Story story(OperatorBranchKept(), WithBranch(), OnBranch());
  EXPECT_TRUE(story.Perform(CreateBranch{"ours", "main", "us-east"}).ok());
  EXPECT_TRUE(story.violated());
}

TEST(OperatorBranch, IsBrokenByAStatementBesideOtherWork) {
  Story story(OperatorBranchKept(), WithBranch(TakenContent::kForeign), OnBranch());
  RunsThePlan(story);
  EXPECT_TRUE(story.violated());
}

TEST(OperatorBranch, IsBrokenByAVschemaBesideOtherWork) {
  WorldParameters parameters = WithBranch(TakenContent::kForeignVschema);
  parameters.vschema_changes = 1;
  Story story(OperatorBranchKept(), parameters, OnBranch());
  story.UpdatesVschema("release");
  EXPECT_TRUE(story.violated());
}

}  // namespace
}  // namespace relapse::planetscale
