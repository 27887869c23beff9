#include "orchestration/planetscale/branch_changes.h"
#include "orchestration/planetscale/branch_cleanup.h"
#include "orchestration/planetscale/branch_schema.h"
#include "orchestration/planetscale/branch_vschema.h"
#include "orchestration/planetscale/constants.h"
#include "orchestration/planetscale/deploy.h"
#include "orchestration/planetscale/deploy_request.h"
#include "orchestration/planetscale/engine.h"
#include "orchestration/planetscale/marks.h"
#include "orchestration/planetscale/operator_branch.h"
#include "orchestration/planetscale/planned_changes.h"
#include "orchestration/planetscale/request_state.h"

namespace relapse::planetscale {

namespace {

Status PrepareBranch(Attempt& attempt, BranchContent content) {
  attempt.Show(ApplyStatus::kApplyingBranchChanges);
  RELAPSE_ASSIGN(const Credentials credentials, CreatePassword(attempt));
  if (UsesOperatorsBranch(attempt)) {
    RELAPSE_RETURN_IF_ERROR(CheckOperatorsBranch(attempt, credentials));
  }
  RELAPSE_RETURN_IF_ERROR(ApplyBranchChanges(attempt, credentials, content));
  const bool drops_vschema = attempt.is_resuming() && attempt.Has(Defect::kResumeDropsVschema);
  if (!drops_vschema) RELAPSE_RETURN_IF_ERROR(ApplyBranchVschema(attempt));
  if (attempt.is_resuming() && attempt.Has(Defect::kResumeSkipsValidation)) return Ok();
  attempt.Show(ApplyStatus::kValidatingBranch);
  RELAPSE_RETURN_IF_ERROR(ValidateBranch(attempt, credentials));
  return drops_vschema ? Ok() : ValidateBranchVschema(attempt);
}

/// What becomes of the request of a resumed branch.
void NoteNewRequest(const Attempt& attempt, const DeployRequest& request) {
  if (!attempt.is_resuming()) return;
  if (request.deployment_state == DeploymentState::kError) Reach(Mark::kNewFailed);
  if (request.deployment_state == DeploymentState::kNoChanges) Reach(Mark::kNewConverged);
  if (!IsDeployable(request)) return;
  Reach(attempt.options().defer_deploy ? Mark::kNewDeferred : Mark::kNewDeployed);
}

/// A new request, from its creation to its deploy.
Status DeployNew(Attempt& attempt, const DeployRequest& created) {
  RELAPSE_ASSIGN(const DeployRequest request, AwaitDiff(attempt, created));
  NoteNewRequest(attempt, request);
  if (request.deployment_state == DeploymentState::kError && !WasDeployed(request)) {
    return ReplaceRequest(attempt, request);
  }
  if (request.deployment_state == DeploymentState::kNoChanges &&
      attempt.Has(attempt.is_resuming() ? Defect::kResumeNoChangesFails
                                        : Defect::kNoChangesIsFailure)) {
    return FailPermanently(Text("no changes detected"));
  }
  if (!IsDeployable(request)) return Ok();  // converged, or closed by somebody: followed to its end
  if (attempt.options().defer_deploy) return ParkForStart(attempt);
  return Deploy(attempt, request);
}

}  // namespace

Status ApplyFresh(Attempt& attempt) {
  attempt.set_resuming(false);
  // VSchema alone is published at once (spec/planetscale-api.md section 2.2, T8): nothing would
  // hold it until the operator's cutover (S-DEFER-CUTOVER). Refused before there is a request that
  // somebody else may deploy.
  if (attempt.options().defer_cutover && IsVschemaAlone(attempt.plan())) {
    return FailPermanently(
        Text("the cutover was deferred, but a change of VSchema alone has none to wait at"));
  }
  if (UsesOperatorsBranch(attempt)) {
    RELAPSE_RETURN_IF_ERROR(PrepareOperatorsBranch(attempt));
    return ApplyOnBranch(attempt, BranchContent::kUnknown);
  }
  for (;;) {
    RELAPSE_ASSIGN(const BranchContent content, CreateOwnBranch(attempt));
    const Status ready = AwaitBranchReady(attempt);
    if (ready.ok()) return ApplyOnBranch(attempt, content);
    if (!ready.error().Is(kNameLost)) return ready;
    GiveUpName(attempt);
  }
}

Status StartOver(Attempt& attempt, Text why) {
  ResumeMetadata next;
  next.predecessors = attempt.metadata().predecessors;
  if (next.predecessors.size() >= kMostPredecessors) return FailPermanently(why);
  next.predecessors.push_back({.branch_name = attempt.metadata().branch_name,
                               .deploy_request_id = attempt.metadata().deploy_request_id});
  // Stored together with the name of the new branch.
  attempt.KeepInMemory(std::move(next));
  attempt.KeepContextInMemory(attempt.apply_id());
  attempt.Log("starting over with a new branch");
  return ApplyFresh(attempt);
}

Status ReplaceRequest(Attempt& attempt, const DeployRequest& request) {
  if (!WasDeployed(request)) {
    if (!IsClosed(request)) {
      RELAPSE_RETURN_IF_ERROR(CloseRequest(attempt, request.number, attempt.WithStop()));
    }
    if (!attempt.Has(Defect::kErrorDrRestartReusesDirtyBranch)) {
      RELAPSE_RETURN_IF_ERROR(DeleteOwnBranch(attempt, attempt.WithStop(kCleanupTimeout)));
    }
  }
  return StartOver(attempt, FailureReason(request));
}

Status ApplyOnBranch(Attempt& attempt, BranchContent content) {
  RELAPSE_RETURN_IF_ERROR(PrepareBranch(attempt, content));
  RELAPSE_RETURN_IF_ERROR(attempt.StopIfCancelled());
  attempt.Show(ApplyStatus::kCreatingDeployRequest);
  RELAPSE_ASSIGN(const DeployRequest request, OpenRequest(attempt));
  attempt.Show(ApplyStatus::kValidatingDeployRequest);
  return DeployNew(attempt, request);
}

}  // namespace relapse::planetscale
