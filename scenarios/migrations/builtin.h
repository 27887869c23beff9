// Scenarios migrations/builtin-server and migrations/builtin-reset.
#ifndef SCENARIOS_MIGRATIONS_BUILTIN_H_
#define SCENARIOS_MIGRATIONS_BUILTIN_H_

#include "harness/explore/catalogue.h"

namespace relapse::migrations {

Scenario BuiltinServerScenario();
Scenario BuiltinResetScenario();

}  // namespace relapse::migrations

#endif  // SCENARIOS_MIGRATIONS_BUILTIN_H_
