// Scenario planetscale/keyspaces: a plan over several sharded keyspaces.
#ifndef SCENARIOS_PLANETSCALE_KEYSPACES_H_
#define SCENARIOS_PLANETSCALE_KEYSPACES_H_

#include "harness/explore/catalogue.h"

namespace relapse::planetscale {

Scenario KeyspacesScenario();

}  // namespace relapse::planetscale

#endif  // SCENARIOS_PLANETSCALE_KEYSPACES_H_
