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
  // What was undone in name only is met again where its branch comes back.
  parameters.script = {DeveloperStep{.switch_to = "other"}, DeveloperStep{.switch_to = "feature"}};
  return parameters;
}

Parameters DrawUpOnlyWorld(std::uint64_t seed) {
  Dice dice(seed);
  Parameters parameters = UpOnlyDefaults();
  DrawBranches(dice, parameters);
  DrawPeople(dice, parameters);
  parameters.newest_down = static_cast<DownFile>(1 + dice.Below(kDownFileCount - 1));
  if (dice.OneIn(2)) parameters.script.pop_back();
  parameters.begins = dice.OneIn(3) ? Beginning::kUnproven : Beginning::kOnFeature;
  return parameters;
}

}  // namespace

Scenario UpOnlyScenario() {
  return MakeScenario(
      {.name = "migrations/up-only",
       .summary = "the newest migration has no down file, or one that cannot be run",
       .defaults = UpOnlyDefaults(),
       .draw = DrawUpOnlyWorld});
}

}  // namespace relapse::migrations
