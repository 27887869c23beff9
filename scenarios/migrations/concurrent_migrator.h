// Scenario migrations/concurrent-migrator.
#ifndef SCENARIOS_MIGRATIONS_CONCURRENT_MIGRATOR_H_
#define SCENARIOS_MIGRATIONS_CONCURRENT_MIGRATOR_H_

#include "harness/explore/catalogue.h"

namespace relapse::migrations {

Scenario ConcurrentMigratorScenario();

}  // namespace relapse::migrations

#endif  // SCENARIOS_MIGRATIONS_CONCURRENT_MIGRATOR_H_
