#include "fakes/planetscale/revert.h"

#include <algorithm>

namespace relapse::planetscale {

namespace {

/// One statement leads a table back, and its text depends on what else has happened by now.
bool IsSubmitted(const KeyspaceState& keyspace, Text context, Text statement) {
  const Text table = FactsOf(statement).table;
  const auto& rows = keyspace.migrations.rows();
  return std::any_of(rows.begin(), rows.end(), [&](const MigrationRow& row) {
    return row.migration_context == context && row.mysql_table == table &&
           row.requested_timestamp >= kWorldStart;
  });
}

}  // namespace

std::int64_t Reverse::Count() const {
  return std::ssize(ddl[0].list()) + std::ssize(ddl[1].list()) + std::ssize(ddl[2].list());
}

Reverse ReverseLeft(const VitessState& vitess, const RequestRecord& request) {
  Reverse left = ReverseDdl(vitess, request);
  if (request.revert_context.empty()) return left;
  for (std::size_t i = 0; i < vitess.keyspaces.size(); ++i) {
    StatementList missing;
    for (const Text statement : left.ddl[i].list()) {
      if (IsSubmitted(vitess.keyspaces[i], request.revert_context, statement)) continue;
      missing = missing.Append(statement);
    }
    left.ddl[i] = missing;
  }
  return left;
}

Reverse ReverseDdl(const VitessState& vitess, const RequestRecord& request) {
  Reverse reverse;
  for (std::size_t i = 0; i < vitess.keyspaces.size(); ++i) {
    mysql::Schema wanted = vitess.keyspaces[i].live.get();
    for (const Text statement : request.ddl[i].list()) {
      const Text table = FactsOf(statement).table;
      if (const Text* before = request.schemas_before[i].get().Find(table)) {
        wanted.Set(table, *before);
      } else {
        wanted.Erase(table);
      }
    }
    reverse.ddl[i] = vitess.keyspaces[i].live.DiffTo(SchemaHandle(wanted));
  }
  return reverse;
}

}  // namespace relapse::planetscale
