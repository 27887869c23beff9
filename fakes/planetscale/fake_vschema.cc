#include <optional>

#include "fakes/planetscale/fake_planetscale.h"
#include "fakes/planetscale/refusals.h"
#include "fakes/planetscale/world_parameters.h"
#include "fakes/vitess/vitess_state.h"
#include "schema/vitess/vschema.h"

namespace relapse::planetscale {

namespace {

/// The keyspace's place, or one past the last.
std::size_t PlaceOf(const VitessState& vitess, Text keyspace) {
  std::size_t place = 0;
  while (place < vitess.keyspaces.size() && vitess.keyspaces[place].name != keyspace) ++place;
  return place;
}

Text Shown(Text stored) { return stored.empty() ? Text("{}") : stored; }

}  // namespace

Result<Vschema> FakePlanetScale::On(World& world, const GetKeyspaceVschema& request) const {
  const VitessState& vitess = world.Get<VitessState>();
  const std::size_t place = PlaceOf(vitess, request.keyspace);
  if (request.branch == MainBranch()) {
    // Of a keyspace that main does not have, LocalScale answers the empty one (section 1.5).
    return Vschema{place < vitess.keyspaces.size() ? Shown(vitess.keyspaces[place].vschema)
                                                   : Shown(Text())};
  }
  const BranchRecord* branch = world.Get<ProviderState>().FindBranch(request.branch);
  if (branch == nullptr) return Fail(refusals::BranchNotFound());
  if (place == vitess.keyspaces.size()) return Fail(refusals::KeyspaceNotFound());
  return Vschema{Shown(branch->vschemas[place].json)};
}

Result<Vschema> FakePlanetScale::On(World& world, const UpdateKeyspaceVschema& request) const {
  const BranchRecord* before = world.Get<ProviderState>().FindBranch(request.branch);
  if (before == nullptr) return Fail(refusals::BranchNotFound());  // main's, too (section 3.2)
  if (!before->wire.ready) return Fail(refusals::BranchNotReady());
  const std::size_t place = PlaceOf(world.Get<VitessState>(), request.keyspace);
  if (place == world.Get<VitessState>().keyspaces.size()) return Fail(refusals::KeyspaceNotFound());
  const std::optional<Text> normalised = vitess::NormaliseVschema(request.vschema);
  if (!normalised) return Fail(refusals::InvalidVschema());
  BranchRecord& branch = *world.Mutate<ProviderState>().FindBranch(request.branch);
  if (world.Get<WorldParameters>().defects.Has(ProviderDefect::kVschemaLostUpdate)) {
    // One document for all keyspaces, read and written: of two updates at one time both begin with
    // the same (B31).
    if (branch.vschema_updated_at == world.now()) {
      branch.vschemas = branch.vschemas_before;
    } else {
      branch.vschemas_before = branch.vschemas;
    }
    branch.vschema_updated_at = world.now();
  }
  branch.vschemas[place] = VschemaText{*normalised};
  return Vschema{Shown(*normalised)};
}

Result<Branch> FakePlanetScale::On(World& world, const RefreshBranchSchema& request) const {
  if (world.Get<ProviderState>().FindBranch(request.branch) == nullptr) {
    return Fail(refusals::BranchNotFound());
  }
  BranchRecord& branch = *world.Mutate<ProviderState>().FindBranch(request.branch);
  branch.wire.ready = false;
  branch.ready_at = world.now() + world.Get<WorldParameters>().branch_ready_delay_ms;
  branch.schemas = {};
  branch.base = {};
  branch.vschemas = {};
  branch.base_vschemas = {};
  branch.executed = {};
  branch.statements_executed = 0;
  return branch.wire;
}

}  // namespace relapse::planetscale
