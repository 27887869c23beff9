#include "fakes/planetscale/submission.h"

#include <algorithm>

#include "fakes/planetscale/world_parameters.h"
#include "fakes/vitess/online_ddl.h"

namespace relapse::planetscale {

namespace {

/// Which of the statements fails when it must: the last ALTER, or the last of all.
struct Doom {
  std::size_t keyspace = 0;
  Text statement;
};
Doom DoomOf(const RequestRecord& request) {
  Doom doom;
  bool alters = false;
  for (std::size_t i = 0; i < kMostKeyspaces; ++i) {
    for (const Text statement : request.ddl[i].list()) {
      const bool is_alter = FactsOf(statement).verb == mysql::Verb::kAlter;
      if (alters && !is_alter) continue;
      alters = alters || is_alter;
      doom = Doom{i, statement};
    }
  }
  return doom;
}

}  // namespace

std::int64_t StatementCount(const RequestRecord& request) {
  std::int64_t count = 0;
  for (std::size_t i = 0; i < kMostKeyspaces; ++i) count += std::ssize(request.ddl[i].list());
  return count;
}

std::int64_t StatementsSubmitted(const VitessState& vitess, const RequestRecord& request) {
  std::int64_t count = 0;
  if (request.migration_context.empty()) return count;
  for (const KeyspaceState& keyspace : vitess.keyspaces) {
    const Text first_shard = ShardNames(keyspace.shards).front();
    const auto& rows = keyspace.migrations.rows();
    count += std::count_if(rows.begin(), rows.end(), [&](const MigrationRow& row) {
      return row.migration_context == request.migration_context && row.shard == first_shard &&
             row.requested_timestamp >= kWorldStart;
    });
  }
  return count;
}

void SubmitStatements(World& world, const RequestRecord& request, std::int64_t most) {
  VitessState& vitess = world.Mutate<VitessState>();
  const std::int64_t from = StatementsSubmitted(vitess, request) - request.forgotten;
  const bool instant = request.wire.deployment.instant_ddl;
  const std::int64_t ordinal = world.Get<ProviderState>().OwnDeployOrdinal(request);
  const bool fails = ordinal <= world.Get<WorldParameters>().fail_deploys;
  const Doom doom = fails ? DoomOf(request) : Doom{};
  std::int64_t place = 0;
  for (std::size_t i = 0; i < vitess.keyspaces.size(); ++i) {
    for (const Text statement : request.ddl[i].list()) {
      if (place++ < from || most-- <= 0) continue;
      Submission submission{vitess.keyspaces[i].name, statement, request.migration_context};
      submission.postpone_completion = !instant;
      submission.prefer_instant_ddl = instant;
      submission.doomed = fails && i == doom.keyspace && statement == doom.statement;
      SubmitMigration(vitess, submission, world.now());
    }
  }
}

}  // namespace relapse::planetscale
