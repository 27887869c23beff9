// L-REVERT-CLOSE (spec/planetscale-engine.md section 9.3) and what it needs beside it: the revert
// window is closed when its time has come, and not before.
#include "harness/effect/runtime.h"
#include "orchestration/ports/planetscale_api.h"
#include "scenarios/planetscale/invariants/invariants.h"

namespace relapse::planetscale {

namespace {

/// When the operator's options close the window of `request`.
TimeMs DueAt(const StoredApply& apply, const RequestRecord& request) {
  const DurationMs open_for = apply.options.skip_revert ? 0 : apply.options.revert_deadline_ms;
  return request.wire.finished_at + open_for;
}

class RevertCloseInvariant final : public Invariant {
 public:
  static constexpr DurationMs kBound = Minutes(1);

  RevertCloseInvariant()
      : Invariant("L-REVERT-CLOSE", PropertyForm::kEventually, {.of = EffectsOf<Wait>()},
                  "a live worker closes the revert window within 1 min of its deadline, wherever "
                  "the crashes fell") {}

  void Step(const Observation& observation, std::uint64_t&, Judge& judge) const override {
    if (!Is<Wait>(observation) || !observation.faults.transparent) return;
    const RequestRecord* open = FindOursIn(observation.world, kOpenWindow);
    if (open == nullptr) return;
    const TimeMs due = DueAt(Stored(observation.world), *open);
    const TimeMs now = observation.world.now();
    if (now - due <= kBound || now - observation.faults.last_fault_at <= kBound) return;
    judge.Violate("the revert window of " + Say(*open) + " is open " +
                  std::to_string((now - due) / 1000) + " s after its deadline");
  }

 private:
  static constexpr StateSet kOpenWindow = SetOf(DeploymentState::kCompletePendingRevert);
};

class RevertKeptOpenInvariant final : public Invariant {
 public:
  RevertKeptOpenInvariant()
      : Invariant("S-REVERT-WINDOW", PropertyForm::kAlways,
                  {.of = EffectsOf<RevertDeployRequest, SkipRevertDeployRequest>()},
                  "the revert window is left open until its deadline unless the operator says "
                  "otherwise, and nothing is reverted unasked") {}

  void Step(const Observation& observation, std::uint64_t&, Judge& judge) const override {
    const StoredApply& apply = Stored(observation.world);
    if (Performed<RevertDeployRequest>(observation)) {
      if (Commanded(apply, ControlOperation::kRevert)) return;
      return judge.Violate("the change is reverted, and nobody asked for it");
    }
    if (!Performed<SkipRevertDeployRequest>(observation)) return;
    const RequestRecord* closed = observation.world.Get<ProviderState>().FindRequest(
        observation.call->As<SkipRevertDeployRequest>()->number);
    if (closed == nullptr || Commanded(apply, ControlOperation::kSkipRevert)) return;
    const DurationMs early = DueAt(apply, *closed) - observation.world.now();
    if (early <= 0) return;
    judge.Violate("the revert window of " + Say(*closed) + " is closed " + std::to_string(early) +
                  " ms before its deadline");
  }
};

}  // namespace

InvariantPointer RevertClose() { return std::make_unique<RevertCloseInvariant>(); }
InvariantPointer RevertKeptOpen() { return std::make_unique<RevertKeptOpenInvariant>(); }

}  // namespace relapse::planetscale
