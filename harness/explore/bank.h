// The bank: every known defect switched on in turn, over one fixed exploration run to its end. The
// harness measures itself: a defect that survives is a hole in it.
#ifndef HARNESS_EXPLORE_BANK_H_
#define HARNESS_EXPLORE_BANK_H_

#include "harness/explore/shrink.h"

namespace relapse {

struct BankRow {
  const DefectInfo* defect = nullptr;
  bool killed = false;
  std::string invariant;  ///< that killed it
  std::int64_t histories_to_kill = 0;
  std::int64_t histories = 0;          ///< of the whole exploration
  std::vector<Finding> findings;       ///< one a signature
  int plan_faults = 0;                 ///< of the smallest killing plan
  bool clean_with_defect_off = false;  ///< every minimal plan holds without the defect
  bool fault_free_clean = false;       ///< the run without faults holds with it (or needs none)
  std::string harness_failure;
  /// The smallest killing plan, or nullptr.
  const Finding* killer = nullptr;
};

BankRow MeasureDefect(const Catalogue& catalogue, const DefectInfo& defect,
                      const ExploreOptions& options);
/// The defect and whatever would mask it.
DefectIds WithMasks(const Catalogue& catalogue, const DefectIds& defects);

}  // namespace relapse

#endif  // HARNESS_EXPLORE_BANK_H_
