#include "harness/cli/commands.h"
#include "harness/cli/doctor_checks.h"

namespace relapse {

namespace {

struct Examination {
  std::vector<DoctorCheck> checks;
  CoverageGrid grid;
};

Examination Examine(Session& session, const Target& target) {
  const auto progress = [&](const char* what) {
    session.console.Progress("examining " + target.scenario->name, 0, 0, what);
  };
  Examination examination;
  if (session.arguments.locate) {
    progress("every event of two runs");
    examination.checks.push_back(LocateDifference(session, target));
    return examination;
  }
  progress("merges and crashes");
  examination.checks.push_back(CheckReductions(target));
  progress("determinism");
  examination.checks.push_back(CheckDeterminism(session, target));
  progress("masks");
  examination.checks.push_back(CheckMasks(target));
  progress("coverage");
  examination.grid = CoverGrid(session.catalogue, target);
  examination.checks.push_back(examination.grid.CheckReads());
  examination.checks.push_back(examination.grid.Check());
  return examination;
}

void Print(Console& console, const Target& target, const Examination& examination) {
  console.Line(console.paint().Bold(target.scenario->name));
  for (const DoctorCheck& check : examination.checks) {
    console.Line("  " +
                 (check.ok ? console.paint().Green("ok    ") : console.paint().Red("FAILED")) +
                 "  " + PadRight(check.name, 11) + "  " + check.detail);
    for (const std::string& problem : check.problems) console.Line(std::string(10, ' ') + problem);
  }
  if (!console.quiet() && !examination.grid.cells.empty()) console.Text(examination.grid.Text());
}

}  // namespace

CommandResult CommandDoctor(Session& session) {
  Console& console = session.console;
  std::vector<std::string> names;
  if (!session.arguments.scenario.empty()) {
    names.push_back(session.arguments.scenario);
  } else {
    for (const Scenario& scenario : session.catalogue.scenarios) names.push_back(scenario.name);
  }
  if (names.empty())
    throw CommandError("doctor: the catalogue holds no scenario", ExitStatus::kInconclusive);
  if (session.arguments.scenario.empty() && session.arguments.parameters_given) {
    throw CommandError("doctor --parameters: name the scenario they are for");
  }
  CommandResult result;
  result.json = {{"command", "doctor"}, {"scenarios", Json::array()}};
  std::string first_failure;
  for (const std::string& name : names) {
    Session one{session.catalogue, session.arguments, console};
    one.arguments.scenario = name;
    const Target target = TargetOf(one);
    const Examination examination = Examine(one, target);
    Print(console, target, examination);
    Json checks = Json::array();
    bool ok = true;
    for (const DoctorCheck& check : examination.checks) {
      checks.push_back({{"name", check.name},
                        {"ok", check.ok},
                        {"detail", check.detail},
                        {"problems", check.problems}});
      ok = ok && check.ok;
      if (!check.ok && first_failure.empty())
        first_failure = name + ": " + check.name + ": " + check.problems.front();
    }
    result.json["scenarios"].push_back({{"scenario", name},
                                        {"ok", ok},
                                        {"checks", checks},
                                        {"grid", examination.grid.ToJson()},
                                        {"unreached_effects", examination.grid.unreached}});
  }
  result.json["ok"] = first_failure.empty();
  result.json["seconds"] = console.clock().Seconds();
  if (first_failure.empty()) {
    console.Line(console.paint().Green("HEALTHY"));
  } else {
    console.Line(console.paint().Red("HARNESS FAILURE") + "  " + first_failure);
    result.json["error"] = first_failure;
    result.status = ExitStatus::kHarnessFailure;
  }
  return result;
}

}  // namespace relapse
