#include <gtest/gtest.h>

#include "tests/scenarios/story.h"

namespace relapse::planetscale {
namespace {

/// A provider that is out of order from the deploy on: its 503 speaks of what is "approved".
WorldParameters OutOfOrder() {
  WorldParameters parameters;
  parameters.api_outage_ms = Minutes(1);
  parameters.api_outage_trigger = OutageTrigger::kDeployAsked;
  return parameters;
}

TEST(ErrorClassByCode, IsBrokenByOneTransientAnswerThatFailsTheApply) {
  Story story(ErrorClassByCode(false), OutOfOrder());
  story.PreparesBranch();
  story.Deploys(story.CreatesRequest());
  story.Settles(ApplyStatus::kFailed, "an approval is missing");
  EXPECT_TRUE(story.violated());
}

TEST(ErrorClassByCode, HoldsWhereAnotherAnswerDecided) {
  Story story(ErrorClassByCode(false), OutOfOrder());
  story.PreparesBranch();
  const std::int64_t number = story.CreatesRequest();
  story.Deploys(number);
  story.Waits(Minutes(2));
  (void)story.Perform(GetDeployRequest{.number = number});
  story.Settles(ApplyStatus::kFailed);
  EXPECT_FALSE(story.violated()) << story.message();
}

TEST(ErrorClassByCode, LeavesTheNumberOfErrorsToOthers) {
  Story story(ErrorClassByCode(false), OutOfOrder());
  story.PreparesBranch();
  const std::int64_t number = story.CreatesRequest();
  story.Deploys(number);
  (void)story.Perform(GetDeployRequest{.number = number});
  story.Settles(ApplyStatus::kFailed);
  EXPECT_FALSE(story.violated()) << story.message();
}

TEST(ErrorClassByCode, HoldsForAnErrorWithoutSuchAWord) {
  Story story(ErrorClassByCode(false));
  (void)story.Then(Outcome::kErrorBefore).Perform(GetBranch{"main"});
  story.Settles(ApplyStatus::kFailed);
  EXPECT_FALSE(story.violated()) << story.message();
}

}  // namespace
}  // namespace relapse::planetscale
