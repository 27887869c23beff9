// Shrinking and signatures. A finding's plan becomes minimal, then canonical: each fault at the
// earliest step and with the simplest outcome that keep the verdict. Its signature names the root
// cause.
#ifndef HARNESS_EXPLORE_SHRINK_H_
#define HARNESS_EXPLORE_SHRINK_H_

#include "harness/explore/run_plan.h"

namespace relapse {

struct Shrunk {
  FaultPlan plan;
  Verdict verdict;
  std::string signature;
  int runs = 0;
};

/// `plan` must violate as `verdict` says. Deterministic; at most `most_runs` histories.
Shrunk Shrink(const Instance& instance, RestOracle& oracle, const FaultPlan& plan,
              const Verdict& verdict, int most_runs = 20'000);

/// "invariant | effect | canonical faults".
std::string SignatureOf(const Verdict& verdict, const FaultPlan& plan);

/// A finding as it is reported: one for each signature.
struct Finding {
  std::string signature;
  Verdict verdict;
  FaultPlan plan;
  FaultPlan raw_plan;            ///< before shrinking
  std::int64_t found_after = 0;  ///< histories
  int shrink_runs = 0;
};

/// Concrete, shrunk and one for each signature, in the order of the findings. `harness_failure` is
/// set if a finding does not repeat.
struct Findings {
  std::vector<Finding> list;
  std::string harness_failure;
};
Findings Canonicalise(const Instance& instance, const std::vector<RawFinding>& raw);

}  // namespace relapse

#endif  // HARNESS_EXPLORE_SHRINK_H_
