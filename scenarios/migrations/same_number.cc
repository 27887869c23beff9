#include "scenarios/migrations/same_number.h"

#include "scenarios/migrations/draws.h"
#include "scenarios/migrations/instance.h"

namespace relapse::migrations {

namespace {

/// Section 7.2, row 10: the golang-migrate of a server says "no change", and runs on it.
Parameters SameNumberDefaults() {
  Parameters parameters;
  parameters.begins = Beginning::kUnproven;
  parameters.trunk = 1;
  parameters.follows = FollowedAdvice::kRun;
  parameters.script = {DeveloperStep{.switch_to = "other"}};
  return parameters;
}

Parameters DrawSameNumber(std::uint64_t seed) {
  Dice dice(seed);
  Parameters parameters = SameNumberDefaults();
  DrawBranches(dice, parameters);
  DrawPeople(dice, parameters);
  parameters.other = 1 + dice.Below(3);
  parameters.gap = false;
  static constexpr Beginning kBeginnings[] = {Beginning::kUnproven, Beginning::kOnFeature,
                                              Beginning::kForeignFeature};
  parameters.begins = OneOf(dice, kBeginnings);
  DrawUpOnly(dice, parameters);
  return parameters;
}

}  // namespace

Scenario SameNumberScenario() {
  return MakeScenario(
      {.name = "migrations/same-number",
       .summary =
           "a server died before its migration was recorded, and another branch has its number",
       .defaults = SameNumberDefaults(),
       .draw = DrawSameNumber});
}

}  // namespace relapse::migrations
