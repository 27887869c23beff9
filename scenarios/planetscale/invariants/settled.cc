// S-REASON, S-CANCEL-EFFECT and L-CONTROL (spec/planetscale-engine.md sections 9.1 and 9.3): what
// is said of an apply when it ends.
#include "scenarios/planetscale/invariants/invariants.h"

namespace relapse::planetscale {

namespace {

class ReasonInvariant final : public Invariant {
 public:
  ReasonInvariant()
      : Invariant("S-REASON", PropertyForm::kAlways, {.of = EffectsOf<SettleApply>()},
                  "a failed apply says why") {}

  void Step(const Observation& observation, std::uint64_t&, Judge& judge) const override {
    if (!Performed<SettleApply>(observation)) return;
    const StoredApply& apply = Stored(observation.world);
    if (apply.status != ApplyStatus::kFailed || !apply.reason.empty()) return;
    judge.Violate("the apply is settled failed without a reason");
  }
};

class CancelEffectInvariant final : public Invariant {
 public:
  CancelEffectInvariant()
      : Invariant("S-CANCEL-EFFECT", PropertyForm::kAlways, {.of = EffectsOf<SettleApply>()},
                  "what is recorded as cancelled was cancelled or closed at the provider") {}

  void Step(const Observation& observation, std::uint64_t&, Judge& judge) const override {
    if (!Performed<SettleApply>(observation)) return;
    const StoredApply& apply = Stored(observation.world);
    if (apply.status != ApplyStatus::kCancelled) return;
    const RequestRecord* request =
        observation.world.Get<ProviderState>().FindRequest(apply.metadata.deploy_request_id);
    if (request == nullptr) return;
    const bool is_over = Deployed(*request)
                             ? In(kCancelledAtProvider | kFailedAtProvider, *request)
                             : !Open(*request) || In(kFailedAtProvider | kConverged, *request);
    if (!is_over) judge.Violate(SaySettled(apply) + ", but nobody told " + Say(*request));
  }
};

class ControlInvariant final : public Invariant {
 public:
  ControlInvariant()
      : Invariant("L-CONTROL", PropertyForm::kEventually, {.rest = true},
                  "every command of the operator is answered before everything rests") {}

  void Step(const Observation& observation, std::uint64_t&, Judge& judge) const override {
    // In an outage a worker may give up before it has answered.
    if (observation.moment != Moment::kRest || !observation.faults.transparent) return;
    for (const ControlRequest& command : Stored(observation.world).control_requests) {
      if (command.status != ControlStatus::kPending) continue;
      return judge.Violate("the operator's " + std::string(EnumName(command.operation)) +
                           " was never answered");
    }
  }
};

}  // namespace

InvariantPointer ReasonGiven() { return std::make_unique<ReasonInvariant>(); }
InvariantPointer CancelEffect() { return std::make_unique<CancelEffectInvariant>(); }
InvariantPointer ControlAnswered() { return std::make_unique<ControlInvariant>(); }

}  // namespace relapse::planetscale
