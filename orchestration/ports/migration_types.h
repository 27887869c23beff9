// What a database remembers of its migrations (spec/migration-recovery.md section 1.1): the row of
// golang-migrate, and the rows by which recovery knows what was really executed.
#ifndef ORCHESTRATION_PORTS_MIGRATION_TYPES_H_
#define ORCHESTRATION_PORTS_MIGRATION_TYPES_H_

#include <cstdint>
#include <optional>
#include <string_view>
#include <tuple>
#include <vector>

#include "harness/core/fields.h"

namespace relapse::migrations {

/// A migration's number. golang-migrate parses an unsigned 64-bit decimal and stores a bigint.
using Version = std::int64_t;
/// What golang-migrate calls nil: nothing is applied. Stored as no row, or as (-1, dirty).
inline constexpr Version kNoVersion = -1;

struct VersionRow {
  Version version = kNoVersion;
  bool dirty = false;

  template <class Self, class Visitor>
  static void VisitFields(Self& self, Visitor&& visit) {
    visit("version", self.version, field::kPlain);
    visit("dirty", self.dirty, field::kPlain);
  }
  friend bool operator==(const VersionRow&, const VersionRow&) = default;
};

/// `public.schema_migrations`. More than one row is accepted by golang-migrate and is nonsense.
struct VersionTable {
  bool exists = false;
  std::vector<VersionRow> rows;  ///< in the order the server gives them
  bool has_schema = true;        ///< false: nor is there a schema to make it in

  template <class Self, class Visitor>
  static void VisitFields(Self& self, Visitor&& visit) {
    visit("exists", self.exists, field::kPlain);
    visit("rows", self.rows, field::kPlain);
    visit("has_schema", self.has_schema, field::kPlain);
  }
  friend bool operator==(const VersionTable&, const VersionTable&) = default;
};

/// How far a stored migration got.
enum class StoredState : std::uint8_t {
  kIntent,   ///< the server was about to be allowed to run it: whether it did, the version row says
  kApplied,  ///< these very texts were executed
  kAssumed,  ///< applied before anybody recorded it: the texts are the checkout's of that day
};
std::string_view EnumName(StoredState state);
void EnumFromName(std::string_view name, StoredState& state);

/// One row of `_develop.applied_migrations`. The executed texts are never overwritten: what a
/// developer accepts later stands beside them (L14).
struct StoredMigration {
  Version version = 0;
  StoredState state = StoredState::kApplied;
  Text filename;                 ///< base name of the down file; of the up file where there is none
  std::optional<Text> up_sql;    ///< absent: not known. Empty: none was run, or an empty one (L21)
  std::optional<Text> down_sql;  ///< absent: there was no down file, or a store that had none
  std::optional<Text> accepted_up_sql;    ///< edited text that a developer accepted (--continue)
  std::optional<Text> accepted_down_sql;  ///< likewise
  Text source;  ///< branch or commit it came from, for people; may be empty
  Text run_id;  ///< of the run that wrote an intent

  template <class Self, class Visitor>
  static void VisitFields(Self& self, Visitor&& visit) {
    visit("version", self.version, field::kPlain);
    visit("state", self.state, field::kPlain);
    visit("filename", self.filename, field::kPlain);
    visit("up_sql", self.up_sql, field::kPlain);
    visit("down_sql", self.down_sql, field::kPlain);
    visit("accepted_up_sql", self.accepted_up_sql, field::kPlain);
    visit("accepted_down_sql", self.accepted_down_sql, field::kPlain);
    visit("source", self.source, field::kPlain);
    visit("run_id", self.run_id, field::kPlain);
  }
  friend bool operator==(const StoredMigration&, const StoredMigration&) = default;
};

/// One row of `_develop.left_behind`: a version that was taken back in name only, because no down
/// text takes back what its up text made. Its number may be another migration's by now, so this is
/// no state of that number's row.
struct LeftBehind {
  Version version = 0;           ///< that it had
  Text filename;                 ///< as StoredMigration::filename
  std::optional<Text> up_sql;    ///< what was executed; absent: not known
  std::optional<Text> down_sql;  ///< one that does nothing, or none
  Text source;

