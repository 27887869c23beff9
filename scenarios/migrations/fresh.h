// Scenario migrations/fresh.
#ifndef SCENARIOS_MIGRATIONS_FRESH_H_
#define SCENARIOS_MIGRATIONS_FRESH_H_

#include "harness/explore/catalogue.h"

namespace relapse::migrations {

Scenario FreshScenario();

}  // namespace relapse::migrations

#endif  // SCENARIOS_MIGRATIONS_FRESH_H_
