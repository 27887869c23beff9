#include "scenarios/planetscale/third_party.h"

#include "scenarios/planetscale/drawn_parameters.h"
#include "scenarios/planetscale/instance.h"

namespace relapse::planetscale {

namespace {

/// What the colleague does is a disturbance: strategies that know the basis `unsteady` or `all`
/// place it before any effect.
Parameters Defaults() {
  Parameters parameters;
  parameters.world.third_party = true;
  parameters.world.statements = 1;
  return parameters;
}

Parameters Draw(std::uint64_t seed) {
  Parameters parameters;
  parameters.world = DrawWorld(seed, Drawn::kOrdinary);
  parameters.world.third_party = true;
  if (seed % 3 == 0) {
    parameters.options.defer_deploy = true;
    parameters.operator_script = OperatorScript::kStart;
  }
  return parameters;
}

}  // namespace

Scenario ThirdPartyScenario() {
  return MakeScenario({.name = "planetscale/third-party",
                       .summary = "somebody closes our request, cancels our deployment or deletes "
                                  "our branch, at any moment",
                       .defaults = Defaults(),
                       .draw = Draw});
}

}  // namespace relapse::planetscale
