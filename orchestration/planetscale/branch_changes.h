// Running the reviewed statements on the branch: keyspaces as tasks, each retried on its own.
#ifndef ORCHESTRATION_PLANETSCALE_BRANCH_CHANGES_H_
#define ORCHESTRATION_PLANETSCALE_BRANCH_CHANGES_H_

#include "orchestration/planetscale/attempt.h"
#include "orchestration/planetscale/branch_setup.h"

namespace relapse::planetscale {

/// Runs what the branch lacks of the plan. DDL is not transactional: after a failure any part of it
/// may have been run, so every retry reads the branch first.
Status ApplyBranchChanges(const Attempt& attempt, const Credentials& credentials,
                          BranchContent content);

}  // namespace relapse::planetscale

#endif  // ORCHESTRATION_PLANETSCALE_BRANCH_CHANGES_H_
