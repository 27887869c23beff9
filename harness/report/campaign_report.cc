#include "harness/report/campaign_report.h"

#include <algorithm>
#include <filesystem>
#include <set>

#include "harness/report/words.h"

namespace relapse {

namespace {

bool IsKind(const PieceRecord& piece, PieceKind kind) { return piece.kind == EnumName(kind); }

bool IsRandom(const PieceRecord& piece) { return piece.strategy == "random"; }

std::string SubjectOf(const std::string& key) { return key.substr(key.find('/') + 1); }

/// "exhaust 1 of family/scenario", for a piece that is known by its key alone.
std::string NameOf(const std::string& key) {
  const std::string kind = key.substr(0, key.find('/'));
  const std::string strategy = kind == "exhaust" ? "exhaust 1" : kind == "close" ? "closure" : kind;
  return strategy + " of " + SubjectOf(key);
}

CampaignRow RowOf(const PieceRecord& piece) {
  return {.subject = SubjectOf(piece.key),
          .strategy = piece.strategy,
          .verdict = piece.verdict,
          .doubtful = piece.doubtful,
          .words = piece.words,
          .repeat = piece.repeat,
          .histories = piece.histories,
          .effects = piece.effects,
          .seconds = piece.seconds};
}

/// All that was done to one scenario.
struct ScenarioEffort {
  bool exhausted = false;  ///< to the end
  bool closed = false;
  bool failed = false;
  std::int64_t histories = 0;
  std::int64_t random_histories = 0;
  std::set<std::string> reached;
};

class Reporting {
 public:
  Reporting(const CampaignData& data, std::optional<Shard> part) : data_(data), part_(part) {}

  CampaignReport Report() {
    TakeStarts();
    for (const auto& [key, piece] : data_.pieces()) TakePiece(piece);
    TakeRandom();
    TakeFindings();
    for (const auto& [name, scenario] : data_.scenarios()) TakeScenario(scenario);
    TakePlan();
    if (report_.histories == 0) Doubt("no history was run");
    if (report_.voids * 100 > report_.histories) {
      Doubt(Grouped(report_.voids) + " of " + Counted(report_.histories, "history") +
            " are void, more than 1 %");
    }
    return std::move(report_);
  }

 private:
  void Doubt(std::string words) { report_.doubts.push_back(std::move(words)); }

  void TakeStarts() {
    std::map<int, std::set<int>> present;
    for (const auto& [key, start] : data_.starts()) {
      present[start.shards].insert(start.shard);
      planned_.insert(start.planned.begin(), start.planned.end());
    }
    report_.is_whole = std::any_of(present.begin(), present.end(), [](const auto& one) {
      return std::ssize(one.second) == one.first;
    });
    if (part_.has_value()) {
      report_.shard = *part_;
      report_.is_whole = part_->is_whole();
      return;
    }
    if (report_.is_whole) return;
    for (const auto& [count, shards] : present) {
      for (int index = 0; index < count; ++index) {
        if (shards.contains(index)) continue;
        Doubt("shard " + std::to_string(index + 1) + " of " + std::to_string(count) +
              " is missing");
      }
    }
    if (present.empty()) Doubt("no campaign was merged");
  }

  void TakePiece(const PieceRecord& piece) {
    report_.histories += piece.histories;
    report_.effects += piece.effects;
    report_.voids += piece.voids;
    report_.work_seconds += piece.seconds;
    if (piece.verdict == PieceVerdict::kFailed) {
      report_.failures.push_back(
          (IsRandom(piece) ? "random of " + piece.scenario : NameOf(piece.key)) + ": " +
          piece.words);
    }
    if (piece.doubtful) Doubt(NameOf(piece.key) + ": " + piece.words);
    const bool is_own =
        IsRandom(piece) || IsKind(piece, PieceKind::kExhaust) || IsKind(piece, PieceKind::kClose);
    if (is_own) {
      ScenarioEffort& effort = efforts_[piece.scenario];
      const bool is_done =
          piece.verdict == PieceVerdict::kHeld || piece.verdict == PieceVerdict::kViolated;
      effort.exhausted |= is_done && IsKind(piece, PieceKind::kExhaust);
      effort.closed |= is_done && IsKind(piece, PieceKind::kClose);
      effort.failed |= piece.verdict == PieceVerdict::kFailed;
      effort.histories += piece.histories;
      if (IsRandom(piece)) effort.random_histories += piece.histories;
      effort.reached.insert(piece.reached.begin(), piece.reached.end());
    }
    if (IsRandom(piece)) return;
    auto& rows = IsKind(piece, PieceKind::kCanary) ? report_.canary
                 : IsKind(piece, PieceKind::kBank) ? report_.bank
                 : is_own                          ? report_.scenarios
                                                   : report_.regressions;
    rows.push_back(RowOf(piece));
    if (piece.verdict == PieceVerdict::kViolated && IsKind(piece, PieceKind::kBank)) {
      report_.survived = true;
    }
  }

