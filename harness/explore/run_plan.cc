#include "harness/explore/run_plan.h"

namespace relapse {

Verdict VerdictOf(const HistoryResult& result, RestOracle& oracle) {
  Verdict verdict;
  if (result.ending == Ending::kViolation) {
    verdict.invariant = result.invariant;
    verdict.message = result.message;
    verdict.broken_by = result.broken_by;
    verdict.step = result.step;
  } else if (result.ending == Ending::kRest) {
    if (const auto generic = oracle.Check(result)) {
      verdict.invariant = generic->oracle;
      verdict.message = generic->message;
      verdict.broken_by = "rest";
    }
  }
  return verdict;
}

PlanRun RunPlan(const Instance& instance, RestOracle& oracle, const FaultPlan& plan,
                Recording* recording) {
  PlanDecider decider(plan, instance.rules);
  HistoryOptions options{.decider = &decider, .recording = recording};
  PlanRun run;
  run.result = RunHistory(instance.system, StartState{.world = instance.initial}, options);
  run.verdict = VerdictOf(run.result, oracle);
  if (run.verdict.violated() && run.verdict.step < 0 && recording != nullptr) {
    run.verdict.step = static_cast<int>(recording->events.size()) - 1;
  }
  run.fired.faults = decider.fired();
  run.fired.jitter = plan.jitter;
  run.nearest = decider.nearest();
  run.illegal = decider.illegal();
  run.all_placed = run.fired.faults.size() == plan.faults.size();
  return run;
}

ConcreteFinding Concretise(const Instance& instance, RestOracle& oracle,
                           const RawFinding& finding) {
  ConcreteFinding concrete;
  IndexDecider decider(finding.faults, true, finding.jitter);
  HistoryOptions options{.decider = &decider};
  const HistoryResult result =
      RunHistory(instance.system, StartState{.world = instance.initial}, options);
  const Verdict by_position = VerdictOf(result, oracle);
  if (by_position.invariant != finding.invariant) {
    concrete.harness_failure = "a finding of " + finding.invariant +
                               " does not repeat from the initial world: " +
                               (by_position.violated() ? by_position.invariant + " broke instead"
                                                       : std::string("nothing broke"));
    return concrete;
  }
  concrete.plan = decider.plan();
  const PlanRun by_meaning = RunPlan(instance, oracle, concrete.plan);
  concrete.verdict = by_meaning.verdict;
  if (by_meaning.verdict.SameAs(by_position) && by_meaning.result.hash != result.hash) {
    concrete.harness_failure = "not deterministic: a counterexample run twice gave two histories";
  } else if (!by_meaning.verdict.SameAs(by_position)) {
    concrete.harness_failure = "the plan of a finding of " + finding.invariant +
                               " does not repeat it: faults said by meaning fall elsewhere";
  }
  return concrete;
}

}  // namespace relapse
