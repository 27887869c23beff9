#include "scenarios/planetscale/everything.h"

#include "scenarios/planetscale/drawn_parameters.h"
#include "scenarios/planetscale/instance.h"

namespace relapse::planetscale {

namespace {

/// A little of everything that can be in one world whose outcome is certain.
Parameters Defaults() {
  Parameters parameters;
  parameters.world.keyspaces = 2;
  parameters.world.statements = 2;
  parameters.world.history = {HistoricalKind::kFinishedRecently, HistoricalKind::kForeignRunning,
                              HistoricalKind::kForeignLater};
  parameters.world.history_trigger = HistoryTrigger::kDeployAccepted;
  parameters.world.queues_deploys = true;
  parameters.world.validating_ms = 3000;
  parameters.world.foreign_deploy_ms = 3000;
  parameters.options.defer_deploy = true;
  parameters.operator_script = OperatorScript::kStart;
  return parameters;
}

Parameters Draw(std::uint64_t seed) { return DrawAnything(seed); }

}  // namespace

Scenario EverythingScenario() {
  return MakeScenario({.name = "planetscale/everything",
                       .summary = "whatever any other scenario of the family draws, mixed",
                       .defaults = Defaults(),
                       .draw = Draw});
}

}  // namespace relapse::planetscale
