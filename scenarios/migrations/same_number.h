// Scenario migrations/same-number.
#ifndef SCENARIOS_MIGRATIONS_SAME_NUMBER_H_
#define SCENARIOS_MIGRATIONS_SAME_NUMBER_H_

#include "harness/explore/catalogue.h"

namespace relapse::migrations {

Scenario SameNumberScenario();

}  // namespace relapse::migrations

#endif  // SCENARIOS_MIGRATIONS_SAME_NUMBER_H_
