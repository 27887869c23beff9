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
  static_assert(FileEdit::kAddedBelow == static_cast<FileEdit>(kFileEditCount - 1));
  parameters.edit = dice.OneOf<FileEdit>(kFileEditCount - 1);
  // A folder that the only migration was removed from is another matter.
  if (parameters.edit == FileEdit::kRemoved && parameters.trunk == 1) parameters.trunk = 2;
  static constexpr Beginning kBeginnings[] = {Beginning::kRecorded, Beginning::kOnFeature,
                                              Beginning::kUnproven};
  parameters.begins = OneOf(dice, kBeginnings);
  parameters.checkout = DrawBranch(dice);
  DeveloperStep& step = parameters.script.front();
  step.run.rollback = dice.OneIn(4);
  step.run.changed = dice.OneIn(3);
  step.run.accept = dice.OneIn(4);
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
