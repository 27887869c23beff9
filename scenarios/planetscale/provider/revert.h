// planetscale/provider-revert: a change that is live is reverted, kept, or left to its window.
#ifndef SCENARIOS_PLANETSCALE_PROVIDER_REVERT_H_
#define SCENARIOS_PLANETSCALE_PROVIDER_REVERT_H_

#include "harness/explore/catalogue.h"

namespace relapse::planetscale::provider {

Scenario RevertScenario();

}  // namespace relapse::planetscale::provider

#endif  // SCENARIOS_PLANETSCALE_PROVIDER_REVERT_H_
