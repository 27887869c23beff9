// planetscale/vschema: a change of VSchema, alone or beside DDL.
#ifndef SCENARIOS_PLANETSCALE_PROVIDER_VSCHEMA_H_
#define SCENARIOS_PLANETSCALE_PROVIDER_VSCHEMA_H_

#include "harness/explore/catalogue.h"

namespace relapse::planetscale::provider {

Scenario VschemaScenario();

}  // namespace relapse::planetscale::provider

#endif  // SCENARIOS_PLANETSCALE_PROVIDER_VSCHEMA_H_
