#include <fmt/format.h>

#include <algorithm>

#include "fakes/planetscale/fake_planetscale.h"
#include "fakes/planetscale/processor.h"
#include "fakes/planetscale/refusals.h"
#include "fakes/planetscale/world_parameters.h"

namespace relapse::planetscale {

namespace {

Text Region() {
  static const Text kRegion("us-east");
  return kRegion;
}

bool IsBranchName(std::string_view name) {
  return !name.empty() && std::all_of(name.begin(), name.end(), [](char letter) {
    return (letter >= 'a' && letter <= 'z') || (letter >= 'A' && letter <= 'Z') ||
           (letter >= '0' && letter <= '9') || letter == '.' || letter == '_' || letter == '-';
  });
}

/// MySQL's limit for the name of a database.
constexpr std::size_t kLongestDatabaseName = 64;

/// Whether the databases that keep the branch's keyspaces could be made.
bool FitsStorage(const VitessState& vitess, Text branch) {
  return std::all_of(
      vitess.keyspaces.begin(), vitess.keyspaces.end(), [&](const KeyspaceState& keyspace) {
        const std::string_view prefix = "branch_";
        return prefix.size() + branch.view().size() + 1 + keyspace.name.view().size() <=
               kLongestDatabaseName;
      });
}

std::vector<TableSchema> TablesOf(SchemaHandle schema) {
  std::vector<TableSchema> tables;
  tables.reserve(schema.get().tables().size());
  for (const mysql::Schema::Entry& table : schema.get().tables()) {
    if (table.name.starts_with("_")) continue;
    tables.push_back(TableSchema{table.name, table.create_table});
  }
  return tables;
}

}  // namespace

BranchRecord NewBranch(ProviderState& provider, Text name, Text parent_branch, Text actor) {
  // Constant: LocalScale's user needs no password, the real service's are random (section 1.4).
  static const Text kUsername("pscale");
  BranchRecord branch;
  branch.id = provider.next_branch_id++;
  branch.wire.name = name;
  branch.wire.parent_branch = parent_branch;
  branch.wire.region = Region();
  branch.wire.actor = actor;
  branch.access_host_url = Text(fmt::format("branch-{}.connect.psdb.cloud:3306", branch.id));
  branch.username = kUsername;
  branch.plain_text = Text(fmt::format("pscale_pw_{}", branch.id));
  return branch;
}

Result<Branch> FakePlanetScale::On(World& world, const GetBranch& request) const {
  if (request.branch == MainBranch()) {
    Branch main;
    main.name = MainBranch();
    main.region = Region();
    main.ready = true;
    main.actor = Stranger();
    main.safe_migrations = world.Get<WorldParameters>().main_safe_migrations;
    return main;
  }
  const BranchRecord* branch = world.Get<ProviderState>().FindBranch(request.branch);
  if (branch == nullptr) return Fail(refusals::BranchNotFound());
  return branch->wire;
}

Result<Branch> FakePlanetScale::On(World& world, const CreateBranch& request) const {
  const ProviderState& before = world.Get<ProviderState>();
  if (!IsBranchName(request.name.view())) return Fail(refusals::BadBranchName());
  const WorldParameters& parameters = world.Get<WorldParameters>();
  const bool fits = FitsStorage(world.Get<VitessState>(), request.name);
  if (!fits && !parameters.defects.Has(ProviderDefect::kLongNameFailsLate)) {
    return Fail(refusals::BadBranchName());
  }
  if (request.name == MainBranch() || before.FindBranch(request.name) != nullptr) {
    return Fail(refusals::NameTaken());
  }
  if (request.parent_branch != MainBranch() &&
      before.FindBranch(request.parent_branch) == nullptr) {
    return Fail(refusals::BranchNotFound());
  }
  ProviderState& provider = world.Mutate<ProviderState>();
  // The snapshot is always main's, whatever the parent (section 3.3).
  BranchRecord branch = NewBranch(provider, request.name, request.parent_branch, OurServiceToken());
  if (fits) branch.ready_at = world.now() + parameters.branch_ready_delay_ms;
  provider.branches_created = Saturated(provider.branches_created + 1, 3);
  provider.branches.push_back(branch);
  GoOutOfOrderAt(world, OutageTrigger::kBranchCreated);
  return branch.wire;
}

Status FakePlanetScale::On(World& world, const DeleteBranch& request) const {
  const ProviderState& before = world.Get<ProviderState>();
  if (request.branch == MainBranch()) return Fail(refusals::MainCannotBeDeleted());
  if (before.FindBranch(request.branch) == nullptr) return Fail(refusals::BranchNotFound());
  for (const RequestRecord& other : before.requests) {
    if (other.wire.branch == request.branch && other.Active()) {
      return Fail(refusals::DeploymentInProgress());
    }
  }
  ProviderState& provider = world.Mutate<ProviderState>();
  std::erase_if(provider.branches,
                [&](const BranchRecord& branch) { return branch.wire.name == request.branch; });
  provider.branches_deleted = Saturated(provider.branches_deleted + 1, 3);
  // A request may be waiting for the branch to be made.
  const ProviderDefects& defects = world.Get<WorldParameters>().defects;
  if (!defects.Has(ProviderDefect::kDeletedBranchWaitedFor)) WakeProcessor(world, provider);
  return Ok();
}

Result<BranchPassword> FakePlanetScale::On(World& world,
                                           const CreateBranchPassword& request) const {
  const BranchRecord* before = world.Get<ProviderState>().FindBranch(request.branch);
  if (before == nullptr) return Fail(refusals::BranchNotFound());
  if (!before->wire.ready) return Fail(refusals::BranchNotReady());
  BranchRecord& branch = *world.Mutate<ProviderState>().FindBranch(request.branch);
  const TimeMs expires_at = request.ttl > 0 ? world.now() + Seconds(request.ttl) : kNoTime;
  branch.password_expires_at =
      branch.passwords > 0 ? std::max(branch.password_expires_at, expires_at) : expires_at;
  branch.passwords = Saturated(branch.passwords + 1);
  return BranchPassword{branch.access_host_url, branch.username, branch.plain_text};
}

Result<std::vector<Keyspace>> FakePlanetScale::On(World& world, const ListKeyspaces&) const {
  // Whether the branch exists is not asked (section 1.5).
  std::vector<Keyspace> keyspaces;
  const VitessState& vitess = world.Get<VitessState>();
  keyspaces.reserve(vitess.keyspaces.size());
  for (const KeyspaceState& keyspace : vitess.keyspaces) {
    keyspaces.push_back(Keyspace{keyspace.name, keyspace.shards, keyspace.shards > 1});
  }
  return keyspaces;
}

Result<std::vector<TableSchema>> FakePlanetScale::On(World& world,
                                                     const GetBranchSchema& request) const {
  if (request.keyspace.empty()) return Fail(refusals::KeyspaceMissing());
  const VitessState& vitess = world.Get<VitessState>();
  const BranchRecord* branch = world.Get<ProviderState>().FindBranch(request.branch);
  if (branch == nullptr && request.branch != MainBranch()) return Fail(refusals::BranchNotFound());
  for (std::size_t i = 0; i < vitess.keyspaces.size(); ++i) {
    if (vitess.keyspaces[i].name != request.keyspace) continue;
    if (branch == nullptr) return TablesOf(vitess.keyspaces[i].live);
    const bool stale = branch->stale_until != kNoTime && world.now() < branch->stale_until;
    if (!branch->wire.ready || stale) return std::vector<TableSchema>();
    return TablesOf(branch->schemas[i]);
  }
  return Fail(refusals::KeyspaceNotFound());
}

}  // namespace relapse::planetscale
