#include <gtest/gtest.h>

#include "harness/simulation/system.h"
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

TEST(RetryConverges, LeavesPollingToOthers) {
  Story story(RetryConverges(false));
  (void)story.Then(Outcome::kErrorBefore).Perform(GetBranch{"main"});
  for (int i = 0; i < 100; ++i) story.Waits(Seconds(10));
  EXPECT_FALSE(story.violated()) << story.message();
}

TEST(RetryConverges, IsBrokenByAttemptsThatFailForEver) {
  Story story(RetryConverges(false));
  (void)story.Then(Outcome::kErrorBefore).Perform(GetBranch{"main"});
  story.Waits(Minutes(9));
  ASSERT_FALSE(story.violated());
  story.Waits(Minutes(2));
  EXPECT_TRUE(story.violated());
}

TEST(RetryConverges, HoldsInTheLongPausesOfAnOutage) {
  Story story(RetryConverges(false));
  (void)story.Then(Outcome::kErrorBefore).Perform(GetBranch{"main"});
  story.faults().transparent = false;
  story.Waits(Minutes(20));
  EXPECT_FALSE(story.violated()) << story.message();
}

TEST(RetryConverges, IsBrokenByGivingUp) {
  Story story(RetryConverges(false));
  (void)story.Then(Outcome::kErrorBefore).Perform(GetBranch{"main"});
  story.Exits(kExitGaveUp);
  EXPECT_TRUE(story.violated());
}

TEST(RetryConverges, IsBrokenByARetryThatFailsAfterNothingButACrash) {
  Story story(RetryConverges(false));
  story.Then(Outcome::kCrashAfter).PreparesBranch();
  story.Settles(ApplyStatus::kFailed, "duplicate column");
  EXPECT_TRUE(story.violated());
}

}  // namespace
}  // namespace relapse::planetscale
