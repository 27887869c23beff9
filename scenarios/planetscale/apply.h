// planetscale/apply: one reviewed plan, nobody else about. The scenario that everything stands on.
#ifndef SCENARIOS_PLANETSCALE_APPLY_H_
#define SCENARIOS_PLANETSCALE_APPLY_H_

#include "harness/explore/catalogue.h"

namespace relapse::planetscale {

Scenario ApplyScenario();

}  // namespace relapse::planetscale

#endif  // SCENARIOS_PLANETSCALE_APPLY_H_
