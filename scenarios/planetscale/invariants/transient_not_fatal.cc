// S-TRANSIENT-NOT-FATAL and L-RETRY-CONVERGES (spec/planetscale-engine.md sections 9.1 and 9.3): what a
// retry can get over must not fail an apply; once faults stop, it converges within 10 minutes.
#include "harness/effect/runtime.h"
#include "scenarios/planetscale/invariants/invariants.h"

namespace relapse::planetscale {

namespace {

/// The provider itself failed this change: `failed` is the truth.
bool FailedAtProvider(const World& world) {
  return FindOurs(world, [](const RequestRecord& request) {
           return Deployed(request) && In(kFailedAtProvider, request);
         }) != nullptr;
}

/// The apply was just settled failed, and neither the world nor an outage justifies it.
bool FailedWithoutReason(const Observation& observation, bool failure_is_justified) {
  if (failure_is_justified || !Performed<SettleApply>(observation)) return false;
  return Stored(observation.world).status == ApplyStatus::kFailed &&
         observation.faults.transparent && !FailedAtProvider(observation.world);
}

class TransientNotFatalInvariant final : public Invariant {
 public:
  explicit TransientNotFatalInvariant(bool failure_is_justified)
      : Invariant("S-TRANSIENT-NOT-FATAL", PropertyForm::kAlways, {.world_changes = true},
                  "no apply fails of faults that stay within every documented budget"),
        failure_is_justified_(failure_is_justified) {}

  void Step(const Observation& observation, std::uint64_t&, Judge& judge) const override {
    if (!FailedWithoutReason(observation, failure_is_justified_)) return;
    if (observation.faults.fired == 0) return;
    judge.Violate("transient faults made the apply fail: " +
                  Stored(observation.world).reason.str());
  }

 private:
  bool failure_is_justified_;
};

class RetryConvergesInvariant final : public Invariant {
 public:
  static constexpr DurationMs kBound = Minutes(10);

  explicit RetryConvergesInvariant(bool failure_is_justified)
      : Invariant("L-RETRY-CONVERGES", PropertyForm::kEventually,
                  {.effects = true, .lifecycle = true},
                  "an apply that is tried again completes within 10 min once faults stop"),
        failure_is_justified_(failure_is_justified) {}

  void Step(const Observation& observation, std::uint64_t& memory, Judge& judge) const override {
    if (observation.moment == Moment::kStart && observation.incarnation > 1) memory = kTriedAgain;
    if (observation.moment != Moment::kEffect) return;
    if (Is<Wait>(observation)) return JudgeTime(observation, judge);
    // Tried again after a crash, it must not fail either; without a crash that is the neighbour's.
    if (memory != kTriedAgain || !FailedWithoutReason(observation, failure_is_justified_)) return;
    judge.Violate("tried again, the apply failed: " + Stored(observation.world).reason.str());
  }

 private:
  static constexpr std::uint64_t kTriedAgain = 1;

  void JudgeTime(const Observation& observation, Judge& judge) const {
    if (failure_is_justified_ || observation.faults.fired == 0) return;
    if (observation.world.now() - observation.faults.last_fault_at <= kBound) return;
    const StoredApply& apply = Stored(observation.world);
    if (IsSettled(apply.status) || apply.status == ApplyStatus::kWaitingForDeploy ||
        apply.status == ApplyStatus::kWaitingForCutover) {
      return;
    }
    judge.Violate("10 minutes after the last fault the apply is still " +
                  std::string(EnumName(apply.status)));
  }

  bool failure_is_justified_;
};

}  // namespace

InvariantPointer TransientNotFatal(bool failure_is_justified) {
  return std::make_unique<TransientNotFatalInvariant>(failure_is_justified);
}
InvariantPointer RetryConverges(bool failure_is_justified) {
  return std::make_unique<RetryConvergesInvariant>(failure_is_justified);
}

}  // namespace relapse::planetscale
