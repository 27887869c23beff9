#include "orchestration/planetscale/request_state.h"

namespace relapse::planetscale {

ApplyStatus StatusOf(const DeployRequest& request, bool is_deferred) {
  // Closed without a deploy, by us for the operator or by somebody else: there is nothing to come.
  if (IsClosed(request) && !WasDeployed(request) &&
      request.deployment_state != DeploymentState::kNoChanges) {
    return ApplyStatus::kCancelled;
  }
  switch (request.deployment_state) {
    case DeploymentState::kPending:
      return ApplyStatus::kPending;
    case DeploymentState::kReady:
      return is_deferred ? ApplyStatus::kWaitingForDeploy : ApplyStatus::kPending;
    case DeploymentState::kNoChanges:
    case DeploymentState::kComplete:
      return ApplyStatus::kCompleted;
    case DeploymentState::kPendingCutover:
      return ApplyStatus::kWaitingForCutover;
    case DeploymentState::kInProgressCutover:
      return ApplyStatus::kCuttingOver;
    case DeploymentState::kCompletePendingRevert:
      return ApplyStatus::kRevertWindow;
    case DeploymentState::kCompleteCancel:
    case DeploymentState::kCancelled:
      return ApplyStatus::kCancelled;
    case DeploymentState::kInProgressRevert:
    case DeploymentState::kInProgressRevertVschema:
      return ApplyStatus::kReverting;
    case DeploymentState::kCompleteRevert:
      return ApplyStatus::kReverted;
    case DeploymentState::kError:
    case DeploymentState::kCompleteError:
    case DeploymentState::kCompleteRevertError:
      return ApplyStatus::kFailed;
    case DeploymentState::kQueued:
    case DeploymentState::kSubmitting:
    case DeploymentState::kInProgress:
    case DeploymentState::kInProgressVschema:
    case DeploymentState::kInProgressCancel:
      return ApplyStatus::kRunning;
  }
  return ApplyStatus::kRunning;
}

bool IsRevertWindowOver(const DeployRequest& request, const ApplyOptions& options, TimeMs now) {
  if (request.deployment_state != DeploymentState::kCompletePendingRevert) return false;
  const TimeMs live_since =
      request.finished_at != kNoTime ? request.finished_at : request.deployed_at;
  return options.skip_revert || now - live_since >= options.revert_deadline_ms;
}

}  // namespace relapse::planetscale
