// L-TIMEOUT (spec/planetscale-engine.md section 9.3): an apply that waits for its operator does not
// wait for ever, however often its worker is killed.
#include "harness/effect/runtime.h"
#include "scenarios/planetscale/invariants/invariants.h"

namespace relapse::planetscale {

namespace {

class ManualTimeoutInvariant final : public Invariant {
 public:
  static constexpr DurationMs kBound = Minutes(1);

  ManualTimeoutInvariant()
      : Invariant("L-TIMEOUT", PropertyForm::kEventually, {.effects = true},
                  "a gate at which nobody commands is given up within 1 min of the manual timeout, "
                  "whose time runs on across restarts") {}

  /// Memory: milliseconds that live workers have waited at the gate, all lives together. Time while
  /// everybody was down is not counted, so that the bound is never too short.
  void Step(const Observation& observation, std::uint64_t& memory, Judge& judge) const override {
    const StoredApply& apply = Stored(observation.world);
    // Longer than any history: nothing to judge, and nothing to remember.
    if (apply.options.manual_timeout_ms >= kBeyondHistories) return;
    if (!AtDeployGate(observation.world, apply) && !AtCutoverGate(observation.world, apply)) {
      memory = 0;
      return;
    }
    if (!Is<Wait>(observation) || !observation.executed) return;
    memory += static_cast<std::uint64_t>(observation.call->As<Wait>()->duration);
    const auto waited = static_cast<DurationMs>(memory);
    const DurationMs quiet = observation.world.now() - observation.faults.last_fault_at;
    if (waited <= apply.options.manual_timeout_ms + kBound || quiet <= kBound) return;
    if (!observation.faults.transparent) return;
    judge.Violate("the apply has waited for its operator for " + std::to_string(waited / 1000) +
                  " s, and is not given up");
  }
};

}  // namespace

InvariantPointer ManualTimeout() { return std::make_unique<ManualTimeoutInvariant>(); }

}  // namespace relapse::planetscale
