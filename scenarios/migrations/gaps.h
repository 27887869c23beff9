// Scenario migrations/gaps.
#ifndef SCENARIOS_MIGRATIONS_GAPS_H_
#define SCENARIOS_MIGRATIONS_GAPS_H_

#include "harness/explore/catalogue.h"

namespace relapse::migrations {

Scenario GapsScenario();

}  // namespace relapse::migrations

#endif  // SCENARIOS_MIGRATIONS_GAPS_H_
