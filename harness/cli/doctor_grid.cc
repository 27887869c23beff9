// The coverage grid: every outcome done to every effect once, recovery's own effects included.
#include <deque>
#include <set>

#include "harness/cli/doctor_checks.h"
#include "harness/cli/numbered_faults.h"
#include "harness/report/json_report.h"
#include "harness/report/table.h"

namespace relapse {

namespace {

/// A run in which an effect was met for the first time, and where.
struct Meeting {
  const EffectSpec* effect;
  std::vector<NumberedFault> faults;
  std::size_t point;
};

class GridRuns {
 public:
  GridRuns(const Target& target, CoverageGrid& grid) : target_(target), grid_(grid) {}

  void Run() {
    const std::size_t points = RunWith({});
    for (std::size_t point = 0; point < points; ++point) {
      RunWith({{point, Decision{.outcome = Outcome::kCrashAfter}}});
    }
    while (!met_.empty()) {
      const Meeting meeting = met_.front();
      met_.pop_front();
      for (const Outcome outcome : EveryOutcome()) Cover(meeting, outcome);
    }
  }
  const std::set<const EffectSpec*>& known() const { return known_; }

 private:
  std::size_t RunWith(const std::vector<NumberedFault>& faults) {
    NumberedFaults decider(faults);
    const HistoryResult result = RunNumbered(*target_.instance, decider);
    ++grid_.runs;
    grid_.effects += result.effects;
    if (!result.harness_failure.empty()) grid_.failures.insert(result.harness_failure);
    for (std::size_t point = 0; point < decider.effects.size(); ++point) {
      const EffectSpec* effect = decider.effects[point];
      // A fault that stands at or after this point is no part of the way here.
      std::vector<NumberedFault> way;
      for (const NumberedFault& fault : faults) {
        if (fault.point < point) way.push_back(fault);
      }
      if (known_.insert(effect).second) met_.push_back({effect, std::move(way), point});
    }
    last_fired_ = decider.fired;
    return decider.effects.size();
  }

  void Cover(const Meeting& meeting, Outcome outcome) {
    CoverageGrid::Cell& cell = grid_.cells[std::string(meeting.effect->name)][outcome];
    const FaultRules& rules = target_.instance->rules;
    cell = CoverageGrid::Cell::kIllegal;
    std::vector<FaultOption> options;
    if (IsCrash(outcome)) options.push_back({.outcome = outcome});
    for (const FaultOption& option : OptionsFor(*meeting.effect, Basis::kAll, rules)) {
      if (option.outcome == outcome) options.push_back(option);
    }
    for (const FaultOption& option : options) {
      std::vector<NumberedFault> faults = meeting.faults;
      faults.push_back({meeting.point, DecisionOf(option, rules)});
      RunWith(faults);
      if (last_fired_ == faults.size()) {
        cell = CoverageGrid::Cell::kDone;
        return;
      }
      // A disturbance is possible at some moments only, and this may be none.
      if (outcome != Outcome::kDisturb) cell = CoverageGrid::Cell::kMissing;
    }
  }

  const Target& target_;
  CoverageGrid& grid_;
  std::set<const EffectSpec*> known_;  // asked, never walked: its order is no part of a result
  std::deque<Meeting> met_;
  std::size_t last_fired_ = 0;
};

std::string_view CellName(CoverageGrid::Cell cell) {
  switch (cell) {
    case CoverageGrid::Cell::kDone:
      return "done";
    case CoverageGrid::Cell::kIllegal:
      return "not_legal";
    case CoverageGrid::Cell::kMissing:
      return "missing";
  }
  return "";
}

}  // namespace

CoverageGrid CoverGrid(const Catalogue& catalogue, const Target& target) {
  CoverageGrid grid;
  GridRuns runs(target, grid);
  runs.Run();
  std::set<std::string_view> ports;
  for (const EffectSpec* effect : catalogue.effects) {
    if (runs.known().contains(effect)) ports.insert(effect->port->name);
  }
  for (const EffectSpec* effect : catalogue.effects) {
    if (effect->internal || runs.known().contains(effect) || !ports.contains(effect->port->name))
      continue;
    grid.unreached.emplace_back(effect->name);
  }
  return grid;
}

DoctorCheck CoverageGrid::Check() const {
  DoctorCheck check{.name = "coverage"};
  std::int64_t done = 0;
  for (const auto& [effect, row] : cells) {
    for (const auto& [outcome, cell] : row) {
      done += cell == Cell::kDone ? 1 : 0;
      if (cell != Cell::kMissing) continue;
      check.problems.push_back(
          "legal, but it could not be done: " + std::string(EnumName(outcome)) + " " + effect);
    }
  }
  check.ok = check.problems.empty();
  check.detail = Counted(std::ssize(cells), "effect") + ", " + Counted(done, "legal outcome") +
                 " done in " + Counted(runs, "run");
  if (!unreached.empty()) check.detail += "; not reached here: " + Listed(unreached);
  return check;
}

DoctorCheck CoverageGrid::CheckReads() const {
  return {.name = "reads",
          .ok = failures.empty(),
          .detail = "no declared read changes the world, in " + Counted(effects, "effect"),
          .problems = {failures.begin(), failures.end()}};
}

std::string CoverageGrid::Text() const {
  std::vector<Table::Column> columns{{.title = "effect"}};
  for (const Outcome outcome : EveryOutcome())
    columns.push_back({.title = std::string(EnumName(outcome))});
  Table table(std::move(columns), 4);
  for (const auto& [effect, row] : cells) {
    std::vector<std::string> line{effect};
    for (const Outcome outcome : EveryOutcome()) {
      const Cell cell = row.at(outcome);
      line.emplace_back(cell == Cell::kDone ? "done" : cell == Cell::kIllegal ? "-" : "MISSING");
    }
    table.Add(std::move(line));
  }
  return table.Text();
}

Json CoverageGrid::ToJson() const {
  Json json = Json::object();
  for (const auto& [effect, row] : cells) {
    for (const auto& [outcome, cell] : row) {
      json[effect][std::string(EnumName(outcome))] = std::string(CellName(cell));
    }
  }
  return json;
}

}  // namespace relapse
