// RunPlan: one history from the initial world under a plan, with the generic oracles. What replay,
// shrink, explain and the concrete check of every finding are made of.
#ifndef HARNESS_EXPLORE_RUN_PLAN_H_
#define HARNESS_EXPLORE_RUN_PLAN_H_

#include <optional>
#include <string>

#include "harness/explore/options.h"
#include "harness/explore/rest_oracle.h"

namespace relapse {

/// What a history was judged. `invariant` empty: it held.
struct Verdict {
  std::string invariant;
  std::string message;
  std::string broken_by;  ///< the effect that broke it, or the moment
  int step = -1;          ///< index of the event

  bool violated() const { return !invariant.empty(); }
  /// Same primary invariant, broken by the same effect.
  bool SameAs(const Verdict& other) const {
    return invariant == other.invariant && broken_by == other.broken_by;
  }
};

Verdict VerdictOf(const HistoryResult& result, RestOracle& oracle);

struct PlanRun {
  HistoryResult result;
  Verdict verdict;
  FaultPlan fired;               ///< the faults that fired, with their places in this history
  std::optional<Place> nearest;  ///< to the first fault that did not
  std::string illegal;           ///< why a fault whose place came did not fire; else empty
  bool all_placed = true;
};

/// Deterministic. `recording` is optional.
PlanRun RunPlan(const Instance& instance, RestOracle& oracle, const FaultPlan& plan,
                Recording* recording = nullptr);

/// Repeats a finding from the initial world as one history and finds the places of its faults. The
/// plan of the answer violates the same invariant, or `harness_failure` says what happened instead.
struct ConcreteFinding {
  FaultPlan plan;
  Verdict verdict;
  std::string harness_failure;
};
ConcreteFinding Concretise(const Instance& instance, RestOracle& oracle, const RawFinding& finding);

}  // namespace relapse

#endif  // HARNESS_EXPLORE_RUN_PLAN_H_
