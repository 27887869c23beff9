// Scenario planetscale/operator-branch: the plan is applied on a branch that the operator named.
#ifndef SCENARIOS_PLANETSCALE_OPERATOR_BRANCH_H_
#define SCENARIOS_PLANETSCALE_OPERATOR_BRANCH_H_

#include "harness/explore/catalogue.h"

namespace relapse::planetscale {

Scenario OperatorBranchScenario();

}  // namespace relapse::planetscale

#endif  // SCENARIOS_PLANETSCALE_OPERATOR_BRANCH_H_
