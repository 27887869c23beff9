// P-VSCHEMA-KEPT (spec/planetscale-api.md section 7.31): an update of one keyspace's VSchema leaves
// those of the others alone.
#include "harness/core/hash.h"
#include "orchestration/ports/planetscale_api.h"
#include "scenarios/planetscale/provider/invariants/evidence.h"
#include "scenarios/planetscale/provider/invariants/invariants.h"

namespace relapse::planetscale::provider {

namespace {

class VschemaKeptInvariant final : public Invariant {
 public:
  VschemaKeptInvariant()
      : Invariant("P-VSCHEMA-KEPT", PropertyForm::kAlways, {.world_changes = true},
                  "a VSchema changes only where it is updated") {}

  void Step(const Observation& observation, std::uint64_t& memory, Judge& judge) const override {
    const auto* update = Answered<UpdateKeyspaceVschema>(observation);
    const World& world = observation.world;
    if (update != nullptr && observation.call->error() == nullptr) {
      const BranchRecord* branch = ProviderOf(world).FindBranch(update->branch);
      if (branch != nullptr && BranchPlace(world, *branch) >= kMostBranches) branch = nullptr;
      const VitessState& vitess = VitessOf(world);
      for (std::size_t i = 0; branch != nullptr && i < vitess.keyspaces.size(); ++i) {
        if (vitess.keyspaces[i].name == update->keyspace) continue;
        if (LaneOf(memory, BranchPlace(world, *branch), i) == Mark(branch->vschemas[i])) continue;
        return judge.Violate("an update of " + update->keyspace.str() + " changes " +
                             vitess.keyspaces[i].name.str());
      }
    }
    memory = Remembered(world);
  }

 private:
  static constexpr std::size_t kMostBranches = 2;
  static constexpr unsigned kBits = 10;

  static constexpr std::uint64_t kMask = (1 << kBits) - 1;

  /// Content in a few bits: VSchemas here are drawn from a handful.
  static std::uint64_t Mark(VschemaText vschema) { return MixBits(vschema.json.hash()) & kMask; }
  static std::size_t BranchPlace(const World& world, const BranchRecord& branch) {
    return static_cast<std::size_t>(&branch - ProviderOf(world).branches.data());
  }
  static unsigned Shift(std::size_t branch, std::size_t keyspace) {
    return static_cast<unsigned>(branch * kMostKeyspaces + keyspace) * kBits;
  }
  static std::uint64_t LaneOf(std::uint64_t memory, std::size_t branch, std::size_t keyspace) {
    return memory >> Shift(branch, keyspace) & kMask;
  }
  static std::uint64_t Remembered(const World& world) {
    std::uint64_t memory = 0;
    const auto& branches = ProviderOf(world).branches;
    for (std::size_t branch = 0; branch < branches.size() && branch < kMostBranches; ++branch) {
      for (std::size_t i = 0; i < kMostKeyspaces; ++i) {
        memory |= Mark(branches[branch].vschemas[i]) << Shift(branch, i);
      }
    }
    return memory;
  }
};

}  // namespace

InvariantPointer VschemaKept() { return std::make_unique<VschemaKeptInvariant>(); }

}  // namespace relapse::planetscale::provider
