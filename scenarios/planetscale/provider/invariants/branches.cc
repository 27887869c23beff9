// P-BRANCH-ISOLATION, P-READY-BRANCH, P-OWN-CHANGES-ONLY and P-BRANCH-CLEANUP
// (spec/planetscale-api.md sections 3.3, 7.24-7.25, 7.48-7.49 and 7.81).
#include <algorithm>

#include "scenarios/planetscale/provider/invariants/evidence.h"
#include "scenarios/planetscale/provider/invariants/invariants.h"

namespace relapse::planetscale::provider {

namespace {

class BranchIsolationInvariant final : public Invariant {
 public:
  BranchIsolationInvariant()
      : Invariant("P-BRANCH-ISOLATION", PropertyForm::kAlways, {.world_changes = true},
                  "a branch is its snapshot and what was executed on it, and nothing else") {}
  void Step(const Observation& observation, std::uint64_t&, Judge& judge) const override {
    const VitessState& vitess = VitessOf(observation.world);
    for (const BranchRecord& branch : ProviderOf(observation.world).branches) {
      for (std::size_t i = 0; i < vitess.keyspaces.size(); ++i) {
        SchemaHandle expected = branch.base[i];
        for (const Text statement : branch.executed[i].list()) {
          const Result<SchemaHandle> after = expected.Apply(statement);
          if (after.ok()) expected = *after;
        }
        if (expected == branch.schemas[i]) continue;
        return judge.Violate("branch " + branch.wire.name.str() +
                             " changed without a statement on it");
      }
    }
  }
};

/// Looks at each request once, when it has just come to `state`.
class AtFirstSight : public Invariant {
 public:
  AtFirstSight(std::string_view name, std::string_view summary, State state)
      : Invariant(name, PropertyForm::kAlways, {.world_changes = true}, summary), state_(state) {}
  void Step(const Observation& observation, std::uint64_t& memory, Judge& judge) const final {
    for (const RequestRecord& request : ProviderOf(observation.world).requests) {
      if (request.wire.deployment_state != state_ || (memory & BitOf(request)) != 0) continue;
      memory |= BitOf(request);
      Look(observation.world, request, judge);
    }
  }

 private:
  virtual void Look(const World& world, const RequestRecord& request, Judge& judge) const = 0;
  State state_;
};

class ReadyBranchInvariant final : public AtFirstSight {
 public:
  ReadyBranchInvariant()
      : AtFirstSight("P-READY-BRANCH", "a request is ready only once its branch is",
                     State::kReady) {}

 private:
  void Look(const World& world, const RequestRecord& request, Judge& judge) const override {
    const BranchRecord* branch = ProviderOf(world).FindBranch(request.wire.branch);
    if (branch != nullptr && !branch->wire.ready) {
      judge.Violate(Say(request) + ", but its branch is not made yet");
    }
  }
};

class OwnChangesOnlyInvariant final : public AtFirstSight {
 public:
  OwnChangesOnlyInvariant()
      : AtFirstSight("P-OWN-CHANGES-ONLY",
                     "a request changes only tables that were changed on its branch, and none of "
                     "the system's",
                     State::kReady) {}

 private:
  void Look(const World& world, const RequestRecord& request, Judge& judge) const override {
    const BranchRecord* branch = ProviderOf(world).FindBranch(request.wire.branch);
    if (branch == nullptr) return;
    for (std::size_t i = 0; i < kMostKeyspaces; ++i) {
      const std::vector<Text>& executed = branch->executed[i].list();
      for (const Text statement : request.ddl[i].list()) {
        const Text table = FactsOf(statement).table;
        const bool is_own = std::any_of(executed.begin(), executed.end(),
                                        [&](Text one) { return FactsOf(one).table == table; });
        if (is_own && !table.starts_with("_")) continue;
        return judge.Violate(Say(request) + " would change " + table.str() +
                             (is_own ? ", a table of the system" : ", which its branch did not"));
      }
    }
  }
};

class BranchCleanupInvariant final : public AtFirstSight {
 public:
  BranchCleanupInvariant()
      : AtFirstSight("P-BRANCH-CLEANUP",
                     "where its creation asked for it, the branch goes with its completed request",
                     State::kComplete) {}

 private:
  void Look(const World& world, const RequestRecord& request, Judge& judge) const override {
    if (!request.wire.deployment.auto_delete_branch) return;
    if (ProviderOf(world).FindBranch(request.wire.branch) == nullptr) return;
    judge.Violate(Say(request) + ", and its branch is still there");
  }
};

}  // namespace

InvariantPointer BranchIsolation() { return std::make_unique<BranchIsolationInvariant>(); }
InvariantPointer ReadyBranch() { return std::make_unique<ReadyBranchInvariant>(); }
InvariantPointer OwnChangesOnly() { return std::make_unique<OwnChangesOnlyInvariant>(); }
InvariantPointer BranchCleanup() { return std::make_unique<BranchCleanupInvariant>(); }

}  // namespace relapse::planetscale::provider
