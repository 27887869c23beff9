#include "orchestration/planetscale/deploy.h"
#include "orchestration/planetscale/deploy_request.h"
#include "orchestration/planetscale/discovery.h"
#include "orchestration/planetscale/engine.h"
#include "orchestration/planetscale/request_state.h"

namespace relapse::planetscale {

namespace {

/// A fresh start under a new branch name. Forgets the ids of what failed, keeping them as
/// predecessors; stored together with the new name.
Status StartOver(Attempt& attempt) {
  ResumeMetadata next;
  next.predecessors = attempt.metadata().predecessors;
  next.predecessors.push_back({.branch_name = attempt.metadata().branch_name,
                               .deploy_request_id = attempt.metadata().deploy_request_id});
  attempt.KeepInMemory(std::move(next));
  attempt.KeepContextInMemory(attempt.apply_id());
  attempt.Log("starting over with a new branch");
  return ApplyFresh(attempt);
}

Status ResumeBranch(Attempt& attempt) {
  attempt.Show(ApplyStatus::kPreparingBranch);
  const Status ready = AwaitBranchReady(attempt);
  if (ready.ok()) return ApplyOnBranch(attempt, BranchContent::kUnknown);
  // Never created, or gone: its name is still ours.
  if (IsNotFound(ready.error(), attempt.defects())) return ApplyFresh(attempt);
  return ready;
}

/// Refused by the provider before any deploy: nothing ran, so that a second request may try.
bool FailedBeforeDeploy(const Attempt& attempt, const DeployRequest& request) {
  const bool is_error = request.deployment_state == DeploymentState::kError;
  if (attempt.Has(Defect::kCompleteErrorSilentlyRerun)) {
    return is_error || request.deployment_state == DeploymentState::kCompleteError;
  }
  return is_error && !WasDeployed(request);
}

Status DeployResumed(Attempt& attempt, const DeployRequest& request) {
  const bool defers =
      attempt.metadata().deferred_deploy ||
      (attempt.options().defer_deploy && !attempt.Has(Defect::kDeferredDeployStartedByResume));
  if (defers) {
    if (attempt.Has(Defect::kDeferredUnrecordedStuck)) return Ok();
    return ParkForStart(attempt);
  }
  if (attempt.Has(Defect::kReadyNeverDeployed)) return Ok();
  return Deploy(attempt, request);
}

Status ResumeRequest(Attempt& attempt, DeployRequest request) {
  if (!attempt.Has(Defect::kRecoveredPendingNeverDeployed)) {
    RELAPSE_ASSIGN(request, AwaitDiff(attempt, request));
  }
  if (FailedBeforeDeploy(attempt, request)) {
    if (!WasDeployed(request) && !IsClosed(request)) {
      RELAPSE_RETURN_IF_ERROR(CloseRequest(attempt, request.number, attempt.WithStop()));
    }
    return StartOver(attempt);
  }
  if (IsDeployable(request)) return DeployResumed(attempt, request);
  if (request.deployment_state == DeploymentState::kNoChanges &&
      attempt.Has(Defect::kResumeNoChangesFails)) {
    return FailPermanently(Text("no changes detected"));
  }
  const bool is_context_unknown = WasDeployed(request) && !IsRealContext(attempt.context());
  if (is_context_unknown && !attempt.Has(Defect::kContextIsApplyIdForever)) {
    const Result<bool> looked = DiscoverOnce(attempt, request, DiscoveryMoment::kAfterwards);
    if (!looked.ok()) return Fail(looked.error());
  }
  return Ok();
}

}  // namespace

Result<bool> AdoptRequest(Attempt& attempt) {
  if (attempt.metadata().deploy_request_id != 0) return true;
  if (attempt.metadata().branch_name.empty()) return false;
  RELAPSE_ASSIGN(const std::optional<DeployRequest> found, FindOpenRequest(attempt));
  if (!found) return false;
  RELAPSE_RETURN_IF_ERROR(StoreRequest(attempt, *found));
  return true;
}

Status Resume(Attempt& attempt) {
  attempt.set_resuming(true);
  RELAPSE_ASSIGN(const bool has_request, AdoptRequest(attempt));
  if (!has_request) return ResumeBranch(attempt);
  const Result<DeployRequest> request = attempt.api().Perform(
      GetDeployRequest{.number = attempt.metadata().deploy_request_id}, attempt.WithStop());
  if (request.ok()) return ResumeRequest(attempt, *request);
  if (request.error().Is(kCancelled)) return Fail(request.error());
  // Only the API's own word that it is gone makes room for another one.
  if (IsNotFound(request.error(), attempt.defects()) || attempt.Has(Defect::kTransientErrorForks)) {
    return StartOver(attempt);
  }
  return Fail(request.error());
}

}  // namespace relapse::planetscale
