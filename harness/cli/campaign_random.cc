// A batch of random histories, as a worker of a campaign runs it.
#include <optional>
#include <set>

#include "harness/cli/campaign_pieces.h"
#include "harness/cli/findings_report.h"
#include "harness/cli/interrupt.h"
#include "harness/explore/random.h"
#include "harness/report/words.h"

namespace relapse {

namespace {

/// Of violations of one kind so many are shrunk in a batch.
constexpr int kMostOfAKind = 2;

/// Which draws of parameters are worth keeping.
class SeedWatch {
 public:
  SeedWatch(const PieceContext& context, const Batch& batch, const InvariantSet* invariants,
            const Scenario& scenario)
      : context_(context),
        batch_(batch),
        invariants_(invariants),
        scenario_(scenario),
        reached_(batch.known_reached.begin(), batch.known_reached.end()) {
    Learn(batch.known_cells);
  }

  void Failed(const std::string& invariant) { Because("broke " + invariant); }

  /// After each history. `index`: of the history in the stream.
  void Look(std::int64_t index, std::uint64_t reached, const Coverage& coverage) {
    if (reached != bits_) {
      bits_ = reached;
      for (const std::string& name : ReachedNames(invariants_, reached)) {
        if (reached_.insert(name).second) Because("reached " + name);
      }
    }
    if (index % kHistoriesPerDraw == kHistoriesPerDraw - 1) End(index, coverage);
  }

  /// The draw of that history is over, or no more of it is run now.
  void End(std::int64_t index, const Coverage& coverage) {
    if (const std::string cell = Learn(coverage); !cell.empty()) Because("did " + cell);
    if (why_.empty()) return;
    context_.send(RecordJson(SeedRecord{.scenario = scenario_.name,
                                        .seed = std::to_string(batch_.seed),
                                        .draw = index / kHistoriesPerDraw,
                                        .build = batch_.build,
                                        .why = why_}));
    why_.clear();
  }

 private:
  void Because(const std::string& why) {
    if (why_.empty()) why_ = why;
  }

  /// The first cell that is new, in words; empty: none.
  std::string Learn(const Coverage& coverage) {
    std::string first;
    for (const EffectCoverage& row : coverage.Rows()) {
      for (std::size_t outcome = 0; outcome < kOutcomes; ++outcome) {
        for (std::size_t phase = 0; phase < kPhases; ++phase) {
          if (row.counts[outcome][phase] == 0) continue;
          if (!cells_.emplace(row.effect->name, outcome * kPhases + phase).second) continue;
          if (!first.empty()) continue;
          first = std::string(EnumName(static_cast<Outcome>(outcome))) + " " +
                  std::string(row.effect->name);
        }
      }
    }
    return first;
  }

  const PieceContext& context_;
  const Batch& batch_;
  const InvariantSet* invariants_;
  const Scenario& scenario_;
  std::set<std::string> reached_;
  std::set<std::pair<std::string_view, std::size_t>> cells_;
  std::uint64_t bits_ = 0;
  std::string why_;
};

Arguments RunArguments(const PieceContext& context, const Scenario& scenario, const Batch& batch) {
  Arguments arguments;
  arguments.command = "run";
  arguments.scenario = scenario.name;
  arguments.seed = std::to_string(batch.seed);
  arguments.watchdog = context.session.arguments.watchdog;
  arguments.keep_going = true;
  arguments.json = true;
  arguments.quiet = true;
  return arguments;
}

/// Sums up what was done before and what was done now.
PieceRecord SumOf(const Batch& batch, const RandomResult& result, const BatchProgress& progress) {
  PieceRecord sum = batch.before;
  sum.histories = progress.histories;
  sum.effects = progress.effects;
  sum.violating = progress.violating;
  sum.voids += result.figures.voids;
  sum.history_hash = HashText(progress.history_hash);
  sum.verdict = progress.histories < batch.most ? PieceVerdict::kUnfinished : PieceVerdict::kHeld;
  if (sum.violating > 0) sum.verdict = PieceVerdict::kViolated;
  return sum;
}

}  // namespace

PieceRecord RandomPiece(const PieceContext& context, const Scenario& scenario, const Batch& batch) {
  const Stopwatch clock;
  Console console(true, true, "");
  Session session{context.session.catalogue, RunArguments(context, scenario, batch), console};
  session.keep = [&](const Counterexample& counterexample) {
    const FindingRecord finding = context.store.Keep(counterexample, "random");
    context.send(RecordJson(finding));
    return finding.file.empty() ? std::string() : context.store.CounterexampleFile(finding.file);
  };
  const Target target = TargetOf(session);
  const InvariantSet* invariants = target.instance->system.invariants;
  Witness witness(session);
  FindingsReport findings(session, witness);
  SeedWatch seeds(context, batch, invariants, scenario);
  Coverage coverage;
  const BatchProgress& before = batch.progress;
  BatchProgress progress = before;

  RandomOptions options;
  options.seed = batch.seed;
  options.first_history = batch.first + before.histories;
  options.history_hash = before.history_hash;
  options.max_histories = batch.now;
  options.most_of_a_kind = kMostOfAKind;
  options.coverage = &coverage;
  options.stop = [&] {
    return Interrupted() || !findings.harness_failure().empty() ||
           (context.seconds > 0 && clock.Seconds() >= context.seconds);
  };
  options.sample = [&](const Json& parameters, const SampledHistory& history) {
    witness.Repeat(scenario, parameters, {}, history);
  };
  std::int64_t violating = 0;
  options.found = [&](const RawFinding& finding) { seeds.Failed(finding.invariant); };
  options.reported = [&](const RandomFinding& finding) {
    findings.Report(TargetAt(target, finding.parameters), finding.finding);
  };
  options.after_history = [&](const ExploreFigures& figures, std::int64_t violating_now) {
    violating = violating_now;
    progress = {.histories = before.histories + figures.histories,
                .effects = before.effects + figures.effects,
                .violating = before.violating + violating,
                .history_hash = figures.history_hash,
                .reached = before.reached | figures.reached};
    context.store.cursor().Move(progress);
    seeds.Look(batch.first + progress.histories - 1, progress.reached, coverage);
  };
  const RandomResult result = RunRandom(scenario, options);
  if (result.figures.histories > 0) seeds.End(batch.first + progress.histories - 1, coverage);

  PieceRecord record = SumOf(batch, result, progress);
  record.key = batch.key;
  record.scenario = scenario.name;
  record.strategy = "random";
  record.repeat = RepeatCommand(session.arguments);
  record.reached = ReachedNames(invariants, progress.reached);
  Coverage all = coverage;
  AddCoverage(batch.before.coverage, context.session.catalogue, all);
  record.coverage = CoverageRecords(all);
  record.seconds = batch.before.seconds + clock.Seconds();
  const std::string late = witness.Finish();
  for (const std::string& failure : {result.harness_failure, findings.harness_failure(), late}) {
    if (failure.empty() || record.verdict == PieceVerdict::kFailed) continue;
    record.verdict = PieceVerdict::kFailed;
    record.words = failure;
  }
  return record;
}

}  // namespace relapse
