#include "orchestration/planetscale/branch_cleanup.h"

#include "orchestration/planetscale/constants.h"
#include "orchestration/planetscale/deploy_request.h"
#include "orchestration/planetscale/request_state.h"

namespace relapse::planetscale {

namespace {

/// Closes what is open of our branch. True where one was deployed: then nothing is closed.
Result<bool> CloseOpenRequests(const Attempt& attempt, const CallOptions& options) {
  const Text branch = attempt.metadata().branch_name;
  const Text main = attempt.plan().main_branch;
  RELAPSE_ASSIGN(
      const std::vector<DeployRequest> requests,
      attempt.api().Perform(ListDeployRequests{.branch = branch, .into_branch = main}, options));
  for (const DeployRequest& request : requests) {
    if (request.branch != branch || request.into_branch != main) continue;
    if (WasDeployed(request)) return true;
    if (!IsClosed(request)) {
      RELAPSE_RETURN_IF_ERROR(CloseRequest(attempt, request.number, options));
    }
  }
  return false;
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
  if (was_deployed) return Ok();
  RELAPSE_RETURN_IF_ERROR(DeleteOwnBranch(attempt, options));
  if (attempt.Has(Defect::kRequestLandsAfterCleanup)) return Ok();
  // One that landed between that look and the deletion is open for ever. Without the branch none
  // can land any more, so this look is the last.
  RELAPSE_RETURN_IF_ERROR(CloseOpenRequests(attempt, options));
  return Ok();
}

Status DeleteOwnBranch(const Attempt& attempt, const CallOptions& options) {
  const Status deleted =
      attempt.api().Perform(DeleteBranch{.branch = attempt.metadata().branch_name}, options);
  return !deleted.ok() && deleted.error().Is(kNotFound) ? Ok() : deleted;
}

}  // namespace relapse::planetscale
