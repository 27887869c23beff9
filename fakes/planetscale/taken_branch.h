// A name that somebody else has, or had: the branch that carries it and the deploy request that was
// made from it.
#ifndef FAKES_PLANETSCALE_TAKEN_BRANCH_H_
#define FAKES_PLANETSCALE_TAKEN_BRANCH_H_

#include "fakes/planetscale/provider_state.h"
#include "fakes/planetscale/workload.h"
#include "fakes/vitess/vitess_state.h"

namespace relapse::planetscale {

/// What somebody else changed: on main after the plan was made, on a branch, or by a deploy.
Text ForeignStatement();

/// Adds a ready branch, on which `content` was run on top of what is live.
BranchRecord& AddBranchWith(ProviderState& provider, const VitessState& vitess,
                            const Workload& workload, Text name, Text actor, TakenContent content);

/// Adds what the parameters say of `taken_branch_name`, as if made at `now`. It is foreign unless
/// it is the branch on which the operator lets our apply run; its request always is.
void TakeName(ProviderState& provider, const VitessState& vitess, const WorldParameters& parameters,
              const Workload& workload, TimeMs now, Text operators_branch = {});

}  // namespace relapse::planetscale

#endif  // FAKES_PLANETSCALE_TAKEN_BRANCH_H_
