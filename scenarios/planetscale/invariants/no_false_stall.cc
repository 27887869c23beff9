// L-NO-FALSE-STALL (spec/planetscale-engine.md section 9.3): who waits for the provider is seen to
// live. An operator that sees nothing written for 5 min cancels the drive as wedged.
#include <algorithm>

#include "harness/effect/runtime.h"
#include "orchestration/planetscale/constants.h"
#include "orchestration/ports/apply_state.h"
#include "orchestration/ports/events.h"
#include "scenarios/planetscale/invariants/ground_truth.h"
#include "scenarios/planetscale/invariants/invariants.h"

namespace relapse::planetscale {

namespace {

class NoFalseStallInvariant final : public Invariant {
 public:
  static constexpr DurationMs kBound = Minutes(5);

  NoFalseStallInvariant()
      : Invariant("L-NO-FALSE-STALL", PropertyForm::kEventually,
                  {.lifecycle = true,
                   .of = EffectsOf<Wait, ClaimApply, RecordEvent, SaveResumeState, SettleApply,
                                   CompleteControlRequest>()},
                  "a drive that waits for the provider writes something every 5 min") {}

  /// Memory, of each process: how long it has waited since its last write. No crash state holds it:
  /// a worker that dies is silent in another way.
  void Step(const Observation& observation, std::uint64_t& all, Judge& judge) const override {
    ProcessMemory of_process(observation, all);
    // Who waits until the apply can be claimed drives nothing.
    if (IsLifecycle(observation) || Writes(observation) || Is<ClaimApply>(observation)) {
      of_process.own = 0;
      return;
    }
    if (!Is<Wait>(observation)) return;
    const DurationMs duration = observation.call->As<Wait>()->duration;
    // Between two attempts there is no drive; the row itself says when the next one is due.
    if (duration >= kAttemptRetryStart) {
      of_process.own = 0;
      return;
    }
    of_process.own = std::min(of_process.own + UnitsOf(duration), UnitsOf(kBound) + 1);
    if (of_process.own <= UnitsOf(kBound) || !observation.faults.transparent) return;
    of_process.own = 0;
    judge.Violate("nothing was written for 5 minutes: the drive looks wedged");
  }

 private:
  /// So that a process's share of the memory holds the bound.
  static constexpr std::uint64_t UnitsOf(DurationMs duration) {
    return static_cast<std::uint64_t>(duration / 10);
  }
  static bool Writes(const Observation& observation) {
    const EffectCall* call = observation.call;
    if (call == nullptr || !observation.executed || call->error() != nullptr) return false;
    return Is<RecordEvent>(observation) || Is<SaveResumeState>(observation) ||
           Is<SettleApply>(observation) || Is<CompleteControlRequest>(observation);
  }
};

}  // namespace

InvariantPointer NoFalseStall() { return std::make_unique<NoFalseStallInvariant>(); }

}  // namespace relapse::planetscale
