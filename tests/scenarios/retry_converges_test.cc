#include <gtest/gtest.h>

#include "tests/scenarios/story.h"

namespace relapse::planetscale {
namespace {

TEST(RetryConverges, HoldsWhereTheApplyCompletesInTime) {
  Story story(RetryConverges(false));
  (void)story.Then(Outcome::kCrashAfter).Perform(GetBranch{"main"});
  story.Completes();
  story.Waits(Minutes(20));
  EXPECT_FALSE(story.violated()) << story.message();
}

TEST(RetryConverges, HoldsAtAGate) {
  Story story(RetryConverges(false), {}, {.defer_deploy = true});
  (void)story.Then(Outcome::kCrashAfter).Perform(GetBranch{"main"});
  (void)story.Perform(
      RecordEvent{story.stored().apply_id, ApplyStatus::kWaitingForDeploy, "waiting"});
  story.Waits(Minutes(20));
  EXPECT_FALSE(story.violated()) << story.message();
}

TEST(RetryConverges, IsBrokenByAnApplyThatGetsNowhere) {
  Story story(RetryConverges(false));
  (void)story.Then(Outcome::kErrorBefore).Perform(GetBranch{"main"});
  story.Waits(Minutes(9));
  ASSERT_FALSE(story.violated());
  story.Waits(Minutes(2));
  EXPECT_TRUE(story.violated());
}

TEST(RetryConverges, IsBrokenByARetryThatFails) {
  Story story(RetryConverges(false));
  story.PreparesBranch();
  story.StartsAgain();
  story.Settles(ApplyStatus::kFailed, "duplicate column");
  EXPECT_TRUE(story.violated());
}

}  // namespace
}  // namespace relapse::planetscale
