#include "scenarios/migrations/by_hand.h"

#include "scenarios/migrations/draws.h"
#include "scenarios/migrations/instance.h"

namespace relapse::migrations {

namespace {

/// Section 7.2, rows 22, 23 and 38.
Parameters ByHandDefaults() {
  Parameters parameters;
  parameters.begins = Beginning::kHandRunDown;
  parameters.trunk = 1;
  parameters.script = {DeveloperStep{.switch_to = "other"}};
  return parameters;
}

Parameters DrawByHand(std::uint64_t seed) {
  Dice dice(seed);
  Parameters parameters = ByHandDefaults();
  DrawBranches(dice, parameters);
  DrawPeople(dice, parameters);
  static constexpr Beginning kBeginnings[] = {Beginning::kHandRunDown, Beginning::kVersionLost,
                                              Beginning::kDropped, Beginning::kSchemaGone};
  parameters.begins = OneOf(dice, kBeginnings);
  parameters.script.front().switch_to = DrawBranch(dice);
  DrawUpOnly(dice, parameters);
  return parameters;
}

}  // namespace

Scenario ByHandScenario() {
  return MakeScenario(
      {.name = "migrations/by-hand",
       .summary =
           "somebody undid a migration, emptied the version table or dropped the schema by hand",
       .defaults = ByHandDefaults(),
       .draw = DrawByHand});
}

}  // namespace relapse::migrations
