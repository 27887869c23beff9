// Scenario migrations/dirty.
#ifndef SCENARIOS_MIGRATIONS_DIRTY_H_
#define SCENARIOS_MIGRATIONS_DIRTY_H_

#include "harness/explore/catalogue.h"

namespace relapse::migrations {

Scenario DirtyScenario();

}  // namespace relapse::migrations

#endif  // SCENARIOS_MIGRATIONS_DIRTY_H_