  /// The batches of a scenario are one row.
  void TakeRandom() {
    std::map<std::string, CampaignRow> rows;
    std::map<std::string, std::int64_t> violating;
    for (const auto& [key, piece] : data_.pieces()) {
      if (!IsRandom(piece)) continue;
      CampaignRow& row = rows[piece.scenario];
      row.subject = piece.scenario;
      row.strategy = "random";
      row.histories += piece.histories;
      row.effects += piece.effects;
      row.seconds += piece.seconds;
      row.repeat = piece.repeat;
      violating[piece.scenario] += piece.violating;
      const PieceVerdict verdict =
          piece.verdict == PieceVerdict::kUnfinished ? PieceVerdict::kHeld : piece.verdict;
      if (verdict > row.verdict) {
        row.verdict = verdict;
        row.words = piece.words;
      }
    }
    for (auto& [scenario, row] : rows) {
      if (row.verdict == PieceVerdict::kHeld) {
        row.words = "in " + Counted(row.histories, "random history");
      } else if (row.verdict == PieceVerdict::kViolated) {
        row.words = Grouped(violating[scenario]) + " violating of " +
                    Counted(row.histories, "random history");
      }
      report_.scenarios.push_back(std::move(row));
    }
    const auto rank = [](const CampaignRow& row) {
      const int order = row.strategy == "exhaust 1" ? 0 : row.strategy == "closure" ? 1 : 2;
      return std::pair(row.subject, order);
    };
    std::stable_sort(report_.scenarios.begin(), report_.scenarios.end(),
                     [&](const CampaignRow& a, const CampaignRow& b) { return rank(a) < rank(b); });
  }

  void TakeFindings() {
    for (const auto& [signature, finding] : data_.BestOfSignatures()) {
      report_.violations.push_back({.finding = finding});
    }
    for (const auto& [key, finding] : data_.findings()) {
      for (CampaignViolation& one : report_.violations) {
        if (one.finding.signature == key.second) one.scenarios.push_back(key.first);
      }
    }
  }

  PropertyState StateOf(const PropertyRecord& property, const ScenarioEffort& effort) const {
    if (effort.histories == 0) return PropertyState::kNotJudged;
    if (property.form != "sometimes") return PropertyState::kHeld;
    if (effort.reached.contains(property.name)) return PropertyState::kReached;
    const bool is_due = (effort.exhausted && property.faults <= 1) ||
                        (effort.closed && property.api_faults <= 1) ||
                        effort.random_histories >= property.histories;
    return is_due && report_.is_whole ? PropertyState::kUnreached : PropertyState::kNotDue;
  }

  void TakeScenario(const ScenarioRecord& scenario) {
    if (scenario.scenario == kCanaryScenario) return;
    const ScenarioEffort& effort = efforts_[scenario.scenario];
    std::vector<std::string> listed;
    std::vector<std::string> unreached;
    const auto add = [&](const PropertyRecord& property) {
      CampaignProperty one{
          .scenario = scenario.scenario, .name = property.name, .form = property.form};
      one.state = StateOf(property, effort);
      for (const auto& [key, finding] : data_.findings()) {
        if (key.first != scenario.scenario || finding.invariant != property.name) continue;
        one.state = PropertyState::kViolated;
        one.findings.push_back(finding);
      }
      if (one.state == PropertyState::kUnreached) unreached.push_back(one.name);
      listed.push_back(one.name);
      report_.properties.push_back(std::move(one));
    };
    for (const PropertyRecord& property : scenario.properties) add(property);
    // What only some strategy judges is listed where it was violated.
    for (const auto& [key, finding] : data_.findings()) {
      if (key.first != scenario.scenario) continue;
      if (std::find(listed.begin(), listed.end(), finding.invariant) == listed.end()) {
        add({.name = finding.invariant, .form = "oracle"});
      }
    }
    for (const std::string& name : unreached) {
      report_.unreached.push_back(scenario.scenario + ": " + name);
    }
    if (!unreached.empty()) {
      Doubt(scenario.scenario + ": not reached, though it should have been: " + Listed(unreached));
    }
    if (effort.histories == 0 && !effort.failed && report_.is_whole) {
      Doubt(scenario.scenario + ": no history was run");
    }
  }

