#include "scenarios/planetscale/operator_branch.h"

#include "scenarios/common/dice.h"
#include "scenarios/planetscale/drawn_parameters.h"
#include "scenarios/planetscale/instance.h"

namespace relapse::planetscale {

namespace {

/// The branch is as main; an earlier apply of ours from it went live.
Parameters Defaults() {
  Parameters parameters;
  parameters.world.statements = 2;
  parameters.options.branch = OperatorsBranchName();
  parameters.world.taken_branch_name = OperatorsBranchName();
  parameters.world.taken_content = TakenContent::kAsMain;
  parameters.world.taken_request = TakenRequest::kComplete;
  parameters.world.taken_by_us = true;
  return parameters;
}

Parameters Draw(std::uint64_t seed) {
  Parameters parameters;
  parameters.world = DrawWorld(seed, Drawn::kOrdinary);
  DrawOperatorsBranch(seed, parameters);
  // Another stream than those.
  Dice dice(seed ^ 0x6f70657261746f72);
  if (dice.OneIn(4)) parameters.world.fail_diffs = 1;
  if (dice.OneIn(4)) parameters.world.third_party = true;
  if (dice.OneIn(3)) {
    parameters.options.defer_deploy = true;
    parameters.operator_script =
        dice.OneIn(2) ? OperatorScript::kStart : OperatorScript::kCancelAtGate;
  }
  return parameters;
}

}  // namespace

Scenario OperatorBranchScenario() {
  return MakeScenario({.name = "planetscale/operator-branch",
                       .summary = "the plan is applied on a branch that the operator named, which "
                                  "may hold other work and have old deploy requests",
                       .defaults = Defaults(),
                       .draw = Draw});
}

}  // namespace relapse::planetscale
