#include "scenarios/migrations/first_adoption.h"

#include "scenarios/migrations/draws.h"
#include "scenarios/migrations/instance.h"

namespace relapse::migrations {

namespace {

/// Section 7.2, rows 2 and 24.
Parameters FirstAdoptionDefaults() {
  Parameters parameters;
  parameters.begins = Beginning::kUnrecorded;
  return parameters;
}

Parameters DrawFirstAdoption(std::uint64_t seed) {
  Dice dice(seed);
  Parameters parameters = FirstAdoptionDefaults();
  DrawBranches(dice, parameters);
  DrawPeople(dice, parameters);
  static constexpr Layout kLayouts[] = {Layout::kFlat, Layout::kShards, Layout::kOddNames};
  parameters.layout = OneOf(dice, kLayouts);
  parameters.checkout = DrawBranch(dice);
  return parameters;
}

}  // namespace

Scenario FirstAdoptionScenario() {
  return MakeScenario(
      {.name = "migrations/first-adoption",
       .summary = "a database that migrated before anybody recorded anything is taken over",
       .defaults = FirstAdoptionDefaults(),
       .draw = DrawFirstAdoption});
}

}  // namespace relapse::migrations
