#include "orchestration/planetscale/request_state.h"

#include <gtest/gtest.h>

namespace relapse::planetscale {
namespace {

DeployRequest Request(DeploymentState state, TimeMs deployed_at = kNoTime) {
  DeployRequest request;
  request.deployment_state = state;
  request.deployed_at = deployed_at;
  return request;
}

TEST(RequestState, EveryStateHasAShownStatus) {
  const std::pair<DeploymentState, ApplyStatus> expected[] = {
      {DeploymentState::kPending, ApplyStatus::kPending},
      {DeploymentState::kReady, ApplyStatus::kPending},
      {DeploymentState::kNoChanges, ApplyStatus::kCompleted},
      {DeploymentState::kQueued, ApplyStatus::kRunning},
      {DeploymentState::kSubmitting, ApplyStatus::kRunning},
      {DeploymentState::kInProgress, ApplyStatus::kRunning},
      {DeploymentState::kPendingCutover, ApplyStatus::kWaitingForCutover},
      {DeploymentState::kInProgressVschema, ApplyStatus::kRunning},
      {DeploymentState::kInProgressCancel, ApplyStatus::kRunning},
      {DeploymentState::kInProgressCutover, ApplyStatus::kCuttingOver},
      {DeploymentState::kComplete, ApplyStatus::kCompleted},
      {DeploymentState::kCompleteCancel, ApplyStatus::kCancelled},
      {DeploymentState::kCompleteError, ApplyStatus::kFailed},
      {DeploymentState::kCompletePendingRevert, ApplyStatus::kRevertWindow},
      {DeploymentState::kInProgressRevert, ApplyStatus::kReverting},
      {DeploymentState::kInProgressRevertVschema, ApplyStatus::kReverting},
      {DeploymentState::kCompleteRevert, ApplyStatus::kReverted},
      {DeploymentState::kCompleteRevertError, ApplyStatus::kFailed},
      {DeploymentState::kCancelled, ApplyStatus::kCancelled},
      {DeploymentState::kError, ApplyStatus::kFailed}};
  static_assert(std::size(expected) == kDeploymentStateCount);
  for (const auto& [state, status] : expected) {
    EXPECT_EQ(StatusOf(Request(state), false), status) << EnumName(state);
  }
}

TEST(RequestState, ADeferredDeployWaitsOnceItIsReady) {
  EXPECT_EQ(StatusOf(Request(DeploymentState::kReady), true), ApplyStatus::kWaitingForDeploy);
  EXPECT_EQ(StatusOf(Request(DeploymentState::kPending), true), ApplyStatus::kPending);
}

TEST(RequestState, ClosedWithoutADeployIsCancelled) {
  DeployRequest request = Request(DeploymentState::kReady);
  request.state = RequestState::kClosed;
  EXPECT_EQ(StatusOf(request, true), ApplyStatus::kCancelled);
  EXPECT_FALSE(IsDeployable(request));
}

TEST(RequestState, ClosedAfterTheDeploySaysNothing) {
  DeployRequest request = Request(DeploymentState::kComplete, 5);
  request.state = RequestState::kClosed;
  EXPECT_EQ(StatusOf(request, false), ApplyStatus::kCompleted);
}

TEST(RequestState, AnErrorBeforeTheDeployIsNotADeploy) {
  EXPECT_FALSE(WasDeployed(Request(DeploymentState::kError)));
  EXPECT_TRUE(WasDeployed(Request(DeploymentState::kError, 5)));
  EXPECT_TRUE(WasDeployed(Request(DeploymentState::kCompleteError)));
}

TEST(RequestState, OnlyAReadyRequestThatNobodyDeployedIsDeployable) {
  EXPECT_TRUE(IsDeployable(Request(DeploymentState::kReady)));
  EXPECT_FALSE(IsDeployable(Request(DeploymentState::kReady, 5)));
  EXPECT_FALSE(IsDeployable(Request(DeploymentState::kPending)));
  EXPECT_FALSE(IsDeployable(Request(DeploymentState::kQueued)));
}

DeployRequest LiveSince(TimeMs finished_at) {
  DeployRequest request;
  request.deployment_state = DeploymentState::kCompletePendingRevert;
  request.deployed_at = 1000;
  request.finished_at = finished_at;
  return request;
}

TEST(RevertWindow, IsOverSoLongAfterTheChangeWentLive) {
  const ApplyOptions options{.revert_deadline_ms = 500};
  EXPECT_FALSE(IsRevertWindowOver(LiveSince(5000), options, 5499));
  EXPECT_TRUE(IsRevertWindowOver(LiveSince(5000), options, 5500));
}

TEST(RevertWindow, IsCountedFromTheDeployWhereTheProviderDoesNotSayWhenItWentLive) {
  const ApplyOptions options{.revert_deadline_ms = 500};
  EXPECT_FALSE(IsRevertWindowOver(LiveSince(kNoTime), options, 1499));
  EXPECT_TRUE(IsRevertWindowOver(LiveSince(kNoTime), options, 1500));
}

TEST(RevertWindow, IsOverAtOnceWhereItIsToBeSkipped) {
  EXPECT_TRUE(IsRevertWindowOver(LiveSince(5000), {.skip_revert = true}, 5000));
}

TEST(RevertWindow, IsNoneInAnyOtherState) {
  DeployRequest request = LiveSince(5000);
  request.deployment_state = DeploymentState::kInProgressRevert;
  EXPECT_FALSE(IsRevertWindowOver(request, {.skip_revert = true}, 9999));
}

}  // namespace
}  // namespace relapse::planetscale
