#include "fakes/planetscale/fake_branch_database.h"

#include "fakes/planetscale/refusals.h"
#include "fakes/planetscale/world_parameters.h"
#include "fakes/vitess/vitess_state.h"

namespace relapse::planetscale {

namespace {

/// Where a request's credentials and keyspace lead.
struct Session {
  const BranchRecord* branch = nullptr;
  std::size_t branch_index = 0;
  std::size_t keyspace = 0;
};

Result<Session> Open(const World& world, const Credentials& credentials, Text keyspace) {
  const ProviderState& provider = world.Get<ProviderState>();
  Session session;
  for (; session.branch_index < provider.branches.size(); ++session.branch_index) {
    const BranchRecord& branch = provider.branches[session.branch_index];
    if (branch.access_host_url == credentials.access_host_url) {
      session.branch = &branch;
      break;
    }
  }
  if (session.branch == nullptr || session.branch->passwords == 0 ||
      session.branch->username != credentials.username ||
      session.branch->plain_text != credentials.plain_text ||
      world.now() >= session.branch->password_expires_at) {
    return Fail(refusals::AccessDenied());
  }
  const VitessState& vitess = world.Get<VitessState>();
  for (; session.keyspace < vitess.keyspaces.size(); ++session.keyspace) {
    if (vitess.keyspaces[session.keyspace].name == keyspace) return session;
  }
  return Fail(refusals::UnknownDatabase());
}

/// A stranger with the same branch open: adds a column to the table that was just changed (R14).
void Touch(BranchRecord& branch, std::size_t keyspace, Text table) {
  const Text statement("ALTER TABLE `" + table.str() + "` ADD COLUMN `touched` int");
  const Result<SchemaHandle> after = branch.schemas[keyspace].Apply(statement);
  if (!after.ok()) return;
  branch.schemas[keyspace] = *after;
  branch.executed[keyspace] = branch.executed[keyspace].Append(statement);
}

/// What branch and keyspace are kept under where names are joined with `_` (B28).
std::string StorageName(const VitessState& vitess, const BranchRecord& branch,
                        std::size_t keyspace) {
  return branch.wire.name.str() + "_" + vitess.keyspaces[keyspace].name.str();
}

/// Runs `statement` wherever the session's storage is also another branch's.
void ChangeSharedStorage(const VitessState& vitess, ProviderState& provider, const Session& session,
                         Text statement) {
  const std::string name = StorageName(vitess, *session.branch, session.keyspace);
  for (std::size_t i = 0; i < provider.branches.size(); ++i) {
    if (i == session.branch_index) continue;
    for (std::size_t keyspace = 0; keyspace < vitess.keyspaces.size(); ++keyspace) {
      BranchRecord& other = provider.branches[i];
      if (StorageName(vitess, other, keyspace) != name) continue;
      const Result<SchemaHandle> after = other.schemas[keyspace].Apply(statement);
      if (after.ok()) other.schemas[keyspace] = *after;
    }
  }
}

}  // namespace

Result<std::vector<Text>> FakeBranchDatabase::On(World& world, const ShowTables& request) const {
  const Result<Session> session = Open(world, request.credentials, request.keyspace);
  if (!session.ok()) return Fail(session.error());
  std::vector<Text> names;
  const auto& tables = session->branch->schemas[session->keyspace].get().tables();
  names.reserve(tables.size());
  for (const mysql::Schema::Entry& table : tables) names.push_back(table.name);
  return names;
}

Result<Text> FakeBranchDatabase::On(World& world, const ShowCreateTable& request) const {
  const Result<Session> session = Open(world, request.credentials, request.keyspace);
  if (!session.ok()) return Fail(session.error());
  const Text* text = session->branch->schemas[session->keyspace].get().Find(request.table);
  if (text == nullptr) return Fail(refusals::NoSuchTable());
  return *text;
}

Status FakeBranchDatabase::On(World& world, const ExecuteDdl& request) const {
  const Result<Session> session = Open(world, request.credentials, request.keyspace);
  if (!session.ok()) return Fail(session.error());
  const bool is_made_again = !session->branch->wire.ready;  // refresh-schema
  if (is_made_again || (session->branch->snapshot_until != kNoTime &&
                        world.now() < session->branch->snapshot_until)) {
    return Fail(refusals::SnapshotInProgress());
  }
  const std::size_t keyspace = session->keyspace;
  const Result<SchemaHandle> after = session->branch->schemas[keyspace].Apply(request.statement);
  const ProviderDefects& defects = world.Get<WorldParameters>().defects;
  if (!after.ok()) {
    Error error = after.error();
    if (defects.Has(ProviderDefect::kErrorNumbersLost)) error.number = 1105;  // B27
    return Fail(error);
  }
  ProviderState& provider = world.Mutate<ProviderState>();
  BranchRecord& branch = provider.branches[session->branch_index];
  if (defects.Has(ProviderDefect::kBranchStorageCollides)) {
    ChangeSharedStorage(world.Get<VitessState>(), provider, *session, request.statement);
  }
  branch.schemas[keyspace] = *after;
  branch.executed[keyspace] = branch.executed[keyspace].Append(request.statement);
  ++branch.statements_executed;
  if (branch.statements_executed == world.Get<WorldParameters>().touch_branch_after_ddl) {
    Touch(branch, keyspace, FactsOf(request.statement).table);
  }
  return Ok();
}

}  // namespace relapse::planetscale
