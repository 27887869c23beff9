// Scenario planetscale/provider-flaps: a provider whose steps fail and have to be taken again.
#ifndef SCENARIOS_PLANETSCALE_PROVIDER_FLAPS_H_
#define SCENARIOS_PLANETSCALE_PROVIDER_FLAPS_H_

#include "harness/explore/catalogue.h"

namespace relapse::planetscale {

Scenario ProviderFlapsScenario();

}  // namespace relapse::planetscale

#endif  // SCENARIOS_PLANETSCALE_PROVIDER_FLAPS_H_
