// What a campaign says while it runs: a line a piece, a line a finding.
#include "harness/cli/campaign_run.h"
#include "harness/report/campaign_report.h"
#include "harness/report/words.h"

namespace relapse {

void Campaign::Tell(const PieceRecord& record) const {
  // Batches are told of as one, at the end.
  if (record.strategy == "random" && record.verdict != PieceVerdict::kFailed) return;
  const std::string verdict = record.doubtful ? "doubtful" : std::string(EnumName(record.verdict));
  const std::string subject = record.key.substr(record.key.find('/') + 1);
  Console& console = session_.console;
  Json event = {{"event", "scenario"}};
  event["name"] = record.scenario;
  event["strategy"] = record.strategy;
  event["subject"] = subject;
  event["verdict"] = verdict;
  event["words"] = record.words;
  event["histories"] = record.histories;
  event["seconds"] = record.seconds;
  console.Result(event);
  const Paint& paint = console.paint();
  const std::string word = PadRight(verdict, 10);
  const bool is_bad =
      record.verdict == PieceVerdict::kViolated || record.verdict == PieceVerdict::kFailed;
  const bool is_good = record.verdict == PieceVerdict::kHeld && !record.doubtful;
  const std::string words =
      record.words.empty() || record.words == subject ? "" : ": " + record.words;
  console.Line((is_bad    ? paint.Red(word)
                : is_good ? paint.Green(word)
                          : paint.Yellow(word)) +
               "  " + PadRight(record.strategy, 10) + "  " + subject + words + "  " +
               paint.Dim(RealTime(record.seconds)));
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
