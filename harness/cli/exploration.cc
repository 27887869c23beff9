#include "harness/cli/exploration.h"

#include "harness/cli/findings_report.h"
#include "harness/cli/interrupt.h"

namespace relapse {

ExploreOptions ExploreOptionsOf(Session& session, std::string label) {
  ExploreOptions options;
  EnumFromName(session.arguments.basis, options.basis);
  options.merge = session.arguments.merge;
  options.prune = session.arguments.prune;
  options.preemptions = session.arguments.preemptions;
  options.max_states = session.arguments.max_states;
  options.stop = session.stop ? session.stop : Interrupted;
  options.progress = [&session, label = std::move(label)](std::int64_t states,
                                                          std::int64_t histories) {
    session.console.Progress(label, 0, 0,
                             Counted(states, "state") + "  " + Counted(histories, "history"));
  };
  return options;
}

void RequireOneProcess(const Session& session, const Target& target) {
  if (target.instance->system.processes.size() == 1) return;
  throw CommandError(
      session.arguments.command + " " + target.scenario->name +
      ": crash states are defined only where every live process dies in the crash, and this " +
      "scenario has several processes; use relapse exhaust or run");
}

std::vector<std::string> IncompleteDoubts(const Session& session, const ExploreFigures& figures) {
  if (figures.complete) return {};
  if (Interrupted()) return {"interrupted after " + Counted(figures.histories, "history")};
  return {"stopped at the limit of " + Counted(session.arguments.max_states, "crash state") +
          " (--max-states)"};
}

Exploration Explore(Session& session, const Target& target, std::string_view label,
                    const std::function<ExploreResult(const ExploreOptions&)>& run,
                    const std::function<bool(const Reach&)>& due) {
  if (!session.keep) CheckOutFolder(session.arguments.out);
  session.console.Begin();
  Witness witness(session);
  FindingsReport findings(session, witness);
  ExploreOptions options = ExploreOptionsOf(session, std::string(label));
  options.found = [&](const RawFinding& finding) { findings.Raw(finding); };
  options.sample = [&](const SampledHistory& history) {
    witness.Repeat(*target.scenario, target.parameters, target.defects, history);
  };
  Exploration done;
  if (session.counts_coverage()) options.coverage = &done.coverage;
  const ExploreResult result = run(options);

  done.violating_histories = result.violating_histories;
  ExplorationReport& report = done.report;
  report.command = session.arguments.command;
  report.scenario = target.scenario->name;
  report.parameters = target.parameters;
  report.defects = target.defects;
  report.figures = result.figures;
  report.harness_failure = result.harness_failure;
  if (report.harness_failure.empty()) {
    if (!result.findings.empty()) session.console.Progress("shrinking", 0, 0, "");
    const Findings canonical = Canonicalise(*target.instance, result.findings);
    report.harness_failure = canonical.harness_failure;
    for (const Finding& finding : canonical.list) findings.Report(target, finding);
  }
  report.violations = findings.violations();
  done.findings = findings.TakePages();
  if (report.harness_failure.empty()) report.harness_failure = findings.harness_failure();
  FinishWitness(witness, report);
  done.sometimes = CountSometimes(target.instance->system.invariants, result.figures.reached,
                                  [&](const Reach& reach, std::size_t) { return due(reach); });
  // With a defect on, or cut short, an exploration need not reach everything.
  if (target.defects.empty() && result.figures.complete)
    report.unreached = done.sometimes.unreached;
  report.seconds = session.console.clock().Seconds();
  return done;
}

}  // namespace relapse
