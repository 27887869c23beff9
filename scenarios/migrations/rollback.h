// Scenario migrations/rollback.
#ifndef SCENARIOS_MIGRATIONS_ROLLBACK_H_
#define SCENARIOS_MIGRATIONS_ROLLBACK_H_

#include "harness/explore/catalogue.h"

namespace relapse::migrations {

Scenario RollbackScenario();

}  // namespace relapse::migrations

#endif  // SCENARIOS_MIGRATIONS_ROLLBACK_H_
