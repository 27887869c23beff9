#include "scenarios/migrations/plain_start.h"

#include "scenarios/migrations/draws.h"
#include "scenarios/migrations/instance.h"

namespace relapse::migrations {

namespace {

/// Section 7.2, rows 5, 9 and 48: the second start changes nothing.
Parameters PlainStartDefaults() {
  Parameters parameters;
  parameters.begins = Beginning::kUnproven;
  parameters.trunk = 1;
  parameters.checkout = "feature";
  parameters.script = {DeveloperStep{}, DeveloperStep{}};
  return parameters;
}

Parameters DrawPlainStart(std::uint64_t seed) {
  Dice dice(seed);
  Parameters parameters = PlainStartDefaults();
  DrawBranches(dice, parameters);
  DrawPeople(dice, parameters);
  static constexpr Beginning kBeginnings[] = {Beginning::kRecorded, Beginning::kOnFeature,
                                              Beginning::kUnproven};
  parameters.begins = OneOf(dice, kBeginnings);
  return parameters;
}

}  // namespace

Scenario PlainStartScenario() {
  return MakeScenario({.name = "migrations/plain-start",
                       .summary = "a developer starts their server, twice, and nothing is wrong",
                       .defaults = PlainStartDefaults(),
                       .draw = DrawPlainStart});
}

}  // namespace relapse::migrations
