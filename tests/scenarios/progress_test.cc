#include <gtest/gtest.h>

#include "tests/scenarios/story.h"

namespace relapse::planetscale {
namespace {

/// Polls once a second.
void Polls(Story& story, DurationMs duration) {
  for (DurationMs passed = 0; passed < duration; passed += Seconds(1)) story.Waits(Seconds(1));
}

TEST(Progress, HoldsWhileTheProviderMayStillBeAtIt) {
  Story story(Progress(Minutes(2)));
  (void)story.Then(Outcome::kCrashAfter).Perform(GetBranch{"main"});
  Polls(story, Minutes(7));
  EXPECT_FALSE(story.violated()) << story.message();
}

TEST(Progress, IsBrokenByPollingOn) {
  Story story(Progress(Minutes(2)));
  (void)story.Then(Outcome::kCrashAfter).Perform(GetBranch{"main"});
  Polls(story, Minutes(8));
  EXPECT_TRUE(story.violated());
  EXPECT_EQ(story.message(), "5 minutes after the last fault the apply is still pending");
}

TEST(Progress, HoldsInAnOutage) {
  Story story(Progress(Minutes(2)));
  story.faults().transparent = false;
  Polls(story, Minutes(8));
  EXPECT_FALSE(story.violated()) << story.message();
}

TEST(Progress, LeavesThePauseBetweenAttemptsToOthers) {
  Story story(Progress(0));
  story.Waits(Minutes(8));
  EXPECT_FALSE(story.violated()) << story.message();
}

TEST(Progress, AllowsForThatPauseAfterwardsToo) {
  Story story(Progress(0));
  (void)story.Then(Outcome::kCrashAfter).Perform(GetBranch{"main"});
  story.Waits(Minutes(8));
  Polls(story, Minutes(6));
  EXPECT_FALSE(story.violated()) << story.message();
  Polls(story, Minutes(2));
  EXPECT_TRUE(story.violated());
}

}  // namespace
}  // namespace relapse::planetscale
