// Burst: an error that goes on after the call it began at. Shared by all deciders that play faults.
#ifndef FAULT_INJECTION_BURST_H_
#define FAULT_INJECTION_BURST_H_

#include <optional>

#include "fault_injection/legality.h"
#include "harness/simulation/decider.h"

namespace relapse {

/// Covers the next calls of one effect and object in one process, or every call of a port for a
/// time. A burst that begins while another has something left ends it. In a time that nobody lets
/// pass it covers `kMostCalls`: each would have taken a little.
class Burst {
 public:
  static constexpr int kMostCalls = 100;

  /// `calls` counts the one that begins it; 1 and `lasts` 0 begin nothing.
  void Begin(const FaultPoint& point, const Decision& decision, int calls, DurationMs lasts);
  /// The decision about this call if it is covered: asked before anything else at a point.
  std::optional<Decision> At(const FaultPoint& point);

 private:
  Decision decision_;
  Text process_;
  Text object_;
  const EffectSpec* effect_ = nullptr;
  int calls_left_ = 0;
  int lasting_calls_left_ = 0;
  TimeMs until_ = 0;
};

}  // namespace relapse

#endif  // FAULT_INJECTION_BURST_H_
