#include "orchestration/planetscale/deploy.h"
#include "orchestration/planetscale/deploy_request.h"
#include "orchestration/planetscale/discovery.h"
#include "orchestration/planetscale/engine.h"
#include "orchestration/planetscale/marks.h"
#include "orchestration/planetscale/operator_branch.h"
#include "orchestration/planetscale/request_state.h"

namespace relapse::planetscale {

namespace {

Status ResumeBranch(Attempt& attempt) {
  if (UsesOperatorsBranch(attempt)) {
    RELAPSE_RETURN_IF_ERROR(PrepareOperatorsBranch(attempt));
    return ApplyOnBranch(attempt, BranchContent::kUnknown);
  }
  attempt.Show(ApplyStatus::kPreparingBranch);
  const Status ready = AwaitBranchReady(attempt);
  if (ready.ok()) return ApplyOnBranch(attempt, BranchContent::kUnknown);
  if (ready.error().Is(kNameLost)) {
    GiveUpName(attempt);
    return ApplyFresh(attempt);
  }
  // Never created, or gone: its name is still ours.
  if (ready.error().Is(kNotFound)) {
    Reach(Mark::kBranchGone);
    return ApplyFresh(attempt);
  }
  if (attempt.Has(Defect::kBranchWaitErrorStartsFresh) && !ready.error().Is(kCancelled)) {
    attempt.KeepInMemory({});
    return ApplyFresh(attempt);
  }
  if (Classify(ready.error()) != ErrorClass::kStopped) Reach(Mark::kBranchUnreadable);
  return ready;
}

/// Only the API's own word that a request is gone makes room for another one.
bool IsGone(const Attempt& attempt, const Error& error) {
  if (attempt.Has(Defect::kTransientErrorForks)) return true;
  if (attempt.Has(Defect::kNotFoundMisclassification) && error.Is(kGatewayNotFound)) return true;
  return error.Is(kNotFound);
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
    if (!attempt.metadata().deferred_deploy) Reach(Mark::kRecordsDeferral);
    return ParkForStart(attempt);
  }
  if (attempt.Has(Defect::kReadyNeverDeployed)) return Ok();
  Reach(Mark::kDeploys);
  return Deploy(attempt, request);
}

void NoteReattachment(const Attempt& attempt, const DeployRequest& request) {
  if (request.deployment_state == DeploymentState::kNoChanges) Reach(Mark::kConverged);
  if (IsClosed(request) && !WasDeployed(request)) Reach(Mark::kClosedUndeployed);
  if (WasDeployed(request) && IsRealContext(attempt.context())) Reach(Mark::kContextKept);
  if (StatusOf(request, false) == ApplyStatus::kReverting) Reach(Mark::kRevertResumed);
}

Status ResumeRequest(Attempt& attempt, DeployRequest request) {
  if (attempt.Has(Defect::kStartOfCancelledForks) &&
      request.deployment_state == DeploymentState::kCompleteCancel) {
    return StartOver(attempt, "the deploy request was stopped");  // and what is stopped can start
  }
  if (request.deployment_state == DeploymentState::kPending) Reach(Mark::kDiffAwaited);
  if (!attempt.Has(Defect::kRecoveredPendingNeverDeployed)) {
    RELAPSE_ASSIGN(request, AwaitDiff(attempt, request));
  }
  if (FailedBeforeDeploy(attempt, request)) {
    Reach(Mark::kRequestFailed);
    return ReplaceRequest(attempt, request);
  }
  if (IsDeployable(request)) return DeployResumed(attempt, request);
  if (attempt.Has(Defect::kClosedDrDeployedAgain) && IsClosed(request) && !WasDeployed(request) &&
      request.deployment_state == DeploymentState::kReady) {
    const Result<DeployRequest> answer = attempt.api().Perform(
        DeployDeployRequest{.number = request.number, .instant_ddl = false}, attempt.WithStop());
    if (!answer.ok() && answer.error().Is(kConflict)) {
      return FailPermanently("the deploy failed", answer.error());
    }
  }
  if (request.deployment_state == DeploymentState::kNoChanges &&
      attempt.Has(Defect::kResumeNoChangesFails)) {
    return FailPermanently(Text("no changes detected"));
  }
  NoteReattachment(attempt, request);
  const bool is_context_unknown = WasDeployed(request) && !IsRealContext(attempt.context());
  if (is_context_unknown && !attempt.Has(Defect::kContextIsApplyIdForever)) {
    const Result<bool> looked = DiscoverOnce(attempt, request, DiscoveryMoment::kAfterwards);
    if (!looked.ok()) return Fail(looked.error());
    Reach(IsRealContext(attempt.context()) ? Mark::kContextRecovered : Mark::kContextUnknown);
  }
  return Ok();
}

}  // namespace

Result<bool> AdoptRequest(Attempt& attempt) {
  if (attempt.metadata().deploy_request_id != 0) return true;
  if (attempt.metadata().branch_name.empty()) return false;
  RELAPSE_ASSIGN(const std::optional<DeployRequest> found, FindOwnRequest(attempt));
  if (!found) return false;
  RELAPSE_RETURN_IF_ERROR(StoreRequest(attempt, *found));
  return true;
}

Status Resume(Attempt& attempt) {
  attempt.set_resuming(true);
  if (attempt.Has(Defect::kOptionsDropped)) attempt.DropOptions();
  if (attempt.Has(Defect::kBranchOptionNotStored)) attempt.DropBranchOption();
  RELAPSE_ASSIGN(const bool has_request, AdoptRequest(attempt));
  if (!has_request) return ResumeBranch(attempt);
  const Result<DeployRequest> request = attempt.api().Perform(
      GetDeployRequest{.number = attempt.metadata().deploy_request_id}, attempt.WithStop());
  if (request.ok()) return ResumeRequest(attempt, *request);
  if (request.error().Is(kCancelled)) return Fail(request.error());
  if (!IsGone(attempt, request.error())) {
    Reach(Mark::kRequestUnreadable);
    return Fail(request.error());
  }
  Reach(Mark::kRequestGone);
  return StartOver(attempt, "the deploy request is gone");
}

}  // namespace relapse::planetscale
