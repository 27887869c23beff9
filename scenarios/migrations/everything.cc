#include "scenarios/migrations/everything.h"

#include "scenarios/migrations/draws.h"
#include "scenarios/migrations/instance.h"

namespace relapse::migrations {

namespace {

/// What most developers see; the draw is what this scenario is for.
Parameters EverythingDefaults() {
  Parameters parameters;
  parameters.begins = Beginning::kOnFeature;
  parameters.trunk = 1;
  parameters.script = {DeveloperStep{.switch_to = "other"}};
  return parameters;
}

Parameters DrawEverything(std::uint64_t seed) {
  Dice dice(seed);
  Parameters parameters = EverythingDefaults();
  DrawBranches(dice, parameters);
  DrawPeople(dice, parameters);
  parameters.begins = dice.OneOf<Beginning>(kBeginningCount);
  if (dice.OneIn(3)) parameters.newest_down = dice.OneOf<DownFile>(kDownFileCount);
  if (dice.OneIn(3)) parameters.edit = dice.OneOf<FileEdit>(kFileEditCount);
  if (dice.OneIn(2)) parameters.layout = dice.OneOf<Layout>(kLayoutCount);
  if (dice.OneIn(2)) parameters.cache = dice.OneOf<CacheBeginning>(kCacheBeginningCount);
  if (dice.OneIn(4)) parameters.foreign = dice.OneOf<Foreign>(kForeignCount);
  parameters.foreign_for_ms = Seconds(1 + dice.Below(20));
  parameters.checkout = DrawBranch(dice);
  const std::int64_t steps = 1 + dice.Below(3);
  parameters.script.assign(static_cast<std::size_t>(steps), DeveloperStep{});
  for (DeveloperStep& step : parameters.script) step = DrawStep(dice);
  return parameters;
}

}  // namespace

Scenario EverythingScenario() {
  return MakeScenario(
      {.name = "migrations/everything",
       .summary =
           "everything at once: beginnings, branches, edits, layouts, caches, others, scripts",
       .defaults = EverythingDefaults(),
       .draw = DrawEverything});
}

}  // namespace relapse::migrations
