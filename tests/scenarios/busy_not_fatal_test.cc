#include <gtest/gtest.h>

#include "tests/scenarios/story.h"

namespace relapse::planetscale {
namespace {

/// Its deploy is answered "currently validating" at first.
WorldParameters Busy() {
  WorldParameters parameters;
  parameters.validating_ms = Minutes(1);
  return parameters;
}

void MeetsABusyProvider(Story& story) {
  story.PreparesBranch();
  story.Deploys(story.CreatesRequest());
}

TEST(BusyNotFatal, HoldsWhereTheApplyWaits) {
  Story story(BusyNotFatal(false), Busy());
  MeetsABusyProvider(story);
  story.Waits(Minutes(1));
  story.Deploys(story.stored().metadata.deploy_request_id);
  story.Waits(Minutes(1));
  story.Settles(ApplyStatus::kCompleted);
  EXPECT_FALSE(story.violated()) << story.message();
}

TEST(BusyNotFatal, IsBrokenByAnApplyThatGivesUp) {
  Story story(BusyNotFatal(false), Busy());
  MeetsABusyProvider(story);
  story.Settles(ApplyStatus::kFailed, "still validating");
  EXPECT_TRUE(story.violated());
  EXPECT_EQ(story.message(), "a busy provider made the apply fail: still validating");
}

TEST(BusyNotFatal, HoldsWhereTheWorldAloneMakesItFail) {
  Story story(BusyNotFatal(true), Busy());
  MeetsABusyProvider(story);
  story.Settles(ApplyStatus::kFailed);
  EXPECT_FALSE(story.violated()) << story.message();
}

TEST(BusyNotFatal, HoldsWhereTheProviderWasNotBusy) {
  Story story(BusyNotFatal(false));
  MeetsABusyProvider(story);
  story.Settles(ApplyStatus::kFailed);
  EXPECT_FALSE(story.violated()) << story.message();
}

}  // namespace
}  // namespace relapse::planetscale
