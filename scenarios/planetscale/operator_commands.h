// Scenario planetscale/operator-commands: every command at every state, twice and in any order.
#ifndef SCENARIOS_PLANETSCALE_OPERATOR_COMMANDS_H_
#define SCENARIOS_PLANETSCALE_OPERATOR_COMMANDS_H_

#include "harness/explore/catalogue.h"

namespace relapse::planetscale {

Scenario OperatorCommandsScenario();

}  // namespace relapse::planetscale

#endif  // SCENARIOS_PLANETSCALE_OPERATOR_COMMANDS_H_
