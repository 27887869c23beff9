// Scenario migrations/up-only.
#ifndef SCENARIOS_MIGRATIONS_UP_ONLY_H_
#define SCENARIOS_MIGRATIONS_UP_ONLY_H_

#include "harness/explore/catalogue.h"

namespace relapse::migrations {

Scenario UpOnlyScenario();

}  // namespace relapse::migrations

#endif  // SCENARIOS_MIGRATIONS_UP_ONLY_H_
