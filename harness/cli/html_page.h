// What the commands put on the page that --html asks for, and its writing. A command adds what it
// explored to the page of its session; whoever runs several commands' worth adds several.
#ifndef HARNESS_CLI_HTML_PAGE_H_
#define HARNESS_CLI_HTML_PAGE_H_

#include <optional>
#include <string>
#include <vector>

#include "harness/cli/conclusion.h"
#include "harness/cli/target.h"
#include "harness/explore/coverage.h"
#include "harness/explore/shrink.h"
#include "harness/report/page/page.h"

namespace relapse {

/// Timelines on the page of one exploration; further findings are told without.
inline constexpr std::size_t kMostPageTimelines = 25;

/// Throws CommandError where the page could not be written. Asked before anything is run; leaves
/// nothing behind.
void CheckHtmlFile(const std::string& file);
/// Fills in the head of the page and writes it. An empty text, or what went wrong.
std::string WriteHtmlPage(Session& session, const std::string& repeat, ExitStatus status);

VerdictWords VerdictOfStatus(ExitStatus status);

/// What an exploration was asked to do: which cells of the coverage grid are its own.
struct GridEffort {
  std::optional<Basis> basis;  ///< none: every legal outcome (random)
  int most_faults = -1;        ///< in one history; -1: no limit
  int api_faults = -1;         ///< between two crashes; -1: no limit
  bool harvests = false;       ///< crashes only where they leave a state of their own
};
HtmlGrid GridOf(const Coverage& coverage, const FaultRules& rules, const GridEffort& effort);

/// Every invariant of the scenario and the generic oracles, with their verdicts.
std::vector<HtmlProperty> PropertiesOf(const InvariantSet* invariants,
                                       const ExplorationReport& report);

/// `recording` with its worlds kept, or an empty one for a finding without a timeline.
HtmlFinding FindingForPage(const Target& target, const Finding& finding, const PlanRun& run,
                           const Recording& recording);

struct PageExploration {
  const Target& target;
  const ExplorationReport& report;
  const Conclusion& conclusion;
  ExitStatus status;
  std::string strategy;
  GridEffort effort;
  const Coverage& coverage;
  std::vector<HtmlFinding> findings;
};
/// The basis that the command line names.
Basis BasisOf(const Session& session);
/// Tells `explored` of the session; adds nothing to a page without --html.
void AddToPage(Session& session, PageExploration exploration);

}  // namespace relapse

#endif  // HARNESS_CLI_HTML_PAGE_H_
