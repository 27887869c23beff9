#include "orchestration/planetscale/branch_schema.h"

#include "orchestration/planetscale/planned_changes.h"

namespace relapse::planetscale {

Result<mysql::Schema> ReadBranchSchema(const Attempt& attempt, const Credentials& credentials,
                                       Text keyspace) {
  RELAPSE_ASSIGN(
      const std::vector<Text> names,
      attempt.branch_database().Perform(
          ShowTables{.credentials = credentials, .keyspace = keyspace}, attempt.WithStop()));
  std::vector<TableSchema> tables;
  for (const Text name : names) {
    if (name.starts_with("_")) continue;
    RELAPSE_ASSIGN(
        const Text raw,
        attempt.branch_database().Perform(
            ShowCreateTable{.credentials = credentials, .keyspace = keyspace, .table = name},
            attempt.WithStop()));
    tables.push_back({.name = name, .raw = raw});
  }
  return SchemaOf(tables);
}

Status ValidateBranch(const Attempt& attempt, const Credentials& credentials) {
  for (const KeyspacePlan& planned : attempt.plan().keyspaces) {
    RELAPSE_ASSIGN(const mysql::Schema want, SchemaOf(planned.desired));
    RELAPSE_ASSIGN(const mysql::Schema have,
                   ReadBranchSchema(attempt, credentials, planned.keyspace));
    RELAPSE_RETURN_IF_ERROR(CheckSameSchema(planned.keyspace, have, want));
  }
  return Ok();
}

}  // namespace relapse::planetscale
