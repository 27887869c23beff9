// RawFindings: what an exploration keeps of the violations it meets: a few of each kind, the rest
// counted. What is kept is shrunk one by one.
#ifndef HARNESS_EXPLORE_RAW_FINDINGS_H_
#define HARNESS_EXPLORE_RAW_FINDINGS_H_

#include <map>
#include <string>

#include "harness/explore/options.h"

namespace relapse {

class RawFindings {
 public:
  /// Keeps `finding` in `result` if it is of a new kind (invariant, effect, kinds of faults), and
  /// tells whoever `options` says. Counts it in any case.
  void Add(RawFinding finding, const ExploreOptions& options, ExploreResult& result);

 private:
  std::map<std::string, int> of_kind_;
};

/// Fewest faults first.
void SortFindings(ExploreResult& result);

}  // namespace relapse

#endif  // HARNESS_EXPLORE_RAW_FINDINGS_H_
