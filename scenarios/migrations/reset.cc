#include "scenarios/migrations/reset.h"

#include "scenarios/migrations/draws.h"
#include "scenarios/migrations/instance.h"

namespace relapse::migrations {

namespace {

/// Section 7.2, rows 42 and 43.
Parameters ResetDefaults() {
  Parameters parameters;
  parameters.begins = Beginning::kOnFeature;
  parameters.trunk = 1;
  DeveloperStep step{.switch_to = "trunk"};
  step.run.reset = true;
  step.run.confirmed_target = Text(kTarget);
  // And the work goes on.
  parameters.script = {step, DeveloperStep{.switch_to = "other"}};
  return parameters;
}

Parameters DrawReset(std::uint64_t seed) {
  Dice dice(seed);
  Parameters parameters = ResetDefaults();
  DrawBranches(dice, parameters);
  DrawPeople(dice, parameters);
  parameters.begins = dice.OneOf<Beginning>(kBeginningCount);
  Request& run = parameters.script.front().run;
  static constexpr std::string_view kTargets[] = {kTarget, "", "localhost:5432/other"};
  run.confirmed_target = Text(OneOf(dice, kTargets));
  run.rollback = dice.OneIn(6);
  return parameters;
}

}  // namespace

Scenario ResetScenario() {
  return MakeScenario({.name = "migrations/reset",
                       .summary = "the database is destroyed as asked and confirmed, and made anew",
                       .defaults = ResetDefaults(),
                       .draw = DrawReset});
}

}  // namespace relapse::migrations
