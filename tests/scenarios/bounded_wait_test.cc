#include <gtest/gtest.h>

#include "tests/scenarios/story.h"

namespace relapse::planetscale {
namespace {

WorldParameters NeverLeavesPending() {
  WorldParameters parameters;
  parameters.never_leaves_pending = true;
  return parameters;
}

/// A request that stays pending.
class BoundedWaitTest : public testing::Test {
 protected:
  BoundedWaitTest() : story(BoundedWait(), NeverLeavesPending()) {
    story.PreparesBranch();
    story.CreatesRequest();
  }
  void Polls(int minutes) {
    for (int i = 0; i < minutes; ++i) story.Waits(Minutes(1));
  }
  Story story;
};

TEST_F(BoundedWaitTest, HoldsWhereTheWaitEndsInTime) {
  Polls(30);
  story.Settles(ApplyStatus::kFailed);
  EXPECT_FALSE(story.violated()) << story.message();
}

TEST_F(BoundedWaitTest, HoldsWhereAFaultStartedItAnew) {
  Polls(30);
  (void)story.Then(Outcome::kErrorBefore).Perform(GetDeployRequest{1});
  Polls(30);
  EXPECT_FALSE(story.violated()) << story.message();
}

TEST_F(BoundedWaitTest, IsBrokenByAWaitWithoutEnd) {
  Polls(40);
  EXPECT_TRUE(story.violated());
}

}  // namespace
}  // namespace relapse::planetscale
