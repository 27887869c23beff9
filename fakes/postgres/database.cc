#include "fakes/postgres/database.h"

#include <algorithm>
#include <array>
#include <string>
#include <tuple>

#include "harness/core/enum_names.h"

namespace relapse::migrations {

namespace {

constexpr std::array<std::string_view, 8> kKinds{"extension", "function", "index", "schema",
                                                 "sequence",  "table",    "type",  "view"};

std::string Joined(const std::vector<Text>& words) {
  std::string text;
  for (const Text word : words) text += (text.empty() ? "" : ", ") + word.str();
  return text;
}

Text DefinitionOf(const DatabaseObject& object) {
  std::string text;
  const auto add = [&](const std::string& part) { text += (text.empty() ? "" : ", ") + part; };
  switch (object.kind) {
    case ObjectKind::kTable:
      for (const Column& column : object.columns) {
        add(column.name.str() + " " + column.type.str() + (column.not_null ? " not null" : "") +
            (column.default_value.empty() ? "" : " default " + column.default_value.str()));
      }
      for (const Constraint& constraint : object.constraints) {
        add(constraint.name.str() + (constraint.primary ? " primary key (" : " unique (") +
            Joined(constraint.columns) + ")");
      }
      return Text(text);
    case ObjectKind::kIndex:
      return Text((object.unique ? "unique " : "") + object.table.str() + " (" +
                  Joined(object.words) + ")");
    case ObjectKind::kType:
      for (const Text label : object.words) add("'" + label.str() + "'");
      return Text(text);
    case ObjectKind::kExtension:
      return Text();
    default:
      return object.body;
  }
}

auto KeyOf(ObjectKind kind, const QualifiedName& name) {
  return std::tuple(name.schema, kind, name.name);
}
auto KeyOf(const ObjectHandle& object) { return KeyOf(object->kind, object->name); }

template <class List>
auto PlaceOf(List& objects, ObjectKind kind, const QualifiedName& name) {
  return std::lower_bound(
      objects.begin(), objects.end(), KeyOf(kind, name),
      [](const ObjectHandle& one, const auto& key) { return KeyOf(one) < key; });
}
template <class List>
auto PlaceOfSchema(List& schemas, Text name) {
  return std::lower_bound(schemas.begin(), schemas.end(), name,
                          [](const SchemaRecord& one, Text key) { return one.name < key; });
}

/// One that somebody else changed too: only the rows of a table can be.
ObjectHandle MergedObject(const ObjectHandle& committed, const ObjectHandle& base,
                          const ObjectHandle& changed) {
  if (committed == base) return changed;
  DatabaseObject merged = *changed;
  merged.rows = std::max<std::int64_t>(0, committed->rows + changed->rows - base->rows);
  return ObjectHandle(std::move(merged));
}

ObjectList MergedObjects(const ObjectList& committed, const ObjectList& base,
                         const ObjectList& changed) {
  ObjectList merged = committed;
  for (const ObjectHandle& object : base.objects) {
    if (changed.Find(object->kind, object->name) == nullptr) {
      merged.Erase(object->kind, object->name);
    }
  }
  for (const ObjectHandle& object : changed.objects) {
    const auto before = PlaceOf(base.objects, object->kind, object->name);
    const bool known = before != base.objects.end() && KeyOf(*before) == KeyOf(object);
    if (known && *before == object) continue;
    const auto now = PlaceOf(merged.objects, object->kind, object->name);
    const bool there = now != merged.objects.end() && KeyOf(*now) == KeyOf(object);
    merged.Put(known && there ? MergedObject(*now, *before, object) : object);
  }
  for (const SchemaRecord& schema : base.schemas) {
    if (changed.Schema(schema.name) == nullptr) merged.EraseSchema(schema.name);
  }
  for (const SchemaRecord& schema : changed.schemas) {
    const SchemaRecord* before = base.Schema(schema.name);
    if (before == nullptr || *before != schema) merged.PutSchema(schema);
  }
  return merged;
}

VersionTable MergedVersion(const VersionTable& committed, const VersionTable& base,
                           const VersionTable& changed) {
  VersionTable merged = committed;
  if (base.exists != changed.exists) merged.exists = changed.exists;
  const auto holds = [](const VersionTable& table, const VersionRow& row) {
    return std::find(table.rows.begin(), table.rows.end(), row) != table.rows.end();
  };
  for (const VersionRow& row : base.rows) {
    if (!holds(changed, row)) std::erase(merged.rows, row);
  }
  for (const VersionRow& row : changed.rows) {
    if (!holds(base, row)) merged.rows.push_back(row);
  }
  return merged;
}

MigrationStore MergedStore(const MigrationStore& committed, const MigrationStore& base,
                           const MigrationStore& changed) {
  MigrationStore merged = committed;
  if (base.exists != changed.exists) merged.exists = changed.exists;
  if (base.format != changed.format) merged.format = changed.format;
  const auto row_of = [](const MigrationStore& store, Version version) {
    const auto row = std::find_if(store.rows.begin(), store.rows.end(),
                                  [&](const auto& one) { return one.version == version; });
    return row == store.rows.end() ? nullptr : &*row;
  };
  const auto erase = [&](Version version) {
    std::erase_if(merged.rows, [&](const auto& one) { return one.version == version; });
  };
  for (const StoredMigration& row : base.rows) {
    if (row_of(changed, row.version) == nullptr) erase(row.version);
  }
  for (const StoredMigration& row : changed.rows) {
    const StoredMigration* before = row_of(base, row.version);
    if (before != nullptr && *before == row) continue;
    erase(row.version);
    merged.rows.insert(
        std::lower_bound(merged.rows.begin(), merged.rows.end(), row.version,
                         [](const auto& one, Version version) { return one.version < version; }),
        row);
  }
  const auto holds = [](const MigrationStore& store, const LeftBehind& row) {
    return std::find(store.left_behind.begin(), store.left_behind.end(), row) !=
           store.left_behind.end();
  };
  std::erase_if(merged.left_behind,
                [&](const LeftBehind& row) { return holds(base, row) && !holds(changed, row); });
  for (const LeftBehind& row : changed.left_behind) {
    if (holds(base, row) || holds(merged, row)) continue;
    merged.left_behind.push_back(row);
    std::sort(merged.left_behind.begin(), merged.left_behind.end(),
              [](const LeftBehind& a, const LeftBehind& b) { return KeyOf(a) < KeyOf(b); });
  }
  return merged;
}

ExecutedTexts MergedTexts(const ExecutedTexts& committed, const ExecutedTexts& base,
                          const ExecutedTexts& changed) {
  if (changed.texts.size() < base.texts.size()) return changed;  // the database was reset
  ExecutedTexts merged = committed;
  const auto added = changed.texts.begin() + static_cast<std::ptrdiff_t>(base.texts.size());
  merged.texts.insert(merged.texts.end(), added, changed.texts.end());
  return merged;
}

template <class T, class MergeValues>
Interned<T> MergedPart(Interned<T> committed, Interned<T> base, Interned<T> changed,
                       const MergeValues& merge) {
  if (changed == base) return committed;
  if (committed == base) return changed;
  return Interned<T>(merge(*committed, *base, *changed));
}

}  // namespace

std::string_view EnumName(ObjectKind kind) { return NameOf(kKinds, kind); }
void EnumFromName(std::string_view name, ObjectKind& kind) { ReadName(kKinds, name, kind); }

Text PublicSchema() {
  static const Text kName("public");
  return kName;
}
Text DevelopSchema() {
  static const Text kName("_develop");
  return kName;
}
const QualifiedName& VersionTableName() {
  static const QualifiedName kName{"public", "schema_migrations"};
  return kName;
}
const QualifiedName& StoreTableName() {
  static const QualifiedName kName{"_develop", "applied_migrations"};
  return kName;
}

ObjectHandle Described(DatabaseObject object) {
  object.definition = DefinitionOf(object);
  return ObjectHandle(std::move(object));
}

SchemaRecord FreshPublic() { return {PublicSchema(), "pg_database_owner", "usage"}; }

const SchemaRecord* ObjectList::Schema(Text name) const {
  const auto place = PlaceOfSchema(schemas, name);
  return place == schemas.end() || place->name != name ? nullptr : &*place;
}

const DatabaseObject* ObjectList::Find(ObjectKind kind, const QualifiedName& name) const {
  const auto place = PlaceOf(objects, kind, name);
  if (place == objects.end() || KeyOf(*place) != KeyOf(kind, name)) return nullptr;
  return &**place;
}

const DatabaseObject* ObjectList::Relation(const QualifiedName& name) const {
  for (const ObjectKind kind :
       {ObjectKind::kTable, ObjectKind::kIndex, ObjectKind::kView, ObjectKind::kSequence}) {
    if (const DatabaseObject* found = Find(kind, name)) return found;
  }
  return nullptr;
}

const DatabaseObject* ObjectList::Extension(Text name) const {
  for (const ObjectHandle& object : objects) {
    if (object->kind == ObjectKind::kExtension && object->name.name == name) return &*object;
  }
  return nullptr;
}

void ObjectList::Put(const ObjectHandle& object) {
  const auto place = PlaceOf(objects, object->kind, object->name);
  if (place != objects.end() && KeyOf(*place) == KeyOf(object)) {
    *place = object;
  } else {
    objects.insert(place, object);
  }
}

void ObjectList::Erase(ObjectKind kind, const QualifiedName& name) {
  const auto place = PlaceOf(objects, kind, name);
  if (place != objects.end() && KeyOf(*place) == KeyOf(kind, name)) objects.erase(place);
}

void ObjectList::PutSchema(const SchemaRecord& schema) {
  const auto place = PlaceOfSchema(schemas, schema.name);
  if (place != schemas.end() && place->name == schema.name) {
    *place = schema;
  } else {
    schemas.insert(place, schema);
  }
}

void ObjectList::EraseSchema(Text name) {
  std::erase_if(schemas, [&](const SchemaRecord& one) { return one.name == name; });
}

Database Database::Fresh() {
  static const Database fresh = [] {
    Database made;
    Edit(made.objects, [](ObjectList& list) { list.PutSchema(FreshPublic()); });
    return made;
  }();
  return fresh;
}

Database Merge(const Database& committed, const Database& base, const Database& changed) {
  return {MergedPart(committed.objects, base.objects, changed.objects, MergedObjects),
          MergedPart(committed.version, base.version, changed.version, MergedVersion),
          MergedPart(committed.store, base.store, changed.store, MergedStore),
          MergedPart(committed.executed, base.executed, changed.executed, MergedTexts)};
}

Catalog CatalogOf(const Database& database) {
  static const std::vector<Text> kKindTexts(kKinds.begin(), kKinds.end());
  Catalog catalog;
  catalog.reserve(database.objects->objects.size());
  for (const ObjectHandle& object : database.objects->objects) {
    if (object->name.schema == DevelopSchema() || object->name.schema.empty()) continue;
    catalog.push_back({kKindTexts[static_cast<std::size_t>(object->kind)], object->name.schema,
                       object->name.name, object->definition, object->valid});
  }
  return catalog;
}

}  // namespace relapse::migrations
