// Scenario planetscale/provider-busy: a provider that says 'not yet' for a long time.
#ifndef SCENARIOS_PLANETSCALE_PROVIDER_BUSY_H_
#define SCENARIOS_PLANETSCALE_PROVIDER_BUSY_H_

#include "harness/explore/catalogue.h"

namespace relapse::planetscale {

Scenario ProviderBusyScenario();

}  // namespace relapse::planetscale

#endif  // SCENARIOS_PLANETSCALE_PROVIDER_BUSY_H_
