#include <algorithm>

#include "harness/cli/commands.h"
#include "harness/cli/target.h"
#include "harness/explore/explain.h"
#include "harness/report/json_report.h"
#include "harness/report/necessity.h"
#include "harness/report/table.h"

namespace relapse {

namespace {

std::string SayVerdict(const Variation& variation, const Verdict& original) {
  if (variation.verdict.SameAs(original)) return "still breaks " + original.invariant;
  if (!variation.verdict.violated()) return "holds";
  return "breaks " + variation.verdict.invariant + " at " + variation.verdict.broken_by;
}

/// Where later faults went, if not where they were.
std::string LaterFaultsWords(const Variation& variation) {
  std::string words;
  for (const MovedFault& moved : variation.moved) {
    words += (words.empty() ? "" : ", ") + std::to_string(moved.fault + 1) + " moved to " +
             Describe(moved.place) + " of life " + std::to_string(moved.place.incarnation);
  }
  if (variation.placed) return words;
  return words + (words.empty() ? "" : ", ") + "not all found a place";
}

Table TableOf(const Explanation& explanation) {
  std::vector<Table::Column> columns{
      {.title = "fault", .right = true}, {.title = "variation", .most = 70}, {.title = "verdict"}};
  const bool any_moved =
      std::any_of(explanation.variations.begin(), explanation.variations.end(),
                  [](const Variation& variation) { return !LaterFaultsWords(variation).empty(); });
  if (any_moved) columns.push_back({.title = "later faults", .most = 70});
  Table table(columns);
  int fault = -1;
  for (const Variation& variation : explanation.variations) {
    const std::string number = variation.fault == fault ? "" : std::to_string(variation.fault + 1);
    fault = variation.fault;
    table.Add({number, variation.what, SayVerdict(variation, explanation.verdict),
               LaterFaultsWords(variation)});
  }
  return table;
}

}  // namespace

CommandResult CommandExplain(Session& session) {
  Console& console = session.console;
  const Counterexample recorded = CounterexampleFrom(session.arguments.file);
  const Target target = TargetOfFile(session, recorded);
  RestOracle oracle(*target.instance);
  const Explanation explanation = Explain(*target.instance, oracle, recorded.plan);
  CommandResult result{ExitStatus::kHeld,
                       ExplainJson(session.arguments.file, recorded.plan, explanation)};
  if (!explanation.verdict.violated()) {
    console.Line(console.paint().Green("HELD") + "  nothing to explain: the plan breaks nothing");
    return result;
  }
  result.status = ExitStatus::kViolated;
  console.Line(console.paint().Red("VIOLATED") + "  " + explanation.verdict.invariant + ": " +
               explanation.verdict.message);
  for (std::size_t i = 0; i < recorded.plan.faults.size(); ++i) {
    console.Line("  fault " + std::to_string(i + 1) + "  " + Describe(recorded.plan.faults[i]));
  }
  console.Line("  " + NecessityText(explanation.verdict, explanation.without));
  if (explanation.variations.empty()) return result;
  console.Line("");
  console.Text(TableOf(explanation).Text());
  return result;
}

}  // namespace relapse
