// Parameters drawn with rapidcheck's generators, and smaller ones to try through its shrinkers. The
// same seed draws the same parameters on every machine.
#ifndef SCENARIOS_PLANETSCALE_DRAWN_PARAMETERS_H_
#define SCENARIOS_PLANETSCALE_DRAWN_PARAMETERS_H_

#include <cstdint>
#include <vector>

#include "scenarios/planetscale/parameters.h"

namespace relapse::planetscale {

/// What a draw may put into a world.
enum class Drawn {
  kOrdinary,    ///< a few old rows
  kHistorical,  ///< any history, also what happens while the apply runs
};

/// The name that an apply of this family chooses first.
Text FirstBranchName();

/// A world within the range of `drawn`; options and operator are left as they are by default.
WorldParameters DrawWorld(std::uint64_t seed, Drawn drawn);

/// Which of `scripts` operates the apply.
OperatorScript DrawScript(std::uint64_t seed, const std::vector<OperatorScript>& scripts);

/// One to four commands at any state, most of them in the order in which states come.
std::vector<OperatorCommand> DrawCommands(std::uint64_t seed);

/// What becomes of the revert window where the operator does nothing: closed at once, at a deadline
/// that may come before the provider's, or left to the provider.
void DrawRevertOptions(std::uint64_t seed, ApplyOptions& options);

/// That name is taken: by whom, when, what is on the branch, and what request was made from it.
void DrawTakenName(std::uint64_t seed, WorldParameters& world);

/// The name of the operator's branch in the worlds of this family.
Text OperatorsBranchName();

/// The apply runs on the operator's branch: what is on it, and what was made from it before.
void DrawOperatorsBranch(std::uint64_t seed, Parameters& parameters);

/// In some worlds a provider that holds no cutover, and an operator who deferred it (E20).
void DrawUnheldCutover(std::uint64_t seed, Parameters& parameters);

/// Any world, any options, any operator.
Parameters DrawAnything(std::uint64_t seed);

/// Simpler parameters to try instead of these, the simplest first. Options stay: they are the
/// scenario.
std::vector<Parameters> SmallerParameters(const Parameters& parameters);

}  // namespace relapse::planetscale

#endif  // SCENARIOS_PLANETSCALE_DRAWN_PARAMETERS_H_
