// L-NO-FALSE-STALL (spec/planetscale-engine.md section 9.3): who waits for the provider is seen to
// live. An operator that sees nothing written for 5 min cancels the drive as wedged.
#include "harness/effect/runtime.h"
#include "orchestration/planetscale/constants.h"
#include "orchestration/ports/events.h"
#include "scenarios/planetscale/invariants/invariants.h"

namespace relapse::planetscale {

namespace {

class NoFalseStallInvariant final : public Invariant {
 public:
  static constexpr std::uint64_t kBound = Minutes(5);

  NoFalseStallInvariant()
      : Invariant("L-NO-FALSE-STALL", PropertyForm::kEventually,
                  {.lifecycle = true,
                   .of = EffectsOf<Wait, RecordEvent, SaveResumeState, SettleApply,
                                   CompleteControlRequest>()},
                  "a drive that waits for the provider writes something every 5 min") {}

  /// Memory: milliseconds waited since the last write. No crash state holds it: a worker that dies
  /// is silent in another way.
  void Step(const Observation& observation, std::uint64_t& memory, Judge& judge) const override {
    if (observation.moment != Moment::kEffect || Writes(observation)) {
      memory = 0;
      return;
    }
    if (!Is<Wait>(observation)) return;
    const DurationMs duration = observation.call->As<Wait>()->duration;
    // Between two attempts there is no drive; the row itself says when the next one is due.
    if (duration >= kAttemptRetryStart) {
      memory = 0;
      return;
    }
    memory += static_cast<std::uint64_t>(duration);
    if (memory <= kBound || !observation.faults.transparent) return;
    memory = 0;
    judge.Violate("nothing was written for 5 minutes: the drive looks wedged");
  }

 private:
  static bool Writes(const Observation& observation) {
    if (!observation.executed || observation.call->error() != nullptr) return false;
    return Is<RecordEvent>(observation) || Is<SaveResumeState>(observation) ||
           Is<SettleApply>(observation) || Is<CompleteControlRequest>(observation);
  }
};

}  // namespace

InvariantPointer NoFalseStall() { return std::make_unique<NoFalseStallInvariant>(); }

}  // namespace relapse::planetscale
