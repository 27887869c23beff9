// planetscale/deferred-deploy: the deploy waits for the operator's start.
#ifndef SCENARIOS_PLANETSCALE_DEFERRED_DEPLOY_H_
#define SCENARIOS_PLANETSCALE_DEFERRED_DEPLOY_H_

#include "harness/explore/catalogue.h"

namespace relapse::planetscale {

Scenario DeferredDeployScenario();

}  // namespace relapse::planetscale

#endif  // SCENARIOS_PLANETSCALE_DEFERRED_DEPLOY_H_
