// Giving back what an apply that ended without a deploy holds at the provider.
#ifndef ORCHESTRATION_PLANETSCALE_BRANCH_CLEANUP_H_
#define ORCHESTRATION_PLANETSCALE_BRANCH_CLEANUP_H_

#include "orchestration/planetscale/attempt.h"

namespace relapse::planetscale {

/// Closes the undeployed requests of our branch and deletes it; does nothing once one was deployed.
/// To be called after the outcome is stored, and again until it succeeds: it goes on although the
/// worker was asked to stop, because nobody else will need the branch.
Status ReclaimOwnBranch(const Attempt& attempt, ApplyStatus outcome);

/// Deletes our branch; nothing else uses it. Succeeds where it is gone already, and leaves alone
/// what somebody else made under its name, and the branch that the operator named.
Status DeleteOwnBranch(const Attempt& attempt, const CallOptions& options);

}  // namespace relapse::planetscale

#endif  // ORCHESTRATION_PLANETSCALE_BRANCH_CLEANUP_H_
