#include "scenarios/migrations/draws.h"

namespace relapse::migrations {

void DrawBranches(Dice& dice, Parameters& parameters) {
  parameters.trunk = 1 + dice.Below(3);
  parameters.feature = 1 + dice.Below(3);
  parameters.other = dice.Below(3);
  parameters.gap = dice.OneIn(3);
}

void DrawUpOnly(Dice& dice, Parameters& parameters) {
  if (!dice.OneIn(4)) return;
  parameters.newest_down = dice.OneIn(2) ? DownFile::kAbsent : DownFile::kComment;
  if (dice.OneIn(2)) parameters.script.push_back(DeveloperStep{.switch_to = "feature"});
}

void DrawPeople(Dice& dice, Parameters& parameters) {
  parameters.driver = dice.OneOf<migrator::DriverKind>(3);
  parameters.opened_by = dice.OneIn(4) ? migrator::OpenedBy::kInstance : migrator::OpenedBy::kUrl;
  parameters.follows = dice.OneOf<FollowedAdvice>(kFollowedAdviceCount);
  parameters.people_interfere = dice.OneIn(2);
}

Text DrawBranch(Dice& dice) {
  static constexpr std::string_view kBranches[] = {"trunk", "feature", "other"};
  return Text(OneOf(dice, kBranches));
}

}  // namespace relapse::migrations
