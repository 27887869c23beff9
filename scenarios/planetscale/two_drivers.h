// Scenario planetscale/two-drivers: two drivers, one apply, one claim.
#ifndef SCENARIOS_PLANETSCALE_TWO_DRIVERS_H_
#define SCENARIOS_PLANETSCALE_TWO_DRIVERS_H_

#include "harness/explore/catalogue.h"

namespace relapse::planetscale {

Scenario TwoDriversScenario();

}  // namespace relapse::planetscale

#endif  // SCENARIOS_PLANETSCALE_TWO_DRIVERS_H_
