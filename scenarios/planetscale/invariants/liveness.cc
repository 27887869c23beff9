// L-OPERATOR, L-BOUNDED-WAIT and L-PROGRESS (spec/planetscale-engine.md section 9.3). L-SHUTDOWN
// and L-PROC are judged by the simulation itself (harness/simulation/system.h), and so is
// L-PROGRESS where a history is an outage or its process has ended.
#include "harness/effect/runtime.h"
#include "harness/simulation/system.h"
#include "orchestration/planetscale/constants.h"
#include "orchestration/ports/apply_state.h"
#include "orchestration/ports/planetscale_api.h"
#include "scenarios/planetscale/invariants/invariants.h"

namespace relapse::planetscale {

namespace {

class OperatorInvariant final : public Invariant {
 public:
  explicit OperatorInvariant(bool failure_is_justified)
      : Invariant(
            "L-OPERATOR", PropertyForm::kEventually,
            {.lifecycle = true,
             .errors = true,
             .of = EffectsOf<DeployDeployRequest, Wait, ClaimApply, LoadApply,
                             CompleteControlRequest>()},
            "a gate that is reached is shown as waiting, and the operator's command is taken"),
        failure_is_justified_(failure_is_justified) {}

  void Step(const Observation& observation, std::uint64_t& all, Judge& judge) const override {
    if (Is<DeployDeployRequest>(observation)) all |= kTriedBySomebody;
    ProcessMemory of_process(observation, all);
    std::uint64_t& memory = of_process.own;
    if (observation.moment == Moment::kStart) memory &= kTried;
    if (observation.moment != Moment::kEffect) return;
    // Who waits until the apply can be claimed shows nothing.
    if (Is<ClaimApply>(observation)) memory &= ~kHidden;
    const StoredApply& apply = Stored(observation.world);
    if (!apply.options.defer_deploy && !apply.options.defer_cutover) return;
    if (Is<Wait>(observation)) return JudgeWait(observation, apply, memory, judge);
    if (Is<LoadApply>(observation) && observation.executed) {
      memory = (memory & (kHidden | kTried)) | OpenGates(observation, apply);
    }
    if (Performed<CompleteControlRequest>(observation)) {
      JudgeAnswer(observation, apply, memory, judge);
    }
    // The display itself may have been lost, or the gate could not be seen.
    if (HeardTransientError(observation)) memory &= ~kHidden;
  }

 private:
  // Memory, of each process.
  /// Waits during which a gate was open and not shown, up to 2.
  static constexpr std::uint64_t kHidden = 3;
  /// Gates that were open when the worker read the commands: a refusal may be older than the gate,
  /// but not than the command.
  static constexpr std::uint64_t kDeployGate = 4;
  static constexpr std::uint64_t kCutoverGate = 8;
  /// The provider was asked for a deploy, by whichever life of whichever process.
  static constexpr std::uint64_t kTried = 16;
  static constexpr std::uint64_t kTriedBySomebody = kTried * 0x0001'0001'0001'0001;

  static std::uint64_t OpenGates(const Observation& observation, const StoredApply& apply) {
    return (AtDeployGate(observation.world, apply) ? kDeployGate : 0) |
           (AtCutoverGate(observation.world, apply) ? kCutoverGate : 0);
  }

  /// The wait during which the gate was reached is one, the poll that sees it may take another.
  static void JudgeWait(const Observation& observation, const StoredApply& apply,
                        std::uint64_t& memory, Judge& judge) {
    const bool hidden =
        apply.control_requests.empty() && ((AtDeployGate(observation.world, apply) &&
                                            apply.status != ApplyStatus::kWaitingForDeploy) ||
                                           (AtCutoverGate(observation.world, apply) &&
                                            apply.status != ApplyStatus::kWaitingForCutover));
    if (!hidden) {
      memory &= ~kHidden;
    } else if ((memory & kHidden) < 2) {
      ++memory;
    } else {
      judge.Violate("the apply waits for the operator and is shown as " +
                    std::string(EnumName(apply.status)));
    }
  }

