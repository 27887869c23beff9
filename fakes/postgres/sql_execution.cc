#include "fakes/postgres/sql_execution.h"

#include <algorithm>
#include <string>

#include "fakes/postgres/sql_drop.h"

namespace relapse::migrations {

namespace {

bool HasColumn(const DatabaseObject& table, Text name) {
  return std::any_of(table.columns.begin(), table.columns.end(),
                     [&](const Column& column) { return column.name == name; });
}

/// 42704 where the type of a column is neither the server's nor an enum that the session sees.
Status CheckType(const SessionWork& work, const Column& column) {
  static const std::vector<Text> kOwn{"integer",
                                      "bigint",
                                      "smallint",
                                      "boolean",
                                      "text",
                                      "real",
                                      "numeric",
                                      "uuid",
                                      "double precision",
                                      "json",
                                      "jsonb",
                                      "date",
                                      "character",
                                      "character varying",
                                      "bytea",
                                      "inet",
                                      "interval",
                                      "timestamp with time zone",
                                      "timestamp without time zone",
                                      "citext",
                                      "money"};
  const Text base = TypeWithoutSize(column.type);
  if (std::find(kOwn.begin(), kOwn.end(), base) != kOwn.end()) return Ok();
  if (!work.Find(ObjectKind::kType, {Text(), base}).name.empty()) return Ok();
  return SqlFail("42704", "type \"" + base.str() + "\" does not exist");
}

/// Where an object of that written name is to be made.
Result<QualifiedName> NewName(const SessionWork& work, const WrittenName& written) {
  if (!written.schema.empty()) {
    if (work.view().objects->Schema(written.schema) == nullptr) {
      return SqlFail("3F000", "schema \"" + written.schema.str() + "\" does not exist");
    }
    return QualifiedName{written.schema, written.name};
  }
  const Text schema = work.CreationSchema();
  static const Text kMessage("no schema has been selected to create in");
  if (schema.empty()) return SqlFail("3F000", kMessage);
  return QualifiedName{schema, written.name};
}

/// The refusal of a name that is taken, by the kind of the object; ok where it is free. Sets
/// `skip` where the statement says IF NOT EXISTS.
Status CheckFree(const SessionWork& work, const Statement& statement, const QualifiedName& name,
                 bool& skip) {
  const ObjectList& objects = *work.view().objects;
  const std::string quoted = "\"" + name.name.str() + "\"";
  const bool is_relation =
      statement.kind == ObjectKind::kTable || statement.kind == ObjectKind::kIndex ||
      statement.kind == ObjectKind::kView || statement.kind == ObjectKind::kSequence;
  const bool relation = !work.FindRelation({name.schema, name.name}).name.empty();
  const bool type = objects.Find(ObjectKind::kType, name) != nullptr;
  if (is_relation && relation) {
    const bool replaces = statement.or_replace && objects.Find(statement.kind, name) != nullptr;
    skip = statement.lenient;
    if (!skip && !replaces) return SqlFail("42P07", "relation " + quoted + " already exists");
  }
  // The row type of a table has the table's name.
  const bool has_row_type =
      statement.kind == ObjectKind::kTable || statement.kind == ObjectKind::kView;
  if ((statement.kind == ObjectKind::kType && (type || relation)) || (has_row_type && type)) {
    return SqlFail("42710", "type " + quoted + " already exists");
  }
  if (statement.kind == ObjectKind::kFunction && !statement.or_replace &&
      objects.Find(ObjectKind::kFunction, name) != nullptr) {
    return SqlFail("42723", "function " + quoted + " already exists with same argument types");
  }
  return Ok();
}

/// Its name is the database's, so that is all that is asked about and locked.
Status CreateExtension(SessionWork& work, const Statement& statement) {
  const WrittenName& written = statement.names.front();
  if (work.view().objects->Extension(written.name) != nullptr) {
    if (statement.lenient) return Ok();
    return SqlFail("42710", "extension \"" + written.name.str() + "\" already exists");
  }
  RELAPSE_ASSIGN(const QualifiedName name, NewName(work, written));
  if (!work.LockExtension(name.name)) return SessionWork::LockNotAvailable();
  Edit(work.Edited().objects, [&](ObjectList& list) {
    list.Put(Described({.name = name, .kind = ObjectKind::kExtension}));
  });
  return Ok();
}

Status CreateSchema(SessionWork& work, const Statement& statement) {
  const Text name = statement.names.front().name;
  if (work.view().objects->Schema(name) != nullptr) {
    if (statement.lenient) return Ok();
    return SqlFail("42P06", "schema \"" + name.str() + "\" already exists");
  }
  if (!work.LockSchema(name, LockMode::kAccessExclusive)) return SessionWork::LockNotAvailable();
  const Text owner = statement.words.empty() ? Text("postgres") : statement.words.front();
  Edit(work.Edited().objects, [&](ObjectList& list) { list.PutSchema({name, owner, Text()}); });
  return Ok();
}

/// The table of an index, locked; checks its columns.
Result<QualifiedName> LockIndexed(SessionWork& work, const Statement& statement) {
  const QualifiedName name = work.FindRelation(statement.on);
  if (name.name.empty()) return NoSuchRelation("relation", statement.on);
  const DatabaseObject* table = work.view().objects->Find(ObjectKind::kTable, name);
  if (table == nullptr) {
    return SqlFail("0A000", "the fake server has no index on \"" + name.name.str() + "\"");
  }
  const LockMode mode = statement.concurrently ? LockMode::kShareUpdateExclusive : LockMode::kShare;
  if (!work.Lock(name, mode)) return SessionWork::LockNotAvailable();
  for (const Text column : statement.words) {
    if (HasColumn(*table, column)) continue;
    return SqlFail("42703", "column \"" + column.str() + "\" does not exist");
  }
  return name;
}

Status CreateIndex(SessionWork& work, const Statement& statement) {
  RELAPSE_ASSIGN(const QualifiedName table, LockIndexed(work, statement));
  const QualifiedName name{table.schema, statement.names.front().name};
  bool skip = false;
  RELAPSE_RETURN_IF_ERROR(CheckFree(work, statement, name, skip));
  if (skip) return Ok();
  if (!work.Lock(name, LockMode::kAccessExclusive)) return SessionWork::LockNotAvailable();
  const bool waits = statement.concurrently && !work.CanLock(table, LockMode::kShare);
  DatabaseObject index{.name = name, .kind = ObjectKind::kIndex};
  index.table = table.name;
  index.words = statement.words;
  index.unique = statement.unique;
  index.valid = !waits;
  Edit(work.Edited().objects, [&](ObjectList& list) { list.Put(Described(index)); });
  if (!waits) return Ok();
  // It is there before the server waits for those who write to the table.
  work.CommitAtOnce();
  return SessionWork::LockNotAvailable();
}

/// What the body of a view reads.
Result<std::vector<QualifiedName>> LockMentions(SessionWork& work, const Statement& statement) {
  std::vector<QualifiedName> mentions;
  for (const WrittenName& mention : statement.mentions) {
    const QualifiedName read = work.FindRelation(mention);
    if (read.name.empty()) return NoSuchRelation("relation", mention);
    if (!work.Lock(read, LockMode::kAccessShare)) return SessionWork::LockNotAvailable();
    mentions.push_back(read);
  }
  return mentions;
}

Status CreateObject(SessionWork& work, const Statement& statement) {
  if (statement.kind == ObjectKind::kSchema) return CreateSchema(work, statement);
  if (statement.kind == ObjectKind::kIndex) return CreateIndex(work, statement);
  if (statement.kind == ObjectKind::kExtension) return CreateExtension(work, statement);
  // The query of a view is understood before anything is asked about the view.
  RELAPSE_ASSIGN(const std::vector<QualifiedName> mentions, LockMentions(work, statement));
  RELAPSE_ASSIGN(const QualifiedName name, NewName(work, statement.names.front()));
  // Relations hold on to their schema even where they are not made after all.
  const bool is_relation = statement.kind == ObjectKind::kTable ||
                           statement.kind == ObjectKind::kView ||
                           statement.kind == ObjectKind::kSequence;
  if (is_relation && !work.LockSchema(name.schema, LockMode::kAccessShare)) {
    return SessionWork::LockNotAvailable();
  }
  bool skip = false;
  RELAPSE_RETURN_IF_ERROR(CheckFree(work, statement, name, skip));
  if (skip) return Ok();
  // Only what another transaction is making is waited for; what is there is told of at once.
  if (!work.Lock(name, LockMode::kAccessExclusive)) return SessionWork::LockNotAvailable();
  if (name == VersionTableName()) {
    work.Edited().version = Interned<VersionTable>(VersionTable{true, {}});
    return Ok();
  }
  if (name == StoreTableName()) {
    return SqlFail("0A000", "the fake server makes its store with CreateStore only");
  }
  DatabaseObject made{.name = name, .kind = statement.kind};
  made.columns = statement.columns;
  made.constraints = statement.constraints;
  made.words = statement.words;
  made.body = statement.body;
  for (const Column& column : made.columns) RELAPSE_RETURN_IF_ERROR(CheckType(work, column));
  made.mentions = mentions;
  Edit(work.Edited().objects, [&](ObjectList& list) { list.Put(Described(std::move(made))); });
  return Ok();
}

Status AddColumn(SessionWork& work, DatabaseObject& table, const ColumnChange& change) {
  const std::string of =
      "column \"" + change.column.name.str() + "\" of relation \"" + table.name.name.str() + "\" ";
  if (HasColumn(table, change.column.name)) {
    if (change.lenient) return Ok();
    return SqlFail("42701", of + "already exists");
  }
  RELAPSE_RETURN_IF_ERROR(CheckType(work, change.column));
  if (change.column.not_null && change.column.default_value.empty() && table.rows > 0) {
    return SqlFail("23502", of + "contains null values");
  }
  table.columns.push_back(change.column);
  for (const Constraint& constraint : change.constraints) {
    table.constraints.push_back(constraint);
  }
  std::sort(table.constraints.begin(), table.constraints.end(),
            [](const Constraint& a, const Constraint& b) { return a.name < b.name; });
  return Ok();
}

Status AlterTable(SessionWork& work, const Statement& statement) {
  const QualifiedName name = work.FindRelation(statement.names.front());
  if (name.name.empty()) {
    return statement.lenient ? Ok() : Status(NoSuchRelation("relation", statement.names.front()));
  }
  if (!work.Lock(name, LockMode::kAccessExclusive)) return SessionWork::LockNotAvailable();
  if (work.view().objects->Find(ObjectKind::kTable, name) == nullptr) {
    return SqlFail("0A000", "the fake server does not alter \"" + name.name.str() + "\"");
  }
  for (const ColumnChange& change : statement.changes) {
    DatabaseObject table = *work.view().objects->Find(ObjectKind::kTable, name);
    if (change.add) {
      RELAPSE_RETURN_IF_ERROR(AddColumn(work, table, change));
      Edit(work.Edited().objects, [&](ObjectList& list) { list.Put(Described(std::move(table))); });
    } else {
      if (!HasColumn(table, change.column.name)) {
        if (change.lenient) continue;
        return SqlFail("42703", "column \"" + change.column.name.str() + "\" of relation \"" +
                                    name.name.str() + "\" does not exist");
      }
      RELAPSE_RETURN_IF_ERROR(DropColumn(work, name, change.column.name, change.cascade));
    }
  }
  return Ok();
}

Status AddValue(SessionWork& work, const Statement& statement) {
  const QualifiedName name = work.Find(ObjectKind::kType, statement.names.front());
  if (name.name.empty()) return NoSuchRelation("type", statement.names.front());
  if (!work.Lock(name, LockMode::kShareUpdateExclusive)) return SessionWork::LockNotAvailable();
  DatabaseObject type = *work.view().objects->Find(ObjectKind::kType, name);
  const Text label = statement.words.front();
  if (std::find(type.words.begin(), type.words.end(), label) != type.words.end()) {
    if (statement.lenient) return Ok();
    return SqlFail("42710", "enum label \"" + label.str() + "\" already exists");
  }
  type.words.push_back(label);
  Edit(work.Edited().objects, [&](ObjectList& list) { list.Put(Described(std::move(type))); });
  return Ok();
}

/// Of GRANT and REVOKE.
bool Names(const Statement& statement, Text privilege) {
  const auto& words = statement.words;
  return std::find(words.begin(), words.end(), privilege) != words.end() ||
         std::find(words.begin(), words.end(), Text("all")) != words.end();
}

Status Grant(SessionWork& work, const Statement& statement) {
  const Text name = statement.names.front().name;
  const SchemaRecord* found = work.view().objects->Schema(name);
  if (found == nullptr) return SqlFail("3F000", "schema \"" + name.str() + "\" does not exist");
  // Who drops the schema has to wait for its row, and so does who grants something else.
  if (!work.LockSchema(name, LockMode::kShareUpdateExclusive)) {
    return SessionWork::LockNotAvailable();
  }
  if (statement.body != PublicSchema()) return Ok();  // of nobody who is modelled
  SchemaRecord schema = *found;
  std::string privileges;
  for (const Text one : {Text("create"), Text("usage")}) {
    const bool had = schema.public_privileges.view().find(one.view()) != std::string_view::npos;
    const bool has = Names(statement, one) ? statement.verb == Verb::kGrant : had;
    if (has) privileges += (privileges.empty() ? "" : ", ") + one.str();
  }
  schema.public_privileges = Text(privileges);
  Edit(work.Edited().objects, [&](ObjectList& list) { list.PutSchema(schema); });
  return Ok();
}

}  // namespace

tl::unexpected<Error> NoSuchRelation(std::string_view what, const WrittenName& name) {
  const std::string shown =
      name.schema.empty() ? name.name.str() : name.schema.str() + "." + name.name.str();
  const bool undefined_object = what == "index" || what == "type" || what == "extension";
  return SqlFail(undefined_object ? "42704" : "42P01",
                 std::string(what) + " \"" + shown + "\" does not exist");
}

Text TypeWithoutSize(Text type) {
  const std::string_view text = type.view();
  return Text(text.substr(0, std::min(text.find('('), text.find('['))));
}

Status ExecuteStatement(SessionWork& work, const Statement& statement) {
  switch (statement.verb) {
    case Verb::kCreate:
      return CreateObject(work, statement);
    case Verb::kDrop:
      return DropObjects(work, statement);
    case Verb::kAlterTable:
      return AlterTable(work, statement);
    case Verb::kAddValue:
      return AddValue(work, statement);
    case Verb::kGrant:
    case Verb::kRevoke:
      return Grant(work, statement);
    case Verb::kInsert:
    case Verb::kUpdate:
    case Verb::kDelete:
    case Verb::kTruncate:
    case Verb::kSelect:
      return ExecuteOnRows(work, statement);
    default:
      return Ok();  // COMMENT; the rest is the caller's
  }
}

void LeaveInvalidIndex(SessionWork& work, const Statement& statement) {
  DatabaseObject index;
  if (statement.verb == Verb::kDrop) {
    const QualifiedName name = work.Find(ObjectKind::kIndex, statement.names.front());
    if (name.name.empty()) return;
    index = *work.view().objects->Find(ObjectKind::kIndex, name);
  } else {
    const QualifiedName table = work.FindRelation(statement.on);
    index.name = {table.schema, statement.names.front().name};
    if (work.view().objects->Find(ObjectKind::kTable, table) == nullptr ||
        work.view().objects->Relation(index.name) != nullptr) {
      return;
    }
    index.kind = ObjectKind::kIndex;
    index.table = table.name;
    index.words = statement.words;
    index.unique = statement.unique;
  }
  index.valid = false;
  Edit(work.Edited().objects, [&](ObjectList& list) { list.Put(Described(std::move(index))); });
}

}  // namespace relapse::migrations
