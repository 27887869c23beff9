#include "scenarios/migrations/draws.h"

namespace relapse::migrations {

void DrawBranches(Dice& dice, Parameters& parameters) {
  parameters.trunk = 1 + dice.Below(3);
  parameters.feature = 1 + dice.Below(3);
  parameters.other = dice.Below(3);
  parameters.gap = dice.OneIn(3);
}

void DrawPeople(Dice& dice, Parameters& parameters) {
  parameters.driver = dice.OneOf<migrator::DriverKind>(3);
  parameters.opened_by = dice.OneIn(4) ? migrator::OpenedBy::kInstance : migrator::OpenedBy::kUrl;
  parameters.follows = dice.OneOf<FollowedAdvice>(kFollowedAdviceCount);
}

Text DrawBranch(Dice& dice) {
  static constexpr std::string_view kBranches[] = {"trunk", "feature", "other"};
  return Text(OneOf(dice, kBranches));
}

DeveloperStep DrawStep(Dice& dice) {
  DeveloperStep step;
  if (dice.OneIn(2)) step.switch_to = DrawBranch(dice);
  step.run.rollback = dice.OneIn(4);
  step.run.accept = dice.OneIn(6);
  step.run.changed = dice.OneIn(6);
  step.run.reset = dice.OneIn(10);
  step.run.allow_irreversible = dice.OneIn(8);
  step.run.allow_undo_all = dice.OneIn(8);
  const bool says = dice.OneIn(6);
  if (says) step.run.resolution = dice.OneIn(2) ? Resolution::kApplied : Resolution::kNotApplied;
  if (dice.OneIn(2)) step.run.confirmed_target = Text(kTarget);
  return step;
}

}  // namespace relapse::migrations
