#include <random>

#include "harness/cli/commands.h"
#include "harness/cli/conclusion.h"
#include "harness/cli/findings_report.h"
#include "harness/cli/html_page.h"
#include "harness/cli/interrupt.h"
#include "harness/explore/random.h"

namespace relapse {

namespace {

/// Where neither time nor number is given: enough that every `sometimes` is due.
constexpr std::int64_t kDefaultHistories = 20'000;

RandomOptions RandomOptionsOf(Session& session, const Target& target, FindingsReport& findings) {
  const Arguments& arguments = session.arguments;
  RandomOptions options;
  options.seed = ParseSeed("--seed", arguments.seed);
  options.max_histories = arguments.max_histories;
  if (options.max_histories == 0 && arguments.max_time == 0)
    options.max_histories = kDefaultHistories;
  if (arguments.parameters_given) options.fixed_parameters = target.parameters;
  options.defects = target.defects;
  options.stop_at_first = !arguments.keep_going;
  const double limit = static_cast<double>(arguments.max_time) / 1000.0;
  options.stop = [&session, limit] {
    return Interrupted() || (limit > 0 && session.console.clock().Seconds() >= limit);
  };
  const auto most = static_cast<double>(options.max_histories);
  options.progress = [&session, limit, most](std::int64_t histories) {
    const bool by_count = most > 0;
    session.console.Progress(
        "running", by_count ? static_cast<double>(histories) : session.console.clock().Seconds(),
        by_count ? most : limit, Counted(histories, "history"));
  };
  options.found = [&findings](const RawFinding& finding) { findings.Raw(finding); };
  return options;
}

std::string ParametersWords(const Target& target, const RandomOptions& options) {
  if (!options.fixed_parameters.is_null() || !target.scenario->draw_parameters) {
    return ParameterLine(target.parameters, target.default_parameters);
  }
  return "at parameters drawn anew every " + std::to_string(options.histories_per_draw) +
         " histories, the defaults first";
}

}  // namespace

std::string DrawnSeed() {
  std::random_device device;
  std::uint64_t seed = device();
  seed = seed << 32 | device();
  return std::to_string(seed);
}

CommandResult CommandRun(Session& session) {
  const Target target = TargetOf(session);
  CheckOutFolder(session.arguments.out);
  session.console.Begin();
  Witness witness(session);
  FindingsReport findings(session, witness);
  RandomOptions options = RandomOptionsOf(session, target, findings);
  Coverage coverage;
  if (session.counts_coverage()) options.coverage = &coverage;
  options.sample = [&](const Json& parameters, const SampledHistory& history) {
    witness.Repeat(*target.scenario, parameters, target.defects, history);
  };
  const RandomResult result = RunRandom(*target.scenario, options);

  ExplorationReport report;
  report.command = session.arguments.command;
  report.scenario = target.scenario->name;
  report.parameters = options.fixed_parameters;
  report.defects = target.defects;
  report.figures = result.figures;
  report.harness_failure = result.harness_failure;
  for (const RandomFinding& one : result.findings) {
    if (report.harness_failure.empty())
      findings.Report(TargetAt(target, one.parameters), one.finding);
  }
  report.violations = findings.violations();
  if (report.harness_failure.empty()) report.harness_failure = findings.harness_failure();
  FinishWitness(witness, report);
  report.seconds = session.console.clock().Seconds();
  const InvariantSet* invariants = target.instance->system.invariants;
  const SometimesCount sometimes = CountSometimes(
      invariants, result.figures.reached,
      [&](const Reach& reach, std::size_t i) { return result.chances[i] >= reach.histories; });
  if (target.defects.empty() && !Interrupted()) report.unreached = sometimes.unreached;

  Conclusion conclusion;
  conclusion.held_words = "in " + Counted(result.figures.histories, "random history") +
                          " from seed " + session.arguments.seed;
  conclusion.coverage = {ParametersWords(target, options),
                         Counted(result.figures.effects, "effect") + ", " +
                             Grouped(result.figures.voids) + " void, " + RealTime(report.seconds) +
                             "; " + Counted(result.figures.determinism_checked, "history") +
                             " run twice, " + WitnessWords(report),
                         InvariantLine(invariants, result.figures, sometimes)};
  if (session.arguments.max_time != 0) {
    conclusion.coverage.push_back("the clock ended it; exactly these histories: --max-histories " +
                                  std::to_string(result.figures.histories));
  }
  conclusion.doubts = CommonDoubts(report);
  if (Interrupted()) conclusion.doubts.emplace_back("interrupted");
  conclusion.violating_histories = result.violating_histories;
  const ExitStatus status = Conclude(session.console, report, conclusion);
  AddToPage(session, {.target = target,
                      .report = report,
                      .conclusion = conclusion,
                      .status = status,
                      .strategy = "random, seed " + session.arguments.seed,
                      .coverage = coverage,
                      .findings = findings.TakePages()});
  return {status, RunJson(report, session.arguments.seed)};
}

}  // namespace relapse
