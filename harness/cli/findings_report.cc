#include "harness/cli/findings_report.h"

#include <unistd.h>

#include <filesystem>

#include "harness/cli/html_page.h"
#include "harness/explore/explain.h"
#include "harness/report/necessity.h"
#include "harness/report/timeline.h"

namespace relapse {

namespace {
/// Timelines printed in one exploration; further violations get their lines and files only.
constexpr std::size_t kMostTimelines = 3;
}  // namespace

void CheckOutFolder(const std::string& folder) { CheckFolder("--out", folder); }

void CheckFolder(const std::string& option, const std::string& folder) {
  namespace fs = std::filesystem;
  std::error_code error;
  fs::path at = fs::absolute(folder.empty() ? "." : folder, error);
  while (!error && !fs::exists(at, error) && at.has_relative_path()) at = at.parent_path();
  if (fs::is_directory(at, error) && access(at.c_str(), W_OK | X_OK) == 0) return;
  throw CommandError(option + " " + folder + ": cannot write there (" + at.string() +
                     (fs::is_directory(at, error) ? " is not writable" : " is no directory") +
                     "); name another directory");
}

std::string CounterexamplePath(const std::string& folder, const std::string& invariant,
                               const std::string& signature) {
  return (std::filesystem::path(folder) /
          (invariant + "-" + HashText(HashBytes(signature)).substr(0, 8) + ".json"))
      .string();
}

void WritePlan(const Target& target, RestOracle& oracle, const FaultPlan& plan,
               const std::string& path) {
  try {
    WriteCounterexample(path, MakeCounterexample(*target.instance, oracle, target.scenario->name,
                                                 target.parameters, target.defects, plan));
  } catch (const std::runtime_error& error) {
    throw CommandError(std::string(error.what()) + "; name another directory with --out");
  }
}

void FindingsReport::Raw(const RawFinding& finding) {
  Console& console = session_.console;
  const double seconds = console.clock().Seconds();
  seconds_at_history_.emplace(finding.found_after, seconds);
  if (!announced_.insert(finding.invariant).second) return;
  std::string faults;
  int preemptions = 0;
  for (const IndexedFault& fault : finding.faults) {
    preemptions += IsPreemption(fault.decision.outcome) ? 1 : 0;
    faults += (faults.empty() ? ": " : ", ") + std::string(EnumName(fault.decision.outcome)) + " " +
              std::string(fault.effect != nullptr ? fault.effect->name : "?");
  }
  console.Line("found  " + finding.invariant + ": " + finding.message);
  console.Line(
      "  in history " + Grouped(finding.found_after) + " (" + RealTime(seconds) + ") with " +
      PlanSize(static_cast<int>(std::ssize(finding.faults)) - preemptions, preemptions) + faults);
}

void FindingsReport::Report(const Target& target, const Finding& finding) {
  if (!harness_failure_.empty()) return;
  RestOracle oracle(*target.instance);
  Recording recording;
  recording.keep_worlds = session_.page != nullptr && pages_.size() < kMostPageTimelines;
  const PlanRun run = RunPlan(*target.instance, oracle, finding.plan, &recording);
  const PlanRun again = RunPlan(*target.instance, oracle, finding.plan);
  if (run.result.hash != again.result.hash) {
    harness_failure_ = "not deterministic: the counterexample of " + finding.verdict.invariant +
                       " gave two hashes in two runs";
    return;
  }
  if (!run.all_placed || !run.verdict.SameAs(finding.verdict)) {
    harness_failure_ = "the counterexample of " + finding.verdict.invariant + " did not repeat";
    return;
  }
  harness_failure_ = witness_.RunPlan(target, finding.plan, run.result.hash);
  if (!harness_failure_.empty()) return;
  const std::string path = Keep(target, oracle, finding);
  const std::string necessity = NecessityText(
      finding.verdict, VerdictsWithout(*target.instance, oracle, finding.plan, finding.verdict));
  violations_.push_back({.signature = finding.signature,
                         .invariant = finding.verdict.invariant,
                         .message = run.verdict.message,
                         .counterexample = path,
                         .faults = static_cast<int>(finding.plan.faults.size()),
                         .histories = finding.found_after});
  if (session_.page != nullptr) {
    HtmlFinding page = FindingForPage(target, finding, run, recording);
    page.necessity = necessity;
    page.how_found = HowFound(finding, false);
    page.replay = "relapse replay " + ShellQuoted(path);
    pages_.push_back(std::move(page));
  }
  Print(finding, run, recording, necessity, path);
}

std::string FindingsReport::Keep(const Target& target, RestOracle& oracle, const Finding& finding) {
  if (session_.keep) {
    return session_.keep(MakeCounterexample(*target.instance, oracle, target.scenario->name,
                                            target.parameters, target.defects, finding.plan));
  }
  const std::string path =
      CounterexamplePath(session_.arguments.out, finding.verdict.invariant, finding.signature);
  WritePlan(target, oracle, finding.plan, path);
  return path;
}

std::string FindingsReport::HowFound(const Finding& finding, bool timed) const {
  std::string words;
  if (finding.found_after > 0) {
    words = "found in history " + Grouped(finding.found_after);
    const auto at = seconds_at_history_.find(finding.found_after);
    if (timed && at != seconds_at_history_.end()) words += " (" + RealTime(at->second) + ")";
    words += ", ";
  }
  const auto before = std::ssize(finding.raw_plan.faults);
  const auto after = std::ssize(finding.plan.faults);
  const bool scheduled = CountPreemptions(finding.raw_plan) > 0;
  words += after < before ? "shrunk from " + PlanSize(finding.raw_plan) + " to " +
                                (scheduled ? PlanSize(finding.plan) : std::to_string(after))
                          : PlanSize(finding.plan) + ", as few as it takes";
  if (finding.shrink_runs == 0) return words;
  return words + " (" + Counted(finding.shrink_runs, "run") + " tried)";
}

void FindingsReport::Print(const Finding& finding, const PlanRun& run, const Recording& recording,
                           const std::string& necessity, const std::string& path) {
  Console& console = session_.console;
  if (console.json()) return;
  console.Line(console.paint().Red("VIOLATED") + "  " + finding.verdict.invariant + ": " +
               run.verdict.message);
  console.Line("  " + HowFound(finding, true));
  for (const Fault& fault : finding.plan.faults) {
    console.Line((IsPreemption(fault.outcome) ? "  switch " : "  fault  ") + Describe(fault));
  }
  if (!console.quiet() && violations_.size() <= kMostTimelines) {
    console.Line("");
    console.Text(TimelineText(recording, {.broken_step = run.verdict.step,
                                          .invariant = run.verdict.invariant,
                                          .whole = false,
                                          .colour = console.colour()}));
    console.Line("");
  }
  console.Line("  " + necessity);
  if (!witness_.unavailable().empty()) {
    console.Line("  not run in a child process: " + witness_.unavailable());
  }
  console.Line("written  " + path);
  console.Line("replay   relapse replay " + ShellQuoted(path));
}

}  // namespace relapse
