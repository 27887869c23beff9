// Scenario migrations/cache.
#ifndef SCENARIOS_MIGRATIONS_CACHE_H_
#define SCENARIOS_MIGRATIONS_CACHE_H_

#include "harness/explore/catalogue.h"

namespace relapse::migrations {

Scenario CacheScenario();

}  // namespace relapse::migrations

#endif  // SCENARIOS_MIGRATIONS_CACHE_H_
