// S-HANDOVER (spec/planetscale-engine.md section 9.1): a drive that was asked to stop leaves
// everything to its successor. It writes no outcome, spends no budget and deletes nothing that is
// still named.
#include "harness/simulation/system.h"
#include "orchestration/ports/planetscale_api.h"
#include "scenarios/planetscale/invariants/invariants.h"

namespace relapse::planetscale {

namespace {

class HandoverInvariant final : public Invariant {
 public:
  HandoverInvariant()
      : Invariant("S-HANDOVER", PropertyForm::kAlways, {.effects = true, .lifecycle = true},
                  "a drive ended by cancellation writes no outcome and deletes nothing its "
                  "successor needs") {}

  void Step(const Observation& observation, std::uint64_t& all, Judge& judge) const override {
    ProcessMemory of_process(observation, all);
    std::uint64_t& memory = of_process.own;
    if (!observation.stop_requested && memory == 0) return;
    if (observation.moment == Moment::kStart) memory = 0;
    if (observation.moment == Moment::kExit && memory != 0 &&
        observation.exit_code == kExitGaveUp) {
      return judge.Violate("asked to stop, the worker gave up instead of handing over");
    }
    if (observation.moment != Moment::kEffect) return;
    // The effect during which the request came was under way already.
    if (memory != 0) JudgeEffect(observation, judge);
    if (observation.stop_requested) memory = 1;
  }

 private:
  static void JudgeEffect(const Observation& observation, Judge& judge) {
    const StoredApply& apply = Stored(observation.world);
    if (Performed<SettleApply>(observation)) {
      return judge.Violate("asked to stop, the worker settled the apply " +
                           std::string(EnumName(apply.status)));
    }
    if (!Is<DeleteBranch>(observation) || !observation.executed) return;
    const Text branch = observation.call->As<DeleteBranch>()->branch;
    if (IsSettled(apply.status) || apply.metadata.branch_name != branch) return;
    judge.Violate("asked to stop, the worker deleted branch " + branch.str() +
                  ", which its successor needs");
  }
};

}  // namespace

InvariantPointer Handover() { return std::make_unique<HandoverInvariant>(); }

}  // namespace relapse::planetscale
