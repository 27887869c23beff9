#include "fakes/planetscale/workload.h"

#include <array>

#include "harness/core/check.h"

namespace relapse::planetscale {

namespace {

constexpr std::array<const char*, 3> kKeyspaces{"commerce", "customer", "lookup"};

constexpr std::array<const char*, 4> kTables{
    "CREATE TABLE `orders` (`id` bigint unsigned NOT NULL, `state` varchar(32) NOT NULL, PRIMARY "
    "KEY "
    "(`id`))",
    "CREATE TABLE `products` (`id` bigint unsigned NOT NULL, `name` varchar(255), PRIMARY KEY "
    "(`id`))",
    "CREATE TABLE `users` (`id` bigint unsigned NOT NULL, `email` varchar(255) NOT NULL, PRIMARY "
    "KEY "
    "(`id`))",
    "CREATE TABLE `visits` (`id` bigint unsigned NOT NULL, PRIMARY KEY (`id`))"};

constexpr std::array<const char*, 3> kCopying{
    "ALTER TABLE `orders` ADD INDEX `state_index` (`state`)",
    "ALTER TABLE `products` ADD INDEX `name_index` (`name`)",
    "ALTER TABLE `users` ADD UNIQUE INDEX `email_index` (`email`)"};
constexpr std::array<const char*, 3> kInstant{
    "ALTER TABLE `orders` ADD COLUMN `note` varchar(255)",
    "ALTER TABLE `products` ADD COLUMN `price` bigint NOT NULL DEFAULT '0'",
    "ALTER TABLE `users` ADD COLUMN `phone` varchar(32)"};
constexpr std::array<const char*, 3> kMixed{
    "ALTER TABLE `orders` ADD INDEX `state_index` (`state`)",
    "ALTER TABLE `products` ADD COLUMN `price` bigint NOT NULL DEFAULT '0'",
    "CREATE TABLE `refunds` (`id` bigint unsigned NOT NULL, `order_id` bigint unsigned NOT NULL, "
    "PRIMARY KEY (`id`))"};

/// Not as the API writes it: the order of keys and the blanks mean nothing.
constexpr const char* kVschema =
    R"({"tables": {"users": {}, "orders": {"type": "reference"}}, "require_explicit_routing": true})";

Text StatementOf(WorkloadKind kind, std::int64_t index, std::int64_t count) {
  const auto i = static_cast<std::size_t>(index);
  switch (kind) {
    case WorkloadKind::kCopying:
      return kCopying[i];
    case WorkloadKind::kInstant:
      return kInstant[i];
    case WorkloadKind::kDropping:
      return index + 1 == count ? "DROP TABLE `visits`" : kMixed[i];
    case WorkloadKind::kMixed:
      break;
  }
  return kMixed[i];
}

}  // namespace

Workload DefaultWorkload(const WorldParameters& parameters) {
  RELAPSE_CHECK(parameters.keyspaces >= 1 && parameters.keyspaces <= 3, "1 to 3 keyspaces");
  RELAPSE_CHECK(parameters.statements >= 0 && parameters.statements <= 3, "0 to 3 statements");
  const std::vector<Text> tables(kTables.begin(), kTables.end());
  const Result<mysql::Schema> schema = mysql::Schema::FromStatements(tables);
  RELAPSE_CHECK(schema.ok(), schema.ok() ? "" : schema.error().message.str());
  const SchemaHandle before(*schema);
  Workload workload;
  for (std::int64_t keyspace = 0; keyspace < parameters.keyspaces; ++keyspace) {
    KeyspaceWorkload work{Text(kKeyspaces[static_cast<std::size_t>(keyspace)]), before, {}, {}};
    if (keyspace < parameters.vschema_changes) {
      work.vschema = parameters.invalid_vschema ? Text("[]") : Text(kVschema);
    }
    for (std::int64_t i = 0; i < parameters.statements; ++i) {
      work.statements.push_back(StatementOf(parameters.workload, i, parameters.statements));
    }
    workload.keyspaces.push_back(std::move(work));
  }
  return workload;
}

ReviewedPlan PlanOf(const Workload& workload, Text plan_id) {
  ReviewedPlan plan;
  plan.plan_id = plan_id;
  plan.database = workload.database;
  for (const KeyspaceWorkload& work : workload.keyspaces) {
    KeyspacePlan keyspace{work.keyspace, work.statements, {}, work.vschema};
    SchemaHandle after = work.before;
    for (const Text statement : work.statements) {
      const Result<SchemaHandle> next = after.Apply(statement);
      RELAPSE_CHECK(next.ok(), next.ok() ? "" : statement.str());
      after = *next;
    }
    for (const mysql::Schema::Entry& table : after.get().tables()) {
      keyspace.desired.push_back(TableSchema{table.name, table.create_table});
    }
    plan.keyspaces.push_back(std::move(keyspace));
  }
  return plan;
}

}  // namespace relapse::planetscale
