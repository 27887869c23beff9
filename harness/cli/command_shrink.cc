#include "harness/cli/commands.h"
#include "harness/cli/findings_report.h"

namespace relapse {

CommandResult CommandShrink(Session& session) {
  Console& console = session.console;
  const Counterexample recorded = CounterexampleFrom(session.arguments.file);
  const Target target = TargetOfFile(session, recorded);
  CheckOutFolder(session.arguments.out);
  RestOracle oracle(*target.instance);
  const PlanRun run = RunPlan(*target.instance, oracle, recorded.plan);
  Json json = {{"command", "shrink"},
               {"file", session.arguments.file},
               {"faults_before", recorded.plan.faults.size()},
               {"violated", run.verdict.violated()}};
  if (!run.verdict.violated()) {
    const ExitStatus status = run.all_placed ? ExitStatus::kHeld : ExitStatus::kInconclusive;
    console.Line(run.all_placed ? console.paint().Green("HELD") +
                                      "  nothing to shrink: the plan breaks nothing"
                                : console.paint().Yellow("INCONCLUSIVE") +
                                      "  the plan does not play here (relapse replay says why)");
    return {status, json};
  }
  const Shrunk shrunk = Shrink(*target.instance, oracle, run.fired, run.verdict);
  Witness witness(session);
  FindingsReport findings(session, witness);
  findings.Report(target, Finding{.signature = shrunk.signature,
                                  .verdict = shrunk.verdict,
                                  .plan = shrunk.plan,
                                  .raw_plan = recorded.plan,
                                  .shrink_runs = shrunk.runs});
  json["faults"] = shrunk.plan.faults.size();
  json["runs"] = shrunk.runs;
  json["signature"] = shrunk.signature;
  json["invariant"] = shrunk.verdict.invariant;
  json["seconds"] = console.clock().Seconds();
  if (!findings.harness_failure().empty()) {
    console.Line("HARNESS FAILURE  " + findings.harness_failure());
    json["error"] = findings.harness_failure();
    return {ExitStatus::kHarnessFailure, json};
  }
  json["counterexample"] = findings.violations().front().counterexample;
  return {ExitStatus::kViolated, json};
}

}  // namespace relapse
