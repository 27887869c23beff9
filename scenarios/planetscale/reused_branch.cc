#include "scenarios/planetscale/reused_branch.h"

#include "scenarios/planetscale/drawn_parameters.h"
#include "scenarios/planetscale/instance.h"

namespace relapse::planetscale {

namespace {

/// An earlier apply of the same plan left its branch, its statements on it, and an open request.
Parameters Defaults() {
  Parameters parameters;
  parameters.world.statements = 1;
  parameters.world.taken_branch_name = FirstBranchName();
  parameters.world.taken_content = TakenContent::kPlanned;
  parameters.world.taken_request = TakenRequest::kOpen;
  parameters.world.taken_by_us = true;
  return parameters;
}

Parameters Draw(std::uint64_t seed) {
  Parameters parameters;
  parameters.world = DrawWorld(seed, Drawn::kOrdinary);
  DrawTakenName(seed, parameters.world);
  if (seed % 3 == 0) parameters.world.fail_diffs = 1;
  if (seed % 5 == 0) {
    parameters.options.defer_deploy = true;
    parameters.operator_script = OperatorScript::kStart;
  }
  return parameters;
}

}  // namespace

Scenario ReusedBranchScenario() {
  return MakeScenario({.name = "planetscale/reused-branch",
                       .summary = "the name of our branch is taken, was used before, or is taken "
                                  "before we use it",
                       .defaults = Defaults(),
                       .draw = Draw});
}

}  // namespace relapse::planetscale
