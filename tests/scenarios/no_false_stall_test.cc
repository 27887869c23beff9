#include <gtest/gtest.h>

#include "tests/scenarios/story.h"

namespace relapse::planetscale {
namespace {

void WaitsMinutes(Story& story, int minutes) {
  for (int i = 0; i < 30 * minutes; ++i) story.Waits(Seconds(2));
}
void Writes(Story& story) {
  (void)story.Perform(
      RecordEvent{.apply_id = story.stored().apply_id, .status = {}, .message = "still waiting"});
}

TEST(NoFalseStall, HoldsWhereTheWaitWritesEveryMinute) {
  Story story(NoFalseStall());
  for (int i = 0; i < 20; ++i) {
    WaitsMinutes(story, 1);
    Writes(story);
  }
  EXPECT_FALSE(story.violated()) << story.message();
}

TEST(NoFalseStall, HoldsForFiveMinutesOfSilence) {
  Story story(NoFalseStall());
  WaitsMinutes(story, 5);
  EXPECT_FALSE(story.violated()) << story.message();
}

TEST(NoFalseStall, IsBrokenByALongerSilence) {
  Story story(NoFalseStall());
  WaitsMinutes(story, 6);
  EXPECT_TRUE(story.violated());
}

TEST(NoFalseStall, IsBrokenWhereTheWriteItselfFails) {
  Story story(NoFalseStall());
  WaitsMinutes(story, 3);
  story.Then(Outcome::kErrorBefore);
  Writes(story);
  WaitsMinutes(story, 3);
  EXPECT_TRUE(story.violated());
}

TEST(NoFalseStall, HoldsWhereTheWorkerDiedMeanwhile) {
  Story story(NoFalseStall());
  WaitsMinutes(story, 4);
  story.StartsAgain();
  WaitsMinutes(story, 4);
  EXPECT_FALSE(story.violated()) << story.message();
}

TEST(NoFalseStall, HoldsInAnOutage) {
  Story story(NoFalseStall());
  story.faults().transparent = false;
  WaitsMinutes(story, 10);
  EXPECT_FALSE(story.violated()) << story.message();
}

}  // namespace
}  // namespace relapse::planetscale
