// Scenario migrations/plain-start.
#ifndef SCENARIOS_MIGRATIONS_PLAIN_START_H_
#define SCENARIOS_MIGRATIONS_PLAIN_START_H_

#include "harness/explore/catalogue.h"

namespace relapse::migrations {

Scenario PlainStartScenario();

}  // namespace relapse::migrations

#endif  // SCENARIOS_MIGRATIONS_PLAIN_START_H_
