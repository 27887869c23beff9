// Scenario migrations/branch-switch.
#ifndef SCENARIOS_MIGRATIONS_BRANCH_SWITCH_H_
#define SCENARIOS_MIGRATIONS_BRANCH_SWITCH_H_

#include "harness/explore/catalogue.h"

namespace relapse::migrations {

Scenario BranchSwitchScenario();

}  // namespace relapse::migrations

#endif  // SCENARIOS_MIGRATIONS_BRANCH_SWITCH_H_