  void TakePlan() {
    for (const std::string& key : planned_) {
      const PieceRecord* piece = data_.FindPiece(key);
      if (piece != nullptr && piece->done()) continue;
      if (data_.scenarios().contains(SubjectOf(key)) && key.starts_with("scenario/")) continue;
      if (part_.has_value() && !IsDoneBy(*part_, key)) continue;
      report_.unfinished.push_back(NameOf(key) + ": " +
                                   (piece == nullptr ? "not begun" : piece->words));
    }
  }

  const CampaignData& data_;
  std::optional<Shard> part_;
  std::set<std::string> planned_;
  std::map<std::string, ScenarioEffort> efforts_;
  CampaignReport report_;
};

Json RowJson(const CampaignRow& row, const char* name) {
  return {{name, row.subject},           {"strategy", row.strategy}, {"held", row.held()},
          {"verdict", VerdictText(row)}, {"words", row.words},       {"histories", row.histories},
          {"effects", row.effects},      {"seconds", row.seconds},   {"repeat", row.repeat}};
}

Json RowsJson(const std::vector<CampaignRow>& rows, const char* name) {
  Json list = Json::array();
  for (const CampaignRow& row : rows) list.push_back(RowJson(row, name));
  return list;
}

}  // namespace

CampaignVerdict CampaignReport::verdict() const {
  if (!failures.empty()) return CampaignVerdict::kHarnessFailure;
  if (!violations.empty() || survived) return CampaignVerdict::kViolated;
  return doubts.empty() ? CampaignVerdict::kHeld : CampaignVerdict::kInconclusive;
}

CampaignReport ReportOf(const CampaignData& data, std::optional<Shard> part) {
  return Reporting(data, part).Report();
}

std::string CounterexampleIn(const std::string& folder, const FindingRecord& finding) {
  if (finding.file.empty()) return "";
  return (std::filesystem::path(folder) / "counterexamples" / finding.file).string();
}

std::string VerdictText(const CampaignRow& row) {
  return row.doubtful ? "doubtful" : std::string(EnumName(row.verdict));
}

Json CampaignJson(const CampaignReport& report, const CampaignRun& run) {
  Json violations = Json::array();
  for (const CampaignViolation& one : report.violations) {
    violations.push_back({{"signature", one.finding.signature},
                          {"invariant", one.finding.invariant},
                          {"counterexample", CounterexampleIn(run.folder, one.finding)},
                          {"message", one.finding.message},
                          {"faults", one.finding.faults},
                          {"plan", one.finding.plan},
                          {"strategy", one.finding.strategy},
                          {"scenarios", one.scenarios}});
  }
  const double per_second =
      run.seconds > 0 ? static_cast<double>(run.histories) / run.seconds : 0.0;
  const CampaignVerdict verdict = report.verdict();
  Json json = {{"command", run.command},
               {"seed", run.seed},
               {"shard", report.shard.index + 1},
               {"shards", report.shard.count},
               {"whole", report.is_whole},
               {"histories", report.histories},
               {"histories_run", run.histories},
               {"histories_per_second", per_second},
               {"effects", report.effects},
               {"void", report.voids},
               {"scenarios", RowsJson(report.scenarios, "name")},
               {"regressions", RowsJson(report.regressions, "file")},
               {"canary", RowsJson(report.canary, "name")},
               {"bank", RowsJson(report.bank, "defect")},
               {"violations", violations},
               {"unreached", report.unreached},
               {"unfinished", report.unfinished},
               {"doubts", report.doubts},
               {"held", verdict != CampaignVerdict::kViolated &&
                            verdict != CampaignVerdict::kHarnessFailure},
               {"out", run.folder},
               {"seconds", run.seconds},
               {"work_seconds", report.work_seconds}};
  if (!report.failures.empty()) json["error"] = Listed(report.failures);
  return json;
}

}  // namespace relapse
