// PlaceTracker: says of each fault point of a running history where it is, by meaning.
#ifndef FAULT_INJECTION_PLACE_TRACKER_H_
#define FAULT_INJECTION_PLACE_TRACKER_H_

#include <vector>

#include "fault_injection/fault.h"
#include "harness/simulation/decider.h"

namespace relapse {

/// Feed it every fault point (`At`) and its end (`After`), in order; of each process, where there
/// are several.
class PlaceTracker {
 public:
  /// The place that At will answer for this point.
  Place Ahead(const FaultPoint& point);
  Place At(const FaultPoint& point);
  /// `executed`: the effect was tried on the other side; only then does a mutating one become the
  /// anchor.
  void After(const FaultPoint& point, bool executed);

 private:
  struct Count {
    Text effect;
    Text object;
    int times = 0;
  };
  struct ProcessState {
    Text process;
    int incarnation = -1;
    std::vector<Count> since_anchor;
    std::vector<Count> mutations;
    Text anchor_effect;
    Text anchor_object;
    int anchor_nth = 0;
  };
  static int CountUp(std::vector<Count>& counts, Text effect, Text object);
  ProcessState& StateOf(const FaultPoint& point);
  /// All of a place but `nth`.
  static Place Named(const ProcessState& state, const FaultPoint& point);

  std::vector<ProcessState> processes_;
};

}  // namespace relapse

#endif  // FAULT_INJECTION_PLACE_TRACKER_H_
