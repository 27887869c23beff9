// The baseline: the schema-change contexts that exist before a deploy. What is in it is not ours.
#ifndef ORCHESTRATION_PLANETSCALE_BASELINE_H_
#define ORCHESTRATION_PLANETSCALE_BASELINE_H_

#include <span>

#include "orchestration/planetscale/attempt.h"

namespace relapse::planetscale {

enum class BaselineRule {
  kRecent,      ///< unfinished, active within a day before the request, or without times
  kEverything,  ///< X5: as much as the keyspaces remember
};

/// The contexts of `rows`, sorted: those with an unfinished row, those without timestamps, and of
/// the finished ones those active in the 24 hours before `created_at`, the creation of the deploy
/// request. Anchored there, the baseline does not depend on when it is captured.
std::vector<BaselineContext> SummariseBaseline(std::span<const MigrationRows> rows,
                                               TimeMs created_at,
                                               BaselineRule rule = BaselineRule::kRecent);

/// Reads all keyspaces of main. A read that fails is an error, never an empty baseline.
Result<std::vector<BaselineContext>> CaptureBaseline(const Attempt& attempt, TimeMs created_at);

}  // namespace relapse::planetscale

#endif  // ORCHESTRATION_PLANETSCALE_BASELINE_H_
