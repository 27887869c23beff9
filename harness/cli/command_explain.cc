#include <algorithm>

#include "harness/cli/commands.h"
#include "harness/cli/findings_report.h"
#include "harness/explore/explain.h"
#include "harness/report/table.h"

namespace relapse {

namespace {

std::string VerdictWords(const Variation& variation, const Verdict& original) {
  std::string words = "holds";
  if (variation.verdict.SameAs(original)) {
    words = "still breaks " + original.invariant;
  } else if (variation.verdict.violated()) {
    words = "breaks " + variation.verdict.invariant + " at " + variation.verdict.broken_by;
  }
  return variation.placed ? words : words + " (a later fault found no place)";
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
    const bool necessary = std::find(explanation.necessary.begin(), explanation.necessary.end(),
                                     static_cast<int>(i)) != explanation.necessary.end();
    console.Line("");
    console.Line("  fault " + std::to_string(i + 1) + "  " + Describe(recorded.plan.faults[i]) +
                 (necessary ? "" : "  (not necessary)"));
    Table table({{.title = "changed"}, {.title = "then it"}}, 4);
    for (const Variation& variation : explanation.variations) {
      if (variation.fault != static_cast<int>(i)) continue;
      table.Add({variation.what, VerdictWords(variation, explanation.verdict)});
    }
    console.Text(table.Text());
  }
  console.Line("");
  console.Line("  " + NecessityOf(*target.instance, oracle, recorded.plan, explanation.verdict));
  return result;
}

}  // namespace relapse
