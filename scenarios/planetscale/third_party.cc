#include "scenarios/planetscale/third_party.h"

#include "scenarios/common/dice.h"
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
  // Another stream than the world's.
  Dice dice(seed ^ 0x636f6c6c65616775);
  if (dice.OneIn(4)) parameters.world.colleague_deploys_ms = 500 * (1 + dice.Below(20));
  if (dice.OneIn(4)) {
    parameters.world.api_outage_ms = Seconds(10);
    parameters.world.api_outage_trigger = OutageTrigger::kRequestCreated;
  }
  DrawUnheldCutover(seed, parameters);
  if (seed % 3 == 0) {
    parameters.options.defer_deploy = true;
    parameters.operator_script = OperatorScript::kStart;
  }
  return parameters;
}

}  // namespace

Scenario ThirdPartyScenario() {
  return MakeScenario({.name = "planetscale/third-party",
                       .summary =
                           "somebody closes or deploys our request, cancels our deployment or "
                           "deletes our branch, at any moment",
                       .defaults = Defaults(),
                       .draw = Draw});
}

}  // namespace relapse::planetscale
