#include "scenarios/migrations/shard_folders.h"

#include "scenarios/migrations/draws.h"
#include "scenarios/migrations/instance.h"

namespace relapse::migrations {

namespace {

/// Section 7.2, rows 39 and 40.
Parameters ShardFoldersDefaults() {
  Parameters parameters;
  parameters.begins = Beginning::kOnFeature;
  parameters.trunk = 1;
  parameters.layout = Layout::kShards;
  parameters.follows = FollowedAdvice::kRun;
  parameters.script = {DeveloperStep{.switch_to = "other"}};
  return parameters;
}

Parameters DrawShardFolders(std::uint64_t seed) {
  Dice dice(seed);
  Parameters parameters = ShardFoldersDefaults();
  DrawBranches(dice, parameters);
  DrawPeople(dice, parameters);
  static constexpr Layout kLayouts[] = {Layout::kShards, Layout::kStrayFolder, Layout::kOddNames};
  parameters.layout = OneOf(dice, kLayouts);
  static constexpr Beginning kBeginnings[] = {Beginning::kUnrecorded, Beginning::kRecorded,
                                              Beginning::kOnFeature};
  parameters.begins = OneOf(dice, kBeginnings);
  if (dice.OneIn(2)) parameters.script = {DeveloperStep{}};
  return parameters;
}

}  // namespace

Scenario ShardFoldersScenario() {
  return MakeScenario(
      {.name = "migrations/shard-folders",
       .summary = "older migrations lie in folders of a hundred, beside whatever else lies there",
       .defaults = ShardFoldersDefaults(),
       .draw = DrawShardFolders});
}

}  // namespace relapse::migrations
