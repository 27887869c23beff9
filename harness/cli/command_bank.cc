#include <algorithm>
#include <deque>
#include <set>

#include "harness/cli/commands.h"
#include "harness/cli/exploration.h"
#include "harness/cli/findings_report.h"
#include "harness/cli/interrupt.h"
#include "harness/explore/bank.h"
#include "harness/explore/exhaust.h"
#include "harness/report/page/page.h"
#include "harness/report/table.h"

namespace relapse {

namespace {

struct MeasuredDefect {
  BankRow row;
  double seconds_to_kill = 0;
  std::string counterexample;
};

std::vector<const DefectInfo*> Selected(const Session& session) {
  const Arguments& arguments = session.arguments;
  (void)DefectsNamed(session.catalogue, arguments.defects);
  std::vector<const DefectInfo*> selected;
  for (const DefectInfo& defect : session.catalogue.defects) {
    const bool named = arguments.defects.empty() ||
                       std::find(arguments.defects.begin(), arguments.defects.end(), defect.id) !=
                           arguments.defects.end();
    const bool in_component = arguments.component.empty() ||
                              defect.component == arguments.component ||
                              defect.component.starts_with(arguments.component + "/");
    if (named && in_component) selected.push_back(&defect);
  }
  return selected;
}

Json ParametersOf(const Scenario& scenario, const DefectInfo& defect) {
  Json parameters = scenario.default_parameters;
  parameters.merge_patch(defect.parameters);
  return parameters;
}

std::string FileOf(const Session& session, const DefectInfo& defect) {
  std::string slug = defect.id;
  std::replace(slug.begin(), slug.end(), '/', '-');
  return session.arguments.out + "/bank/" + slug + ".json";
}

MeasuredDefect Measure(Session& session, const DefectInfo& defect) {
  MeasuredDefect measured;
  const Stopwatch stopwatch;
  ExploreOptions options = ExploreOptionsOf(session, defect.id);
  options.found = [&](const RawFinding& finding) {
    const auto& names = defect.violates;
    if (measured.seconds_to_kill > 0) return;
    if (std::find(names.begin(), names.end(), finding.invariant) == names.end()) return;
    measured.seconds_to_kill = stopwatch.Seconds();
  };
  measured.row = MeasureDefect(session.catalogue, defect, options);
  if (measured.row.killer == nullptr) return measured;
  const Scenario& scenario = ScenarioNamed(session.catalogue, defect.scenario);
  Target target{.scenario = &scenario, .parameters = ParametersOf(scenario, defect)};
  target.defects = DefectsNamed(session.catalogue, {defect.id});
  target.instance = scenario.instantiate(target.parameters, target.defects);
  RestOracle oracle(*target.instance);
  measured.counterexample = FileOf(session, defect);
  WritePlan(target, oracle, measured.row.killer->plan, measured.counterexample);
  return measured;
}

std::string PlanWords(const MeasuredDefect& measured) {
  const BankRow& row = measured.row;
  if (!row.harness_failure.empty()) return row.harness_failure;
  std::string words = row.killer != nullptr ? CanonicalText(row.killer->plan) : "";
  if (!row.clean_with_defect_off) words += "  (breaks with the defect off, too)";
  if (!row.fault_free_clean) words += "  (breaks without faults, too)";
  return words;
}

std::string KillerWords(const BankRow& row) {
  if (!row.harness_failure.empty()) return "HARNESS FAILURE";
  return row.killed ? row.invariant : "SURVIVED";
}

Table BankTable(const std::vector<const DefectInfo*>& defects) {
  Table::Column id{.title = "defect"};
  Table::Column source{.title = "source", .most = 28};
  for (const DefectInfo* defect : defects) {
    id.width = std::max(id.width, DisplayWidth(defect->id));
    source.width = std::max(source.width, std::min(source.most, DisplayWidth(defect->source)));
  }
  return Table({id,
                source,
                {.title = "killed by", .width = 22},
                {.title = "histories", .right = true, .width = 9},
                {.title = "time", .right = true, .width = 9},
                {.title = "plan"}});
}

/// Every exploration the bank uses, without any defect: the words for one that is not clean, or
/// empty.
std::string DirtyWithoutDefects(Session& session, const std::vector<const DefectInfo*>& defects) {
  std::set<std::string> seen;
  for (const DefectInfo* defect : defects) {
    const Scenario& scenario = ScenarioNamed(session.catalogue, defect->scenario);
    const Json parameters = ParametersOf(scenario, *defect);
    const std::string what = scenario.name + " at " + JsonLine(parameters) + ", " +
                             Counted(defect->faults, "fault") + ", basis " +
                             std::string(EnumName(defect->basis));
    if (!seen.insert(what).second || Interrupted()) continue;
    const auto instance = scenario.instantiate(parameters, {});
    ExploreOptions options = ExploreOptionsOf(session, "without defects");
    options.basis = defect->basis;
    options.preemptions = defect->preemptions;
    const ExploreResult result = Exhaust(*instance, options, defect->faults);
    if (!result.harness_failure.empty()) return what + ": " + result.harness_failure;
    if (!result.findings.empty()) {
      return what + ": " + result.findings.front().invariant + " breaks without any defect";
    }
  }
  return "";
}

HtmlBankRow PageRow(const MeasuredDefect& measured) {
  const BankRow& row = measured.row;
  HtmlBankRow page{.defect = row.defect->id,
                   .summary = row.defect->summary,
                   .source = row.defect->source,
                   .killed_by = {KillerWords(row), row.killed ? Tone::kGood : Tone::kBad},
                   .signatures = std::to_string(row.findings.size()),
                   .plan = PlanWords(measured)};
  if (!row.killed) return page;
  page.histories = Grouped(row.histories_to_kill);
  page.time = RealTime(measured.seconds_to_kill);
  page.replay = "relapse replay " + ShellQuoted(measured.counterexample);
  return page;
}

struct BankTotals {
  std::int64_t killed = 0;
  bool clean = true;
  std::string harness_failure;
  std::vector<std::pair<std::int64_t, double>> kills;  ///< histories and seconds to the first
  std::size_t signatures = 0;
};

BankTotals TotalsOf(const std::deque<MeasuredDefect>& bank) {
  BankTotals totals;
  for (const MeasuredDefect& one : bank) {
    totals.clean = totals.clean && one.row.clean_with_defect_off && one.row.fault_free_clean;
    if (totals.harness_failure.empty() && !one.row.harness_failure.empty()) {
      totals.harness_failure = one.row.defect->id + ": " + one.row.harness_failure;
    }
    totals.signatures += one.row.findings.size();
    if (!one.row.killed) continue;
    ++totals.killed;
    totals.kills.emplace_back(one.row.histories_to_kill, one.seconds_to_kill);
  }
  std::sort(totals.kills.begin(), totals.kills.end());
  return totals;
}

/// `timed`: with the real time the median kill took.
std::string SummaryLine(const BankTotals& totals, std::size_t all, bool clean, bool timed) {
  std::string line = std::to_string(totals.killed) + " of " + std::to_string(all) + " killed";
  if (!totals.kills.empty()) {
    const auto& median = totals.kills[totals.kills.size() / 2];
    line += " · median " + Counted(median.first, "history") +
            (timed ? " (" + RealTime(median.second) + ")" : "") + " · worst " +
            Grouped(totals.kills.back().first);
    const std::int64_t hundredths = static_cast<std::int64_t>(totals.signatures) * 100 /
                                    std::max<std::int64_t>(totals.killed, 1);
    line += " · " + std::to_string(hundredths / 100) + "." + std::to_string(hundredths / 10 % 10) +
            std::to_string(hundredths % 10) + " signatures per defect";
  }
  return line + (clean ? " · clean without defects in the same exploration" : " · not clean");
}

}  // namespace

CommandResult CommandBank(Session& session) {
  Console& console = session.console;
  const std::vector<const DefectInfo*> defects = Selected(session);
  if (defects.empty()) {
    throw CommandError("bank: no defect selected; relapse list shows all " +
                           std::to_string(session.catalogue.defects.size()),
                       ExitStatus::kInconclusive);
  }
  CheckOutFolder(session.arguments.out);
  const Table table = BankTable(defects);
  console.Text(table.Titles());
  std::deque<MeasuredDefect> bank;
  Json rows = Json::array();
  for (const DefectInfo* defect : defects) {
    if (Interrupted()) break;
    bank.push_back(Measure(session, *defect));
    const MeasuredDefect& one = bank.back();
    rows.push_back(BankRowJson(one.row, one.counterexample, one.seconds_to_kill));
    console.Text(table.Row({defect->id, defect->source, KillerWords(one.row),
                            one.row.killed ? Grouped(one.row.histories_to_kill) : "",
                            one.row.killed ? RealTime(one.seconds_to_kill) : "", PlanWords(one)}));
  }
  BankTotals totals = TotalsOf(bank);
  const std::string dirty = DirtyWithoutDefects(session, defects);
  const bool clean = totals.clean && dirty.empty() && !Interrupted();
  console.Line("  " + SummaryLine(totals, defects.size(), clean, true));
  if (!dirty.empty()) console.Line("  not clean: " + dirty);
  if (session.page != nullptr) {
    for (const MeasuredDefect& one : bank) session.page->bank.push_back(PageRow(one));
    session.page->bank_words = SummaryLine(totals, defects.size(), clean, false) +
                               (dirty.empty() ? "" : "; not clean: " + dirty);
  }
  Json json = {{"command", "bank"},       {"defects", rows},
               {"killed", totals.killed}, {"total", defects.size()},
               {"clean", clean},          {"seconds", console.clock().Seconds()}};
  ExitStatus status = ExitStatus::kHeld;
  if (Interrupted()) {
    status = ExitStatus::kInconclusive;
  } else if (!totals.harness_failure.empty()) {
    status = ExitStatus::kHarnessFailure;
    json["error"] = totals.harness_failure;
  } else if (totals.killed != std::ssize(defects) || !clean) {
    status = ExitStatus::kViolated;
  }
  return {status, json};
}

}  // namespace relapse
