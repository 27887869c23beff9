// Reductions and determinism: what exploring itself can be asked.
#include "harness/cli/child.h"
#include "harness/cli/doctor_checks.h"
#include "harness/explore/exhaust.h"
#include "harness/explore/explorer.h"
#include "harness/explore/schedule_explorer.h"
#include "harness/report/words.h"

namespace relapse {

namespace {

constexpr int kPreemptions = 1;

bool HasOneProcess(const Target& target) { return target.instance->system.processes.size() == 1; }

/// Hash of exhaust 1, of several processes with at most one preemption.
std::uint64_t HashOfSmallExploration(const Target& target, std::string& failure) {
  ExploreOptions options;
  options.preemptions = kPreemptions;
  const ExploreResult result = Exhaust(*target.instance, options, 1);
  failure = result.harness_failure;
  return result.figures.history_hash;
}

std::vector<std::string> ChildArguments(const Session& session, const Target& target,
                                        const std::string& folder) {
  std::vector<std::string> arguments{"exhaust", target.scenario->name, "--faults", "1"};
  if (!HasOneProcess(target)) {
    arguments.insert(arguments.end(), {"--preemptions", std::to_string(kPreemptions)});
  }
  for (const std::string& part :
       {std::string("--json"), std::string("--quiet"), std::string("--out"), folder,
        std::string("--parameters"), JsonLine(target.parameters)}) {
    arguments.push_back(part);
  }
  for (const std::string& defect : session.arguments.defects) {
    arguments.push_back("--defect");
    arguments.push_back(defect);
  }
  return arguments;
}

}  // namespace

DoctorCheck CheckReductions(const Target& target) {
  DoctorCheck check{.name = "reductions"};
  ExploreOptions options;
  options.congruence_percent = 100;
  options.real_crash_percent = 100;
  options.determinism_percent = 100;
  if (!HasOneProcess(target)) {
    const ExploreResult result = ScheduleExplorer(*target.instance, options).Exhaust(1, 1);
    check.ok = result.harness_failure.empty();
    if (!check.ok) check.problems.push_back(result.harness_failure);
    check.detail = Counted(result.figures.congruence_checked, "merge") + " congruent, " +
                   Counted(result.figures.determinism_checked, "history") +
                   " the same twice; no crash state is harvested: several processes";
    return check;
  }
  const ExploreResult exhausted = Explorer(*target.instance, options).Exhaust(1);
  const ExploreResult closed = Explorer(*target.instance, options).Close(0);
  for (const ExploreResult* result : {&exhausted, &closed}) {
    if (!result->harness_failure.empty()) check.problems.push_back(result->harness_failure);
  }
  check.ok = check.problems.empty();
  const auto both = [&](std::int64_t ExploreFigures::*figure) {
    return exhausted.figures.*figure + closed.figures.*figure;
  };
  check.detail = Counted(both(&ExploreFigures::congruence_checked), "merge") + " congruent, " +
                 Counted(both(&ExploreFigures::real_crashes_checked), "crash state") +
                 " equal to real crashes, " +
                 Counted(both(&ExploreFigures::determinism_checked), "history") + " the same twice";
  return check;
}

DoctorCheck CheckDeterminism(const Session& session, const Target& target) {
  DoctorCheck check{.name = "determinism"};
  std::string failure;
  const std::uint64_t first = HashOfSmallExploration(target, failure);
  std::string second_failure;
  const std::uint64_t second = HashOfSmallExploration(target, second_failure);
  if (failure.empty()) failure = second_failure;
  if (failure.empty() && first != second) {
    failure =
        "two explorations in one process gave " + HashText(first) + " and " + HashText(second);
  }
  if (failure.empty()) {
    const TemporaryFolder folder;
    const ChildAnswer child = RunSelf(ChildArguments(session, target, folder.path()));
    if (!child.failure.empty()) {
      failure = child.failure;
    } else if (child.json.value("history_hash", "") != HashText(first)) {
      failure = "a child process with other addresses and filled memory gave " +
                child.json.value("history_hash", "no hash") + " instead of " + HashText(first);
    }
  }
  check.detail =
      "one small exploration twice here and once in a child process with other addresses and "
      "filled memory: history hash " +
      HashText(first);
  check.ok = failure.empty();
  if (!check.ok) check.problems.push_back(failure);
  return check;
}

}  // namespace relapse
