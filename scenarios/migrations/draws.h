// Draws: what most migration scenarios vary in the same way.
#ifndef SCENARIOS_MIGRATIONS_DRAWS_H_
#define SCENARIOS_MIGRATIONS_DRAWS_H_

#include "scenarios/common/dice.h"
#include "scenarios/migrations/parameters.h"

namespace relapse::migrations {

/// How many migrations the branches have, and whether their numbers have a gap.
void DrawBranches(Dice& dice, Parameters& parameters);
/// Of some worlds the feature branch's newest migration cannot be undone but in name, and it comes
/// back.
void DrawUpOnly(Dice& dice, Parameters& parameters);
/// Which migrator the server has, and which advice the developer follows.
void DrawPeople(Dice& dice, Parameters& parameters);
/// One of `choices`, evenly.
template <class T, std::size_t count>
T OneOf(Dice& dice, const T (&choices)[count]) {
  return choices[static_cast<std::size_t>(dice.Below(static_cast<std::int64_t>(count)))];
}
Text DrawBranch(Dice& dice);

/// What confirms a reset in these worlds.
inline constexpr std::string_view kTarget = "localhost:5432/app";

}  // namespace relapse::migrations

#endif  // SCENARIOS_MIGRATIONS_DRAWS_H_
