#include <gtest/gtest.h>

#include "harness/simulation/system.h"
#include "tests/scenarios/story.h"

namespace relapse::planetscale {
namespace {

TEST(Handover, HoldsWhereTheWorkerJustReturns) {
  Story story(Handover());
  story.PreparesBranch();
  story.IsAskedToStop();
  story.Exits(kExitAgain);
  story.StartsAgain();
  story.Completes();
  EXPECT_FALSE(story.violated()) << story.message();
}

TEST(Handover, HoldsWhereTheRequestComesDuringTheSettlingItself) {
  Story story(Handover());
  story.Then(Outcome::kCancel).Settles(ApplyStatus::kFailed);
  story.Exits(kExitDone);
  EXPECT_FALSE(story.violated()) << story.message();
}

TEST(Handover, HoldsWhereABranchThatNobodyKnowsOfIsDeleted) {
  Story story(Handover());
  story.PreparesBranch();
  story.Save([](ResumeMetadata& metadata) { metadata.branch_name = Text(); });
  (void)story.Then(Outcome::kCancel).Perform(GetBranch{"main"});
  (void)story.Perform(DeleteBranch{"ours"});
  EXPECT_FALSE(story.violated()) << story.message();
}

TEST(Handover, IsBrokenByAnOutcome) {
  Story story(Handover());
  (void)story.Then(Outcome::kCancel).Perform(GetBranch{"main"});
  story.Settles(ApplyStatus::kFailed);
  EXPECT_TRUE(story.violated());
}

TEST(Handover, IsBrokenByDeletingWhatTheSuccessorNeeds) {
  Story story(Handover());
  story.PreparesBranch();
  (void)story.Then(Outcome::kCancel).Perform(GetBranch{"main"});
  (void)story.Perform(DeleteBranch{"ours"});
  EXPECT_TRUE(story.violated());
}

TEST(Handover, IsBrokenByGivingUp) {
  Story story(Handover());
  (void)story.Then(Outcome::kCancel).Perform(GetBranch{"main"});
  story.Exits(kExitGaveUp);
  EXPECT_TRUE(story.violated());
}

}  // namespace
}  // namespace relapse::planetscale
