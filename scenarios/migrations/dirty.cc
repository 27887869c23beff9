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

Resolution TruthOf(Beginning begins) {
  const bool ran = begins == Beginning::kDirtyApplied || begins == Beginning::kDirtyRunning ||
                   begins == Beginning::kDirtyRecordless || begins == Beginning::kDirtyUnrecorded;
  return ran ? Resolution::kApplied : Resolution::kNotApplied;
}

/// Of what was recorded a wrong word is disproved. Where nobody recorded it, only that it did not
/// run is, by the checkout that has it, which nobody may change meanwhile: whoever says anything
/// else that is not true has only themselves to blame.
bool CanBeDisproved(Resolution lie, const Parameters& parameters) {
  const bool unrecorded = parameters.begins == Beginning::kDirtyRecordless ||
                          parameters.begins == Beginning::kDirtyUnrecorded ||
                          parameters.begins == Beginning::kDirtyOfAnother ||
                          parameters.begins == Beginning::kDirtyNotRunUnrecorded;
  if (!unrecorded) return true;
  return lie == Resolution::kNotApplied && parameters.checkout == Text("feature") &&
         !parameters.people_interfere;
}

Parameters DrawDirty(std::uint64_t seed) {
  Dice dice(seed);
  Parameters parameters = DirtyDefaults();
  DrawBranches(dice, parameters);
  DrawPeople(dice, parameters);
  static constexpr Beginning kBeginnings[] = {
      Beginning::kDirtyNotRun,    Beginning::kDirtyApplied,
      Beginning::kDirtyRunning,   Beginning::kDirtyRecordless,
      Beginning::kDirtyNil,       Beginning::kDirtyUnrecorded,
      Beginning::kDirtyOfAnother, Beginning::kDirtyNotRunUnrecorded};
  parameters.begins = OneOf(dice, kBeginnings);
  parameters.foreign_for_ms = Seconds(1 + dice.Below(30));
  parameters.checkout = DrawBranch(dice);
  const bool says = dice.OneIn(4);
  const bool says_true = dice.OneIn(2);
  // While its text runs they are told to wait, and of what they are told afterwards they speak.
  if (says && parameters.begins != Beginning::kDirtyRunning) {
    const Resolution truth = TruthOf(parameters.begins);
    const Resolution lie =
        truth == Resolution::kApplied ? Resolution::kNotApplied : Resolution::kApplied;
    const bool lies = !says_true && CanBeDisproved(lie, parameters);
    parameters.script.front().run.resolution = lies ? lie : truth;
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
