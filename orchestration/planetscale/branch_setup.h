// Our own branch: its name, its creation and the way into it.
#ifndef ORCHESTRATION_PLANETSCALE_BRANCH_SETUP_H_
#define ORCHESTRATION_PLANETSCALE_BRANCH_SETUP_H_

#include "orchestration/planetscale/attempt.h"

namespace relapse::planetscale {

/// What is known about the tables of a branch.
enum class BranchContent {
  kAsMain,   ///< just created: nothing of the plan was run
  kUnknown,  ///< any part of the plan may have been run
};

/// The name of the n-th branch of a plan, from 0.
Text BranchName(const ReviewedPlan& plan, std::size_t n);

/// Chooses a free name, or takes the stored one, stores it, and creates the branch.
Result<BranchContent> CreateOwnBranch(Attempt& attempt);

/// Waits until the branch is ready. kNotFound where there is none.
Status AwaitBranchReady(Attempt& attempt);

Result<Credentials> CreatePassword(const Attempt& attempt);

}  // namespace relapse::planetscale

#endif  // ORCHESTRATION_PLANETSCALE_BRANCH_SETUP_H_
