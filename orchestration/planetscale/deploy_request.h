// The deploy request before its deploy: found or created, waited for, closed.
#ifndef ORCHESTRATION_PLANETSCALE_DEPLOY_REQUEST_H_
#define ORCHESTRATION_PLANETSCALE_DEPLOY_REQUEST_H_

#include <optional>

#include "orchestration/planetscale/attempt.h"

namespace relapse::planetscale {

/// Whether this apply made a request that a list of its branch's shows.
bool IsOfThisApply(const Attempt& attempt, const DeployRequest& request);

/// The deploy request of our branch into main, if there is one: an earlier attempt may have created
/// it without learning its number. One that is open comes before one that somebody deployed or
/// closed meanwhile, which is ours all the same: no request was ever made from the branch's name
/// before we chose it.
Result<std::optional<DeployRequest>> FindOwnRequest(const Attempt& attempt);

/// Makes the number of our deploy request durable, and with it the operator's wish to deploy later.
Status StoreRequest(Attempt& attempt, const DeployRequest& request);

/// Adopts our request or creates one. Its number is stored before anything else happens.
Result<DeployRequest> OpenRequest(Attempt& attempt);

/// Waits until the diff is done or somebody closes the request.
Result<DeployRequest> AwaitDiff(Attempt& attempt, DeployRequest request);

/// Closes a request that was never deployed. Succeeds where it is closed or gone already; kConflict
/// where it was deployed meanwhile.
Status CloseRequest(const Attempt& attempt, std::int64_t number, const CallOptions& options);

/// The deploy of this request waits for the operator's start. Durable before it is shown.
Status ParkForStart(Attempt& attempt);

/// "deploy request #7: " and the provider's reasons.
Text FailureReason(const DeployRequest& request);

}  // namespace relapse::planetscale

#endif  // ORCHESTRATION_PLANETSCALE_DEPLOY_REQUEST_H_
