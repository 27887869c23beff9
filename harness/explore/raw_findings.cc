#include "harness/explore/raw_findings.h"

#include <algorithm>

namespace relapse {

namespace {
constexpr int kFindingsOfOneKind = 1;
constexpr std::size_t kMostFindings = 300;
}  // namespace

void RawFindings::Add(RawFinding finding, const ExploreOptions& options, ExploreResult& result) {
  ++result.violating_histories;
  std::string kind = finding.invariant + "|" + finding.broken_by;
  for (const IndexedFault& fault : finding.faults) {
    kind += "|" + std::string(EnumName(fault.decision.outcome)) + " " + fault.process.str() + " " +
            std::string(fault.effect->name);
  }
  if (++of_kind_[kind] > kFindingsOfOneKind) return;
  if (options.found) options.found(finding);
  if (result.findings.size() < kMostFindings) result.findings.push_back(std::move(finding));
}

void SortFindings(ExploreResult& result) {
  std::stable_sort(
      result.findings.begin(), result.findings.end(),
      [](const RawFinding& a, const RawFinding& b) { return a.faults.size() < b.faults.size(); });
}

}  // namespace relapse
