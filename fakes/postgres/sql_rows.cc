// Statements on rows. Of a table of the user only the number of rows is kept; the version table
// and the store have real ones.
#include <algorithm>
#include <charconv>
#include <string>

#include "fakes/postgres/sql_drop.h"
#include "fakes/postgres/sql_execution.h"

namespace relapse::migrations {

namespace {

tl::unexpected<Error> NotKnown(const char* what) {
  return SqlFail("0A000", std::string("the fake server does not know ") + what);
}

std::optional<Version> VersionOf(Text literal) {
  Version version = 0;
  const std::string_view text = literal.view();
  const auto [end, problem] = std::from_chars(text.data(), text.data() + text.size(), version);
  if (problem != std::errc() || end != text.data() + text.size()) return std::nullopt;
  return version;
}

/// Writes one column of a version row.
bool Assign(VersionRow& row, Text column, Text literal) {
  if (column == Text("version")) {
    const auto version = VersionOf(literal);
    if (version) row.version = *version;
    return version.has_value();
  }
  row.dirty = literal == Text("true") || literal == Text("t");
  return column == Text("dirty") && (row.dirty || literal == Text("false") || literal == Text("f"));
}

bool Meets(const VersionRow& row, const Statement& statement) {
  if (!statement.has_condition) return true;
  VersionRow wanted = row;
  return Assign(wanted, statement.condition->first, statement.condition->second) && wanted == row;
}

Status InsertVersions(SessionWork& work, const Statement& statement) {
  std::vector<Text> columns = statement.words;
  if (columns.empty()) columns = {"version", "dirty"};
  VersionTable table = *work.view().version;
  for (const std::vector<Text>& values : statement.rows) {
    VersionRow row;
    if (values.size() != columns.size()) return NotKnown("this row of schema_migrations");
    for (std::size_t i = 0; i < values.size(); ++i) {
      if (!Assign(row, columns[i], values[i])) return NotKnown("this row of schema_migrations");
    }
    RELAPSE_RETURN_IF_ERROR(CheckNewVersion(work, table, row.version));
    table.rows.push_back(row);
  }
  work.Edited().version = Interned<VersionTable>(std::move(table));
  return Ok();
}

Status ChangeVersions(SessionWork& work, const Statement& statement) {
  if (statement.has_condition && !statement.condition) return NotKnown("this condition");
  const VersionTable before = *work.view().version;
  VersionTable table{before.exists, {}};
  for (const VersionRow& row : before.rows) {
    if (!Meets(row, statement)) {
      table.rows.push_back(row);
      continue;
    }
    if (!work.Lock(VersionTableName(), LockMode::kRow, row.version)) {
      return SessionWork::LockNotAvailable();
    }
    if (statement.verb == Verb::kDelete) continue;
    VersionRow changed = row;
    for (const auto& [column, value] : statement.assignments) {
      if (!Assign(changed, column, value)) return NotKnown("this row of schema_migrations");
    }
    table.rows.push_back(changed);
  }
  work.Edited().version = Interned<VersionTable>(std::move(table));
  return Ok();
}

Status ChangeStore(SessionWork& work, const Statement& statement) {
  if (statement.verb != Verb::kDelete || (statement.has_condition && !statement.condition)) {
    return NotKnown("this statement on the store");
  }
  const std::optional<Version> only =
      statement.has_condition ? VersionOf(statement.condition->second) : std::nullopt;
  MigrationStore store = *work.view().store;
  for (const StoredMigration& row : store.rows) {
    if (only && row.version != *only) continue;
    if (!work.Lock(StoreTableName(), LockMode::kRow, row.version)) {
      return SessionWork::LockNotAvailable();
    }
  }
  std::erase_if(store.rows, [&](const auto& row) { return !only || row.version == *only; });
  work.Edited().store = Interned<MigrationStore>(std::move(store));
  return Ok();
}

/// A label that this transaction added to an enum of the table is not yet to be written.
Status CheckLabels(const SessionWork& work, const DatabaseObject& table,
                   const Statement& statement) {
  for (const Column& column : table.columns) {
    const QualifiedName name = work.Find(ObjectKind::kType, {Text(), TypeWithoutSize(column.type)});
    if (name.name.empty()) continue;
    const DatabaseObject* known = work.committed().objects->Find(ObjectKind::kType, name);
    if (known == nullptr) continue;  // the whole type is new, which is safe
    const DatabaseObject* type = work.view().objects->Find(ObjectKind::kType, name);
    for (const Text literal : statement.literals) {
      const auto has = [&](const DatabaseObject& one) {
        return std::find(one.words.begin(), one.words.end(), literal) != one.words.end();
      };
      if (!has(*type) || has(*known)) continue;
      return SqlFail("55P04", "unsafe use of new value \"" + literal.str() + "\" of enum type " +
                                  name.name.str());
    }
  }
  return Ok();
}

Status CheckColumns(const DatabaseObject& table, const Statement& statement) {
  const auto check = [&](Text column) -> Status {
    for (const Column& one : table.columns) {
      if (one.name == column) return Ok();
    }
    return SqlFail("42703", "column \"" + column.str() + "\" of relation \"" +
                                table.name.name.str() + "\" does not exist");
  };
  for (const Text column : statement.words) RELAPSE_RETURN_IF_ERROR(check(column));
  for (const auto& [column, value] : statement.assignments) {
    RELAPSE_RETURN_IF_ERROR(check(column));
  }
  for (const std::vector<Text>& row : statement.rows) {
    if (row.size() > table.columns.size()) {
      return SqlFail("42601", "INSERT has more expressions than target columns");
    }
  }
  return Ok();
}

Status ChangeTable(SessionWork& work, const Statement& statement, const QualifiedName& name) {
  const DatabaseObject* found = work.view().objects->Find(ObjectKind::kTable, name);
  if (found == nullptr) return NotKnown("rows of anything but a table");
  DatabaseObject table = *found;
  RELAPSE_RETURN_IF_ERROR(CheckColumns(table, statement));
  RELAPSE_RETURN_IF_ERROR(CheckLabels(work, table, statement));
  switch (statement.verb) {
    case Verb::kInsert:
      table.rows += std::ssize(statement.rows);
      break;
    case Verb::kDelete:
      if (statement.has_condition) return NotKnown("which rows this condition means");
      table.rows = 0;
      break;
    default:
      return Ok();  // what an UPDATE writes is not kept
  }
  Edit(work.Edited().objects, [&](ObjectList& list) { list.Put(ObjectHandle(std::move(table))); });
  return Ok();
}

Status Truncate(SessionWork& work, const Statement& statement) {
  for (const WrittenName& written : statement.names) {
    const QualifiedName name = work.FindRelation(written);
    if (name.name.empty()) return NoSuchRelation("relation", written);
    RELAPSE_RETURN_IF_ERROR(TruncateTable(work, name));
  }
  return Ok();
}

Status Select(SessionWork& work, const Statement& statement) {
  for (const WrittenName& written : statement.names) {
    if (written.schema == Text("pg_catalog") || written.schema == Text("information_schema") ||
        (written.schema.empty() && written.name.starts_with("pg_"))) {
      continue;
    }
    const QualifiedName name = work.FindRelation(written);
    if (name.name.empty()) return NoSuchRelation("relation", written);
    if (!work.Lock(name, LockMode::kAccessShare)) return SessionWork::LockNotAvailable();
  }
  return Ok();
}

}  // namespace

Status CheckNewVersion(SessionWork& work, const VersionTable& table, Version version) {
  if (!work.Lock(VersionTableName(), LockMode::kRow, version)) {
    return SessionWork::LockNotAvailable();
  }
  for (const VersionRow& row : table.rows) {
    static const Text kMessage(
        "duplicate key value violates unique constraint \"schema_migrations_pkey\"");
    if (row.version == version) return SqlFail("23505", kMessage);
  }
  return Ok();
}

Status TruncateTable(SessionWork& work, const QualifiedName& name) {
  if (!work.Lock(name, LockMode::kAccessExclusive)) return SessionWork::LockNotAvailable();
  if (name == VersionTableName()) {
    work.NoteVersionTruncated();
    work.Edited().version = Interned<VersionTable>(VersionTable{true, {}});
    return Ok();
  }
  if (name == StoreTableName()) {
    Edit(work.Edited().store, [](MigrationStore& store) { store.rows.clear(); });
    return Ok();
  }
  const DatabaseObject* table = work.view().objects->Find(ObjectKind::kTable, name);
  if (table == nullptr) return SqlFail("42809", "\"" + name.name.str() + "\" is not a table");
  DatabaseObject emptied = *table;
  emptied.rows = 0;
  Edit(work.Edited().objects,
       [&](ObjectList& list) { list.Put(ObjectHandle(std::move(emptied))); });
  return Ok();
}

Status ExecuteOnRows(SessionWork& work, const Statement& statement) {
  if (statement.verb == Verb::kTruncate) return Truncate(work, statement);
  if (statement.verb == Verb::kSelect) return Select(work, statement);
  const QualifiedName name = work.FindRelation(statement.names.front());
  if (name.name.empty()) return NoSuchRelation("relation", statement.names.front());
  if (!work.Lock(name, LockMode::kRowExclusive)) return SessionWork::LockNotAvailable();
  if (name == VersionTableName()) {
    return statement.verb == Verb::kInsert ? InsertVersions(work, statement)
                                           : ChangeVersions(work, statement);
  }
  if (name == StoreTableName()) return ChangeStore(work, statement);
  return ChangeTable(work, statement, name);
}

}  // namespace relapse::migrations
