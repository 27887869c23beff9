#include "harness/cli/campaign_pieces.h"

#include <algorithm>

#include "harness/cli/commands.h"
#include "harness/cli/exploration.h"
#include "harness/cli/findings_report.h"
#include "harness/cli/html_page.h"
#include "harness/cli/interrupt.h"
#include "harness/explore/bank.h"
#include "harness/report/words.h"

namespace relapse {

namespace {

constexpr std::string_view kSeveralProcesses =
    "several processes: crash states are defined only where every live process dies in the crash";

/// A session of one command of its own, silent, that keeps counterexamples in the store and ends
/// when the piece's share of the clock is over.
class PieceSession {
 public:
  PieceSession(const PieceContext& context, const Piece& piece, std::string command)
      : context_(context),
        console_(true, true, ""),
        session_{context.session.catalogue, ArgumentsOf(context, std::move(command)), console_} {
    record_.key = piece.key();
    record_.kind = EnumName(piece.kind);
    session_.stop = [this] { return Interrupted() || IsOutOfTime(); };
    session_.keep = [this](const Counterexample& counterexample) {
      const FindingRecord finding = context_.store.Keep(counterexample, record_.strategy);
      context_.send(RecordJson(finding));
      return finding.file.empty() ? std::string() : context_.store.CounterexampleFile(finding.file);
    };
    session_.explored = [this](const PageExploration& exploration) { Take(exploration); };
  }

  Session& session() { return session_; }
  PieceRecord& record() { return record_; }
  std::size_t violations() const { return violations_; }

  /// Why something ended early.
  std::string EndWords() const {
    if (Interrupted()) return "interrupted";
    if (IsOutOfTime()) {
      return "not finished in " + RealTime(context_.seconds) + ", its share of the clock";
    }
    return "not finished: it met --max-states";
  }
  PieceRecord Finish() {
    record_.seconds = clock_.Seconds();
    return record_;
  }

 private:
  static Arguments ArgumentsOf(const PieceContext& context, std::string command) {
    Arguments arguments;
    arguments.command = std::move(command);
    arguments.max_states = context.session.arguments.max_states;
    arguments.watchdog = context.session.arguments.watchdog;
    arguments.json = true;
    arguments.quiet = true;
    return arguments;
  }

  bool IsOutOfTime() const { return context_.seconds > 0 && clock_.Seconds() >= context_.seconds; }

  void Take(const PageExploration& exploration) {
    const ExplorationReport& report = exploration.report;
    violations_ = report.violations.size();
    record_.scenario = report.scenario;
    record_.histories = report.figures.histories;
    record_.effects = report.figures.effects;
    record_.voids = report.figures.voids;
    record_.violating = exploration.conclusion.violating_histories;
    record_.history_hash = HashText(report.figures.history_hash);
    record_.reached =
        ReachedNames(exploration.target.instance->system.invariants, report.figures.reached);
    record_.coverage = CoverageRecords(exploration.coverage);
    record_.repeat = RepeatCommand(session_.arguments);
    if (!report.harness_failure.empty()) {
      record_.verdict = PieceVerdict::kFailed;
      record_.words = report.harness_failure;
    } else if (!report.violations.empty()) {
      record_.verdict = PieceVerdict::kViolated;
      record_.words = Counted(std::ssize(report.violations), "signature");
    } else if (!report.figures.complete) {
      record_.words = EndWords();
    } else {
      record_.verdict = PieceVerdict::kHeld;
      record_.words = exploration.conclusion.held_words;
      // What was not reached is judged over everything that the campaign runs.
      for (const std::string& doubt : exploration.conclusion.doubts) {
        if (doubt == UnreachedDoubt(report)) continue;
        record_.doubtful = true;
        record_.words = doubt;
      }
    }
  }

