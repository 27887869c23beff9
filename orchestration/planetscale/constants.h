// The numbers of the engine: spec/planetscale-engine.md section 1.6, and the values the
// specification leaves open.
#ifndef ORCHESTRATION_PLANETSCALE_CONSTANTS_H_
#define ORCHESTRATION_PLANETSCALE_CONSTANTS_H_

#include <algorithm>

#include "harness/core/time.h"

namespace relapse::planetscale {

// Calls.
inline constexpr DurationMs kGetMainTimeout = Seconds(10);
inline constexpr DurationMs kCreateBranchTimeout = Seconds(30);
inline constexpr DurationMs kPasswordTimeout = Seconds(10);
inline constexpr DurationMs kCleanupTimeout = Seconds(30);

// Retries.
inline constexpr int kTransientAttempts = 3;        ///< per keyspace and per deploy, in a row
inline constexpr int kPollErrorsInARow = 5;         ///< while waiting for a branch or a diff
inline constexpr int kAttemptRetries = 10;          ///< of a whole attempt, in one incarnation
inline constexpr int kImmediateAttemptRetries = 2;  ///< the first of them wait for nothing
inline constexpr DurationMs kAttemptRetryStart = Seconds(30);
inline constexpr DurationMs kAttemptRetryMaximum = Minutes(10);

inline constexpr std::size_t kMostPredecessors = 3;  ///< requests that failed before their deploy

// Waits: how often to look, and how long at most.
inline constexpr DurationMs kBranchPoll = Seconds(2);
inline constexpr DurationMs kBranchBound = Minutes(30);
/// The API may not show a branch before (spec/planetscale-api.md section 1.3).
inline constexpr DurationMs kBranchShows = Seconds(5);
inline constexpr DurationMs kPendingPoll = 500;
inline constexpr DurationMs kPendingSlowPoll = Seconds(5);  ///< after the first minute
inline constexpr DurationMs kPendingBound = Minutes(30);
inline constexpr DurationMs kValidationPoll = Seconds(5);
inline constexpr DurationMs kValidationBound = Minutes(10);
inline constexpr DurationMs kOtherDeployPoll = Seconds(5);
inline constexpr DurationMs kOtherDeploySlowPoll = Seconds(20);  ///< after the first minute
/// A deployment takes hours and keeps its revert window open besides.
inline constexpr DurationMs kOtherDeployBound = Hours(24);
inline constexpr int kVschemaReads = 18;  ///< of a branch that shows another VSchema than it got
inline constexpr DurationMs kVschemaReadPoll = Seconds(5);
inline constexpr DurationMs kSnapshotBound = Minutes(30);
inline constexpr DurationMs kHeartbeat = Minutes(1);

// Claims (section 6.2).
inline constexpr DurationMs kClaimPoll = Seconds(10);
inline constexpr DurationMs kClaimRenewal = Seconds(10);

// Following a deploy request.
inline constexpr DurationMs kProgressPoll = 500;
inline constexpr DurationMs kProgressOutagePoll = Seconds(5);  ///< after ten failed polls in a row
inline constexpr int kFastOutagePolls = 10;
inline constexpr DurationMs kProgressOutageBound = Minutes(10);
inline constexpr int kPollsPerHeartbeat = static_cast<int>(kHeartbeat / kProgressPoll);
inline constexpr int kPollsPerCommandCheck = 10;  ///< away from the operator's gates
inline constexpr int kDiscoveryPolls = 10;
inline constexpr DurationMs kDiscoveryPoll = 500;
inline constexpr DurationMs kBaselineRetention = Hours(24);
inline constexpr int kPercentStep = 10;  ///< events per change of a step, not per poll

// Cutover and cancel.
inline constexpr int kHoldReads = 3;
inline constexpr DurationMs kHoldReadPoll = Seconds(2);
inline constexpr DurationMs kNotStagedPoll = Seconds(5);
inline constexpr DurationMs kNotStagedBound = Minutes(10);
inline constexpr int kControlFailuresInARow = 5;

inline constexpr int kKeyspacesInParallel = 3;

/// Lifetime of the branch password.
constexpr DurationMs PasswordLifetime(std::size_t keyspaces) {
  return std::max(Hours(1), Minutes(15) * static_cast<DurationMs>(keyspaces));
}

}  // namespace relapse::planetscale

#endif  // ORCHESTRATION_PLANETSCALE_CONSTANTS_H_
