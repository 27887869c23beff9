#include "scenarios/migrations/branch_switch.h"

#include "scenarios/migrations/draws.h"
#include "scenarios/migrations/instance.h"

namespace relapse::migrations {

namespace {

/// The flagship of section 7.2, row 4: another branch with the same number is checked out, and
/// what was applied is rolled back as advised.
Parameters BranchSwitchDefaults() {
  Parameters parameters;
  parameters.begins = Beginning::kOnFeature;
  parameters.trunk = 1;
  parameters.follows = FollowedAdvice::kRun;
  parameters.script = {DeveloperStep{.switch_to = "other"}};
  return parameters;
}

Parameters DrawBranchSwitch(std::uint64_t seed) {
  Dice dice(seed);
  Parameters parameters = BranchSwitchDefaults();
  DrawBranches(dice, parameters);
  DrawPeople(dice, parameters);
  parameters.begins = dice.OneIn(2) ? Beginning::kUnproven : Beginning::kOnFeature;
  return parameters;
}

}  // namespace

Scenario BranchSwitchScenario() {
  return MakeScenario({.name = "migrations/branch-switch",
                       .summary = "a branch with other migrations is checked out over a database "
                                  "that has those of the one before",
                       .defaults = BranchSwitchDefaults(),
                       .draw = DrawBranchSwitch});
}

}  // namespace relapse::migrations
