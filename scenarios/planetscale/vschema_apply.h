// Scenario planetscale/vschema-apply: a plan that changes VSchema beside its tables.
#ifndef SCENARIOS_PLANETSCALE_VSCHEMA_APPLY_H_
#define SCENARIOS_PLANETSCALE_VSCHEMA_APPLY_H_

#include "harness/explore/catalogue.h"

namespace relapse::planetscale {

Scenario VschemaApplyScenario();

}  // namespace relapse::planetscale

#endif  // SCENARIOS_PLANETSCALE_VSCHEMA_APPLY_H_
