#include "fakes/planetscale/diff.h"

#include "fakes/planetscale/world_parameters.h"
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

bool IsInternal(Text table) { return table.starts_with("_"); }

Text TextOf(const mysql::Schema& schema, Text table) {
  const Text* found = schema.Find(table);
  return found != nullptr ? *found : Text();
}

void Put(mysql::Schema& schema, Text table, Text create_table) {
  if (create_table.empty()) {
    schema.Erase(table);
  } else {
    schema.Set(table, create_table);
  }
}

/// Main's schema with the branch's own changes in it.
SchemaHandle WantedOnMain(const ProviderDefects& defects, const BranchRecord& branch,
                          std::size_t keyspace, SchemaHandle live, bool& conflicts) {
  const SchemaHandle changed = branch.schemas[keyspace];
  const SchemaHandle base = branch.base[keyspace];
  const bool with_internal = defects.Has(ProviderDefect::kUnderscoreTablesInDiff);
  if (defects.Has(ProviderDefect::kTwoWayDiff)) return changed;  // undoes what main gained (B21)
  // Half a branch has no base either: what is not on it looks dropped.
  if (!branch.wire.ready) return changed;
  if (changed == base) return live;
  mysql::Schema wanted = live.get();
  const auto consider = [&](Text table) {
    const Text mine = TextOf(changed.get(), table);
    const Text before = TextOf(base.get(), table);
    const Text now = TextOf(live.get(), table);
    if (mine == before || mine == now || (IsInternal(table) && !with_internal)) return;
    if (now != before) conflicts = true;
    Put(wanted, table, mine);
  };
  for (const mysql::Schema::Entry& table : changed.get().tables()) consider(table.name);
  for (const mysql::Schema::Entry& table : base.get().tables()) consider(table.name);
  return SchemaHandle(wanted);
}

}  // namespace

BranchDiff DiffAgainstMain(const World& world, Text branch) {
  BranchDiff diff;
  const BranchRecord* record = world.Get<ProviderState>().FindBranch(branch);
  if (record == nullptr) return diff;
  const VitessState& vitess = world.Get<VitessState>();
  for (std::size_t i = 0; i < vitess.keyspaces.size(); ++i) {
    const SchemaHandle live = vitess.keyspaces[i].live;
    const VschemaText live_vschema{vitess.keyspaces[i].vschema};
    diff.vschemas[i] = live_vschema;
    if (!(record->vschemas[i] == record->base_vschemas[i]) &&
        !(record->vschemas[i] == live_vschema)) {
      diff.vschemas[i] = record->vschemas[i];
      diff.vschema_changed = true;
      if (!(live_vschema == record->base_vschemas[i])) diff.conflicts = true;
    }
    diff.ddl[i] = live.DiffTo(WantedOnMain(vitess.defects, *record, i, live, diff.conflicts));
  }
  diff.instant_eligible = IsInstant(vitess, diff.ddl);
  return diff;
}

const RequestRecord* OtherActive(const World& world, const RequestRecord& request) {
  const ProviderState& provider = world.Get<ProviderState>();
  const bool looks_at_newest =
      world.Get<WorldParameters>().defects.Has(ProviderDefect::kOnlyNewestDeployBlocks);
  for (auto other = provider.requests.rbegin(); other != provider.requests.rend(); ++other) {
    if (other->wire.number == request.wire.number) continue;
    if (other->Active()) return &*other;
    if (looks_at_newest && other->wire.deployed_at != kNoTime && !other->cancelled) return nullptr;
  }
  return nullptr;
}

bool IsAhead(const RequestRecord& other, const RequestRecord& request) {
  if (other.wire.number == request.wire.number || other.queue_place >= request.queue_place) {
    return false;
  }
  const bool has_failed = other.wire.deployment_state == DeploymentState::kCompleteError ||
                          other.wire.deployment_state == DeploymentState::kCompleteRevertError;
  return other.Active() || (other.wire.deployed_at != kNoTime && has_failed && !other.acknowledged);
}

const RequestRecord* FirstAhead(const ProviderState& provider, const RequestRecord& request) {
  for (const RequestRecord& other : provider.requests) {
    if (IsAhead(other, request)) return &other;
  }
  return nullptr;
}

}  // namespace relapse::planetscale
