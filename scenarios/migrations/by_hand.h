// Scenario migrations/by-hand.
#ifndef SCENARIOS_MIGRATIONS_BY_HAND_H_
#define SCENARIOS_MIGRATIONS_BY_HAND_H_

#include "harness/explore/catalogue.h"

namespace relapse::migrations {

Scenario ByHandScenario();

}  // namespace relapse::migrations

#endif  // SCENARIOS_MIGRATIONS_BY_HAND_H_
