// CampaignReport: what a campaign, or several merged ones, came to: a function of its records
// alone. Console, JSON, JUnit, GitHub and the page all tell this one report.
#ifndef HARNESS_REPORT_CAMPAIGN_REPORT_H_
#define HARNESS_REPORT_CAMPAIGN_REPORT_H_

#include <optional>
#include <string>
#include <vector>

#include "harness/explore/campaign_data.h"

namespace relapse {

enum class CampaignVerdict : std::uint8_t { kHeld, kInconclusive, kViolated, kHarnessFailure };

/// One strategy on one scenario, a regression, the canary or a defect of the bank.
struct CampaignRow {
  std::string subject;  ///< scenario, file or defect
  std::string strategy;
  PieceVerdict verdict = PieceVerdict::kUnfinished;
  bool doubtful = false;
  std::string words;
  std::string repeat;
  std::int64_t histories = 0;
  std::int64_t effects = 0;
  double seconds = 0;

  /// Nothing broke and the harness did not fail, finished or not.
  bool held() const {
    return verdict != PieceVerdict::kViolated && verdict != PieceVerdict::kFailed;
  }
};

enum class PropertyState : std::uint8_t {
  kHeld,
  kReached,
  kNotDue,     ///< a `sometimes` that this much effort need not reach
  kUnreached,  ///< a `sometimes` that it should have reached
  kViolated,
  kNotJudged,  ///< nothing was run of the scenario
};

struct CampaignProperty {
  std::string scenario;
  std::string name;
  std::string form;
  PropertyState state = PropertyState::kHeld;
  std::vector<FindingRecord> findings;  ///< where it is violated
};

struct CampaignViolation {
  FindingRecord finding;               ///< the best
  std::vector<std::string> scenarios;  ///< in which the signature was found
};

struct CampaignReport {
  Shard shard;            ///< of which this is the report; 1 of 1: of everything
  bool is_whole = false;  ///< every shard is in it
  std::vector<CampaignRow> scenarios;
  std::vector<CampaignRow> regressions;  ///< and what earlier builds left
  std::vector<CampaignRow> bank;
  std::vector<CampaignRow> canary;
  std::vector<CampaignProperty> properties;
  std::vector<CampaignViolation> violations;
  std::vector<std::string> unreached;   ///< "scenario: name"
  std::vector<std::string> unfinished;  ///< what the clock or Ctrl-C left out, by name
  std::vector<std::string> doubts;      ///< why it is inconclusive
  std::vector<std::string> failures;    ///< of the harness
  std::int64_t histories = 0;
  std::int64_t effects = 0;
  std::int64_t voids = 0;
  double work_seconds = 0;  ///< of all pieces, on one core
  bool survived = false;    ///< a defect of the bank

  CampaignVerdict verdict() const;
};

/// The report of one shard's own part, or (nothing given) of everything that was merged.
CampaignReport ReportOf(const CampaignData& data, std::optional<Shard> part);

/// What a machine is told besides: of this start, of the folder.
struct CampaignRun {
  std::string command;
  std::string seed;
  std::string folder;
  double seconds = 0;
  std::int64_t histories = 0;  ///< run by this start
};
/// The object of the last line (docs/history_format.md).
Json CampaignJson(const CampaignReport& report, const CampaignRun& run);

std::string CounterexampleIn(const std::string& folder, const FindingRecord& finding);
/// "held", "violated", "unfinished" and so on, "doubtful" where it is.
std::string VerdictText(const CampaignRow& row);

}  // namespace relapse

#endif  // HARNESS_REPORT_CAMPAIGN_REPORT_H_
