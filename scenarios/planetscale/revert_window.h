// planetscale/revert-window: a change that is live is reverted, kept, or left to its deadline.
#ifndef SCENARIOS_PLANETSCALE_REVERT_WINDOW_H_
#define SCENARIOS_PLANETSCALE_REVERT_WINDOW_H_

#include "harness/explore/catalogue.h"

namespace relapse::planetscale {

Scenario RevertWindowScenario();

}  // namespace relapse::planetscale

#endif  // SCENARIOS_PLANETSCALE_REVERT_WINDOW_H_
