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

TEST(NoFalseStall, IsOfEachDriverApart) {
  for (const bool claims : {true, false}) {
    Story story(NoFalseStall());
    for (int minute = 0; minute < 4; ++minute) {
      for (const int driver : {0, 1}) {
        story.By(driver);
        WaitsMinutes(story, 1);
      }
    }
    EXPECT_FALSE(story.violated()) << "four minutes of two are not eight of one";
    // Whoever is refused the claim drives nothing; what they do says nothing of the other.
    if (claims) (void)story.Perform(ClaimApply{story.stored().apply_id, story.role()});
    WaitsMinutes(story, 2);
    EXPECT_EQ(story.violated(), !claims);
    story.By(0);
    WaitsMinutes(story, 2);
    EXPECT_TRUE(story.violated());
  }
}

TEST(NoFalseStall, HoldsInAnOutage) {
  Story story(NoFalseStall());
  story.faults().transparent = false;
  WaitsMinutes(story, 10);
  EXPECT_FALSE(story.violated()) << story.message();
}

}  // namespace
}  // namespace relapse::planetscale
