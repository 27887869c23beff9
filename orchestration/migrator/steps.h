// Steps: which migrations a command runs, in which order, and with which words it ends. A pure
// function of the source and the version (spec/migration-recovery.md sections 3.2, 3.7 and 3.8).
#ifndef ORCHESTRATION_MIGRATOR_STEPS_H_
#define ORCHESTRATION_MIGRATOR_STEPS_H_

#include <vector>

#include "orchestration/migrator/source.h"

namespace relapse::migrations::migrator {

struct Step {
  Version version = 0;  ///< whose file is run
  bool up = true;
  Version target = 0;  ///< the version afterwards: of a down the one before, or kNoVersion

  friend bool operator==(const Step&, const Step&) = default;
};

struct StepList {
  std::vector<Step> steps;
  /// Said once the steps are done, in golang-migrate's words; empty: nothing to say.
  /// "no change" is kNoChangeText.
  Text ending;

  friend bool operator==(const StepList&, const StepList&) = default;
};

inline constexpr std::string_view kNoChangeText = "no change";

/// `limit` migrations from `from` on, in either direction; no limit: all.
StepList StepsUp(const Source& source, Version from, std::optional<std::int64_t> limit);
StepList StepsDown(const Source& source, Version from, std::optional<std::int64_t> limit);

}  // namespace relapse::migrations::migrator

#endif  // ORCHESTRATION_MIGRATOR_STEPS_H_
