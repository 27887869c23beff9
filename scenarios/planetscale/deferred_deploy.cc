#include "scenarios/planetscale/deferred_deploy.h"

#include "scenarios/planetscale/drawn_parameters.h"
#include "scenarios/planetscale/instance.h"

namespace relapse::planetscale {

namespace {

Parameters Defaults() {
  Parameters parameters;
  parameters.world.history = {HistoricalKind::kFinished, HistoricalKind::kFailed};
  parameters.options.defer_deploy = true;
  parameters.operator_script = OperatorScript::kStart;
  return parameters;
}

Parameters Draw(std::uint64_t seed) {
  Parameters parameters = Defaults();
  parameters.world = DrawWorld(seed, Drawn::kOrdinary);
  parameters.operator_script =
      DrawScript(seed, {OperatorScript::kStart, OperatorScript::kStart, OperatorScript::kNone,
                        OperatorScript::kCancelAtGate});
  return parameters;
}

}  // namespace

Scenario DeferredDeployScenario() {
  return MakeScenario({.name = "planetscale/deferred-deploy",
                       .summary = "the deploy request parks until the operator starts its deploy",
                       .defaults = Defaults(),
                       .draw = Draw});
}

}  // namespace relapse::planetscale
