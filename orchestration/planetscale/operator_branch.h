// The branch that the operator named (Options.branch, spec/planetscale-engine.md section 1.4): it
// holds the operator's work, so that it is never created, reset or deleted here, and never deployed
// with anything on it that was not reviewed.
//
// The specification's engine has the branch made again from main first (refresh-schema), which
// discards what main has not (spec/planetscale-api.md section 7, item 23). Whether that may be lost
// is the operator's to say: here the branch is read, and the apply fails where it holds more than
// stages of the reviewed plan.
#ifndef ORCHESTRATION_PLANETSCALE_OPERATOR_BRANCH_H_
#define ORCHESTRATION_PLANETSCALE_OPERATOR_BRANCH_H_

#include "orchestration/planetscale/attempt.h"

namespace relapse::planetscale {

/// Whether this apply runs on a branch that the operator named.
bool UsesOperatorsBranch(const Attempt& attempt);

/// Stores the branch's name, and which requests were made from it before; waits until it is ready.
/// kPermanent where there is no such branch, or it is the main branch.
Status PrepareOperatorsBranch(Attempt& attempt);

/// Whether nothing is on the branch but stages of the reviewed plan. Before anything is run there:
/// kPermanent leaves it as it was.
Status CheckOperatorsBranch(const Attempt& attempt, const Credentials& credentials);

}  // namespace relapse::planetscale

#endif  // ORCHESTRATION_PLANETSCALE_OPERATOR_BRANCH_H_
