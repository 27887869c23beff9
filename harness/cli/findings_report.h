// FindingsReport: prints every violation as it is found, repeats, writes and explains it once
// shrunk.
#ifndef HARNESS_CLI_FINDINGS_REPORT_H_
#define HARNESS_CLI_FINDINGS_REPORT_H_

#include <map>
#include <set>
#include <string>
#include <vector>

#include "harness/cli/witness.h"
#include "harness/explore/shrink.h"
#include "harness/report/json_report.h"
#include "harness/report/page/page.h"

namespace relapse {

/// Throws CommandError where nothing could be written into `folder`, or it not be made; `option` is
/// what named it.
void CheckFolder(const std::string& option, const std::string& folder);
/// Where counterexamples could not be written; asked before anything is run.
void CheckOutFolder(const std::string& folder);
/// "<out>/<invariant>-<first 8 of the signature's hash>.json".
std::string CounterexamplePath(const std::string& folder, const std::string& invariant,
                               const std::string& signature);

class FindingsReport {
 public:
  FindingsReport(Session& session, Witness& witness) : session_(session), witness_(witness) {}

  /// At once and unshrunk: one line for each invariant broken.
  void Raw(const RawFinding& finding);
  /// Runs the shrunk finding twice here and once in a child process, writes its file and prints it.
  void Report(const Target& target, const Finding& finding);

  const std::vector<ReportedViolation>& violations() const { return violations_; }
  const std::string& harness_failure() const { return harness_failure_; }
  /// What a page shows of them; empty without --html.
  std::vector<HtmlFinding> TakePages() { return std::move(pages_); }

 private:
  /// Writes the counterexample; its path.
  std::string Keep(const Target& target, RestOracle& oracle, const Finding& finding);
  /// `timed`: with the real time it took.
  std::string HowFound(const Finding& finding, bool timed) const;
  void Print(const Finding& finding, const PlanRun& run, const Recording& recording,
             const std::string& necessity, const std::string& path);

  Session& session_;
  Witness& witness_;
  std::set<std::string> announced_;
  std::map<std::int64_t, double> seconds_at_history_;
  std::vector<ReportedViolation> violations_;
  std::vector<HtmlFinding> pages_;
  std::string harness_failure_;
};

/// Writes the counterexample of `plan`; CommandError if it cannot be written.
void WritePlan(const Target& target, RestOracle& oracle, const FaultPlan& plan,
               const std::string& path);

}  // namespace relapse

#endif  // HARNESS_CLI_FINDINGS_REPORT_H_
