// The engine: takes one apply from whatever was left of it to a deploy request that only has to be
// followed. Stateless: all it knows is the plan and what is stored.
#ifndef ORCHESTRATION_PLANETSCALE_ENGINE_H_
#define ORCHESTRATION_PLANETSCALE_ENGINE_H_

#include "orchestration/planetscale/attempt.h"
#include "orchestration/planetscale/branch_setup.h"

namespace relapse::planetscale {

/// Starts the apply, or goes on with it. Then its deploy request is deployed, parked for the
/// operator's start, or has ended. Errors: kCancelled hands over, kPermanent fails the apply,
/// kCancelledByOperator cancels it, every other is retryable.
Status Apply(Attempt& attempt);

/// Gives Apply's deploy request a number where an earlier attempt did not learn it. False: there is
/// none.
Result<bool> AdoptRequest(Attempt& attempt);

// The parts of Apply. fresh_apply.cc:

/// A branch, the plan on it, a deploy request, its deploy.
Status ApplyFresh(Attempt& attempt);

/// The same from a branch that is ready.
Status ApplyOnBranch(Attempt& attempt, BranchContent content);

/// A fresh start under a new branch name. Forgets the ids of what failed, keeping them as
/// predecessors. Fails for good, with the reason `why`, where that was tried too often.
Status StartOver(Attempt& attempt, Text why);

/// Closes a request that failed before its deploy, deletes its branch, and starts over.
Status ReplaceRequest(Attempt& attempt, const DeployRequest& request);

// resume.cc:

/// Goes on from what is stored.
Status Resume(Attempt& attempt);

}  // namespace relapse::planetscale

#endif  // ORCHESTRATION_PLANETSCALE_ENGINE_H_
