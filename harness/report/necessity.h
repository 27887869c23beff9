// Necessity: one sentence on what each fault of a plan is needed for.
#ifndef HARNESS_REPORT_NECESSITY_H_
#define HARNESS_REPORT_NECESSITY_H_

#include <string>
#include <vector>

#include "harness/explore/run_plan.h"

namespace relapse {

/// `without`: the verdict of the plan without its first, second ... fault.
/// "both faults are necessary: without the first the history holds; without the second L-PROGRESS
/// breaks instead"
std::string NecessityText(const Verdict& verdict, const std::vector<Verdict>& without);

}  // namespace relapse

#endif  // HARNESS_REPORT_NECESSITY_H_
