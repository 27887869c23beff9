#include "fakes/vitess/fake_vtgate.h"

#include "fakes/vitess/like.h"

namespace relapse::planetscale {

namespace {

bool Matches(const MigrationRow& row, Text like) {
  if (row.migration_context == like || row.migration_uuid == like) return true;
  return MatchesLike(row.migration_context.view(), like.view()) ||
         MatchesLike(row.migration_uuid.view(), like.view()) ||
         MatchesLike(EnumName(row.migration_status), like.view());
}

}  // namespace

Result<MigrationRows> FakeVtGate::On(World& world, const ShowVitessMigrations& request) const {
  if (request.keyspace.empty()) {
    static const Text kMessage("VT09005: no database selected");
    return Fail(kSql, kMessage, 1046);
  }
  const KeyspaceState* keyspace = world.Get<VitessState>().Find(request.keyspace);
  if (keyspace == nullptr) {
    static const Text kMessage("VT05003: unknown database in vschema");
    return Fail(kSql, kMessage, 1049);
  }
  if (request.like.empty()) return MigrationRows(keyspace->migrations.Share());
  auto matching = std::make_shared<std::vector<MigrationRow>>();
  for (const MigrationRow& row : keyspace->migrations.rows()) {
    if (Matches(row, request.like)) matching->push_back(row);
  }
  return MigrationRows(std::move(matching));
}

}  // namespace relapse::planetscale
