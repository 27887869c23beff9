// S-OPERATOR-BRANCH (spec/planetscale-engine.md sections 1.4 and 9.1): the branch that the operator
// named is the operator's.
#include "fakes/planetscale/world_parameters.h"
#include "orchestration/ports/branch_database.h"
#include "orchestration/ports/planetscale_api.h"
#include "scenarios/planetscale/invariants/invariants.h"

namespace relapse::planetscale {

namespace {

class OperatorBranchInvariant final : public Invariant {
 public:
  OperatorBranchInvariant()
      : Invariant(
            "S-OPERATOR-BRANCH", PropertyForm::kAlways, {.world_changes = true},
            "a branch that the operator named is never deleted, by us or with its deploy "
            "request, nor reset, nor changed where it holds what nobody reviewed, and no other is "
            "made in its place") {}

  void Step(const Observation& observation, std::uint64_t& memory, Judge& judge) const override {
    const Text name = Stored(observation.world).options.branch;
    if (name.empty()) return;
    JudgePresence(observation, name, memory, judge);
    JudgeWork(observation, name, judge);
    if (Performed<CreateDeployRequest>(observation)) {
      const CreateDeployRequest& request = *observation.call->As<CreateDeployRequest>();
      if (request.branch != name || !request.auto_delete_branch) return;
      judge.Violate("the deploy request is to delete branch " + name.str() +
                    ", which is the operator's");
    } else if (Performed<RefreshBranchSchema>(observation)) {
      if (observation.call->As<RefreshBranchSchema>()->branch != name) return;
      judge.Violate("reset branch " + name.str() + ", which is the operator's");
    } else if (Performed<CreateBranch>(observation)) {
      judge.Violate("made branch " + observation.call->As<CreateBranch>()->name.str() +
                    " where the operator named " + name.str());
    }
  }

 private:
  /// Our changes beside somebody's own would be deployed with his, or his with ours.
  static void JudgeWork(const Observation& observation, Text name, Judge& judge) {
    const bool runs_ddl = Performed<ExecuteDdl>(observation);
    if (!runs_ddl && !Performed<UpdateKeyspaceVschema>(observation)) return;
    const WorldParameters& parameters = observation.world.Get<WorldParameters>();
    const bool holds_work = parameters.taken_content == TakenContent::kForeign ||
                            parameters.taken_content == TakenContent::kForeignVschema;
    if (parameters.taken_branch_name != name || !holds_work) return;
    const BranchRecord* branch = observation.world.Get<ProviderState>().FindBranch(name);
    if (branch == nullptr) return;
    const bool is_there = runs_ddl
                              ? observation.call->As<ExecuteDdl>()->credentials.access_host_url ==
                                    branch->access_host_url
                              : observation.call->As<UpdateKeyspaceVschema>()->branch == name;
    if (is_there) judge.Violate("changed branch " + name.str() + ", which holds other work");
  }

  /// A colleague may delete it; the world has room for one such act.
  static void JudgePresence(const Observation& observation, Text name, std::uint64_t& memory,
                            Judge& judge) {
    const ProviderState& provider = observation.world.Get<ProviderState>();
    const bool is_there = provider.FindBranch(name) != nullptr;
    if (memory != 0 && !is_there && provider.third_party_acts == 0) {
      judge.Violate("branch " + name.str() + " was deleted, which is the operator's");
    }
    memory = is_there ? 1 : 0;
  }
};

}  // namespace

InvariantPointer OperatorBranchKept() { return std::make_unique<OperatorBranchInvariant>(); }

}  // namespace relapse::planetscale
