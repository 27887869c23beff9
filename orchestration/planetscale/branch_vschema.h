// The VSchema of the plan's keyspaces on the branch (spec/planetscale-engine.md section 1.2, steps
// 9 and 11). Through the API, which alone knows it; its answers may be old.
#ifndef ORCHESTRATION_PLANETSCALE_BRANCH_VSCHEMA_H_
#define ORCHESTRATION_PLANETSCALE_BRANCH_VSCHEMA_H_

#include "orchestration/planetscale/attempt.h"

namespace relapse::planetscale {

/// Gives every keyspace of the plan its VSchema, one after the other (E25). After the DDL: a
/// VSchema may name new tables. kPermanent where the provider refuses it for good.
Status ApplyBranchVschema(const Attempt& attempt);

/// The branch shows every VSchema of the plan, or kPermanent. Reads again for a while: an old
/// answer is no difference (E17).
Status ValidateBranchVschema(const Attempt& attempt);

/// Every keyspace of a branch that is not ours shows main's VSchema, or the plan's; or kPermanent.
/// Reads again for a while, as above.
Status CheckOnlyPlannedVschema(const Attempt& attempt);

}  // namespace relapse::planetscale

#endif  // ORCHESTRATION_PLANETSCALE_BRANCH_VSCHEMA_H_
