// Scenario planetscale/foreign-change: other people's changes begin, run and end beside ours.
#ifndef SCENARIOS_PLANETSCALE_FOREIGN_CHANGE_H_
#define SCENARIOS_PLANETSCALE_FOREIGN_CHANGE_H_

#include "harness/explore/catalogue.h"

namespace relapse::planetscale {

Scenario ForeignChangeScenario();

}  // namespace relapse::planetscale

#endif  // SCENARIOS_PLANETSCALE_FOREIGN_CHANGE_H_
