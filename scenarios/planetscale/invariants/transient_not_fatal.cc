// S-TRANSIENT-NOT-FATAL and L-RETRY-CONVERGES (spec/planetscale-engine.md sections 9.1 and 9.3):
// what a retry can get over must not fail an apply. The first speaks where an error was answered,
// the second where an apply was only killed, and where a worker goes on failing once faults have
// stopped.
#include "harness/effect/runtime.h"
#include "harness/simulation/system.h"
#include "scenarios/planetscale/invariants/invariants.h"

namespace relapse::planetscale {

namespace {

/// The apply was just settled failed, and neither the world nor an outage justifies it.
bool FailedWithoutReason(const Observation& observation) {
  return Performed<SettleApply>(observation) &&
         Stored(observation.world).status == ApplyStatus::kFailed &&
         observation.faults.transparent && !FailedAtProvider(observation.world);
}

/// What is tried was tried before: by a life that is over, or with a request that failed.
bool IsRetry(const Observation& observation) {
  return observation.faults.fired > 0 || !Stored(observation.world).metadata.predecessors.empty();
}

class TransientNotFatalInvariant final : public Invariant {
 public:
  explicit TransientNotFatalInvariant(bool failure_is_justified)
      : Invariant("S-TRANSIENT-NOT-FATAL", PropertyForm::kAlways,
                  {.errors = true, .of = EffectsOf<SettleApply>()},
                  "no apply fails of errors that stay within every documented budget"),
        failure_is_justified_(failure_is_justified) {}

  void Step(const Observation& observation, std::uint64_t& memory, Judge& judge) const override {
    if (failure_is_justified_) return;
    if (HeardTransientError(observation)) memory = 1;
    if (memory == 0 || !FailedWithoutReason(observation)) return;
    judge.Violate("transient errors made the apply fail: " +
                  Stored(observation.world).reason.str());
  }

 private:
  bool failure_is_justified_;
};

class RetryConvergesInvariant final : public Invariant {
 public:
  static constexpr DurationMs kBound = Minutes(10);
  /// From here on a wait is the pause between two attempts, not a poll.
  static constexpr DurationMs kPause = Seconds(30);

  RetryConvergesInvariant(bool failure_is_justified, DurationMs provider_time)
      : Invariant("L-RETRY-CONVERGES", PropertyForm::kEventually,
                  {.lifecycle = true, .errors = true, .of = EffectsOf<Wait, SettleApply>()},
                  "an apply that is tried again completes within 10 min, and what the provider "
                  "takes, once faults stop"),
        failure_is_justified_(failure_is_justified),
        bound_(provider_time + kBound) {}

  void Step(const Observation& observation, std::uint64_t& memory, Judge& judge) const override {
    if (failure_is_justified_ || !observation.faults.transparent) return;
    if (HeardTransientError(observation)) memory = 1;
    if (observation.moment == Moment::kExit && observation.exit_code == kExitGaveUp) {
      return judge.Violate("the worker gave up, though faults had stopped");
    }
    if (Is<Wait>(observation)) return JudgePause(observation, judge);
    if (memory == 0 && IsRetry(observation) && FailedWithoutReason(observation)) {
      judge.Violate("tried again, the apply failed: " + Stored(observation.world).reason.str());
    }
  }

 private:
  void JudgePause(const Observation& observation, Judge& judge) const {
    if (observation.call->As<Wait>()->duration < kPause) return;
    if (observation.world.now() - observation.faults.last_fault_at <= bound_) return;
    if (IsSettled(Stored(observation.world).status)) return;
    judge.Violate("10 minutes after the last fault the attempts still fail");
  }

  bool failure_is_justified_;
  DurationMs bound_;
};

}  // namespace

InvariantPointer TransientNotFatal(bool failure_is_justified) {
  return std::make_unique<TransientNotFatalInvariant>(failure_is_justified);
}
InvariantPointer RetryConverges(bool failure_is_justified, DurationMs provider_time) {
  return std::make_unique<RetryConvergesInvariant>(failure_is_justified, provider_time);
}

}  // namespace relapse::planetscale
