#include "orchestration/planetscale/branch_cleanup.h"

#include "orchestration/planetscale/branch_setup.h"
#include "orchestration/planetscale/constants.h"
#include "orchestration/planetscale/deploy_request.h"
#include "orchestration/planetscale/operator_branch.h"
#include "orchestration/planetscale/request_state.h"

namespace relapse::planetscale {

namespace {

/// Closes what is open of our branch. True where one was deployed: then nothing is closed.
Result<bool> CloseOpenRequests(const Attempt& attempt, const CallOptions& options) {
  RELAPSE_ASSIGN(
      const std::vector<DeployRequest> requests,
      attempt.api().Perform(ListDeployRequests{.branch = attempt.metadata().branch_name,
                                               .into_branch = attempt.plan().main_branch},
                            options));
  for (const DeployRequest& request : requests) {
    if (!IsOfThisApply(attempt, request)) continue;
    if (WasDeployed(request)) return true;
    if (!IsClosed(request)) {
      RELAPSE_RETURN_IF_ERROR(CloseRequest(attempt, request.number, options));
    }
  }
  return false;
}

/// Whether the branch of the stored name is there, and ours.
Result<bool> HasOwnBranch(const Attempt& attempt, const CallOptions& options) {
  // Where a request was made from it, it was seen ready before.
  for (bool is_known = attempt.metadata().deploy_request_id != 0;; is_known = true) {
    const Result<Branch> branch =
        attempt.api().Perform(GetBranch{.branch = attempt.metadata().branch_name}, options);
    if (branch.ok()) return IsOurs(attempt, branch->actor);
    if (!branch.error().Is(kNotFound)) return Fail(branch.error());
    if (is_known) return false;
    // A creation of which nobody heard may not show yet. Nobody else needs what is cleaned up here,
    // but a worker that is asked to stop leaves it to the next.
    RELAPSE_RETURN_IF_ERROR(attempt.Wait(kBranchShows));
  }
}

}  // namespace

Status ReclaimOwnBranch(const Attempt& attempt, ApplyStatus outcome) {
  const Text branch = attempt.metadata().branch_name;
  if (branch.empty()) return Ok();
  CallOptions options = Attempt::Detached(kCleanupTimeout);
  if (attempt.Has(Defect::kCleanupUnderDeadContext)) {
    // The context of the drive itself, which a cancel or a stop has ended.
    if (outcome == ApplyStatus::kCancelled) return Ok();
    options = attempt.WithStop(kCleanupTimeout);
  }
  // A request whose creation was never answered would lose its branch: look before deleting.
  RELAPSE_ASSIGN(const bool was_deployed, CloseOpenRequests(attempt, options));
  if (was_deployed || UsesOperatorsBranch(attempt)) return Ok();
  RELAPSE_RETURN_IF_ERROR(DeleteOwnBranch(attempt, options));
  if (attempt.Has(Defect::kRequestLandsAfterCleanup)) return Ok();
  // One that landed between that look and the deletion is open for ever. Without the branch none
  // can land any more, so this look is the last.
  RELAPSE_RETURN_IF_ERROR(CloseOpenRequests(attempt, options));
  return Ok();
}

Status DeleteOwnBranch(const Attempt& attempt, const CallOptions& options) {
  if (UsesOperatorsBranch(attempt)) return Ok();
  RELAPSE_ASSIGN(const bool is_there, HasOwnBranch(attempt, options));
  if (!is_there) return Ok();
  const Status deleted =
      attempt.api().Perform(DeleteBranch{.branch = attempt.metadata().branch_name}, options);
  return !deleted.ok() && deleted.error().Is(kNotFound) ? Ok() : deleted;
}

}  // namespace relapse::planetscale
