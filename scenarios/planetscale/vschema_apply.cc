#include "scenarios/planetscale/vschema_apply.h"

#include <algorithm>

#include "scenarios/planetscale/drawn_parameters.h"
#include "scenarios/planetscale/instance.h"

namespace relapse::planetscale {

namespace {

/// 2 keyspaces with a new VSchema each, one statement beside it.
Parameters Defaults() {
  Parameters parameters;
  parameters.world.keyspaces = 2;
  parameters.world.statements = 1;
  parameters.world.vschema_changes = 2;
  return parameters;
}

Parameters Draw(std::uint64_t seed) {
  Parameters parameters;
  WorldParameters& world = parameters.world;
  world = DrawWorld(seed, Drawn::kOrdinary);
  world.vschema_changes =
      std::min<std::int64_t>(1 + static_cast<std::int64_t>(seed % 3), world.keyspaces);
  world.invalid_vschema = seed / 3 % 8 == 0;
  if (seed / 24 % 4 == 0) {
    parameters.options.defer_cutover = true;
    parameters.operator_script = OperatorScript::kCutover;
  }
  if (seed / 384 % 6 == 0) world.fail_vschema = 1;
  // Who deletes our branch makes what is known of its VSchema old.
  if (seed / 96 % 4 == 0) world.third_party = true;
  return parameters;
}

}  // namespace

Scenario VschemaApplyScenario() {
  return MakeScenario({.name = "planetscale/vschema-apply",
                       .summary = "a plan that changes VSchema beside its tables, in several "
                                  "keyspaces",
                       .defaults = Defaults(),
                       .draw = Draw});
}

}  // namespace relapse::planetscale
