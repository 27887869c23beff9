// Scenario planetscale/reused-branch: the name of our branch is taken, or was used before.
#ifndef SCENARIOS_PLANETSCALE_REUSED_BRANCH_H_
#define SCENARIOS_PLANETSCALE_REUSED_BRANCH_H_

#include "harness/explore/catalogue.h"

namespace relapse::planetscale {

Scenario ReusedBranchScenario();

}  // namespace relapse::planetscale

#endif  // SCENARIOS_PLANETSCALE_REUSED_BRANCH_H_
