// Scenario migrations/first-adoption.
#ifndef SCENARIOS_MIGRATIONS_FIRST_ADOPTION_H_
#define SCENARIOS_MIGRATIONS_FIRST_ADOPTION_H_

#include "harness/explore/catalogue.h"

namespace relapse::migrations {

Scenario FirstAdoptionScenario();

}  // namespace relapse::migrations

#endif  // SCENARIOS_MIGRATIONS_FIRST_ADOPTION_H_
