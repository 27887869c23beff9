// Scenario planetscale/everything: whatever any other scenario of the family draws, mixed.
#ifndef SCENARIOS_PLANETSCALE_EVERYTHING_H_
#define SCENARIOS_PLANETSCALE_EVERYTHING_H_

#include "harness/explore/catalogue.h"

namespace relapse::planetscale {

Scenario EverythingScenario();

}  // namespace relapse::planetscale

#endif  // SCENARIOS_PLANETSCALE_EVERYTHING_H_
