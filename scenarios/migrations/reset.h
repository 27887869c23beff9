// Scenario migrations/reset.
#ifndef SCENARIOS_MIGRATIONS_RESET_H_
#define SCENARIOS_MIGRATIONS_RESET_H_

#include "harness/explore/catalogue.h"

namespace relapse::migrations {

Scenario ResetScenario();

}  // namespace relapse::migrations

#endif  // SCENARIOS_MIGRATIONS_RESET_H_