  const PieceContext& context_;
  Console console_;
  Session session_;
  Stopwatch clock_;
  PieceRecord record_;
  std::size_t violations_ = 0;
};

PieceRecord Explored(PieceSession& piece, const Scenario& scenario, std::string strategy,
                     CommandResult (*command)(Session&)) {
  piece.record().scenario = scenario.name;
  piece.record().strategy = std::move(strategy);
  piece.session().arguments.scenario = scenario.name;
  const auto instance = scenario.instantiate(scenario.default_parameters, {});
  try {
    (void)command(piece.session());
  } catch (const CommandError&) {
    // What a strategy refuses, it refuses for a reason of its own.
    if (instance->system.processes.size() == 1) throw;
    piece.record().verdict = PieceVerdict::kSkipped;
    piece.record().words = kSeveralProcesses;
  }
  return piece.Finish();
}

/// Violated, and kept, if the plan breaks something at this target.
bool Breaks(PieceSession& piece, const Target& target, const Counterexample& recorded) {
  RestOracle oracle(*target.instance);
  const PlanRun run = RunPlan(*target.instance, oracle, recorded.plan);
  piece.record().histories += 1 + oracle.histories();
  piece.record().effects += run.result.effects;
  if (!run.result.harness_failure.empty()) {
    piece.record().verdict = PieceVerdict::kFailed;
    piece.record().words = run.result.harness_failure;
    return true;
  }
  if (!run.verdict.violated()) return false;
  piece.record().verdict = PieceVerdict::kViolated;
  piece.record().violating = 1;
  piece.record().words = run.verdict.invariant + ": " + run.verdict.message;
  (void)piece.session().keep(MakeCounterexample(*target.instance, oracle, target.scenario->name,
                                                target.parameters, target.defects, run.fired));
  return true;
}

}  // namespace

std::vector<std::string> ReachedNames(const InvariantSet* invariants, std::uint64_t reached) {
  std::vector<std::string> names;
  if (invariants == nullptr) return names;
  for (std::size_t i = 0; i < invariants->all().size(); ++i) {
    const Invariant& one = *invariants->all()[i];
    const bool is_reached = (reached >> i & 1) != 0;
    if (one.form() == PropertyForm::kSometimes && is_reached) names.emplace_back(one.name());
  }
  return names;
}

std::vector<CoverageRecord> CoverageRecords(const Coverage& coverage) {
  std::vector<CoverageRecord> records;
  for (const EffectCoverage& row : coverage.Rows()) {
    CoverageRecord record{.effect = std::string(row.effect->name)};
    for (const auto& phases : row.counts) {
      record.counts.insert(record.counts.end(), phases.begin(), phases.end());
    }
    records.push_back(std::move(record));
  }
  return records;
}

void AddCoverage(const std::vector<CoverageRecord>& records, const Catalogue& catalogue,
                 Coverage& coverage) {
  for (const CoverageRecord& record : records) {
    const auto known =
        std::find_if(catalogue.effects.begin(), catalogue.effects.end(),
                     [&](const EffectSpec* effect) { return effect->name == record.effect; });
    if (known == catalogue.effects.end()) continue;
    EffectCoverage row{.effect = *known};
    for (std::size_t i = 0; i < std::min(record.counts.size(), kOutcomes * kPhases); ++i) {
      row.counts[i / kPhases][i % kPhases] = record.counts[i];
    }
    coverage.Add(row);
  }
}

ScenarioRecord DescribeScenario(const PieceContext&, const Scenario& scenario) {
  const auto instance = scenario.instantiate(scenario.default_parameters, {});
  const InvariantSet* invariants = instance->system.invariants;
  ScenarioRecord record{.scenario = scenario.name};
  for (const HtmlProperty& property : PropertiesOf(invariants, {})) {
    PropertyRecord one{property.name, property.form, property.summary, 0, 0, 0};
    for (const Invariant* invariant :
         invariants == nullptr ? std::vector<const Invariant*>{} : invariants->all()) {
      if (invariant->name() != one.name || invariant->form() != PropertyForm::kSometimes) continue;
      one.faults = invariant->reach().faults;
      one.api_faults = invariant->reach().api_faults;
      one.histories = invariant->reach().histories;
    }
    record.properties.push_back(std::move(one));
  }
  return record;
}

PieceRecord ReplayRegression(const PieceContext& context, const std::string& file) {
  const std::string name = file.substr(file.rfind('/') + 1);
  PieceSession piece(context, {PieceKind::kRegression, name}, "replay");
  PieceRecord& record = piece.record();
  record.strategy = "regression";
  record.words = name;
  record.repeat = "relapse replay " + ShellQuoted(file);
  piece.session().arguments.file = file;
  Counterexample recorded;
  Target broken;
  Target fixed;
  try {
    recorded = CounterexampleFrom(file);
    broken = TargetOfFile(piece.session(), recorded);
    piece.session().arguments.defects = {"none"};
    fixed = TargetOfFile(piece.session(), recorded);
  } catch (const CommandError& error) {
    record.verdict = PieceVerdict::kSkipped;
    record.doubtful = true;
    record.words = error.what();
    return piece.Finish();
  }
  record.scenario = recorded.scenario;
  record.verdict = PieceVerdict::kHeld;
  if (Breaks(piece, fixed, recorded)) return piece.Finish();
  if (broken.defects.empty()) return piece.Finish();
  RestOracle oracle(*broken.instance);
  const Replay replay = ReplayCounterexample(*broken.instance, oracle, recorded);
  record.histories += 1 + oracle.histories();
  record.effects += replay.run.result.effects;
  if (!replay.run.result.harness_failure.empty()) {
    record.verdict = PieceVerdict::kFailed;
    record.words = replay.run.result.harness_failure;
  } else if (replay.run.verdict.invariant != recorded.verdict.invariant) {
    record.doubtful = true;
    record.words = name + " does not break " + recorded.verdict.invariant + " with its defect" +
                   (replay.diverged.empty() ? "" : ": " + replay.diverged);
  }
  return piece.Finish();
}

PieceRecord ReplayCorpus(const PieceContext& context, const std::string& name) {
  PieceSession piece(context, {PieceKind::kCorpus, name}, "replay");
  PieceRecord& record = piece.record();
  record.strategy = "corpus";
  record.words = "breaks nothing any more";
  record.repeat = "relapse replay " + ShellQuoted(context.store.CounterexampleFile(name));
  piece.session().arguments.file = context.store.CounterexampleFile(name);
  try {
    const Counterexample recorded = CounterexampleFrom(piece.session().arguments.file);
    const Target target = TargetOfFile(piece.session(), recorded);
    record.scenario = recorded.scenario;
    record.verdict = PieceVerdict::kHeld;
    if (!Breaks(piece, target, recorded)) context.store.Retire(name);
  } catch (const CommandError& error) {
    record.verdict = PieceVerdict::kSkipped;
    record.doubtful = true;
    record.words = error.what();
  }
  return piece.Finish();
}

PieceRecord TryCanary(const PieceContext& context, const Scenario& scenario) {
  PieceSession piece(context, {PieceKind::kCanary, scenario.name}, "exhaust");
  piece.session().keep = [](const Counterexample&) { return std::string(); };
  PieceRecord record = Explored(piece, scenario, "canary", CommandExhaust);
  if (record.verdict == PieceVerdict::kViolated) {
    record.verdict = PieceVerdict::kHeld;
    record.words = "it died, as it must";
  } else if (record.verdict == PieceVerdict::kHeld) {
    record.verdict = PieceVerdict::kFailed;
    record.words = "what must always fail was not found: nothing that held here says anything";
  }
  return record;
}

PieceRecord MeasureBank(const PieceContext& context, const DefectInfo& defect) {
  PieceSession piece(context, {PieceKind::kBank, defect.id}, "bank");
  PieceRecord& record = piece.record();
  record.scenario = defect.scenario;
  record.strategy = "bank";
  record.repeat = "relapse bank --defect " + ShellQuoted(defect.id);
  const BankRow row = MeasureDefect(context.session.catalogue, defect,
                                    ExploreOptionsOf(piece.session(), defect.id));
  record.histories = row.histories;
  if (!row.harness_failure.empty()) {
    record.verdict = PieceVerdict::kFailed;
    record.words = row.harness_failure;
  } else if (row.killed && row.clean_with_defect_off && row.fault_free_clean) {
    record.verdict = PieceVerdict::kHeld;
    record.words =
        "killed by " + row.invariant + " in " + Counted(row.histories_to_kill, "history");
  } else if (piece.session().stop()) {
    record.words = piece.EndWords();
  } else {
    record.verdict = PieceVerdict::kViolated;
    record.words = !row.killed ? "survived: the harness does not find this bug"
                   : !row.clean_with_defect_off
                       ? "its plan breaks something with the defect off, too"
                       : "breaks something without faults, too";
  }
  return piece.Finish();
}

PieceRecord ExhaustPiece(const PieceContext& context, const Scenario& scenario) {
  PieceSession piece(context, {PieceKind::kExhaust, scenario.name}, "exhaust");
  return Explored(piece, scenario, "exhaust 1", CommandExhaust);
}

PieceRecord ClosePiece(const PieceContext& context, const Scenario& scenario) {
  PieceSession piece(context, {PieceKind::kClose, scenario.name}, "close");
  return Explored(piece, scenario, "closure", CommandClose);
}

}  // namespace relapse
