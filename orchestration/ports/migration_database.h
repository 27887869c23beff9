// MigrationDatabase: the PostgreSQL whose schema migrations change, one statement an effect: only
// what lies between Begin and Commit of one session is done in one piece. Recovery and the migrator
// both speak through it, so that a crash can fall between any two of their statements
// (spec/migration-recovery.md sections 1.4 and 3.2 to 3.6).
#ifndef ORCHESTRATION_PORTS_MIGRATION_DATABASE_H_
#define ORCHESTRATION_PORTS_MIGRATION_DATABASE_H_

#include "orchestration/ports/migration_session.h"

namespace relapse::migrations {

/// The version table as it is. kLockNotAvailable while a batch holds it (L29).
struct ReadVersion {
  using Reply = VersionTable;
  static constexpr EffectSpec kEffect{.name = "read_version", .port = &kMigrationDatabasePort};
  std::int64_t session = 0;
  Text Object() const { return Text(); }
  template <class Self, class Visitor>
  static void VisitFields(Self& self, Visitor&& visit) {
    visit("session", self.session, field::kPlain);
  }
};

/// CREATE TABLE IF NOT EXISTS schema_migrations (version bigint not null primary key, dirty boolean
/// not null).
struct CreateVersionTable {
  using Reply = Nothing;
  static constexpr EffectSpec kEffect{
      .name = "create_version_table", .port = &kMigrationDatabasePort, .mutates = true};
  std::int64_t session = 0;
  Text Object() const { return Text(); }
  template <class Self, class Visitor>
  static void VisitFields(Self& self, Visitor&& visit) {
    visit("session", self.session, field::kPlain);
  }
};

/// TRUNCATE schema_migrations. Takes ACCESS EXCLUSIVE until the transaction ends.
struct TruncateVersion {
  using Reply = Nothing;
  static constexpr EffectSpec kEffect{
      .name = "truncate_version", .port = &kMigrationDatabasePort, .mutates = true};
  std::int64_t session = 0;
  Text Object() const { return Text(); }
  template <class Self, class Visitor>
  static void VisitFields(Self& self, Visitor&& visit) {
    visit("session", self.session, field::kPlain);
  }
};

/// INSERT INTO schema_migrations. A row more, whatever is there.
struct InsertVersion {
  using Reply = Nothing;
  static constexpr EffectSpec kEffect{
      .name = "insert_version", .port = &kMigrationDatabasePort, .mutates = true};
  std::int64_t session = 0;
  VersionRow row;
  Text Object() const { return Text(); }
  template <class Self, class Visitor>
  static void VisitFields(Self& self, Visitor&& visit) {
    visit("session", self.session, field::kPlain);
    visit("row", self.row, field::kPlain);
  }
};

/// Compare and set on `public.schema_migrations`, whatever the search_path (the other requests say
/// `schema_migrations` as the migrator does): puts the clean row `from` to a clean row `to`, or to
/// no row for kNoVersion, if and only if the table holds exactly the clean row `from`. False: it
/// does not, and nothing was written.
struct MoveVersion {
  using Reply = bool;
  static constexpr EffectSpec kEffect{
      .name = "move_version", .port = &kMigrationDatabasePort, .mutates = true};
  std::int64_t session = 0;
  Version from = kNoVersion;
  Version to = kNoVersion;
  Text Object() const { return Text(); }
  template <class Self, class Visitor>
  static void VisitFields(Self& self, Visitor&& visit) {
    visit("session", self.session, field::kPlain);
    visit("from", self.from, field::kPlain);
    visit("to", self.to, field::kPlain);
  }
};

/// A whole file as one message of the simple protocol: one implicit transaction, unless it is
/// within one or brings its own. An empty or comment-only text succeeds and does nothing.
struct RunSql {
  using Reply = Nothing;
  static constexpr EffectSpec kEffect{.name = "run_sql",
                                      .port = &kMigrationDatabasePort,
                                      .mutates = true,
                                      .late = LateRule::kAlways};
  std::int64_t session = 0;
  Text sql;
  Text Object() const { return sql; }
  template <class Self, class Visitor>
  static void VisitFields(Self& self, Visitor&& visit) {
    visit("session", self.session, field::kPlain);
    visit("sql", self.sql, field::kPlain);
  }
};

/// What the database holds (Catalog). kLockNotAvailable where somebody is changing a table whose
/// definition has expressions.
struct ReadCatalog {
  using Reply = Catalog;
  static constexpr EffectSpec kEffect{.name = "read_catalog", .port = &kMigrationDatabasePort};
  std::int64_t session = 0;
  Text Object() const { return Text(); }
  template <class Self, class Visitor>
  static void VisitFields(Self& self, Visitor&& visit) {
    visit("session", self.session, field::kPlain);
  }
};

/// Drops the objects of `public` and the schema `_develop`, and recreates `public` with the owner
/// and privileges that it had: one transaction (SAF-10, L38). Other schemas stay.
struct ResetDatabase {
  using Reply = Nothing;
  static constexpr EffectSpec kEffect{
      .name = "reset_database", .port = &kMigrationDatabasePort, .mutates = true};
  std::int64_t session = 0;
  Text Object() const { return Text(); }
  template <class Self, class Visitor>
  static void VisitFields(Self& self, Visitor&& visit) {
    visit("session", self.session, field::kPlain);
  }
};

/// The stored rows, and what was left behind. A store of an older format is read as it is; of a
/// newer one only `format` is told.
struct ReadStore {
  using Reply = MigrationStore;
  static constexpr EffectSpec kEffect{.name = "read_store", .port = &kMigrationDatabasePort};
  std::int64_t session = 0;
  Text Object() const { return Text(); }
  template <class Self, class Visitor>
  static void VisitFields(Self& self, Visitor&& visit) {
    visit("session", self.session, field::kPlain);
  }
};

/// Creates `_develop` and its table, or brings one of an older format up to kStoreFormat in place.
/// A newer one is not touched: kSql 0A000.
struct CreateStore {
  using Reply = Nothing;
  static constexpr EffectSpec kEffect{
      .name = "create_store", .port = &kMigrationDatabasePort, .mutates = true};
  std::int64_t session = 0;
  Text Object() const { return Text(); }
  template <class Self, class Visitor>
  static void VisitFields(Self& self, Visitor&& visit) {
    visit("session", self.session, field::kPlain);
  }
};

/// INSERT ... ON CONFLICT (version) DO UPDATE of every column.
struct PutStored {
  using Reply = Nothing;
  static constexpr EffectSpec kEffect{
      .name = "put_stored", .port = &kMigrationDatabasePort, .mutates = true};
  std::int64_t session = 0;
  StoredMigration row;
  Text Object() const { return row.filename; }
  template <class Self, class Visitor>
  static void VisitFields(Self& self, Visitor&& visit) {
    visit("session", self.session, field::kPlain);
    visit("row", self.row, field::kPlain);
  }
};

/// Deletes the row of one version; success if there is none.
struct DeleteStored {
  using Reply = Nothing;
  static constexpr EffectSpec kEffect{
      .name = "delete_stored", .port = &kMigrationDatabasePort, .mutates = true};
  std::int64_t session = 0;
  Version version = 0;
  Text Object() const { return Text(); }
  template <class Self, class Visitor>
  static void VisitFields(Self& self, Visitor&& visit) {
    visit("session", self.session, field::kPlain);
    visit("version", self.version, field::kPlain);
  }
};

/// Remembers it in `_develop.left_behind`, which is made where there is none; nothing where it is
/// remembered already.
struct PutLeftBehind {
  using Reply = Nothing;
  static constexpr EffectSpec kEffect{
      .name = "put_left_behind", .port = &kMigrationDatabasePort, .mutates = true};
  std::int64_t session = 0;
  LeftBehind row;
  Text Object() const { return row.filename; }
  template <class Self, class Visitor>
  static void VisitFields(Self& self, Visitor&& visit) {
    visit("session", self.session, field::kPlain);
    visit("row", self.row, field::kPlain);
  }
};

/// Forgets one that was read: its version, file and executed text.
struct DeleteLeftBehind {
  using Reply = Nothing;
  static constexpr EffectSpec kEffect{
      .name = "delete_left_behind", .port = &kMigrationDatabasePort, .mutates = true};
  std::int64_t session = 0;
  LeftBehind row;
  Text Object() const { return row.filename; }
  template <class Self, class Visitor>
  static void VisitFields(Self& self, Visitor&& visit) {
    visit("session", self.session, field::kPlain);
    visit("row", self.row, field::kPlain);
  }
};

class MigrationDatabase
    : public PortOf<OpenSession, CloseSession, Begin, Commit, Rollback, TryAdvisoryLock,
                    AdvisoryLock, AdvisoryUnlock, FindLockHolders, ReadVersion, CreateVersionTable,
                    TruncateVersion, InsertVersion, MoveVersion, RunSql, ReadCatalog, ResetDatabase,
                    ReadStore, CreateStore, PutStored, DeleteStored, PutLeftBehind,
                    DeleteLeftBehind> {};

}  // namespace relapse::migrations

#endif  // ORCHESTRATION_PORTS_MIGRATION_DATABASE_H_
