// Scenario migrations/everything.
#ifndef SCENARIOS_MIGRATIONS_EVERYTHING_H_
#define SCENARIOS_MIGRATIONS_EVERYTHING_H_

#include "harness/explore/catalogue.h"

namespace relapse::migrations {

Scenario EverythingScenario();

}  // namespace relapse::migrations

#endif  // SCENARIOS_MIGRATIONS_EVERYTHING_H_
