// The page of a campaign, made of its records: what was explored is not run again, only
// counterexamples are replayed for their timelines.
#include "harness/cli/campaign_pieces.h"
#include "harness/cli/command_campaign.h"
#include "harness/cli/findings_report.h"
#include "harness/cli/html_page.h"
#include "harness/explore/explain.h"
#include "harness/report/necessity.h"
#include "harness/report/words.h"

namespace relapse {

namespace {

ExitStatus StatusOfRow(const CampaignRow& row) {
  switch (row.verdict) {
    case PieceVerdict::kViolated:
      return ExitStatus::kViolated;
    case PieceVerdict::kFailed:
      return ExitStatus::kHarnessFailure;
    case PieceVerdict::kHeld:
      return row.doubtful ? ExitStatus::kInconclusive : ExitStatus::kHeld;
    case PieceVerdict::kUnfinished:
    case PieceVerdict::kSkipped:
      break;
  }
  return ExitStatus::kInconclusive;
}

GridEffort EffortOf(const CampaignRow& row) {
  if (row.strategy == "random") return {};
  if (row.strategy == "closure")
    return {.basis = Basis::kStandard, .api_faults = 1, .harvests = true};
  return {.basis = Basis::kStandard, .most_faults = 1, .harvests = true};
}

class CampaignPage {
 public:
  CampaignPage(Session& session, const CampaignData& data, const CampaignReport& report,
               const std::string& folder)
      : session_(session), data_(data), report_(report), folder_(folder) {}

  void Fill() {
    session_.page->words = Words();
    for (const CampaignRow& row : report_.scenarios) {
      const Scenario* scenario = session_.catalogue.FindScenario(row.subject);
      if (scenario == nullptr || row.verdict == PieceVerdict::kFailed) {
        AddBare(row);
      } else {
        AddExploration(*scenario, row);
      }
    }
    for (const CampaignRow& row : report_.regressions) AddBare(row);
    for (const CampaignRow& row : report_.bank) AddDefect(row);
    if (!report_.bank.empty()) {
      session_.page->bank_words = "a sample of " + Counted(std::ssize(report_.bank), "defect") +
                                  "; relapse bank measures all";
    }
  }

 private:
  std::string Words() const {
    std::string words = Counted(report_.histories, "history") + ", " +
                        Counted(std::ssize(report_.violations), "signature");
    const auto add = [&](const char* what, const std::vector<std::string>& list) {
      if (!list.empty()) words += std::string("; ") + what + ": " + Listed(list);
    };
    add("failed", report_.failures);
    add("inconclusive", report_.doubts);
    add("not finished", report_.unfinished);
    return words;
  }

  /// What cannot be looked at without running what failed, or has no scenario of its own.
  void AddBare(const CampaignRow& row) {
    session_.page->explorations.push_back({.scenario = row.subject,
                                           .strategy = row.strategy,
                                           .repeat = row.repeat,
                                           .verdict = VerdictOfStatus(StatusOfRow(row)),
                                           .words = row.words});
  }

  void AddDefect(const CampaignRow& row) {
    const DefectInfo* defect = session_.catalogue.FindDefect(row.subject);
    HtmlBankRow page{.defect = row.subject};
    if (defect != nullptr) {
      page.summary = defect->summary;
      page.source = defect->source;
    }
    page.killed_by = {row.words, row.verdict == PieceVerdict::kHeld ? Tone::kGood : Tone::kBad};
    page.histories = Grouped(row.histories);
    page.time = RealTime(row.seconds);
    page.replay = row.repeat;
    session_.page->bank.push_back(std::move(page));
  }

