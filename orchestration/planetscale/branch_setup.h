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

/// The main branch. kPermanent where there is none, or it has no safe migrations.
Result<Branch> ReadMain(const Attempt& attempt);

/// Chooses a free name, or takes the stored one, stores it, and creates the branch.
Result<BranchContent> CreateOwnBranch(Attempt& attempt);

/// Whether one of our workers made the branch or deploy request that the API shows with this actor.
/// A name alone proves nothing: between our storing it and our using it, anybody may have taken it.
bool IsOurs(const Attempt& attempt, Text actor);

/// Waits until the branch is ready. kNotFound where there is none, kNameLost where it is neither
/// ours nor the one that the operator named.
Status AwaitBranchReady(Attempt& attempt);

/// After kNameLost: the next fresh start chooses another name, and stores it before using it.
void GiveUpName(Attempt& attempt);

Result<Credentials> CreatePassword(const Attempt& attempt);

}  // namespace relapse::planetscale

#endif  // ORCHESTRATION_PLANETSCALE_BRANCH_SETUP_H_
