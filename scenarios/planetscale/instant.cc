#include "scenarios/planetscale/instant.h"

#include "scenarios/planetscale/drawn_parameters.h"
#include "scenarios/planetscale/instance.h"

namespace relapse::planetscale {

namespace {

/// Nothing is copied, nothing waits for a cutover, and there is no revert window.
Parameters Defaults() {
  Parameters parameters;
  parameters.world.workload = WorkloadKind::kInstant;
  parameters.world.statements = 2;
  parameters.world.history = {HistoricalKind::kFinished, HistoricalKind::kFinishedRecently};
  return parameters;
}

Parameters Draw(std::uint64_t seed) {
  Parameters parameters;
  parameters.world = DrawWorld(seed, Drawn::kOrdinary);
  parameters.world.workload = WorkloadKind::kInstant;
  if (parameters.world.statements == 0) parameters.world.statements = 1;
  // A deferred cutover declines instant DDL.
  if (seed % 4 == 0) {
    parameters.options.defer_cutover = true;
    parameters.operator_script = OperatorScript::kCutover;
  }
  return parameters;
}

}  // namespace

Scenario InstantScenario() {
  return MakeScenario({.name = "planetscale/instant",
                       .summary = "changes that MySQL makes without copying rows: no cutover to "
                                  "wait for and nothing to revert",
                       .defaults = Defaults(),
                       .draw = Draw});
}

}  // namespace relapse::planetscale
