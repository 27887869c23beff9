#include "scenarios/migrations/builtin.h"

#include "scenarios/migrations/draws.h"
#include "scenarios/migrations/instance.h"

namespace relapse::migrations {

namespace {

/// CA3: the temporary server of a rollback is orphaned by whoever is killed.
Parameters ServerDefaults() {
  Parameters parameters;
  parameters.begins = Beginning::kOnFeature;
  parameters.trunk = 1;
  parameters.builtin = true;
  parameters.follows = FollowedAdvice::kRun;
  parameters.script = {DeveloperStep{.switch_to = "other"}};
  return parameters;
}

/// Section 7.2, rows 43, 45 and 46.
Parameters BuiltinResetDefaults() {
  Parameters parameters;
  parameters.begins = Beginning::kOnFeature;
  parameters.trunk = 1;
  parameters.builtin = true;
  DeveloperStep step{.switch_to = "other"};
  step.run.reset = true;
  parameters.script = {step};
  return parameters;
}

Parameters Draw(Dice& dice, Parameters parameters) {
  DrawBranches(dice, parameters);
  DrawPeople(dice, parameters);
  static constexpr Beginning kBeginnings[] = {
      Beginning::kFresh,    Beginning::kUnrecorded,   Beginning::kRecorded,   Beginning::kOnFeature,
      Beginning::kUnproven, Beginning::kDirtyApplied, Beginning::kDirtyNotRun};
  parameters.begins = OneOf(dice, kBeginnings);
  parameters.server = dice.OneOf<ServerBeginning>(kServerBeginningCount);
  return parameters;
}

}  // namespace

Scenario BuiltinServerScenario() {
  return MakeScenario({.name = "migrations/builtin-server",
                       .summary = "the database is the developer's own, started for the recovery",
                       .defaults = ServerDefaults(),
                       .draw = [](std::uint64_t seed) {
                         Dice dice(seed);
                         return Draw(dice, ServerDefaults());
                       }});
}

Scenario BuiltinResetScenario() {
  return MakeScenario({.name = "migrations/builtin-reset",
                       .summary = "the data folder of the developer's own server is deleted as "
                                  "asked",
                       .defaults = BuiltinResetDefaults(),
                       .draw = [](std::uint64_t seed) {
                         Dice dice(seed);
                         return Draw(dice, BuiltinResetDefaults());
                       }});
}

}  // namespace relapse::migrations
