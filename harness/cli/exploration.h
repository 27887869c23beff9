// What exhaust and close share: one exploration of one instance, reported.
#ifndef HARNESS_CLI_EXPLORATION_H_
#define HARNESS_CLI_EXPLORATION_H_

#include <functional>

#include "harness/cli/conclusion.h"
#include "harness/cli/target.h"
#include "harness/explore/coverage.h"
#include "harness/report/page/page.h"

namespace relapse {

struct Exploration {
  ExplorationReport report;
  SometimesCount sometimes;
  std::int64_t violating_histories = 0;
  /// For a page; empty without --html.
  Coverage coverage;
  std::vector<HtmlFinding> findings;
};

/// Explores, shrinks and reports what is found; fills all of the report. `due`: which `sometimes`
/// this effort should reach.
Exploration Explore(Session& session, const Target& target, std::string_view label,
                    const std::function<ExploreResult(const ExploreOptions&)>& run,
                    const std::function<bool(const Reach&)>& due);

/// Options of the explorer as the command line gives them, with progress and Ctrl-C.
ExploreOptions ExploreOptionsOf(Session& session, std::string label);
/// Throws CommandError where crash states are not defined: several processes.
void RequireOneProcess(const Session& session, const Target& target);
/// What ended an exploration early, if anything did.
std::vector<std::string> IncompleteDoubts(const Session& session, const ExploreFigures& figures);

}  // namespace relapse

#endif  // HARNESS_CLI_EXPLORATION_H_