  template <class Self, class Visitor>
  static void VisitFields(Self& self, Visitor&& visit) {
    visit("version", self.version, field::kPlain);
    visit("filename", self.filename, field::kPlain);
    visit("up_sql", self.up_sql, field::kPlain);
    visit("down_sql", self.down_sql, field::kPlain);
    visit("source", self.source, field::kPlain);
  }
  friend bool operator==(const LeftBehind&, const LeftBehind&) = default;
};

/// What tells two of them apart, in the order in which they are read.
std::tuple<Version, std::string_view, bool, std::string_view> KeyOf(const LeftBehind& row);

/// The store's format. 1: filename and down text (design A). 2: also up text (design B). 3: ours.
inline constexpr int kStoreFormat = 3;

/// `_develop.applied_migrations`, ascending by version, and what lies beside it.
struct MigrationStore {
  bool exists = false;
  int format = kStoreFormat;
  std::vector<StoredMigration> rows;
  /// By version, file and text. A store that nobody left anything behind in has no table for it.
  std::vector<LeftBehind> left_behind;

  template <class Self, class Visitor>
  static void VisitFields(Self& self, Visitor&& visit) {
    visit("exists", self.exists, field::kPlain);
    visit("format", self.format, field::kPlain);
    visit("rows", self.rows, field::kPlain);
    visit("left_behind", self.left_behind, field::kPlain);
  }
  friend bool operator==(const MigrationStore&, const MigrationStore&) = default;
};

/// Something in the schema that migrations make: a table, index, type, ... `definition` is what two
/// snapshots compare:
///   table      columns in their order, then constraints by name: "a integer not null default 0, b
///              text, t_pkey primary key (a)"; types as format_type() says them
///   index      "t (a, b)" or "unique t (a, b)"; an index of a constraint is none of its own
///   type       labels in their order: "'red', 'blue'"
///   extension  nothing
///   others     the server's own rendering: compared within one backend only
struct CatalogObject {
  Text kind;          ///< "table", "index", "type", "view", "sequence", "function", "extension"
  Text schema;        ///< "public"
  Text name;          ///< without its schema
  Text definition;    ///< canonical, for comparison and for people
  bool valid = true;  ///< false: an index that CREATE INDEX CONCURRENTLY left behind

  template <class Self, class Visitor>
  static void VisitFields(Self& self, Visitor&& visit) {
    visit("kind", self.kind, field::kPlain);
    visit("schema", self.schema, field::kPlain);
    visit("name", self.name, field::kPlain);
    visit("definition", self.definition, field::kPlain);
    visit("valid", self.valid, field::kPlain);
  }
  friend bool operator==(const CatalogObject&, const CatalogObject&) = default;
};

/// Objects of all schemas but the server's own and `_develop`, without `schema_migrations`; ordered
/// by schema, kind, name.
using Catalog = std::vector<CatalogObject>;

/// Who holds an advisory lock, as pg_locks and pg_stat_activity tell.
struct LockHolder {
  std::int64_t pid = 0;
  Text application;  ///< application_name
  Text state;        ///< "active", "idle in transaction", "idle"
  std::int64_t query_age_ms = 0;

  template <class Self, class Visitor>
  static void VisitFields(Self& self, Visitor&& visit) {
    visit("pid", self.pid, field::kPlain);
    visit("application", self.application, field::kPlain);
    visit("state", self.state, field::kPlain);
    visit("query_age_ms", self.query_age_ms, field::kPlain);
  }
  friend bool operator==(const LockHolder&, const LockHolder&) = default;
};

}  // namespace relapse::migrations

#endif  // ORCHESTRATION_PORTS_MIGRATION_TYPES_H_
