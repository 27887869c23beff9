#include "scenarios/migrations/up_only.h"

#include "scenarios/migrations/draws.h"
#include "scenarios/migrations/instance.h"

namespace relapse::migrations {

namespace {

/// Section 7.2, rows 21 and 33.
Parameters UpOnlyDefaults() {
  Parameters parameters;
  parameters.begins = Beginning::kOnFeature;
  parameters.trunk = 1;
  parameters.newest_down = DownFile::kAbsent;
  parameters.follows = FollowedAdvice::kRun;
  parameters.script = {DeveloperStep{.switch_to = "other"}};
  return parameters;
}

Parameters DrawUpOnly(std::uint64_t seed) {
  Dice dice(seed);
  Parameters parameters = UpOnlyDefaults();
  DrawBranches(dice, parameters);
  DrawPeople(dice, parameters);
  parameters.newest_down = static_cast<DownFile>(1 + dice.Below(kDownFileCount - 1));
  // Whoever tries what fails again and again gets nowhere.
  if (parameters.newest_down == DownFile::kFails) parameters.follows = FollowedAdvice::kFirst;
  parameters.begins = dice.OneIn(3) ? Beginning::kUnproven : Beginning::kOnFeature;
  return parameters;
}

}  // namespace

Scenario UpOnlyScenario() {
  return MakeScenario(
      {.name = "migrations/up-only",
       .summary = "the newest migration has no down file, or one that cannot be run",
       .defaults = UpOnlyDefaults(),
       .draw = DrawUpOnly});
}

}  // namespace relapse::migrations
