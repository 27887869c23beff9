#include "scenarios/migrations/unreadable_folder.h"

#include "scenarios/migrations/draws.h"
#include "scenarios/migrations/instance.h"

namespace relapse::migrations {

namespace {

/// Section 7.2, row 18.
Parameters UnreadableFolderDefaults() {
  Parameters parameters;
  parameters.begins = Beginning::kOnFeature;
  parameters.trunk = 1;
  parameters.layout = Layout::kUnreadable;
  DeveloperStep step{.switch_to = "trunk"};
  step.run.rollback = true;
  parameters.script = {step};
  return parameters;
}

Parameters DrawUnreadableFolder(std::uint64_t seed) {
  Dice dice(seed);
  Parameters parameters = UnreadableFolderDefaults();
  DrawBranches(dice, parameters);
  DrawPeople(dice, parameters);
  static constexpr Layout kLayouts[] = {Layout::kUnreadable, Layout::kUnreadableFile,
                                        Layout::kAbsent, Layout::kDuplicate};
  parameters.layout = OneOf(dice, kLayouts);
  static constexpr Beginning kBeginnings[] = {Beginning::kFresh, Beginning::kRecorded,
                                              Beginning::kOnFeature};
  parameters.begins = OneOf(dice, kBeginnings);
  if (dice.OneIn(2)) parameters.script.front().switch_to = Text();
  return parameters;
}

}  // namespace

Scenario UnreadableFolderScenario() {
  return MakeScenario({.name = "migrations/unreadable-folder",
                       .summary = "the migrations folder, or a file in it, cannot be read, is not "
                                  "there, or is there twice",
                       .defaults = UnreadableFolderDefaults(),
                       .draw = DrawUnreadableFolder});
}

}  // namespace relapse::migrations
