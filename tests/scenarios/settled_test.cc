#include <gtest/gtest.h>

#include "tests/scenarios/story.h"

namespace relapse::planetscale {
namespace {

TEST(ReasonGiven, HoldsWhereAFailedApplySaysWhy) {
  Story story(ReasonGiven());
  story.Settles(ApplyStatus::kFailed, "main has moved");
  EXPECT_FALSE(story.violated()) << story.message();
}

TEST(ReasonGiven, HoldsWhereAnApplySucceedsWithoutAWord) {
  Story story(ReasonGiven());
  story.Settles(ApplyStatus::kCompleted, "");
  EXPECT_FALSE(story.violated()) << story.message();
}

TEST(ReasonGiven, IsBrokenByAFailureWithoutAReason) {
  Story story(ReasonGiven());
  story.Settles(ApplyStatus::kFailed, "");
  EXPECT_TRUE(story.violated());
}

TEST(CancelEffect, HoldsWhereTheDeploymentWasCancelledFirst) {
  Story story(CancelEffect());
  story.PreparesBranch();
  const std::int64_t number = story.CreatesRequest();
  story.Deploys(number);
  (void)story.Perform(CancelDeployRequest{.number = number});
  story.Settles(ApplyStatus::kCancelled);
  EXPECT_FALSE(story.violated()) << story.message();
}

TEST(CancelEffect, HoldsWhereTheRequestWasClosed) {
  Story story(CancelEffect());
  story.PreparesBranch();
  (void)story.Perform(CloseDeployRequest{.number = story.CreatesRequest()});
  story.Settles(ApplyStatus::kCancelled);
  EXPECT_FALSE(story.violated()) << story.message();
}

TEST(CancelEffect, HoldsBeforeThereIsARequest) {
  Story story(CancelEffect());
  story.PreparesBranch();
  story.Settles(ApplyStatus::kCancelled);
  EXPECT_FALSE(story.violated()) << story.message();
}

TEST(CancelEffect, IsBrokenByADeploymentThatGoesOn) {
  Story story(CancelEffect());
  story.PreparesBranch();
  story.Deploys(story.CreatesRequest());
  story.Settles(ApplyStatus::kCancelled);
  EXPECT_TRUE(story.violated());
}

TEST(CancelEffect, IsBrokenByARequestThatIsLeftOpen) {
  Story story(CancelEffect());
  story.PreparesBranch();
  story.CreatesRequest();
  story.Settles(ApplyStatus::kCancelled);
  EXPECT_TRUE(story.violated());
}

TEST(ControlAnswered, HoldsWhereTheCommandWasAnswered) {
  Story story(ControlAnswered());
  story.Commands(ControlOperation::kCancel);
  (void)story.Perform(
      CompleteControlRequest{story.stored().apply_id, 1, ControlStatus::kCompleted, "done"});
  story.Rests();
  EXPECT_FALSE(story.violated()) << story.message();
}

TEST(ControlAnswered, IsBrokenByACommandThatNobodyAnswers) {
  Story story(ControlAnswered());
  story.Commands(ControlOperation::kCutover);
  story.Rests();
  EXPECT_TRUE(story.violated());
  EXPECT_EQ(story.message(), "the operator's cutover was never answered");
}

TEST(ControlAnswered, HoldsInAnOutage) {
  Story story(ControlAnswered());
  story.Commands(ControlOperation::kCutover);
  story.faults().transparent = false;
  story.Rests();
  EXPECT_FALSE(story.violated()) << story.message();
}

}  // namespace
}  // namespace relapse::planetscale
