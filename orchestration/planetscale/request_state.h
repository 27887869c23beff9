// What a deploy request's fields say together. Pure.
#ifndef ORCHESTRATION_PLANETSCALE_REQUEST_STATE_H_
#define ORCHESTRATION_PLANETSCALE_REQUEST_STATE_H_

#include <string_view>

#include "orchestration/ports/apply_types.h"

namespace relapse::planetscale {

inline bool IsClosed(const DeployRequest& request) {
  return request.state == RequestState::kClosed;
}

/// Whether a deploy of it was ever accepted.
inline bool WasDeployed(const DeployRequest& request) {
  if (request.deployed_at != kNoTime) return true;
  switch (request.deployment_state) {
    case DeploymentState::kPending:
    case DeploymentState::kReady:
    case DeploymentState::kNoChanges:
    case DeploymentState::kError:
      return false;
    default:
      return true;
  }
}

/// Open, its diff done, and nobody deployed it.
inline bool IsDeployable(const DeployRequest& request) {
  return !IsClosed(request) && request.deployment_state == DeploymentState::kReady &&
         !WasDeployed(request);
}

/// Whether its deployment would not wait for the operator, who deferred its cutover: it is not to
/// be deployed.
inline bool IsUnheld(const DeployRequest& request, const ApplyOptions& options) {
  return options.defer_cutover && request.deployment.auto_cutover && !WasDeployed(request);
}
inline constexpr std::string_view kUnheldReason =
    "the cutover was deferred, but the deploy request would cut over by itself";

/// What the operator is shown (section 4.1). Settled values are final, with one exception to the
/// section's table: a cancellation in progress is still running, because it can fail.
ApplyStatus StatusOf(const DeployRequest& request, bool is_deferred);

/// Whether our revert window is over: at once, or so long after the change went live. From then and
/// not from the deploy, which may have taken hours, where the provider says when that was; no crash
/// makes the window longer, since it is the provider who remembers.
bool IsRevertWindowOver(const DeployRequest& request, const ApplyOptions& options, TimeMs now);

}  // namespace relapse::planetscale

#endif  // ORCHESTRATION_PLANETSCALE_REQUEST_STATE_H_
