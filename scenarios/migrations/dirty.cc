#include "scenarios/migrations/dirty.h"

#include "scenarios/migrations/draws.h"
#include "scenarios/migrations/instance.h"

namespace relapse::migrations {

namespace {

/// Section 7.2, rows 6 to 8, 31 and 37.
Parameters DirtyDefaults() {
  Parameters parameters;
  parameters.begins = Beginning::kDirtyApplied;
  parameters.trunk = 1;
  parameters.checkout = "feature";
  parameters.driver = migrator::DriverKind::kStock;
  return parameters;
}

Parameters DrawDirty(std::uint64_t seed) {
  Dice dice(seed);
  Parameters parameters = DirtyDefaults();
  DrawBranches(dice, parameters);
  DrawPeople(dice, parameters);
  static constexpr Beginning kBeginnings[] = {Beginning::kDirtyNotRun, Beginning::kDirtyApplied,
                                              Beginning::kDirtyRunning, Beginning::kDirtyRecordless,
                                              Beginning::kDirtyNil};
  parameters.begins = OneOf(dice, kBeginnings);
  parameters.foreign_for_ms = Seconds(1 + dice.Below(30));
  parameters.checkout = DrawBranch(dice);
  const bool says = dice.OneIn(4);
  if (says) {
    // Of what nobody recorded a wrong word cannot be disproved: there they say what is true.
    const bool recorded = parameters.begins != Beginning::kDirtyRecordless;
    parameters.script.front().run.resolution =
        recorded && dice.OneIn(2) ? Resolution::kNotApplied : Resolution::kApplied;
  }
  return parameters;
}

}  // namespace

Scenario DirtyScenario() {
  return MakeScenario(
      {.name = "migrations/dirty",
       .summary =
           "a migration was left half-way: not run, running, rolled back, or done and not marked",
       .defaults = DirtyDefaults(),
       .draw = DrawDirty});
}

}  // namespace relapse::migrations
