#include "harness/report/summary.h"

#include "harness/report/words.h"

namespace relapse {

SometimesCount CountSometimes(const InvariantSet* invariants, std::uint64_t reached,
                              const std::function<bool(const Reach&, std::size_t)>& due) {
  SometimesCount count;
  if (invariants == nullptr) return count;
  for (std::size_t i = 0; i < invariants->all().size(); ++i) {
    const Invariant& invariant = *invariants->all()[i];
    if (invariant.form() != PropertyForm::kSometimes) continue;
    const bool was_reached = (reached >> i & 1) != 0;
    if (!was_reached && !due(invariant.reach(), i)) continue;
    ++count.wanted;
    if (was_reached) {
      ++count.reached;
    } else {
      count.unreached.emplace_back(invariant.name());
    }
  }
  return count;
}

std::string InvariantLine(const InvariantSet* invariants, const ExploreFigures& figures,
                          const SometimesCount& sometimes) {
  int always = 0;
  int eventually = 0;
  if (invariants != nullptr) {
    for (const Invariant* invariant : invariants->all()) {
      always += invariant->form() == PropertyForm::kAlways ? 1 : 0;
      eventually += invariant->form() == PropertyForm::kEventually ? 1 : 0;
    }
  }
  // Random exploration does not measure recoveries.
  const std::string slowest =
      figures.slowest_recovery == 0
          ? ""
          : " (slowest recovery " + VirtualDuration(figures.slowest_recovery) + " of virtual time)";
  return "invariants  " + std::to_string(always) + " always, " + std::to_string(eventually) +
         " eventually" + slowest + ", " + std::to_string(sometimes.reached) + " of " +
         std::to_string(sometimes.wanted) + " sometimes reached";
}

std::string ParameterLine(const Json& parameters, bool are_defaults) {
  const std::string text =
      std::string(are_defaults ? "at the default parameters: " : "at the parameters: ") +
      ParameterText(parameters);
  return Wrapped(text, 110, 4);
}

std::string CheckedLine(const ExploreFigures& figures) {
  return "checked     " + Counted(figures.congruence_checked, "merge") + " for congruence, " +
         Counted(figures.real_crashes_checked, "crash state") + " against real crashes, " +
         Counted(figures.determinism_checked, "history") + " run twice";
}

std::string PlanSize(int faults, int preemptions) {
  if (preemptions == 0) return Counted(faults, "fault");
  return Counted(faults, "fault") + " and " + Counted(preemptions, "preemption");
}

std::string PlanSize(const FaultPlan& plan) {
  return PlanSize(CountFaults(plan), CountPreemptions(plan));
}

std::string SchedulesLine(const ExploreFigures& figures) {
  return Counted(figures.histories, "history") + ", " + Grouped(figures.merged) +
         " of them ended early in a state met before; " + Counted(figures.effects, "effect") +
         ", " + Counted(figures.states, "state") + ", " + Grouped(figures.voids) + " void";
}

std::string PlansLine(const ExploreFigures& figures) {
  return Counted(figures.plans, "plan") + " covered by " + Counted(figures.histories, "history") +
         ", " + Counted(figures.effects, "effect") + ", " + Counted(figures.states, "crash state") +
         ", " + Counted(figures.merged, "merge") + ", " + Grouped(figures.voids) + " void";
}

std::string StatesLine(const ExploreFigures& figures) {
  std::string deepest = figures.deepest == 1 ? "1 crash" : Grouped(figures.deepest) + " crashes";
  return Counted(figures.states, "crash state") + ", " + Counted(figures.edges, "edge") +
         ", deepest chain " + deepest + "; " + Counted(figures.histories, "history") + ", " +
         Counted(figures.effects, "effect") + ", " + Counted(figures.merged, "merge");
}

}  // namespace relapse
