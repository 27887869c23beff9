#include <gtest/gtest.h>

#include "tests/scenarios/story.h"

namespace relapse::planetscale {
namespace {

void Answers(Story& story, ControlStatus status) {
  (void)story.Perform(CompleteControlRequest{story.stored().apply_id, 1, status, "answer"});
}

/// A deployment that waits for its cutover, which the operator commands.
std::int64_t StandsAtTheGate(Story& story) {
  story.PreparesBranch();
  const std::int64_t number = story.CreatesRequest();
  story.Deploys(number);
  story.Waits(Minutes(1));
  story.Commands(ControlOperation::kCutover);
  return number;
}

TEST(Idempotent, HoldsWhereTheCommandIsAnsweredAsDone) {
  Story story(Idempotent(), {}, {.defer_cutover = true});
  (void)story.Perform(ApplyDeployRequest{.number = StandsAtTheGate(story)});
  Answers(story, ControlStatus::kCompleted);
  EXPECT_FALSE(story.violated()) << story.message();
}

TEST(Idempotent, HoldsWhereARefusedCommandIsAnsweredAsFailed) {
  Story story(Idempotent(), {}, {.defer_cutover = true});
  StandsAtTheGate(story);
  Answers(story, ControlStatus::kFailed);
  EXPECT_FALSE(story.violated()) << story.message();
}

TEST(Idempotent, IsBrokenByACutoverThatHappenedAndIsAnsweredAsFailed) {
  Story story(Idempotent(), {}, {.defer_cutover = true});
  (void)story.Then(Outcome::kErrorAfter)
      .Perform(ApplyDeployRequest{.number = StandsAtTheGate(story)});
  Answers(story, ControlStatus::kFailed);
  EXPECT_TRUE(story.violated());
}

TEST(Idempotent, IsBrokenByACutoverThatHappenedAndIsAnsweredAsFailedInTheRevert) {
  Story story(Idempotent(), {}, {.defer_cutover = true});
  const std::int64_t number = StandsAtTheGate(story);
  (void)story.Then(Outcome::kErrorAfter).Perform(ApplyDeployRequest{.number = number});
  while (OurDeployed(story.world())->wire.deployment_state !=
         DeploymentState::kCompletePendingRevert) {
    story.Waits(500);
  }
  (void)story.Perform(RevertDeployRequest{.number = number});
  story.StartsAgain();
  Answers(story, ControlStatus::kFailed);
  EXPECT_TRUE(story.violated());
}

TEST(Idempotent, IsBrokenByAStartThatHappenedAndIsAnsweredAsFailed) {
  Story story(Idempotent(), {}, {.defer_deploy = true});
  story.PreparesBranch();
  const std::int64_t number = story.CreatesRequest();
  story.Commands(ControlOperation::kStart);
  story.Deploys(number);
  Answers(story, ControlStatus::kFailed);
  EXPECT_TRUE(story.violated());
}

}  // namespace
}  // namespace relapse::planetscale
