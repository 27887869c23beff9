#include "scenarios/planetscale/deferred_cutover.h"

#include "scenarios/planetscale/drawn_parameters.h"
#include "scenarios/planetscale/instance.h"

namespace relapse::planetscale {

namespace {

Parameters Defaults() {
  Parameters parameters;
  parameters.world.history = {HistoricalKind::kFinished, HistoricalKind::kFailed};
  parameters.options.defer_cutover = true;
  parameters.operator_script = OperatorScript::kCutover;
  return parameters;
}

Parameters Draw(std::uint64_t seed) {
  Parameters parameters = Defaults();
  parameters.world = DrawWorld(seed, Drawn::kOrdinary);
  parameters.operator_script =
      DrawScript(seed, {OperatorScript::kCutover, OperatorScript::kCutover, OperatorScript::kNone,
                        OperatorScript::kCancelAtGate});
  DrawUnheldCutover(seed, parameters);
  return parameters;
}

}  // namespace

Scenario DeferredCutoverScenario() {
  return MakeScenario({.name = "planetscale/deferred-cutover",
                       .summary = "the deployment waits at its gate until the operator cuts over",
                       .defaults = Defaults(),
                       .draw = Draw});
}

}  // namespace relapse::planetscale
