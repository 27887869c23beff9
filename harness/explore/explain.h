// Explain: what each fault of a counterexample is good for, from real runs: removed, moved one step
// each way, with each other outcome.
#ifndef HARNESS_EXPLORE_EXPLAIN_H_
#define HARNESS_EXPLORE_EXPLAIN_H_

#include "harness/explore/run_plan.h"

namespace relapse {

/// One variation of the plan and what became of it.
struct Variation {
  int fault = 0;     ///< which fault was varied
  std::string what;  ///< "removed", "one step earlier", "as error_after:timeout"
  Verdict verdict;
  bool placed = true;  ///< all faults still found their places
};

struct Explanation {
  Verdict verdict;  ///< of the plan itself
  std::vector<Variation> variations;
  /// Faults without which the verdict changes.
  std::vector<int> necessary;
};

Explanation Explain(const Instance& instance, RestOracle& oracle, const FaultPlan& plan);

}  // namespace relapse

#endif  // HARNESS_EXPLORE_EXPLAIN_H_
