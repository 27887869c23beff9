#include "harness/report/github.h"

#include <algorithm>

#include "harness/report/words.h"

namespace relapse {

namespace {

/// Room for the line that counts what was left out.
constexpr std::size_t kRoomForTheRest = 100;

/// A workflow command ends at the end of the line; in a property `:` and `,` mean something, too.
std::string CommandText(std::string_view text, bool is_property) {
  std::string escaped;
  for (const char c : text) {
    if (c == '%') {
      escaped += "%25";
    } else if (c == '\r') {
      escaped += "%0D";
    } else if (c == '\n') {
      escaped += "%0A";
    } else if (is_property && c == ':') {
      escaped += "%3A";
    } else if (is_property && c == ',') {
      escaped += "%2C";
    } else {
      escaped += c;
    }
  }
  return escaped;
}

std::string Annotation(std::string_view title, std::string_view text) {
  return "::error title=" + CommandText(title, true) + "::" + CommandText(text, false);
}

/// Text of a cell of a Markdown table.
std::string Cell(std::string_view text) {
  std::string cell;
  for (const char c : text) {
    if (c == '|' || c == '\\' || c == '`' || c == '*' || c == '_' || c == '[' || c == ']')
      cell += '\\';
    if (c == '<') {
      cell += "&lt;";
    } else {
      cell += c == '\n' || c == '\r' ? ' ' : c;
    }
  }
  return cell;
}

std::string Row(const std::vector<std::string>& cells) {
  std::string row = "|";
  for (const std::string& cell : cells) row += " " + Cell(cell) + " |";
  return row + "\n";
}

std::string VerdictWords(const CampaignReport& report) {
  switch (report.verdict()) {
    case CampaignVerdict::kHeld:
      return "held";
    case CampaignVerdict::kInconclusive:
      return "inconclusive";
    case CampaignVerdict::kViolated:
      return "violated";
    case CampaignVerdict::kHarnessFailure:
      return "harness failure";
  }
  return "";
}

/// Lines in the order of their weight: what does not fit is left out from the end.
std::vector<std::string> SummaryLines(const CampaignReport& report, const CampaignRun& run) {
  std::vector<std::string> lines;
  lines.push_back("### relapse " + run.command + ": " + VerdictWords(report) + "\n\n");
  lines.push_back(Counted(report.histories, "history") + ", " +
                  Counted(std::ssize(report.violations), "signature") + ", seed " + run.seed +
                  "\n\n");
  for (const std::string& failure : report.failures) {
    lines.push_back("- **harness failure** " + Cell(failure) + "\n");
  }
  for (const std::string& doubt : report.doubts)
    lines.push_back("- inconclusive: " + Cell(doubt) + "\n");
  if (!report.violations.empty()) {
    lines.push_back("\n| invariant | scenarios | message | replay |\n|---|---|---|---|\n");
    for (const CampaignViolation& one : report.violations) {
      lines.push_back(Row({one.finding.invariant, Listed(one.scenarios), one.finding.message,
                           "relapse replay " + CounterexampleIn(run.folder, one.finding)}));
    }
  }
  lines.push_back("\n| scenario | strategy | verdict | histories | |\n|---|---|---|--:|---|\n");
  for (const CampaignRow& row : report.scenarios) {
    lines.push_back(
        Row({row.subject, row.strategy, VerdictText(row), Grouped(row.histories), row.words}));
  }
  for (const auto* rows : {&report.regressions, &report.canary, &report.bank}) {
    for (const CampaignRow& row : *rows) {
      lines.push_back(
          Row({row.subject, row.strategy, VerdictText(row), Grouped(row.histories), row.words}));
    }
  }
  return lines;
}

}  // namespace

std::vector<std::string> GithubAnnotations(const CampaignReport& report, const CampaignRun& run) {
  std::vector<std::string> annotations;
  for (const std::string& failure : report.failures) {
    annotations.push_back(Annotation("the harness disproved itself", failure));
  }
  for (const CampaignViolation& one : report.violations) {
    const std::string file = CounterexampleIn(run.folder, one.finding);
    annotations.push_back(
        Annotation(one.finding.invariant + " in " + Listed(one.scenarios),
                   one.finding.message + (file.empty() ? "" : "\nrelapse replay " + file)));
  }
  if (annotations.size() <= kMostAnnotations) return annotations;
  const std::size_t left_out = annotations.size() - (kMostAnnotations - 1);
  annotations.resize(kMostAnnotations - 1);
  annotations.push_back(
      Annotation("and " + std::to_string(left_out) + " more", "see the summary of the step"));
  return annotations;
}

std::string GithubSummary(const CampaignReport& report, const CampaignRun& run, std::size_t most) {
  const std::vector<std::string> lines = SummaryLines(report, run);
  std::string text;
  for (std::size_t i = 0; i < lines.size(); ++i) {
    const std::size_t rest = i + 1 == lines.size() ? 0 : kRoomForTheRest;
    if (text.size() + lines[i].size() + rest > most) {
      const std::string note =
          "\n" + Counted(std::ssize(lines) - static_cast<std::int64_t>(i), "more line") +
          " left out\n";
      return text.size() + note.size() > most ? text : text + note;
    }
    text += lines[i];
  }
  return text;
}

}  // namespace relapse
