// Scenario planetscale/instant: changes that MySQL makes without copying rows.
#ifndef SCENARIOS_PLANETSCALE_INSTANT_H_
#define SCENARIOS_PLANETSCALE_INSTANT_H_

#include "harness/explore/catalogue.h"

namespace relapse::planetscale {

Scenario InstantScenario();

}  // namespace relapse::planetscale

#endif  // SCENARIOS_PLANETSCALE_INSTANT_H_
