#include "scenarios/planetscale/operator_commands.h"

#include "scenarios/planetscale/drawn_parameters.h"
#include "scenarios/planetscale/instance.h"

namespace relapse::planetscale {

namespace {

/// Both gates are the operator's; each command is given twice, and one too early.
Parameters Defaults() {
  using enum ControlOperation;
  Parameters parameters;
  parameters.options.defer_deploy = true;
  parameters.options.defer_cutover = true;
  parameters.world.statements = 1;
  parameters.commands = {
      {.shown = ApplyStatus::kWaitingForDeploy, .operation = kCutover, .after = 0},
      {.shown = ApplyStatus::kWaitingForDeploy, .operation = kStart},
      {.shown = ApplyStatus::kWaitingForDeploy, .operation = kStart, .after = 0},
      {.shown = ApplyStatus::kWaitingForCutover, .operation = kCutover},
      {.shown = ApplyStatus::kWaitingForCutover, .operation = kCutover, .after = 0}};
  return parameters;
}

Parameters Draw(std::uint64_t seed) {
  Parameters parameters;
  parameters.world = DrawWorld(seed, Drawn::kOrdinary);
  parameters.options.defer_deploy = seed % 2 == 0;
  parameters.options.defer_cutover = seed % 3 != 0;
  parameters.commands = DrawCommands(seed);
  DrawUnheldCutover(seed, parameters);
  return parameters;
}

}  // namespace

Scenario OperatorCommandsScenario() {
  return MakeScenario({.name = "planetscale/operator-commands",
                       .summary = "start, cutover and cancel at every state, given twice, too "
                                  "early, too late and in any order",
                       .defaults = Defaults(),
                       .draw = Draw});
}

}  // namespace relapse::planetscale
