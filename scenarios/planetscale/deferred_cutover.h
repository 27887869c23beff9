// planetscale/deferred-cutover: the deployment is gated, the cutover waits for the operator.
#ifndef SCENARIOS_PLANETSCALE_DEFERRED_CUTOVER_H_
#define SCENARIOS_PLANETSCALE_DEFERRED_CUTOVER_H_

#include "harness/explore/catalogue.h"

namespace relapse::planetscale {

Scenario DeferredCutoverScenario();

}  // namespace relapse::planetscale

#endif  // SCENARIOS_PLANETSCALE_DEFERRED_CUTOVER_H_
