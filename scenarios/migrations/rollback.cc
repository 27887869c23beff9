#include "scenarios/migrations/rollback.h"

#include "scenarios/migrations/draws.h"
#include "scenarios/migrations/instance.h"

namespace relapse::migrations {

namespace {

/// Section 7.2, rows 12 to 14 and 19. Every basis has the answer to a COMMIT that gets lost.
Parameters RollbackDefaults() {
  Parameters parameters;
  parameters.begins = Beginning::kOnFeature;
  parameters.trunk = 1;
  parameters.feature = 3;
  parameters.follows = FollowedAdvice::kRun;
  DeveloperStep step{.switch_to = "trunk"};
  step.run.rollback = true;
  parameters.script = {step};
  return parameters;
}

Parameters DrawRollback(std::uint64_t seed) {
  Dice dice(seed);
  Parameters parameters = RollbackDefaults();
  DrawBranches(dice, parameters);
  DrawPeople(dice, parameters);
  parameters.feature = 1 + dice.Below(4);
  parameters.newest_down = dice.OneIn(4) ? DownFile::kFails : DownFile::kPlain;
  parameters.begins = dice.OneIn(3) ? Beginning::kUnproven : Beginning::kOnFeature;
  DeveloperStep& step = parameters.script.front();
  step.switch_to = dice.OneIn(2) ? "other" : "trunk";
  step.run.allow_irreversible = dice.OneIn(4);
  return parameters;
}

}  // namespace

Scenario RollbackScenario() {
  return MakeScenario(
      {.name = "migrations/rollback",
       .summary = "several versions are undone as asked, each a COMMIT whose answer can be lost",
       .defaults = RollbackDefaults(),
       .draw = DrawRollback});
}

}  // namespace relapse::migrations
