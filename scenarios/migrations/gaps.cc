#include "scenarios/migrations/gaps.h"

#include "scenarios/migrations/draws.h"
#include "scenarios/migrations/instance.h"

namespace relapse::migrations {

namespace {

/// Section 7.2, row 20.
Parameters GapsDefaults() {
  Parameters parameters;
  parameters.begins = Beginning::kOnFeature;
  parameters.trunk = 1;
  parameters.gap = true;
  parameters.follows = FollowedAdvice::kRun;
  parameters.script = {DeveloperStep{.switch_to = "trunk"}};
  return parameters;
}

Parameters DrawGaps(std::uint64_t seed) {
  Dice dice(seed);
  Parameters parameters = GapsDefaults();
  DrawBranches(dice, parameters);
  DrawPeople(dice, parameters);
  parameters.gap = true;
  parameters.begins = dice.OneIn(3) ? Beginning::kUnproven : Beginning::kOnFeature;
  parameters.script.front().switch_to = DrawBranch(dice);
  DrawUpOnly(dice, parameters);
  return parameters;
}

}  // namespace

Scenario GapsScenario() {
  return MakeScenario(
      {.name = "migrations/gaps",
       .summary = "numbers with a gap: what is undone leads to the version that is there",
       .defaults = GapsDefaults(),
       .draw = DrawGaps});
}

}  // namespace relapse::migrations
