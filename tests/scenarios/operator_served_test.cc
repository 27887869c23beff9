#include <gtest/gtest.h>

#include "tests/scenarios/story.h"

namespace relapse::planetscale {
namespace {

void Show(Story& story, ApplyStatus status) {
  (void)story.Perform(RecordEvent{story.stored().apply_id, status, "shown"});
}

/// What a worker reads the commands with.
void ReadsCommands(Story& story) { (void)story.Perform(LoadApply{story.stored().apply_id}); }

void Answer(Story& story, ControlStatus status) {
  (void)story.Perform(CompleteControlRequest{story.stored().apply_id, 1, status, "answer"});
}

TEST(OperatorServed, HoldsWhereTheGateIsShown) {
  Story story(OperatorServed(), {}, {.defer_deploy = true});
  story.PreparesBranch();
  story.CreatesRequest();
  story.Waits(500);
  Show(story, ApplyStatus::kWaitingForDeploy);
  for (int i = 0; i < 5; ++i) story.Waits(500);
  story.Commands(ControlOperation::kStart);
  story.Deploys(1);
  Answer(story, ControlStatus::kCompleted);
  EXPECT_FALSE(story.violated()) << story.message();
}

TEST(OperatorServed, HoldsWhereNothingIsDeferred) {
  Story story(OperatorServed());
  story.PreparesBranch();
  story.CreatesRequest();
  for (int i = 0; i < 5; ++i) story.Waits(500);
  EXPECT_FALSE(story.violated()) << story.message();
}

TEST(OperatorServed, IsBrokenByADeployGateShownAsPending) {
  Story story(OperatorServed(), {}, {.defer_deploy = true});
  story.PreparesBranch();
  story.CreatesRequest();
  for (int i = 0; i < 3; ++i) story.Waits(500);
  EXPECT_TRUE(story.violated());
  EXPECT_EQ(story.message(), "the apply waits for the operator and is shown as pending");
}

TEST(OperatorServed, IsBrokenByACutoverGateShownAsRunning) {
  Story story(OperatorServed(), {}, {.defer_cutover = true});
  story.PreparesBranch();
  story.Deploys(story.CreatesRequest());
  Show(story, ApplyStatus::kRunning);
  story.Waits(Minutes(1));
  for (int i = 0; i < 3; ++i) story.Waits(500);
  EXPECT_TRUE(story.violated());
}

TEST(OperatorServed, IsBrokenByRefusingTheStart) {
  Story story(OperatorServed(), {}, {.defer_deploy = true});
  story.PreparesBranch();
  story.CreatesRequest();
  Show(story, ApplyStatus::kWaitingForDeploy);
  story.Commands(ControlOperation::kStart);
  ReadsCommands(story);
  Answer(story, ControlStatus::kFailed);
  EXPECT_TRUE(story.violated());
}

TEST(OperatorServed, HoldsWhereTheGateOpensAfterTheCommandWasRead) {
  Story story(OperatorServed(), {}, {.defer_cutover = true});
  story.PreparesBranch();
  story.Deploys(story.CreatesRequest());
  Show(story, ApplyStatus::kRunning);
  story.Commands(ControlOperation::kCutover);
  ReadsCommands(story);
  story.Waits(Minutes(1));
  Answer(story, ControlStatus::kFailed);
  EXPECT_FALSE(story.violated()) << story.message();
}

/// The apply is settled as failed while the request stands at its gate, and the start is answered
/// by that.
void FailsAtTheGate(Story& story, bool tries) {
  story.PreparesBranch();
  const std::int64_t number = story.CreatesRequest();
  Show(story, ApplyStatus::kWaitingForDeploy);
  story.Commands(ControlOperation::kStart);
  ReadsCommands(story);
  if (tries) {
    ASSERT_FALSE(story.Perform(DeployDeployRequest{.number = number, .instant_ddl = false}).ok());
  }
  story.Settles(ApplyStatus::kFailed);
  story.StartsAgain();
  ReadsCommands(story);
  Answer(story, ControlStatus::kFailed);
}

TEST(OperatorServed, HoldsWhereTheWorldMadeTheStartFail) {
  Story refused(OperatorServed(true), {.require_approval = true}, {.defer_deploy = true});
  FailsAtTheGate(refused, true);
  EXPECT_FALSE(refused.violated()) << refused.message();
  Story would_not_hold(OperatorServed(true), {.auto_cutover_ignored = true},
                       {.defer_deploy = true, .defer_cutover = true});
  FailsAtTheGate(would_not_hold, false);
  EXPECT_FALSE(would_not_hold.violated()) << would_not_hold.message();
}

TEST(OperatorServed, IsBrokenByAFailureWithoutTryingTheStart) {
  Story story(OperatorServed(true), {.require_approval = true}, {.defer_deploy = true});
  FailsAtTheGate(story, false);
  EXPECT_TRUE(story.violated());
}

/// The first driver has the claim and prepared the deploy, which was deferred.
void PreparesForTwo(Story& story) {
  story.HasClaims();
  (void)story.Perform(ClaimApply{story.stored().apply_id, story.role()});
  story.PreparesBranch();
  story.CreatesRequest();
}
void WaitsForTheClaim(Story& story, int times) {
  for (int i = 0; i < times; ++i) {
    (void)story.Perform(ClaimApply{story.stored().apply_id, story.role()});
    story.Waits(Seconds(10));
  }
}

TEST(OperatorServed, CountsNoWaitOfADriverWithoutTheClaim) {
  Story story(OperatorServed(), {}, {.defer_deploy = true});
  PreparesForTwo(story);
  WaitsForTheClaim(story.By(1), 4);
  story.By(0).Waits(500);
  EXPECT_FALSE(story.violated()) << story.message();
  Show(story, ApplyStatus::kWaitingForDeploy);
  story.Waits(500);
  EXPECT_FALSE(story.violated()) << story.message();
}

TEST(OperatorServed, IsBrokenByADriverThatHidesTheGateBesideAnother) {
  Story story(OperatorServed(), {}, {.defer_deploy = true});
  PreparesForTwo(story);
  for (int i = 0; i < 3; ++i) {
    story.By(0).Waits(500);
    WaitsForTheClaim(story.By(1), 1);
  }
  EXPECT_TRUE(story.violated());
}

TEST(OperatorServed, HoldsWhereAnotherDriverTriedTheStart) {
  Story story(OperatorServed(true), {.require_approval = true}, {.defer_deploy = true});
  story.PreparesBranch();
  const std::int64_t number = story.CreatesRequest();
  Show(story, ApplyStatus::kWaitingForDeploy);
  story.Commands(ControlOperation::kStart);
  ASSERT_FALSE(story.Perform(DeployDeployRequest{.number = number, .instant_ddl = false}).ok());
  story.By(1).Settles(ApplyStatus::kFailed);
  ReadsCommands(story);
  Answer(story, ControlStatus::kFailed);
  EXPECT_FALSE(story.violated()) << story.message();
}

TEST(OperatorServed, HoldsWhereACommandCannotBeServed) {
  Story story(OperatorServed(), {}, {.defer_deploy = true});
  story.PreparesBranch();
  const std::int64_t number = story.CreatesRequest();
  Show(story, ApplyStatus::kWaitingForDeploy);
  (void)story.Perform(CloseDeployRequest{number});
  story.Commands(ControlOperation::kStart);
  ReadsCommands(story);
  Answer(story, ControlStatus::kFailed);
  EXPECT_FALSE(story.violated()) << story.message();
}

}  // namespace
}  // namespace relapse::planetscale
