#include "scenarios/planetscale/two_drivers.h"

#include "scenarios/common/dice.h"
#include "scenarios/planetscale/drawn_parameters.h"
#include "scenarios/planetscale/instance.h"

namespace relapse::planetscale {

namespace {

/// The smallest change: what matters here is who makes it. The provider refuses a second open
/// request of one branch, as the real one does: what a stopped driver had in hand when another took
/// over goes out all the same, and nobody else could refuse it.
Parameters Defaults() {
  Parameters parameters;
  parameters.world.statements = 1;
  parameters.world.refuse_duplicate_deploy_request = true;
  return parameters;
}

Parameters Draw(std::uint64_t seed) {
  Parameters parameters;
  parameters.world = DrawWorld(seed, Drawn::kOrdinary);
  parameters.world.refuse_duplicate_deploy_request = true;
  // Another stream than the world's: in some worlds they wait for an operator besides.
  Dice dice(seed ^ 0x67617465);
  const std::int64_t gate = dice.Below(6);
  parameters.options.defer_deploy = gate == 0 || gate == 1;
  parameters.options.defer_cutover = gate == 2;
  if (gate == 0) parameters.operator_script = OperatorScript::kStart;
  if (gate == 1) parameters.options.manual_timeout_ms = Minutes(3);
  if (gate == 2) parameters.operator_script = OperatorScript::kCutover;
  return parameters;
}

}  // namespace

Scenario TwoDriversScenario() {
  static const Text kFirst("driver-a");
  static const Text kSecond("driver-b");
  return MakeScenario({.name = "planetscale/two-drivers",
                       .summary = "two drivers share one apply by claims; one takes over while the "
                                  "other, believed dead, may still run",
                       .defaults = Defaults(),
                       .draw = Draw,
                       .drivers = {kFirst, kSecond}});
}

}  // namespace relapse::planetscale
