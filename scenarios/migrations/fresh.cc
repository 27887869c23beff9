#include "scenarios/migrations/fresh.h"

#include "scenarios/migrations/draws.h"
#include "scenarios/migrations/instance.h"

namespace relapse::migrations {

namespace {

/// Section 7.2, row 1.
Parameters FreshDefaults() {
  Parameters parameters;
  parameters.begins = Beginning::kFresh;
  return parameters;
}

Parameters DrawFresh(std::uint64_t seed) {
  Dice dice(seed);
  Parameters parameters = FreshDefaults();
  DrawBranches(dice, parameters);
  DrawPeople(dice, parameters);
  parameters.checkout = DrawBranch(dice);
  return parameters;
}

}  // namespace

Scenario FreshScenario() {
  return MakeScenario({.name = "migrations/fresh",
                       .summary = "the first start on an empty database",
                       .defaults = FreshDefaults(),
                       .draw = DrawFresh});
}

}  // namespace relapse::migrations
