// Summary: what an exploration covered, in words and figures, so that "held" means something.
#ifndef HARNESS_REPORT_SUMMARY_H_
#define HARNESS_REPORT_SUMMARY_H_

#include <functional>
#include <string>
#include <vector>

#include "harness/explore/options.h"

namespace relapse {

/// How the `sometimes` invariants of an exploration fared.
struct SometimesCount {
  int reached = 0;
  int wanted = 0;                      ///< reached, or due at this effort
  std::vector<std::string> unreached;  ///< due and not reached
};
/// `due` says whether this effort should have reached the invariant of that index with that Reach.
SometimesCount CountSometimes(const InvariantSet* invariants, std::uint64_t reached,
                              const std::function<bool(const Reach&, std::size_t index)>& due);

/// "invariants  23 always, 6 eventually (slowest recovery 41 s of virtual time), 31 of 31 sometimes
/// reached"
std::string InvariantLine(const InvariantSet* invariants, const ExploreFigures& figures,
                          const SometimesCount& sometimes);
/// "at the default parameters: keyspaces 1, statements 3"
std::string ParameterLine(const Json& parameters, bool are_defaults);
/// "checked     96 merges for congruence, 12 crash states against real crashes, 160 histories
/// twice"
std::string CheckedLine(const ExploreFigures& figures);
/// "2 faults", "1 fault and 2 preemptions".
std::string PlanSize(int faults, int preemptions);
std::string PlanSize(const FaultPlan& plan);
/// Explored, in figures, for an exhaustive exploration of one process, of several, and for a
/// closure.
std::string PlansLine(const ExploreFigures& figures);
std::string SchedulesLine(const ExploreFigures& figures);
std::string StatesLine(const ExploreFigures& figures);

}  // namespace relapse

#endif  // HARNESS_REPORT_SUMMARY_H_
