#include <gtest/gtest.h>

#include "tests/scenarios/story.h"

namespace relapse::planetscale {
namespace {

TEST(TransientNotFatal, HoldsWhereTheApplyGoesOn) {
  Story story(TransientNotFatal(false));
  (void)story.Then(Outcome::kErrorBefore).Perform(GetBranch{"main"});
  story.Completes();
  EXPECT_FALSE(story.violated()) << story.message();
}

TEST(TransientNotFatal, HoldsWhereTheProviderFailedTheDeployment) {
  WorldParameters parameters;
  parameters.fail_deploys = 1;
  Story story(TransientNotFatal(false), parameters);
  (void)story.Then(Outcome::kErrorBefore).Perform(GetBranch{"main"});
  story.PreparesBranch();
  story.Deploys(story.CreatesRequest());
  story.Waits(Minutes(1));
  story.Settles(ApplyStatus::kFailed);
  EXPECT_FALSE(story.violated()) << story.message();
}

TEST(TransientNotFatal, HoldsInAnOutage) {
  Story story(TransientNotFatal(false));
  (void)story.Then(Outcome::kErrorBefore).Perform(GetBranch{"main"});
  story.faults().transparent = false;
  story.Settles(ApplyStatus::kFailed);
  EXPECT_FALSE(story.violated()) << story.message();
}

TEST(TransientNotFatal, IsBrokenByOneErrorThatFailsTheApply) {
  Story story(TransientNotFatal(false));
  (void)story.Then(Outcome::kErrorBefore).Perform(GetBranch{"main"});
  story.Settles(ApplyStatus::kFailed, "get_branch answered 500");
  EXPECT_TRUE(story.violated());
  EXPECT_EQ(story.message(), "transient errors made the apply fail: get_branch answered 500");
}

TEST(TransientNotFatal, LeavesCrashesAloneToOthers) {
  Story story(TransientNotFatal(false));
  (void)story.Then(Outcome::kCrashAfter).Perform(GetBranch{"main"});
  story.Settles(ApplyStatus::kFailed);
  EXPECT_FALSE(story.violated()) << story.message();
}

TEST(TransientNotFatal, HoldsWhereTheWorldAloneMakesItFail) {
  Story story(TransientNotFatal(true));
  (void)story.Then(Outcome::kErrorBefore).Perform(GetBranch{"main"});
  story.Settles(ApplyStatus::kFailed);
  EXPECT_FALSE(story.violated()) << story.message();
}

}  // namespace
}  // namespace relapse::planetscale
