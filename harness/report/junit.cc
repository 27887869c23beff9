#include "harness/report/junit.h"

#include <fmt/format.h>

#include <algorithm>
#include <map>

#include "harness/report/words.h"

namespace relapse {

namespace {

enum class CaseKind : std::uint8_t { kPassed, kFailure, kError, kSkipped };

struct Case {
  std::string name;
  CaseKind kind = CaseKind::kPassed;
  std::string type;     ///< of a failure: the invariant; of an error: "harness"
  std::string message;  ///< one line
  std::string text;     ///< more
  double seconds = 0;
};

struct Suite {
  std::string name;
  std::vector<Case> cases;

  std::size_t Count(CaseKind kind) const {
    return static_cast<std::size_t>(std::count_if(
        cases.begin(), cases.end(), [&](const Case& one) { return one.kind == kind; }));
  }
  double seconds() const {
    double sum = 0;
    for (const Case& one : cases) sum += one.seconds;
    return sum;
  }
};

std::string Attribute(std::string_view name, std::string_view value) {
  return " " + std::string(name) + "=\"" + XmlEscaped(value) + "\"";
}

std::string Seconds(double seconds) { return fmt::format("{:.3f}", seconds); }

std::string CountsText(const std::vector<const Suite*>& suites) {
  std::size_t tests = 0;
  std::size_t failures = 0;
  std::size_t errors = 0;
  std::size_t skipped = 0;
  double seconds = 0;
  for (const Suite* suite : suites) {
    tests += suite->cases.size();
    failures += suite->Count(CaseKind::kFailure);
    errors += suite->Count(CaseKind::kError);
    skipped += suite->Count(CaseKind::kSkipped);
    seconds += suite->seconds();
  }
  return Attribute("tests", std::to_string(tests)) +
         Attribute("failures", std::to_string(failures)) +
         Attribute("errors", std::to_string(errors)) +
         Attribute("skipped", std::to_string(skipped)) + Attribute("time", Seconds(seconds));
}

std::string CaseText(const Suite& suite, const Case& one) {
  std::string text = "    <testcase" + Attribute("classname", suite.name) +
                     Attribute("name", one.name) + Attribute("time", Seconds(one.seconds));
  if (one.kind == CaseKind::kPassed) return text + "/>\n";
  text += ">\n      ";
  if (one.kind == CaseKind::kSkipped) {
    return text + "<skipped" + Attribute("message", one.message) + "/>\n    </testcase>\n";
  }
  const std::string element = one.kind == CaseKind::kFailure ? "failure" : "error";
  return text + "<" + element + Attribute("message", one.message) + Attribute("type", one.type) +
         ">" + XmlEscaped(one.text) + "</" + element + ">\n    </testcase>\n";
}

std::string SuiteText(const Suite& suite, const CampaignRun& run) {
  std::string text = "  <testsuite" + Attribute("name", suite.name) + CountsText({&suite}) + ">\n";
  text += "    <properties>\n      <property" + Attribute("name", "seed") +
          Attribute("value", run.seed) + "/>\n    </properties>\n";
  for (const Case& one : suite.cases) text += CaseText(suite, one);
  return text + "  </testsuite>\n";
}

/// A strategy, a regression, a defect: how it went, not what it judged.
Case CaseOf(const CampaignRow& row, const std::string& name) {
  Case one{.name = name, .seconds = row.seconds};
  one.message = row.words;
  one.text = row.words + (row.repeat.empty() ? "" : "\n" + row.repeat);
  if (row.verdict == PieceVerdict::kFailed) {
    one.kind = CaseKind::kError;
    one.type = "harness";
  } else if (row.doubtful) {
    one.kind = CaseKind::kFailure;
    one.type = "inconclusive";
  } else if (row.verdict == PieceVerdict::kUnfinished || row.verdict == PieceVerdict::kSkipped) {
    one.kind = CaseKind::kSkipped;
  }
  return one;
}

Case CaseOf(const CampaignProperty& property, const CampaignRun& run) {
  Case one{.name = property.name};
  switch (property.state) {
    case PropertyState::kHeld:
    case PropertyState::kReached:
      break;
    case PropertyState::kNotDue:
      one.kind = CaseKind::kSkipped;
      one.message = "not reached; this much effort need not reach it";
      break;
    case PropertyState::kNotJudged:
      one.kind = CaseKind::kSkipped;
      one.message = "no history was run";
      break;
    case PropertyState::kUnreached:
      one.kind = CaseKind::kFailure;
      one.type = "unreached";
      one.message = "not reached, though it should have been";
      one.text = one.message;
      break;
    case PropertyState::kViolated:
      one.kind = CaseKind::kFailure;
      one.type = property.name;
      one.message = property.findings.front().message;
      for (const FindingRecord& finding : property.findings) {
        one.text += finding.message + "\nsignature " + finding.signature + "\n";
        for (const std::string& fault : finding.plan) one.text += "fault     " + fault + "\n";
        if (!finding.file.empty()) {
          one.text += "replay    relapse replay " + CounterexampleIn(run.folder, finding) + "\n";
        }
      }
      break;
  }
  return one;
}

std::vector<Suite> SuitesOf(const CampaignReport& report, const CampaignRun& run) {
  std::map<std::string, Suite> scenarios;
  for (const CampaignProperty& property : report.properties) {
    scenarios[property.scenario].cases.push_back(CaseOf(property, run));
  }
  for (const CampaignRow& row : report.scenarios) {
    scenarios[row.subject].cases.push_back(CaseOf(row, row.strategy));
  }
  std::vector<Suite> suites;
  const auto add = [&](const char* name, const std::vector<CampaignRow>& rows) {
    if (rows.empty()) return;
    Suite suite{.name = name};
    for (const CampaignRow& row : rows) {
      suite.cases.push_back(CaseOf(row, row.subject));
      // Violated here is a failure in itself; of a scenario, its properties say so.
      if (row.verdict != PieceVerdict::kViolated) continue;
      suite.cases.back().kind = CaseKind::kFailure;
      suite.cases.back().type = row.strategy;
    }
    suites.push_back(std::move(suite));
  };
  add("regressions", report.regressions);
  add("canary", report.canary);
  add("bank", report.bank);
  for (auto& [name, suite] : scenarios) {
    suite.name = name;
    suites.push_back(std::move(suite));
  }
  return suites;
}

}  // namespace

std::string XmlEscaped(std::string_view text) {
  std::string escaped;
  for (const char c : text) {
    const auto byte = static_cast<unsigned char>(c);
    switch (c) {
      case '&':
        escaped += "&amp;";
        break;
      case '<':
        escaped += "&lt;";
        break;
      case '>':
        escaped += "&gt;";
        break;
      case '"':
        escaped += "&quot;";
        break;
      case '\n':
        escaped += "&#10;";
        break;
      default:
        escaped += byte < 0x20 && c != '\t' ? '?' : c;
    }
  }
  return escaped;
}

std::string JunitText(const CampaignReport& report, const CampaignRun& run) {
  const std::vector<Suite> suites = SuitesOf(report, run);
  std::vector<const Suite*> all;
  for (const Suite& suite : suites) all.push_back(&suite);
  std::string text = "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<testsuites" +
                     Attribute("name", "relapse " + run.command) + CountsText(all) + ">\n";
  for (const Suite& suite : suites) text += SuiteText(suite, run);
  return text + "</testsuites>\n";
}

}  // namespace relapse
