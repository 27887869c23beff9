#include "harness/cli/conclusion.h"

namespace relapse {

std::vector<std::string> CommonDoubts(const ExplorationReport& report) {
  std::vector<std::string> doubts;
  const ExploreFigures& figures = report.figures;
  if (figures.histories == 0) doubts.emplace_back("no history was run");
  if (figures.voids * 100 > figures.histories) {
    doubts.push_back(Grouped(figures.voids) + " of " + Counted(figures.histories, "history") +
                     " are void, more than 1 %");
  }
  if (!report.unreached.empty()) doubts.push_back(UnreachedDoubt(report));
  return doubts;
}

std::string UnreachedDoubt(const ExplorationReport& report) {
  if (report.unreached.empty()) return "";
  return "not reached, though it should have been: " + Listed(report.unreached);
}

void FinishWitness(Witness& witness, ExplorationReport& report) {
  const std::string failure = witness.Finish();
  report.repeated_in_child = witness.histories();
  report.no_child = witness.unavailable();
  if (report.harness_failure.empty()) report.harness_failure = failure;
}

std::string WitnessWords(const ExplorationReport& report) {
  if (!report.no_child.empty()) return "none in a child process (" + report.no_child + ")";
  return Counted(report.repeated_in_child, "history") + " again in a child process";
}

void PrintHarnessFailure(Console& console, const std::string& failure) {
  console.Line(console.paint().Red("HARNESS FAILURE") + "  " + failure);
  console.Line(
      "  the harness or the scenario disproved itself: nothing here speaks for or against the "
      "component");
}

ExitStatus Conclude(Console& console, const ExplorationReport& report,
                    const Conclusion& conclusion) {
  ExitStatus status = ExitStatus::kHeld;
  if (!report.harness_failure.empty()) {
    PrintHarnessFailure(console, report.harness_failure);
    return ExitStatus::kHarnessFailure;
  }
  if (!report.violations.empty()) {
    status = ExitStatus::kViolated;
    console.Line(Counted(static_cast<std::int64_t>(report.violations.size()), "signature") +
                 " in " + Grouped(conclusion.violating_histories) + " violating of " +
                 Counted(report.figures.histories, "history") + ", " + RealTime(report.seconds));
  } else if (!conclusion.doubts.empty()) {
    status = ExitStatus::kInconclusive;
    for (const std::string& doubt : conclusion.doubts) {
      console.Line(console.paint().Yellow("INCONCLUSIVE") + "  " + doubt);
    }
    console.Line("nothing was violated so far");
  } else {
    console.Line(console.paint().Green("HELD") + " " + conclusion.held_words);
  }
  if (status != ExitStatus::kViolated && !console.quiet()) {
    for (const std::string& line : conclusion.coverage) console.Line("  " + line);
  }
  return status;
}

}  // namespace relapse
