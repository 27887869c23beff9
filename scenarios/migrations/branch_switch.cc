#include "scenarios/migrations/branch_switch.h"

#include "scenarios/common/dice.h"
#include "scenarios/migrations/instance.h"

namespace relapse::migrations {

namespace {

/// The flagship of section 7.2, row 4: another branch with the same number is checked out, and
/// what was applied is rolled back as advised.
Parameters Defaults() {
  Parameters parameters;
  parameters.begins = Beginning::kOnFeature;
  parameters.trunk = 1;
  parameters.follows = FollowedAdvice::kRun;
  parameters.script = {DeveloperStep{.switch_to = "other"}};
  return parameters;
}

Parameters Draw(std::uint64_t seed) {
  Dice dice(seed);
  Parameters parameters = Defaults();
  parameters.trunk = 1 + dice.Below(3);
  parameters.feature = 1 + dice.Below(3);
  parameters.other = dice.Below(3);
  parameters.gap = dice.OneIn(3);
  parameters.driver = dice.OneOf<migrator::DriverKind>(3);
  parameters.begins = dice.OneIn(2) ? Beginning::kUnproven : Beginning::kOnFeature;
  parameters.follows = dice.OneOf<FollowedAdvice>(kFollowedAdviceCount);
  return parameters;
}

}  // namespace

Scenario BranchSwitchScenario() {
  return MakeScenario({.name = "migrations/branch-switch",
                       .summary = "a branch with other migrations is checked out over a database "
                                  "that has those of the one before",
                       .defaults = Defaults(),
                       .draw = Draw});
}

}  // namespace relapse::migrations
