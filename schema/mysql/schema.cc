#include "schema/mysql/schema.h"

#include <algorithm>

#include "harness/core/check.h"
#include "harness/core/hash.h"
#include "schema/mysql/errors.h"
#include "schema/mysql/memo.h"
#include "schema/mysql/printer.h"

namespace relapse::mysql {
namespace {

template <class Entries>
auto LowerBound(Entries& entries, Text name) {
  return std::ranges::lower_bound(entries, name, {}, &Schema::Entry::name);
}

/// What is wanted of a statement that was understood, or why it was not.
template <class Part>
Result<Part> PartOf(Text statement, Part Statement::*part) {
  const Result<Statement>& parsed = ParseOnce(statement);
  if (!parsed.ok()) return Fail(parsed.error());
  return (*parsed).*part;
}

}  // namespace

Result<Schema> Schema::FromStatements(std::span<const Text> create_statements) {
  Schema schema;
  for (const Text statement : create_statements) {
    const Result<Statement>& parsed = ParseOnce(statement);
    if (!parsed.ok()) return Fail(parsed.error());
    if (parsed->verb != Verb::kCreate) return SyntaxError(statement.view(), 0);
    if (schema.Find(parsed->table) == nullptr) {
      schema.SetCanonical(parsed->table, parsed->create_table);
    } else if (!parsed->is_conditional) {
      return TableExists(parsed->table.view());
    }
  }
  return schema;
}

const Text* Schema::Find(Text table) const {
  const auto found = LowerBound(tables_, table);
  return found != tables_.end() && found->name == table ? &found->create_table : nullptr;
}

std::uint64_t Schema::Hash() const {
  std::uint64_t hash = tables_.size();
  for (const Entry& entry : tables_) {
    hash = HashCombine(hash, entry.name.hash());
    hash = HashCombine(hash, entry.create_table.hash());
  }
  return hash;
}

void Schema::Set(Text name, Text create_table) {
  const Result<Statement>& parsed = ParseOnce(create_table);
  RELAPSE_CHECK(parsed.ok() && parsed->verb == Verb::kCreate && parsed->table == name,
                "Schema::Set needs a CREATE TABLE of that table");
  SetCanonical(name, parsed->create_table);
}

void Schema::SetCanonical(Text name, Text create_table) {
  const auto place = LowerBound(tables_, name);
  if (place != tables_.end() && place->name == name) {
    place->create_table = create_table;
  } else {
    tables_.insert(place, Entry{name, create_table});
  }
}

void Schema::Erase(Text name) {
  const auto place = LowerBound(tables_, name);
  if (place != tables_.end() && place->name == name) tables_.erase(place);
}

Result<Schema> Apply(const Schema& schema, Text statement) {
  const Result<Statement>& parsed = ParseOnce(statement);
  if (!parsed.ok()) return Fail(parsed.error());
  const Text table = parsed->table;
  const Text* existing = schema.Find(table);
  Text create_table;
  switch (parsed->verb) {
    case Verb::kCreate:
      if (existing != nullptr) {
        if (parsed->is_conditional) return schema;
        return TableExists(table.view());
      }
      create_table = parsed->create_table;
      break;
    case Verb::kAlter: {
      if (existing == nullptr) return NoSuchTable(table.view());
      const Result<Text>& altered = AlterOnce(*existing, statement);
      if (!altered.ok()) return Fail(altered.error());
      create_table = *altered;
      break;
    }
    case Verb::kDrop:
      if (existing == nullptr && !parsed->is_conditional) return UnknownTable(table.view());
      break;
  }
  Schema changed = schema;
  if (parsed->verb == Verb::kDrop) {
    changed.Erase(table);
  } else {
    changed.SetCanonical(table, create_table);
  }
  return changed;
}

std::vector<Text> Diff(const Schema& have, const Schema& want) {
  std::vector<Text> statements;
  auto old = have.tables().begin();
  auto wanted = want.tables().begin();
  while (old != have.tables().end() || wanted != want.tables().end()) {
    const bool is_dropped =
        wanted == want.tables().end() || (old != have.tables().end() && old->name < wanted->name);
    if (is_dropped) {
      statements.push_back(PrintDropTable(old->name, false));
      ++old;
    } else if (old == have.tables().end() || wanted->name < old->name) {
      statements.push_back(wanted->create_table);
      ++wanted;
    } else {
      if (old->create_table != wanted->create_table) {
        statements.push_back(DiffOnce(old->create_table, wanted->create_table));
      }
      ++old;
      ++wanted;
    }
  }
  return statements;
}

Result<Text> Canonical(Text statement) { return PartOf(statement, &Statement::canonical); }

Result<Text> CanonicalOn(const Schema& schema, Text statement) {
  RELAPSE_ASSIGN(const Schema after, Apply(schema, statement));
  const std::vector<Text> statements = Diff(schema, after);
  return statements.empty() ? Text() : statements[0];
}

Result<Text> TableOf(Text statement) { return PartOf(statement, &Statement::table); }

Result<Verb> VerbOf(Text statement) { return PartOf(statement, &Statement::verb); }

bool DestroysData(Text statement) {
  const Result<Statement>& parsed = ParseOnce(statement);
  if (!parsed.ok()) return true;
  return parsed->verb == Verb::kDrop || !parsed->alteration.dropped_columns.empty();
}

bool RunsInstantly(const Schema& before, Text statement) {
  const Result<Statement>& parsed = ParseOnce(statement);
  if (!parsed.ok() || parsed->verb != Verb::kAlter) return false;
  const Text* existing = before.Find(parsed->table);
  return existing != nullptr && IsInstantOnce(*existing, statement);
}

}  // namespace relapse::mysql
