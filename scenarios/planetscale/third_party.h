// Scenario planetscale/third-party: a colleague closes, cancels, deploys or deletes what is ours.
#ifndef SCENARIOS_PLANETSCALE_THIRD_PARTY_H_
#define SCENARIOS_PLANETSCALE_THIRD_PARTY_H_

#include "harness/explore/catalogue.h"

namespace relapse::planetscale {

Scenario ThirdPartyScenario();

}  // namespace relapse::planetscale

#endif  // SCENARIOS_PLANETSCALE_THIRD_PARTY_H_
