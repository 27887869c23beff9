// S-FOREIGN (spec/planetscale-engine.md sections 8.1, E11 and E27, and 9.1, S-SCOPE): an apply's
// calls reach what it made itself, and nothing else that carries the same name.
#include <algorithm>

#include "orchestration/ports/planetscale_api.h"
#include "scenarios/planetscale/invariants/invariants.h"

namespace relapse::planetscale {

namespace {

/// DDL on a branch of somebody else is S-REVIEWED-DDL's.
class ForeignUntouchedInvariant final : public Invariant {
 public:
  ForeignUntouchedInvariant()
      : Invariant("S-FOREIGN", PropertyForm::kAlways, {.world_changes = true},
                  "no branch or deploy request of somebody else is changed, adopted, deployed or "
                  "deleted") {}

  void Step(const Observation& observation, std::uint64_t& memory, Judge& judge) const override {
    JudgeBranches(observation, memory, judge);
    if (observation.moment != Moment::kEffect) return;
    JudgeChange<UpdateKeyspaceVschema>(observation, judge);
    JudgeChange<RefreshBranchSchema>(observation, judge);
    JudgeChange<CreateDeployRequest>(observation, judge);
    JudgeCommand<DeployDeployRequest>(observation, judge);
    JudgeCommand<CancelDeployRequest>(observation, judge);
    JudgeCommand<ApplyDeployRequest>(observation, judge);
    JudgeCommand<CloseDeployRequest>(observation, judge);
    JudgeCommand<RevertDeployRequest>(observation, judge);
    JudgeCommand<SkipRevertDeployRequest>(observation, judge);
    JudgeCommand<CompleteDeploy>(observation, judge);
    JudgeCommand<SetAutoApply>(observation, judge);
    JudgeCommand<ThrottleDeployRequest>(observation, judge);
    if (Performed<SaveResumeState>(observation)) JudgeStored(observation, judge);
  }

 private:
  /// Nobody else deletes a branch of somebody else's here.
  static void JudgeBranches(const Observation& observation, std::uint64_t& memory, Judge& judge) {
    const auto& branches = observation.world.Get<ProviderState>().branches;
    const auto foreign = static_cast<std::uint64_t>(
        std::min<std::ptrdiff_t>(2, std::ranges::count_if(branches, &BranchRecord::foreign)));
    if (foreign < memory) judge.Violate("a branch of somebody else was deleted");
    memory = foreign;
  }

  template <class Request>
  static void JudgeChange(const Observation& observation, Judge& judge) {
    if (!Performed<Request>(observation)) return;
    const Text name = observation.call->template As<Request>()->branch;
    const BranchRecord* branch = observation.world.Get<ProviderState>().FindBranch(name);
    if (branch == nullptr || !branch->foreign) return;
    judge.Violate(std::string(Request::kEffect.name) + " on branch " + name.str() +
                  ", which is somebody else's");
  }

  template <class Request>
  static void JudgeCommand(const Observation& observation, Judge& judge) {
    if (!Performed<Request>(observation)) return;
    JudgeNumber(observation, observation.call->template As<Request>()->number,
                Request::kEffect.name, judge);
  }

  static void JudgeStored(const Observation& observation, Judge& judge) {
    JudgeNumber(observation, Stored(observation.world).metadata.deploy_request_id,
                "the apply adopted", judge);
  }

  static void JudgeNumber(const Observation& observation, std::int64_t number,
                          std::string_view what, Judge& judge) {
    const RequestRecord* request = observation.world.Get<ProviderState>().FindRequest(number);
    if (request == nullptr || !request->foreign) return;
    judge.Violate(std::string(what) + " " + Say(*request) + ", which is somebody else's");
  }
};

}  // namespace

InvariantPointer ForeignUntouched() { return std::make_unique<ForeignUntouchedInvariant>(); }

}  // namespace relapse::planetscale