  /// A deploy would cut over, though the operator wants to: it is not to be tried.
  static bool CannotHoldCutover(const Observation& observation, const StoredApply& apply) {
    return apply.options.defer_cutover &&
           FindOurs(observation.world, [](const RequestRecord& request) {
             return Open(request) && request.wire.deployment.auto_cutover;
           }) != nullptr;
  }

  void JudgeAnswer(const Observation& observation, const StoredApply& apply, std::uint64_t memory,
                   Judge& judge) const {
    const CompleteControlRequest& answer = *observation.call->As<CompleteControlRequest>();
    if (answer.status != ControlStatus::kFailed || !observation.faults.transparent) return;
    const auto index = static_cast<std::size_t>(answer.id - 1);
    if (index >= apply.control_requests.size()) return;
    const ControlOperation operation = apply.control_requests[index].operation;
    const std::uint64_t open = memory & OpenGates(observation, apply);
    // Answered by the outcome of the start itself: the request, still open, is about to be closed.
    const bool was_taken = failure_is_justified_ && apply.status == ApplyStatus::kFailed &&
                           ((memory & kTried) != 0 || CannotHoldCutover(observation, apply));
    if (operation == ControlOperation::kStart && (open & kDeployGate) != 0 && !was_taken) {
      judge.Violate("the operator's start is refused, though the deploy waits for it");
    }
    if (operation == ControlOperation::kCutover && (open & kCutoverGate) != 0) {
      judge.Violate("the operator's cutover is refused, though the deployment waits for it");
    }
  }

  bool failure_is_justified_;
};

/// The one wait of this family that the provider can make endless: a diff that is never done (E3).
class BoundedWaitInvariant final : public Invariant {
 public:
  /// "`pending` at most 30 min", and what the attempt takes besides.
  static constexpr DurationMs kBound = Minutes(35);

  BoundedWaitInvariant()
      : Invariant("L-BOUNDED-WAIT", PropertyForm::kEventually, {.of = EffectsOf<Wait>()},
                  "no wait for the provider lasts longer than 30 min") {}

  void Step(const Observation& observation, std::uint64_t&, Judge& judge) const override {
    if (!Is<Wait>(observation)) return;
    // A fault or a crash may start the wait anew; without one, the history began with it.
    if (observation.world.now() - observation.faults.last_fault_at <= kBound) return;
    const RequestRecord* stuck = FindOurs(observation.world, [](const RequestRecord& request) {
      return Open(request) && request.wire.deployment_state == DeploymentState::kPending;
    });
    if (stuck != nullptr) judge.Violate("waits without bound for " + Say(*stuck));
  }
};

class ProgressInvariant final : public Invariant {
 public:
  static constexpr DurationMs kBound = Minutes(5);

  explicit ProgressInvariant(DurationMs provider_time)
      : Invariant(
            kLivenessInvariant, PropertyForm::kEventually, {.of = EffectsOf<Wait>()},
            "a worker that polls a healthy provider rests within 5 min of the last fault, what the "
            "provider takes and, where an attempt failed, the pause before the next"),
        bound_(provider_time + kBound) {}

  void Step(const Observation& observation, std::uint64_t& memory, Judge& judge) const override {
    if (!Is<Wait>(observation) || !observation.faults.transparent) return;
    // Between two failed attempts L-RETRY-CONVERGES judges; the last pause may be the longest.
    if (observation.call->As<Wait>()->duration >= kAttemptRetryStart) {
      memory = 1;
      return;
    }
    const DurationMs bound = bound_ + (memory != 0 ? kAttemptRetryMaximum : 0);
    if (observation.world.now() - observation.faults.last_fault_at <= bound) return;
    judge.Violate("5 minutes after the last fault the apply is still " +
                  std::string(EnumName(Stored(observation.world).status)));
  }

 private:
  DurationMs bound_;
};

}  // namespace

InvariantPointer Progress(DurationMs provider_time) {
  return std::make_unique<ProgressInvariant>(provider_time);
}
InvariantPointer OperatorServed(bool failure_is_justified) {
  return std::make_unique<OperatorInvariant>(failure_is_justified);
}
InvariantPointer BoundedWait() { return std::make_unique<BoundedWaitInvariant>(); }

}  // namespace relapse::planetscale
