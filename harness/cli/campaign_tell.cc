// What a campaign says while it runs: a line a piece, a line a finding.
#include "harness/cli/campaign_run.h"
#include "harness/cli/command_campaign.h"
#include "harness/report/campaign_report.h"
#include "harness/report/words.h"

namespace relapse {

void TellRow(Console& console, const std::string& scenario, const CampaignRow& row) {
  const std::string verdict = VerdictText(row);
  Json event = {{"event", "scenario"}};
  event["name"] = scenario;
  event["strategy"] = row.strategy;
  event["subject"] = row.subject;
  event["verdict"] = verdict;
  event["words"] = row.words;
  event["histories"] = row.histories;
  event["seconds"] = row.seconds;
  if (console.json()) console.Result(event);
  const Paint& paint = console.paint();
  const std::string word = PadRight(verdict, 10);
  const bool is_good = row.verdict == PieceVerdict::kHeld && !row.doubtful;
  const std::string words = row.words.empty() || row.words == row.subject ? "" : ": " + row.words;
  console.Line((!row.held() ? paint.Red(word)
                : is_good   ? paint.Green(word)
                            : paint.Yellow(word)) +
               "  " + PadRight(row.strategy, 10) + "  " + row.subject + words + "  " +
               paint.Dim(RealTime(row.seconds)));
}

void Campaign::Tell(const PieceRecord& record) const {
  // Batches are told of as one, at the end.
  if (record.strategy == "random" && record.verdict != PieceVerdict::kFailed) return;
  TellRow(session_.console, record.scenario,
          {.subject = record.key.substr(record.key.find('/') + 1),
           .strategy = record.strategy,
           .verdict = record.verdict,
           .doubtful = record.doubtful,
           .words = record.words,
           .histories = record.histories,
           .seconds = record.seconds});
}

void Campaign::Tell(const FindingRecord& finding) {
  if (!told_.insert(finding.signature).second) return;
  Json event = {{"event", "finding"}};
  event["scenario"] = finding.scenario;
  event["signature"] = finding.signature;
  event["invariant"] = finding.invariant;
  event["message"] = finding.message;
  event["counterexample"] = CounterexampleIn(store_.folder(), finding);
  session_.console.Result(event);
  session_.console.Line(session_.console.paint().Red("VIOLATED") + "  " + finding.invariant + ": " +
                        finding.message + "  (" + finding.scenario + ", " + finding.strategy + ")");
  for (const std::string& fault : finding.plan) session_.console.Line("  fault  " + fault);
  if (!finding.file.empty()) {
    session_.console.Line("  replay  relapse replay " +
                          ShellQuoted(CounterexampleIn(store_.folder(), finding)));
  }
}

}  // namespace relapse
