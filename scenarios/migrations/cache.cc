#include "scenarios/migrations/cache.h"

#include "scenarios/migrations/draws.h"
#include "scenarios/migrations/instance.h"

namespace relapse::migrations {

namespace {

/// Section 7.2, rows 16 and 17: whatever lies there decides nothing.
Parameters CacheDefaults() {
  Parameters parameters;
  parameters.begins = Beginning::kOnFeature;
  parameters.trunk = 1;
  parameters.cache = CacheBeginning::kStale;
  parameters.follows = FollowedAdvice::kRun;
  parameters.script = {DeveloperStep{.switch_to = "other"}};
  return parameters;
}

Parameters DrawCache(std::uint64_t seed) {
  Dice dice(seed);
  Parameters parameters = CacheDefaults();
  DrawBranches(dice, parameters);
  DrawPeople(dice, parameters);
  parameters.cache = dice.OneOf<CacheBeginning>(kCacheBeginningCount);
  static constexpr Beginning kBeginnings[] = {Beginning::kRecorded, Beginning::kOnFeature,
                                              Beginning::kUnproven};
  parameters.begins = OneOf(dice, kBeginnings);
  return parameters;
}

}  // namespace

Scenario CacheScenario() {
  return MakeScenario(
      {.name = "migrations/cache",
       .summary = "the cache is lost, torn, stale, unreadable or of another database",
       .defaults = CacheDefaults(),
       .draw = DrawCache});
}

}  // namespace relapse::migrations
