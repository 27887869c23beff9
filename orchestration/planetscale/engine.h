// The engine: takes one apply from whatever was left of it to a deploy request that only has to be
// followed. Stateless: all it knows is the plan and what is stored.
#ifndef ORCHESTRATION_PLANETSCALE_ENGINE_H_
#define ORCHESTRATION_PLANETSCALE_ENGINE_H_

#include "orchestration/planetscale/attempt.h"

namespace relapse::planetscale {

/// Starts the apply, or goes on with it. Then its deploy request is deployed, parked for the operator's
/// start, or has ended. Errors: kCancelled hands over, kPermanent fails the apply, kCancelledByOperator
/// cancels it, every other is retryable.
Status Apply(Attempt& attempt);

// The parts, for each other.

/// A branch, the plan on it, and a deploy request (fresh_apply.cc).
Status ApplyFresh(Attempt& attempt);

/// From a branch with `content` to the end (fresh_apply.cc).
Status ApplyOnBranch(Attempt& attempt, Credentials credentials, BranchContent content);

/// Waits for the diff of `request` and does what follows from it (fresh_apply.cc).
Status DeployWhenReady(Attempt& attempt, const DeployRequest& request);

/// Goes on from what is stored (resume.cc).
Status Resume(Attempt& attempt);

}  // namespace relapse::planetscale

#endif  // ORCHESTRATION_PLANETSCALE_ENGINE_H_
