// The last word of a campaign and of a merge: console, files, GitHub, page.
#include <cstdio>
#include <filesystem>
#include <fstream>

#include "harness/cli/command_campaign.h"
#include "harness/cli/findings_report.h"
#include "harness/cli/html_page.h"
#include "harness/cli/shard.h"
#include "harness/report/github.h"
#include "harness/report/junit.h"
#include "harness/report/words.h"

namespace relapse {

namespace {

/// Lines of a kind on the console before the rest is counted; the JSON has all.
constexpr std::size_t kMostLines = 20;

void PrintLines(Console& console, const std::string& word, const std::vector<std::string>& lines) {
  for (std::size_t i = 0; i < std::min(lines.size(), kMostLines); ++i) {
    console.Line(word + "  " + lines[i]);
  }
  if (lines.size() > kMostLines) {
    console.Line(word + "  and " + std::to_string(lines.size() - kMostLines) +
                 " more (--json has all)");
  }
}

std::string ViolatedWords(const CampaignReport& report) {
  std::vector<std::string> words;
  if (!report.violations.empty()) {
    words.push_back(Counted(std::ssize(report.violations), "signature"));
  }
  for (const CampaignRow& row : report.bank) {
    if (row.verdict == PieceVerdict::kViolated) words.push_back("the bank's " + row.subject);
  }
  return Listed(words);
}

void Print(Console& console, const CampaignReport& report, const CampaignRun& run) {
  const Paint& paint = console.paint();
  for (const CampaignRow& row : report.scenarios) {
    if (row.strategy != "random" || row.verdict == PieceVerdict::kFailed) continue;
    TellRow(console, row.subject, row);
  }
  PrintLines(console, paint.Yellow("NOT FINISHED"), report.unfinished);
  PrintLines(console, paint.Yellow("INCONCLUSIVE"), report.doubts);
  PrintLines(console, paint.Red("HARNESS FAILURE"), report.failures);
  const std::string figures =
      Counted(report.histories, "history") + ", " + RealTime(report.work_seconds) + " of work; " +
      Counted(run.histories, "history") + " now, in " + RealTime(run.seconds);
  switch (report.verdict()) {
    case CampaignVerdict::kHeld:
      console.Line(paint.Green("HELD") + " what was run: " + figures);
      break;
    case CampaignVerdict::kInconclusive:
      console.Line("nothing was violated so far: " + figures);
      break;
    case CampaignVerdict::kViolated:
      console.Line(paint.Red("VIOLATED") + "  " + ViolatedWords(report) + ": " + figures);
      for (const CampaignViolation& one : report.violations) {
        console.Line(
            "  " + one.finding.invariant + "  " +
            (one.finding.file.empty()
                 ? one.finding.message
                 : "relapse replay " + ShellQuoted(CounterexampleIn(run.folder, one.finding))));
      }
      break;
    case CampaignVerdict::kHarnessFailure:
      console.Line("the harness or a scenario disproved itself: " + figures);
      break;
  }
}

/// Empty, or what went wrong.
std::string TellGithub(const CampaignReport& report, const CampaignRun& run) {
  if (!EnvironmentVariable("GITHUB_ACTIONS").has_value()) return "";
  // Of several shards, the merge annotates: the same signature may be found in each.
  if (report.shard.is_whole()) {
    for (const std::string& one : GithubAnnotations(report, run)) {
      std::fprintf(stderr, "%s\n", one.c_str());
    }
  }
  const auto path = EnvironmentVariable("GITHUB_STEP_SUMMARY");
  if (!path.has_value()) return "";
  std::error_code error;
  const auto size = std::filesystem::file_size(*path, error);
  const std::size_t there = error ? 0 : static_cast<std::size_t>(size);
  if (there >= kMostSummaryBytes) return "";
  std::ofstream file(*path, std::ios::app | std::ios::binary);
  file << GithubSummary(report, run, kMostSummaryBytes - there);
  file.flush();
  return file.good() ? "" : "GITHUB_STEP_SUMMARY " + *path + ": cannot be written";
}

std::string WriteJunit(const Session& session, const CampaignReport& report,
                       const CampaignRun& run) {
  if (session.arguments.junit.empty()) return "";
  try {
    WriteFileAtomically(session.arguments.junit, JunitText(report, run));
    return "";
  } catch (const std::runtime_error& error) {
    return std::string("--junit: ") + error.what();
  }
}

}  // namespace

ExitStatus StatusOf(CampaignVerdict verdict) {
  switch (verdict) {
    case CampaignVerdict::kHeld:
      return ExitStatus::kHeld;
    case CampaignVerdict::kInconclusive:
      return ExitStatus::kInconclusive;
    case CampaignVerdict::kViolated:
      return ExitStatus::kViolated;
    case CampaignVerdict::kHarnessFailure:
      return ExitStatus::kHarnessFailure;
  }
  return ExitStatus::kHarnessFailure;
}

void CheckReportFiles(const Arguments& arguments) {
  namespace fs = std::filesystem;
  if (arguments.junit.empty()) return;
  std::error_code error;
  if (fs::is_directory(arguments.junit, error)) {
    throw CommandError("--junit " + arguments.junit + ": is a directory; name a file");
  }
  CheckFolder("--junit", fs::path(arguments.junit).parent_path().string());
}

CommandResult TellCampaign(Session& session, const CampaignData& data, const CampaignReport& report,
                           const CampaignRun& run) {
  Print(session.console, report, run);
  CommandResult result{StatusOf(report.verdict()), CampaignJson(report, run)};
  for (const std::string& failure : {WriteJunit(session, report, run), TellGithub(report, run)}) {
    if (failure.empty()) continue;
    std::fprintf(stderr, "relapse: %s; the results above stand\n", failure.c_str());
    result.json["doubts"].push_back(failure);
    if (result.status == ExitStatus::kHeld) result.status = ExitStatus::kInconclusive;
  }
  FillCampaignPage(session, data, report, run.folder);
  return result;
}

}  // namespace relapse
