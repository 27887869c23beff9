// planetscale/provider-lifecycle: the provider itself under test.
#ifndef SCENARIOS_PLANETSCALE_PROVIDER_LIFECYCLE_H_
#define SCENARIOS_PLANETSCALE_PROVIDER_LIFECYCLE_H_

#include "harness/explore/catalogue.h"

namespace relapse::planetscale::provider {

Scenario LifecycleScenario();

}  // namespace relapse::planetscale::provider

#endif  // SCENARIOS_PLANETSCALE_PROVIDER_LIFECYCLE_H_
