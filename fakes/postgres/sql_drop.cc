#include "fakes/postgres/sql_drop.h"

#include <algorithm>
#include <string>

#include "fakes/postgres/sql_execution.h"

namespace relapse::migrations {

namespace {

bool HasWord(const std::vector<Text>& words, Text word) {
  return std::find(words.begin(), words.end(), word) != words.end();
}

/// Whether a word stands in a text, not as a part of a longer one.
bool Mentions(Text text, Text word) {
  const std::string_view in = text.view();
  const auto part = [&](std::size_t at) {
    return at < in.size() &&
           (std::isalnum(static_cast<unsigned char>(in[at])) != 0 || in[at] == '_');
  };
  for (std::size_t at = in.find(word.view()); at != std::string_view::npos;
       at = in.find(word.view(), at + 1)) {
    if (!part(at + word.view().size()) && (at == 0 || !part(at - 1))) return true;
  }
  return false;
}

std::vector<QualifiedName> ViewsOf(const SessionWork& work, const QualifiedName& read) {
  std::vector<QualifiedName> views;
  for (const ObjectHandle& object : work.view().objects->objects) {
    const auto& mentions = object->mentions;
    if (std::find(mentions.begin(), mentions.end(), read) != mentions.end()) {
      views.push_back(object->name);
    }
  }
  return views;
}

tl::unexpected<Error> StillNeeded(const std::string& what) {
  return SqlFail("2BP01", "cannot drop " + what + " because other objects depend on it");
}

Status DropOne(SessionWork& work, ObjectKind kind, const QualifiedName& name, bool cascade);

Status DropViewsOf(SessionWork& work, const QualifiedName& read, bool cascade,
                   const std::string& what) {
  const std::vector<QualifiedName> views = ViewsOf(work, read);
  if (!views.empty() && !cascade) return StillNeeded(what);
  for (const QualifiedName& view : views) {
    // One that read two of them is gone already.
    if (work.view().objects->Find(ObjectKind::kView, view) == nullptr) continue;
    RELAPSE_RETURN_IF_ERROR(DropOne(work, ObjectKind::kView, view, true));
  }
  return Ok();
}

/// The columns of an enum go with it.
Status DropColumnsOf(SessionWork& work, Text type, bool cascade) {
  const ObjectList objects = *work.view().objects;
  for (const ObjectHandle& object : objects.objects) {
    for (const Column& column : object->columns) {
      if (TypeWithoutSize(column.type) != type) continue;
      if (!cascade) return StillNeeded("type " + type.str());
      RELAPSE_RETURN_IF_ERROR(DropColumn(work, object->name, column.name, true));
    }
  }
  return Ok();
}

void DropIndexesOf(SessionWork& work, const QualifiedName& table) {
  Edit(work.Edited().objects, [&](ObjectList& list) {
    std::erase_if(list.objects, [&](const ObjectHandle& one) {
      return one->kind == ObjectKind::kIndex && one->name.schema == table.schema &&
             one->table == table.name;
    });
  });
}

Status DropOne(SessionWork& work, ObjectKind kind, const QualifiedName& name, bool cascade) {
  const bool locked = kind == ObjectKind::kExtension ? work.LockExtension(name.name)
                                                     : work.Lock(name, LockMode::kAccessExclusive);
  if (!locked) return SessionWork::LockNotAvailable();
  const std::string what = std::string(EnumName(kind)) + " " + name.name.str();
  if (kind == ObjectKind::kTable || kind == ObjectKind::kView) {
    RELAPSE_RETURN_IF_ERROR(DropViewsOf(work, name, cascade, what));
  }
  if (name == VersionTableName()) {
    work.Edited().version = Interned<VersionTable>();
    return Ok();
  }
  if (name == StoreTableName()) {
    work.Edited().store = Interned<MigrationStore>();
    return Ok();
  }
  if (kind == ObjectKind::kType) {
    RELAPSE_RETURN_IF_ERROR(DropColumnsOf(work, name.name, cascade));
  }
  if (kind == ObjectKind::kTable) DropIndexesOf(work, name);
  if (kind == ObjectKind::kIndex) {
    const Text table = work.view().objects->Find(kind, name)->table;
    if (!work.Lock({name.schema, table}, LockMode::kAccessExclusive)) {
      return SessionWork::LockNotAvailable();
    }
  }
  Edit(work.Edited().objects, [&](ObjectList& list) { list.Erase(kind, name); });
  return Ok();
}

/// Nobody uses an index any more once it is invalid, and that is committed before the server waits
/// for those who still do.
Status PrepareConcurrentDrop(SessionWork& work, const QualifiedName& name) {
  DatabaseObject index = *work.view().objects->Find(ObjectKind::kIndex, name);
  const QualifiedName table{name.schema, index.table};
  if (!work.Lock(table, LockMode::kShareUpdateExclusive) ||
      !work.Lock(name, LockMode::kShareUpdateExclusive)) {
    return SessionWork::LockNotAvailable();
  }
  if (work.CanLock(table, LockMode::kAccessExclusive)) return Ok();
  index.valid = false;
  Edit(work.Edited().objects, [&](ObjectList& list) { list.Put(Described(std::move(index))); });
  work.CommitAtOnce();
  return SessionWork::LockNotAvailable();
}

Status DropSchema(SessionWork& work, const Statement& statement, Text name) {
  const ObjectList& objects = *work.view().objects;
  if (objects.Schema(name) == nullptr) {
    if (statement.lenient) return Ok();
    return SqlFail("3F000", "schema \"" + name.str() + "\" does not exist");
  }
  const bool empty =
      !(name == PublicSchema() && work.view().version->exists) &&
      !(name == DevelopSchema() && work.view().store->exists) &&
      std::none_of(objects.objects.begin(), objects.objects.end(),
                   [&](const ObjectHandle& one) { return one->name.schema == name; });
  if (!empty && !statement.cascade) return StillNeeded("schema " + name.str());
  return DropSchemaCascade(work, name);
}

/// 42809 where the name is that of another kind of relation, 42P01 and its like where it is none.
Status Missing(const SessionWork& work, const Statement& statement, const WrittenName& name) {
  const std::string kind(EnumName(statement.kind));
  const bool relation =
      statement.kind != ObjectKind::kType && statement.kind != ObjectKind::kFunction &&
      statement.kind != ObjectKind::kExtension && !work.FindRelation(name).name.empty();
  if (relation) {
    const char* article = statement.kind == ObjectKind::kIndex ? "an " : "a ";
    return SqlFail("42809", "\"" + name.name.str() + "\" is not " + article + kind);
  }
  if (statement.lenient) return Ok();
  if (!name.schema.empty() && work.view().objects->Schema(name.schema) == nullptr) {
    return SqlFail("3F000", "schema \"" + name.schema.str() + "\" does not exist");
  }
  if (statement.kind == ObjectKind::kFunction) {
    return SqlFail("42883", "could not find a function named \"" + name.name.str() + "\"");
  }
  return NoSuchRelation(kind, name);
}

}  // namespace

Status DropObjects(SessionWork& work, const Statement& statement) {
  for (const WrittenName& written : statement.names) {
    if (statement.kind == ObjectKind::kSchema) {
      RELAPSE_RETURN_IF_ERROR(DropSchema(work, statement, written.name));
      continue;
    }
    QualifiedName name = work.Find(statement.kind, written);
    if (name.name.empty() && statement.kind == ObjectKind::kTable) {
      const QualifiedName kept = work.FindRelation(written);
      if (kept == VersionTableName() || kept == StoreTableName()) name = kept;
    }
    if (name.name.empty()) {
      RELAPSE_RETURN_IF_ERROR(Missing(work, statement, written));
      continue;
    }
    if (statement.concurrently) RELAPSE_RETURN_IF_ERROR(PrepareConcurrentDrop(work, name));
    RELAPSE_RETURN_IF_ERROR(DropOne(work, statement.kind, name, statement.cascade));
  }
  return Ok();
}

Status DropColumn(SessionWork& work, const QualifiedName& table, Text column, bool cascade) {
  if (!work.Lock(table, LockMode::kAccessExclusive)) return SessionWork::LockNotAvailable();
  for (const QualifiedName& view : ViewsOf(work, table)) {
    const DatabaseObject* object = work.view().objects->Find(ObjectKind::kView, view);
    if (object == nullptr || !Mentions(object->body, column)) continue;
    if (!cascade) {
      return StillNeeded("column " + column.str() + " of table " + table.name.str());
    }
    RELAPSE_RETURN_IF_ERROR(DropOne(work, ObjectKind::kView, view, true));
  }
  Edit(work.Edited().objects, [&](ObjectList& list) {
    std::erase_if(list.objects, [&](const ObjectHandle& one) {
      return one->kind == ObjectKind::kIndex && one->name.schema == table.schema &&
             one->table == table.name && HasWord(one->words, column);
    });
    DatabaseObject changed = *list.Find(ObjectKind::kTable, table);
    std::erase_if(changed.columns, [&](const Column& one) { return one.name == column; });
    std::erase_if(changed.constraints,
                  [&](const Constraint& one) { return HasWord(one.columns, column); });
    list.Put(Described(std::move(changed)));
  });
  return Ok();
}

Status DropSchemaCascade(SessionWork& work, Text schema) {
  if (!work.LockSchema(schema, LockMode::kAccessExclusive)) return SessionWork::LockNotAvailable();
  const ObjectList objects = *work.view().objects;
  for (const ObjectHandle& object : objects.objects) {
    if (object->name.schema != schema) continue;
    // Gone already with something before it.
    if (work.view().objects->Find(object->kind, object->name) == nullptr) continue;
    RELAPSE_RETURN_IF_ERROR(DropOne(work, object->kind, object->name, true));
  }
  for (const QualifiedName& kept : {VersionTableName(), StoreTableName()}) {
    const bool exists =
        kept == VersionTableName() ? work.view().version->exists : work.view().store->exists;
    if (kept.schema != schema || !exists) continue;
    RELAPSE_RETURN_IF_ERROR(DropOne(work, ObjectKind::kTable, kept, true));
  }
  Edit(work.Edited().objects, [&](ObjectList& list) { list.EraseSchema(schema); });
  work.NoteSchemaDropped(schema);
  return Ok();
}

}  // namespace relapse::migrations