  void AddExploration(const Scenario& scenario, const CampaignRow& row) {
    Target target{.scenario = &scenario, .parameters = scenario.default_parameters};
    target.instance = scenario.instantiate(target.parameters, {});
    ExplorationReport report{.command = "campaign", .scenario = scenario.name};
    if (row.strategy != "random") report.parameters = target.parameters;
    report.figures.histories = row.histories;
    report.figures.effects = row.effects;
    Coverage coverage;
    for (const auto& [key, piece] : data_.pieces()) {
      if (piece.scenario != scenario.name || piece.strategy != row.strategy) continue;
      report.figures.reached |= BitsOf(target.instance->system.invariants, piece.reached);
      report.figures.voids += piece.voids;
      AddCoverage(piece.coverage, session_.catalogue, coverage);
    }
    for (const CampaignProperty& one : report_.properties) {
      if (one.scenario == scenario.name && one.state == PropertyState::kUnreached) {
        report.unreached.push_back(one.name);
      }
    }
    std::vector<HtmlFinding> findings = FindingsOf(scenario, row, report);
    Conclusion conclusion{.held_words = row.words,
                          .violating_histories = std::ssize(report.violations)};
    const ExitStatus status = StatusOfRow(row);
    if (status == ExitStatus::kInconclusive) conclusion.doubts = {row.words};
    AddToPage(session_, {.target = target,
                         .report = report,
                         .conclusion = conclusion,
                         .status = status,
                         .strategy = row.strategy,
                         .effort = EffortOf(row),
                         .coverage = coverage,
                         .findings = std::move(findings)});
    session_.page->explorations.back().repeat = row.repeat;
    if (status == ExitStatus::kViolated) session_.page->explorations.back().words = row.words;
  }

  static std::uint64_t BitsOf(const InvariantSet* invariants,
                              const std::vector<std::string>& names) {
    std::uint64_t bits = 0;
    for (std::size_t i = 0; invariants != nullptr && i < invariants->all().size(); ++i) {
      for (const std::string& name : names) {
        if (invariants->all()[i]->name() == name) bits |= std::uint64_t{1} << i;
      }
    }
    return bits;
  }

  std::vector<HtmlFinding> FindingsOf(const Scenario& scenario, const CampaignRow& row,
                                      ExplorationReport& report) {
    std::vector<HtmlFinding> pages;
    for (const CampaignViolation& violation : report_.violations) {
      const FindingRecord& finding = violation.finding;
      const auto found = data_.findings().find({scenario.name, finding.signature});
      if (found == data_.findings().end() || found->second.strategy != row.strategy) continue;
      const std::string file = CounterexampleIn(folder_, finding);
      report.violations.push_back({.signature = finding.signature,
                                   .invariant = finding.invariant,
                                   .message = finding.message,
                                   .counterexample = file,
                                   .faults = finding.faults});
      pages.push_back(file.empty() ? WithoutTimeline(finding) : FindingOf(finding, file));
      pages.back().how_found = "found by " + row.strategy;
      // Of each signature one counterexample is kept.
      if (finding.scenario != scenario.name) {
        pages.back().how_found += "; the smallest one is of " + finding.scenario;
      }
    }
    return pages;
  }

  static HtmlFinding WithoutTimeline(const FindingRecord& finding) {
    return {.signature = finding.signature,
            .invariant = finding.invariant,
            .message = finding.message,
            .plan = finding.plan};
  }

  HtmlFinding FindingOf(const FindingRecord& finding, const std::string& file) {
    session_.arguments.file = file;
    HtmlFinding page = WithoutTimeline(finding);
    try {
      const Counterexample recorded = CounterexampleFrom(file);
      const Target target = TargetOfFile(session_, recorded);
      RestOracle oracle(*target.instance);
      Recording recording;
      recording.keep_worlds = timelines_++ < kMostPageTimelines;
      const PlanRun run = RunPlan(*target.instance, oracle, recorded.plan, &recording);
      const Finding found{
          .signature = finding.signature, .verdict = recorded.verdict, .plan = recorded.plan};
      page = FindingForPage(target, found, run, recording);
      page.necessity = NecessityText(
          run.verdict, VerdictsWithout(*target.instance, oracle, recorded.plan, run.verdict));
    } catch (const CommandError& error) {
      page.necessity = error.what();
    }
    page.replay = "relapse replay " + ShellQuoted(file);
    session_.arguments.file.clear();
    return page;
  }

  Session& session_;
  const CampaignData& data_;
  const CampaignReport& report_;
  const std::string& folder_;
  std::size_t timelines_ = 0;
};

}  // namespace

void FillCampaignPage(Session& session, const CampaignData& data, const CampaignReport& report,
                      const std::string& folder) {
  if (session.page == nullptr) return;
  CampaignPage(session, data, report, folder).Fill();
}

}  // namespace relapse
