#include "fakes/planetscale/diff.h"

#include "fakes/vitess/vitess_state.h"

namespace relapse::planetscale {

namespace {

/// Every ALTER is instant, and there is one: CREATE and DROP do not count (section 2.7).
bool IsInstant(const VitessState& vitess, const PerKeyspace<StatementList>& ddl) {
  bool alters = false;
  for (std::size_t i = 0; i < vitess.keyspaces.size(); ++i) {
    for (const Text statement : ddl[i].list()) {
      if (FactsOf(statement).verb != mysql::Verb::kAlter) continue;
      alters = true;
      if (!vitess.keyspaces[i].live.RunsInstantly(statement)) return false;
    }
  }
  return alters;
}

}  // namespace

BranchDiff DiffAgainstMain(const World& world, Text branch) {
  BranchDiff diff;
  const BranchRecord* record = world.Get<ProviderState>().FindBranch(branch);
  if (record == nullptr) return diff;
  const VitessState& vitess = world.Get<VitessState>();
  for (std::size_t i = 0; i < vitess.keyspaces.size(); ++i) {
    diff.ddl[i] = vitess.keyspaces[i].live.DiffTo(record->schemas[i]);
  }
  diff.vschema_changed = record->vschema_changed;
  diff.instant_eligible = IsInstant(vitess, diff.ddl);
  return diff;
}

const RequestRecord* OtherActive(const ProviderState& provider, const RequestRecord& request) {
  for (const RequestRecord& other : provider.requests) {
    if (other.wire.number != request.wire.number && other.Active()) return &other;
  }
  return nullptr;
}

bool IsAhead(const RequestRecord& other, const RequestRecord& request) {
  if (other.wire.number == request.wire.number || other.queue_place >= request.queue_place) {
    return false;
  }
  return other.Active() || (other.wire.deployed_at != kNoTime &&
                            other.wire.deployment_state == DeploymentState::kCompleteError);
}

const RequestRecord* FirstAhead(const ProviderState& provider, const RequestRecord& request) {
  for (const RequestRecord& other : provider.requests) {
    if (IsAhead(other, request)) return &other;
  }
  return nullptr;
}

}  // namespace relapse::planetscale
