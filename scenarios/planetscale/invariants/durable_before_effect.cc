// D-BEFORE-EFFECT and D-BASELINE (spec/planetscale-engine.md section 9.2): what only a recorded id
// can find again is recorded before anything relies on it; the baseline is recorded before the
// deploy.
#include "orchestration/ports/planetscale_api.h"
#include "scenarios/planetscale/invariants/invariants.h"

namespace relapse::planetscale {

namespace {

class DurableBeforeEffectInvariant final : public Invariant {
 public:
  DurableBeforeEffectInvariant()
      : Invariant("D-BEFORE-EFFECT", PropertyForm::kAlways,
                  {.of = EffectsOf<CreateBranch, CreateDeployRequest, DeployDeployRequest,
                                   GetDeployRequest>()},
                  "the name of a branch and the number of a deploy request are stored before "
                  "anything relies on them") {}

  void Step(const Observation& observation, std::uint64_t&, Judge& judge) const override {
    if (observation.call == nullptr) return;
    const EffectSpec* spec = &observation.call->spec();
    if (spec == &CreateBranch::kEffect) {
      return JudgeBranch(observation, observation.call->As<CreateBranch>()->name, judge);
    }
    if (spec == &CreateDeployRequest::kEffect) {
      return JudgeBranch(observation, observation.call->As<CreateDeployRequest>()->branch, judge);
    }
    if (spec == &DeployDeployRequest::kEffect) {
      return JudgeNumber(observation, observation.call->As<DeployDeployRequest>()->number, judge);
    }
    // Polling a request that only this process knows is relying on it (R16).
    if (spec == &GetDeployRequest::kEffect) {
      return JudgeNumber(observation, observation.call->As<GetDeployRequest>()->number, judge);
    }
  }

 private:
  static void JudgeBranch(const Observation& observation, Text branch, Judge& judge) {
    if (Stored(observation.world).metadata.branch_name == branch) return;
    judge.Violate(std::string(observation.call->spec().name) + " for branch " + branch.str() +
                  ", which is not stored");
  }
  static void JudgeNumber(const Observation& observation, std::int64_t number, Judge& judge) {
    if (Names(Stored(observation.world).metadata, number)) return;
    judge.Violate(std::string(observation.call->spec().name) + " of #" + std::to_string(number) +
                  ", which is not stored");
  }
};

class BaselineInvariant final : public Invariant {
 public:
  BaselineInvariant()
      : Invariant("D-BASELINE", PropertyForm::kAlways, {.of = EffectsOf<DeployDeployRequest>()},
                  "the baseline of contexts is stored before the deploy") {}

  void Step(const Observation& observation, std::uint64_t&, Judge& judge) const override {
    if (!Is<DeployDeployRequest>(observation)) return;
    if (Stored(observation.world).metadata.baseline_captured) return;
    judge.Violate("the deploy is sent and no baseline is stored");
  }
};

}  // namespace

InvariantPointer DurableBeforeEffect() { return std::make_unique<DurableBeforeEffectInvariant>(); }
InvariantPointer BaselineStored() { return std::make_unique<BaselineInvariant>(); }

}  // namespace relapse::planetscale
