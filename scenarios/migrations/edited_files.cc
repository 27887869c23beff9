#include "scenarios/migrations/edited_files.h"

#include "scenarios/migrations/draws.h"
#include "scenarios/migrations/instance.h"

namespace relapse::migrations {

namespace {

/// Section 7.2, rows 27 to 30.
Parameters EditedFilesDefaults() {
  Parameters parameters;
  parameters.begins = Beginning::kRecorded;
  parameters.edit = FileEdit::kChanged;
  return parameters;
}

Parameters DrawEditedFiles(std::uint64_t seed) {
  Dice dice(seed);
  Parameters parameters = EditedFilesDefaults();
  DrawBranches(dice, parameters);
  DrawPeople(dice, parameters);
  parameters.edit = dice.OneOf<FileEdit>(kFileEditCount);
  static constexpr Beginning kBeginnings[] = {Beginning::kRecorded, Beginning::kOnFeature,
                                              Beginning::kUnproven};
  parameters.begins = OneOf(dice, kBeginnings);
  parameters.checkout = DrawBranch(dice);
  if (parameters.edit == FileEdit::kAddedBelow) {
    // Where else its number would be another's.
    parameters.gap = true;
    if (parameters.checkout == Text("other")) parameters.checkout = Text("feature");
  }
  DeveloperStep& step = parameters.script.front();
  step.run.rollback = dice.OneIn(4);
  step.run.changed = dice.OneIn(3) && step.run.rollback;  // which it goes with
  step.run.accept = dice.OneIn(4);
  DrawUpOnly(dice, parameters);
  return parameters;
}

}  // namespace

Scenario EditedFilesScenario() {
  return MakeScenario({.name = "migrations/edited-files",
                       .summary = "the files of an applied version were edited, or are gone",
                       .defaults = EditedFilesDefaults(),
                       .draw = DrawEditedFiles});
}

}  // namespace relapse::migrations
