#include "orchestration/planetscale/planned_changes.h"

#include <fmt/format.h>

#include <algorithm>

#include "orchestration/planetscale/classification.h"

namespace relapse::planetscale {

namespace {

bool SameTable(const mysql::Schema& a, const mysql::Schema& b, Text table) {
  const Text* in_a = a.Find(table);
  const Text* in_b = b.Find(table);
  if (in_a == nullptr || in_b == nullptr) return in_a == in_b;
  return *in_a == *in_b;
}

/// Whether running `statements` on `have` makes `table` what it is in `want`.
bool Completes(const mysql::Schema& have, const mysql::Schema& want, Text table,
               std::span<const Text> statements) {
  mysql::Schema schema = have;
  for (const Text statement : statements) {
    Result<mysql::Schema> next = mysql::Apply(schema, statement);
    if (!next.ok()) return false;
    schema = std::move(*next);
  }
  return SameTable(schema, want, table);
}

/// The fewest last statements of `planned` that complete the table; -1 where none do.
std::ptrdiff_t CountRemaining(const mysql::Schema& have, const mysql::Schema& want, Text table,
                              std::span<const Text> planned) {
  for (std::size_t count = 0; count <= planned.size(); ++count) {
    if (Completes(have, want, table, planned.last(count))) {
      return static_cast<std::ptrdiff_t>(count);
    }
  }
  return -1;
}

}  // namespace

bool HasStatements(const ReviewedPlan& plan) {
  return std::ranges::any_of(
      plan.keyspaces, [](const KeyspacePlan& keyspace) { return !keyspace.statements.empty(); });
}

bool IsVschemaAlone(const ReviewedPlan& plan) {
  return !HasStatements(plan) && std::ranges::any_of(plan.keyspaces, [](const KeyspacePlan& one) {
    return !one.vschema.empty();
  });
}

Result<mysql::Schema> SchemaOf(std::span<const TableSchema> tables) {
  std::vector<Text> statements;
  statements.reserve(tables.size());
  for (const TableSchema& table : tables) statements.push_back(table.raw);
  Result<mysql::Schema> schema = mysql::Schema::FromStatements(statements);
  if (!schema.ok()) return FailPermanently("a table definition is not understood", schema.error());
  return schema;
}

Result<std::vector<Text>> RemainingPlannedChanges(const mysql::Schema& have,
                                                  const mysql::Schema& want,
                                                  std::span<const Text> statements) {
  std::vector<Text> tables;
  for (const Text statement : statements) {
    const Result<Text> table = mysql::TableOf(statement);
    if (!table.ok()) {
      return FailPermanently("a planned statement is not understood", table.error());
    }
    tables.push_back(*table);
  }
  std::vector<bool> remains(statements.size(), false);
  for (std::size_t first = 0; first < statements.size(); ++first) {
    const Text table = tables[first];
    if (std::find(tables.begin(), tables.begin() + static_cast<std::ptrdiff_t>(first), table) !=
        tables.begin() + static_cast<std::ptrdiff_t>(first)) {
      continue;  // decided at the table's first statement
    }
    std::vector<Text> planned;
    std::vector<std::size_t> places;
    for (std::size_t i = first; i < statements.size(); ++i) {
      if (tables[i] != table) continue;
      planned.push_back(statements[i]);
      places.push_back(i);
    }
    const std::ptrdiff_t count = CountRemaining(have, want, table, planned);
    if (count < 0) {
      return FailPermanently(Text(
          fmt::format("table {} of the branch is not a stage of the reviewed plan", table.view())));
    }
    for (std::size_t i = places.size() - static_cast<std::size_t>(count); i < places.size(); ++i) {
      remains[places[i]] = true;
    }
  }
  std::vector<Text> remaining;
  for (std::size_t i = 0; i < statements.size(); ++i) {
    if (remains[i]) remaining.push_back(statements[i]);
  }
  return remaining;
}

Status CheckOnlyPlanned(Text keyspace, const mysql::Schema& have, const mysql::Schema& want,
                        std::span<const Text> statements) {
  RELAPSE_ASSIGN(const std::vector<Text> remaining,
                 RemainingPlannedChanges(have, want, statements));
  mysql::Schema schema = have;
  for (const Text statement : remaining) {
    Result<mysql::Schema> next = mysql::Apply(schema, statement);
    if (!next.ok()) return FailPermanently("a planned statement cannot be run", next.error());
    schema = std::move(*next);
  }
  return CheckSameSchema(keyspace, schema, want);
}

Status CheckSameSchema(Text keyspace, const mysql::Schema& have, const mysql::Schema& want) {
  if (have == want) return Ok();
  const auto differing = [](const mysql::Schema& a, const mysql::Schema& b) {
    const auto found = std::ranges::find_if(
        a.tables(), [&](const auto& entry) { return !SameTable(a, b, entry.name); });
    return found == a.tables().end() ? Text() : found->name;
  };
  Text table = differing(want, have);
  if (table.empty()) table = differing(have, want);
  return FailPermanently(Text(fmt::format("table {}.{} of the branch differs from the declared one",
                                          keyspace.view(), table.view())));
}

}  // namespace relapse::planetscale
