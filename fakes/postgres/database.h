// Database: what a PostgreSQL database holds, as a value of a few words. Transactions work on a
// copy and are merged into what others committed meanwhile.
#ifndef FAKES_POSTGRES_DATABASE_H_
#define FAKES_POSTGRES_DATABASE_H_

#include <vector>

#include "fakes/common/interned.h"
#include "fakes/postgres/sql_statement.h"
#include "orchestration/ports/migration_types.h"

namespace relapse::migrations {

struct QualifiedName {
  Text schema;
  Text name;

  template <class Self, class Visitor>
  static void VisitFields(Self& self, Visitor&& visit) {
    visit("schema", self.schema, field::kPlain);
    visit("name", self.name, field::kPlain);
  }
  friend bool operator==(const QualifiedName&, const QualifiedName&) = default;
};

/// The two tables that are kept apart, because everybody here reads them.
const QualifiedName& VersionTableName();  ///< public.schema_migrations
const QualifiedName& StoreTableName();    ///< _develop.applied_migrations
Text PublicSchema();
Text DevelopSchema();

/// An object of a schema. Immutable once it is in a list.
struct DatabaseObject {
  QualifiedName name;
  ObjectKind kind = ObjectKind::kTable;
  Text definition;  ///< as CatalogObject::definition; of what follows, by Described()
  std::vector<Column> columns;
  std::vector<Constraint> constraints;  ///< by name
  Text table;                           ///< of an index, in the same schema
  std::vector<Text> words;              ///< columns of an index, labels of a type
  bool unique = false;
  bool valid = true;
  std::vector<QualifiedName> mentions;  ///< tables and views that a view reads
  Text body;
  std::int64_t rows = 0;  ///< of a table: data that can be lost

  template <class Self, class Visitor>
  static void VisitFields(Self& self, Visitor&& visit) {
    visit("name", self.name, field::kPlain);
    visit("kind", self.kind, field::kPlain);
    visit("definition", self.definition, field::kPlain);
    visit("columns", self.columns, field::kPlain);
    visit("constraints", self.constraints, field::kPlain);
    visit("table", self.table, field::kPlain);
    visit("words", self.words, field::kPlain);
    visit("unique", self.unique, field::kPlain);
    visit("valid", self.valid, field::kPlain);
    visit("mentions", self.mentions, field::kPlain);
    visit("body", self.body, field::kPlain);
    visit("rows", self.rows, field::kPlain);
  }
  friend bool operator==(const DatabaseObject&, const DatabaseObject&) = default;
};
using ObjectHandle = Interned<DatabaseObject>;
/// With the definition that its parts make.
ObjectHandle Described(DatabaseObject object);

struct SchemaRecord {
  Text name;
  Text owner;
  Text public_privileges;  ///< what everybody may do: "", "usage", "create, usage"

  template <class Self, class Visitor>
  static void VisitFields(Self& self, Visitor&& visit) {
    visit("name", self.name, field::kPlain);
    visit("owner", self.owner, field::kPlain);
    visit("public_privileges", self.public_privileges, field::kPlain);
  }
  friend bool operator==(const SchemaRecord&, const SchemaRecord&) = default;
};
/// `public` as PostgreSQL 15 makes it with a database.
SchemaRecord FreshPublic();

struct ObjectList {
  std::vector<SchemaRecord> schemas;  ///< by name
  std::vector<ObjectHandle> objects;  ///< by schema, kind, name

  const SchemaRecord* Schema(Text name) const;
  /// Null if there is none.
  const DatabaseObject* Find(ObjectKind kind, const QualifiedName& name) const;
  /// The table, index, view or sequence of that name: they share their names.
  const DatabaseObject* Relation(const QualifiedName& name) const;
  /// In whichever schema it is, or in none any more (dropped_schemas.h).
  const DatabaseObject* Extension(Text name) const;
  /// Adds it, or replaces the one of its kind and name.
  void Put(const ObjectHandle& object);
  void Erase(ObjectKind kind, const QualifiedName& name);
  void PutSchema(const SchemaRecord& schema);
  void EraseSchema(Text name);

  template <class Self, class Visitor>
  static void VisitFields(Self& self, Visitor&& visit) {
    visit("schemas", self.schemas, field::kPlain);
    visit("objects", self.objects, field::kPlain);
  }
  friend bool operator==(const ObjectList&, const ObjectList&) = default;
};

struct ExecutedText {
  Text text;  ///< empty: none, MoveVersion put the row there
  /// In the version table when it ran: by the migrators' protocol the target of their step.
  Version row = kNoVersion;

  template <class Self, class Visitor>
  static void VisitFields(Self& self, Visitor&& visit) {
    visit("text", self.text, field::kPlain);
    visit("row", self.row, field::kPlain);
  }
  friend bool operator==(const ExecutedText&, const ExecutedText&) = default;
};

/// The texts of RunSql whose transaction was committed, in the order in which they ran, since the
/// database was made or reset, and where between them a row was moved: what is true of a schema,
/// whatever anybody recorded of it. No effect reads it.
struct ExecutedTexts {
  std::vector<ExecutedText> texts;

  template <class Self, class Visitor>
  static void VisitFields(Self& self, Visitor&& visit) {
    visit("texts", self.texts, field::kPlain);
  }
  friend bool operator==(const ExecutedTexts&, const ExecutedTexts&) = default;
};

struct Database {
  Interned<ObjectList> objects;
  Interned<VersionTable> version;
  Interned<MigrationStore> store;
  Interned<ExecutedTexts> executed;

  /// A database nobody has used: `public`, and nothing in it.
  static Database Fresh();

  template <class Self, class Visitor>
  static void VisitFields(Self& self, Visitor&& visit) {
    visit("objects", self.objects, field::kPlain);
    visit("version", self.version, field::kPlain);
    visit("store", self.store, field::kPlain);
    visit("executed", self.executed, field::kPlain);
  }
  friend bool operator==(const Database&, const Database&) = default;
};

/// `committed` with everything that differs between `base` and `changed`. Locks see to it that
/// nobody else committed a change of the same; rows inserted into one table by several add up.
Database Merge(const Database& committed, const Database& base, const Database& changed);

/// As ReadCatalog answers it.
Catalog CatalogOf(const Database& database);

/// Changes one part through a copy.
template <class T, class Change>
void Edit(Interned<T>& part, const Change& change) {
  T value = *part;
  change(value);
  part = Interned<T>(std::move(value));
}

}  // namespace relapse::migrations

#endif  // FAKES_POSTGRES_DATABASE_H_
