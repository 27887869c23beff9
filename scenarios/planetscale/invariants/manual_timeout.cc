// L-TIMEOUT (spec/planetscale-engine.md section 9.3): an apply that waits for its operator does not
// wait for ever, however often its worker is killed.
#include "harness/effect/runtime.h"
#include "orchestration/ports/apply_state.h"
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

  /// Memory: milliseconds that whoever drives the apply has waited at the gate, all lives and
  /// drivers together. Time while everybody was down, or nobody had the claim, is not counted, so
  /// that the bound is never too short.
  void Step(const Observation& observation, std::uint64_t& memory, Judge& judge) const override {
    const StoredApply& apply = Stored(observation.world);
    // Longer than any history: nothing to judge, and nothing to remember.
    if (apply.options.manual_timeout_ms >= kBeyondHistories) return;
    FollowClaims(observation, memory);
    if (!AtDeployGate(observation.world, apply) && !AtCutoverGate(observation.world, apply)) {
      memory &= kNobodyDrives;
      return;
    }
    if (!Is<Wait>(observation) || !observation.executed) return;
    if ((memory & DrivesNothing(observation)) != 0) return;
    memory += static_cast<std::uint64_t>(observation.call->As<Wait>()->duration);
    const auto waited = static_cast<DurationMs>(memory & ~kNobodyDrives);
    const DurationMs quiet = observation.world.now() - observation.faults.last_fault_at;
    if (waited <= apply.options.manual_timeout_ms + kBound || quiet <= kBound) return;
    if (!observation.faults.transparent) return;
    judge.Violate("the apply has waited for its operator for " + std::to_string(waited / 1000) +
                  " s, and is not given up");
  }

 private:
  /// A bit for each process that waits for the claim, or has lost it: beside the holder's its time
  /// would count twice.
  static constexpr std::uint64_t kFirstDrivesNothing = std::uint64_t{1} << 60;
  static constexpr std::uint64_t kNobodyDrives = 15 * kFirstDrivesNothing;

  static std::uint64_t DrivesNothing(const Observation& observation) {
    return kFirstDrivesNothing << observation.process_index;
  }
  static void FollowClaims(const Observation& observation, std::uint64_t& memory) {
    if (!Is<ClaimApply>(observation)) return;
    memory |= observation.changed ? kNobodyDrives : DrivesNothing(observation);
    const bool has_claim = observation.call->ReplyOf<ClaimApply>() != nullptr;
    if (has_claim) memory &= ~DrivesNothing(observation);
  }
};

}  // namespace

InvariantPointer ManualTimeout() { return std::make_unique<ManualTimeoutInvariant>(); }

}  // namespace relapse::planetscale
