// Explain: what each fault of a counterexample is good for, from real runs: removed, moved one step
// each way, with each other outcome. Later faults that a variation leaves without a place are
// re-anchored (reanchor.h), or most variations would hold for want of a fault.
#ifndef HARNESS_EXPLORE_EXPLAIN_H_
#define HARNESS_EXPLORE_EXPLAIN_H_

#include "harness/explore/run_plan.h"

namespace relapse {

/// A later fault that was put elsewhere, by its index in the explained plan.
struct MovedFault {
  int fault = 0;
  Place place;
};

/// One variation of the plan and what became of it.
struct Variation {
  int fault = 0;     ///< which fault was varied
  std::string what;  ///< "removed", "one step earlier", "as error_after:timeout"
  Verdict verdict;
  bool placed = true;  ///< all its faults found places
  std::vector<MovedFault> moved;
};

struct Explanation {
  Verdict verdict;  ///< of the plan itself
  std::vector<Variation> variations;
  std::vector<Verdict> without;  ///< of the plan without each fault, in order
  /// Faults without which the verdict changes.
  std::vector<int> necessary;
};

Explanation Explain(const Instance& instance, RestOracle& oracle, const FaultPlan& plan);

/// What became of the plan without each of its faults, later ones re-anchored: `verdict` again
/// wherever some placement of them gives it.
std::vector<Verdict> VerdictsWithout(const Instance& instance, RestOracle& oracle,
                                     const FaultPlan& plan, const Verdict& verdict);

}  // namespace relapse

#endif  // HARNESS_EXPLORE_EXPLAIN_H_
