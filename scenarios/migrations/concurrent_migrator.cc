#include "scenarios/migrations/concurrent_migrator.h"

#include "scenarios/migrations/draws.h"
#include "scenarios/migrations/instance.h"

namespace relapse::migrations {

namespace {

/// Section 7.2, rows 34 and 35.
Parameters ConcurrentMigratorDefaults() {
  Parameters parameters;
  parameters.begins = Beginning::kRecorded;
  parameters.trunk = 1;
  parameters.foreign = Foreign::kStockUp;
  parameters.checkout = "feature";
  return parameters;
}

Parameters DrawConcurrentMigrator(std::uint64_t seed) {
  Dice dice(seed);
  Parameters parameters = ConcurrentMigratorDefaults();
  DrawBranches(dice, parameters);
  DrawPeople(dice, parameters);
  parameters.foreign = static_cast<Foreign>(1 + dice.Below(kForeignCount - 1));
  parameters.foreign_for_ms = Seconds(1 + dice.Below(40));
  static constexpr Beginning kBeginnings[] = {Beginning::kUnrecorded, Beginning::kRecorded};
  parameters.begins = OneOf(dice, kBeginnings);
  parameters.checkout = DrawBranch(dice);
  return parameters;
}

}  // namespace

Scenario ConcurrentMigratorScenario() {
  return MakeScenario({.name = "migrations/concurrent-migrator",
                       .summary = "somebody else migrates the same database, or holds the lock",
                       .defaults = ConcurrentMigratorDefaults(),
                       .draw = DrawConcurrentMigrator});
}

}  // namespace relapse::migrations
