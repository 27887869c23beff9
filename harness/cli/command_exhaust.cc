#include "harness/cli/commands.h"
#include "harness/cli/exploration.h"
#include "harness/cli/html_page.h"

namespace relapse {

CommandResult CommandExhaust(Session& session) {
  const int faults = session.arguments.faults;
  const Target target = TargetOf(session);
  RequireOneProcess(session, target);
  Exploration done = Explore(
      session, target, "exhausting", [&](Explorer& explorer) { return explorer.Exhaust(faults); },
      [&](const Reach& reach) { return faults >= reach.faults; });
  const ExplorationReport& report = done.report;
  Conclusion conclusion;
  conclusion.held_words = faults == 0 ? "without faults"
                                      : "for every plan of at most " + Counted(faults, "fault") +
                                            " over the " + session.arguments.basis + " basis";
  conclusion.coverage = {
      ParameterLine(target.parameters, target.default_parameters),
      PlansLine(report.figures) + "; " + RealTime(report.seconds),
      CheckedLine(report.figures) + ", " + WitnessWords(report),
      InvariantLine(target.instance->system.invariants, report.figures, done.sometimes)};
  conclusion.doubts = CommonDoubts(report);
  for (std::string& doubt : IncompleteDoubts(session, report.figures)) {
    conclusion.doubts.push_back(std::move(doubt));
  }
  conclusion.violating_histories = done.violating_histories;
  const ExitStatus status = Conclude(session.console, report, conclusion);
  AddToPage(session,
            {.target = target,
             .report = report,
             .conclusion = conclusion,
             .status = status,
             .strategy = "every plan of at most " + Counted(faults, "fault"),
             .effort = {.basis = BasisOf(session), .most_faults = faults, .harvests = true},
             .coverage = done.coverage,
             .findings = std::move(done.findings)});
  return {status, ExhaustJson(report, faults)};
}

}  // namespace relapse
