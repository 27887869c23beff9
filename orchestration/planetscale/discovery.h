// Finding the schema-change context of our deploy among all that Vitess remembers. Rows are kept
// for ever, so old changes look like ours until timestamps, the baseline and the tables are
// compared.
#ifndef ORCHESTRATION_PLANETSCALE_DISCOVERY_H_
#define ORCHESTRATION_PLANETSCALE_DISCOVERY_H_

#include <optional>
#include <span>

#include "orchestration/planetscale/attempt.h"

namespace relapse::planetscale {

/// Which contexts outside the baseline may be ours, and which of several is.
enum class CandidateRule {
  /// Requested since the deploy request was created, finished or not, on a planned table; the
  /// earliest.
  kRequestedSinceCreation,
  kUnfinishedSinceCreation,  ///< X6: the same, but only while a row is unfinished
  kRevertsToo,               ///< X11: unfinished since then, on any table, also what reverts
  kOldestUnfinished,         ///< X3: unfinished, whenever requested; the earliest
  kFirstUnfinished,          ///< X2: unfinished, whenever requested; the first row's
  kFirstNew,                 ///< X1: the first row's
};

struct DiscoveryQuestion {
  std::span<const MigrationRows> rows;  ///< of the plan's keyspaces, in its order
  std::span<const BaselineContext> baseline;
  /// Whether a baseline was captured at all. Without one, several candidates are none.
  bool has_baseline = true;
  TimeMs created_at = kNoTime;  ///< of the deploy request
  std::span<const KeyspacePlan> planned;
};

/// The context of our deploy, or empty.
Text ChooseContext(const DiscoveryQuestion& question, CandidateRule rule);

/// When discovery is asked.
enum class DiscoveryMoment {
  kAfterDeploy,  ///< by the attempt that deployed
  kAfterwards,   ///< on reattaching, or while following
};

/// Looks once and stores a real context at once. False where the rows could not be read.
Result<bool> DiscoverOnce(Attempt& attempt, const DeployRequest& request, DiscoveryMoment moment);

/// Looks until the context is known, ten times at most.
Status DiscoverAfterDeploy(Attempt& attempt, const DeployRequest& request);

/// E8's other half: the caller stores what a fresh deploy only returned, and does not notice a
/// failure.
void KeepReturnedContext(Attempt& attempt);

}  // namespace relapse::planetscale

#endif  // ORCHESTRATION_PLANETSCALE_DISCOVERY_H_
