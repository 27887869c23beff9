#include "harness/cli/commands.h"
#include "harness/cli/exploration.h"
#include "harness/cli/html_page.h"
#include "harness/explore/exhaust.h"
#include "harness/explore/schedule_explorer.h"

namespace relapse {

namespace {

void CheckSchedules(const Session& session, const Target& target, bool several) {
  const Arguments& arguments = session.arguments;
  if (arguments.preemptions_given && !several) {
    throw CommandError("--preemptions: " + target.scenario->name +
                       " has one process, and nobody to go on in its place; leave it out");
  }
  if (several && arguments.faults > ScheduleExplorer::kMostFaults) {
    throw CommandError("--faults " + std::to_string(arguments.faults) + ": at most " +
                       std::to_string(ScheduleExplorer::kMostFaults) + " with several processes");
  }
}

}  // namespace

CommandResult CommandExhaust(Session& session) {
  const int faults = session.arguments.faults;
  const Target target = TargetOf(session);
  const bool several = target.instance->system.processes.size() > 1;
  CheckSchedules(session, target, several);
  const int preemptions = several ? session.arguments.preemptions : 0;
  Exploration done = Explore(
      session, target, "exhausting",
      [&](const ExploreOptions& options) { return Exhaust(*target.instance, options, faults); },
      [&](const Reach& reach) { return faults >= reach.faults; });
  const ExplorationReport& report = done.report;
  Conclusion conclusion;
  conclusion.held_words = faults == 0 ? "without faults"
                                      : "for every plan of at most " + Counted(faults, "fault") +
                                            " over the " + session.arguments.basis + " basis";
  if (several) {
    conclusion.held_words += ", in every schedule of at most " + Counted(preemptions, "preemption");
  }
  conclusion.coverage = {
      ParameterLine(target.parameters, target.default_parameters),
      (several ? SchedulesLine(report.figures) : PlansLine(report.figures)) + "; " +
          RealTime(report.seconds),
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
             .strategy = "every plan of at most " + PlanSize(faults, preemptions),
             .effort = {.basis = BasisOf(session), .most_faults = faults, .harvests = true},
             .coverage = done.coverage,
             .findings = std::move(done.findings)});
  return {status, ExhaustJson(report, faults, several ? preemptions : -1)};
}

}  // namespace relapse
