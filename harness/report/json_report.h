// JSON of the reports. Field names and types are a contract (docs/history_format.md); seeds and
// hashes are strings.
#ifndef HARNESS_REPORT_JSON_REPORT_H_
#define HARNESS_REPORT_JSON_REPORT_H_

#include <string>
#include <vector>

#include "harness/explore/bank.h"
#include "harness/explore/counterexample.h"
#include "harness/explore/explain.h"

namespace relapse {

/// One violation as it was reported, with its file.
struct ReportedViolation {
  std::string signature;
  std::string invariant;
  std::string message;
  std::string counterexample;  ///< path
  int faults = 0;
  std::int64_t histories = 0;  ///< run when it was found
};

/// What every exploration reports.
struct ExplorationReport {
  std::string command;
  std::string scenario;
  Json parameters;
  DefectIds defects;
  ExploreFigures figures;
  std::vector<ReportedViolation> violations;
  std::vector<std::string> unreached;
  std::string harness_failure;
  std::int64_t repeated_in_child = 0;  ///< histories
  std::string no_child;                ///< why no history was, where none could be
  double seconds = 0;

  bool held() const { return violations.empty() && harness_failure.empty(); }
};

struct ClosureBounds {
  int api_faults = 0;
  int commands = 0;
  int provider_events = 0;
  int requests_in_flight = 0;  ///< at once
  std::vector<std::string> outcomes;
  std::vector<std::string> error_kinds;
};

/// `preemptions`: -1 where one process has no schedules.
Json ExhaustJson(const ExplorationReport& report, int faults, int preemptions = -1);
Json CloseJson(const ExplorationReport& report, const ClosureBounds& bounds);
Json RunJson(const ExplorationReport& report, const std::string& seed);

/// Every outcome that is a fault.
std::vector<Outcome> EveryOutcome();

/// `counterexample`: path of the smallest killing plan, or empty. `seconds`: to the first kill.
Json BankRowJson(const BankRow& row, const std::string& counterexample, double seconds);
Json ReplayJson(const std::string& file, const Counterexample& recorded, const Replay& replay,
                int step);
Json ExplainJson(const std::string& file, const FaultPlan& plan, const Explanation& explanation);
Json ListJson(const Catalogue& catalogue);

}  // namespace relapse

#endif  // HARNESS_REPORT_JSON_REPORT_H_
