// The sessions of MigrationDatabase: its errors, its transactions, its advisory locks
// (spec/migration-recovery.md section 3.6). A lock or transaction ends with its session.
#ifndef ORCHESTRATION_PORTS_MIGRATION_SESSION_H_
#define ORCHESTRATION_PORTS_MIGRATION_SESSION_H_

#include "harness/effect/port.h"
#include "orchestration/ports/migration_types.h"

namespace relapse::migrations {

/// 55P03: lock_timeout passed while somebody else held what the statement needs. Every session has
/// a lock_timeout; nothing here waits without limit (LIV-5). In a transaction it aborts it, except
/// at an effect that reads: backends read behind a savepoint, so the transaction goes on.
inline constexpr ErrorKind kLockNotAvailable{"lock_not_available", true, false, Ends::kStatement};
/// 57014: statement_timeout passed, and the server rolled the statement back.
inline constexpr ErrorKind kStatementTimeout{"statement_timeout", false, true, Ends::kStatement};
/// 40P01: chosen as the victim of a deadlock.
inline constexpr ErrorKind kDeadlock{"deadlock", false, true, Ends::kTransaction};
/// Nobody listens, or the server is starting up or shutting down (57P03).
/// Whoever had a session has none any more: a server that shuts down ends them all.
inline constexpr ErrorKind kServerUnavailable{"server_unavailable", false, true, Ends::kSession};
/// The session is not there (any more): it was ended by an error before, or never opened.
inline constexpr ErrorKind kNoSession{"no_session", false, false};

/// The server's error. Unlike the shared kind of this name it can follow an effect: a text may have
/// committed a part of itself, and within a transaction an error aborts it.
inline constexpr ErrorKind kSql{"sql", true, false, Ends::kStatement};

/// Whether there is no session after it: what it had open is rolled back, and may be committed only
/// where the error was of the COMMIT.
inline bool EndsSession(const Error& error) {
  return error.Is(kConnectionLost) || error.Is(kServerUnavailable) || error.Is(kNoSession);
}

/// kSql carries the SQLSTATE in Error::number (SqlState below) and the server's text; within a
/// transaction it aborts it, and what follows answers 25P02 until Rollback. kPermission: only where
/// a session is refused.
inline constexpr const ErrorKind* kMigrationDatabaseErrors[] = {
    &kConnectionLost, &kServerUnavailable, &kStatementTimeout, &kLockNotAvailable,
    &kDeadlock,       &kNoSession,         &kPermission,       &kSql};
inline constexpr PortSpec kMigrationDatabasePort{.name = "migration_database",
                                                 .error_kinds = kMigrationDatabaseErrors};

/// A SQLSTATE as a number: its five characters, six bits each, as PostgreSQL packs them.
constexpr int SqlState(std::string_view five) {
  int packed = 0;
  for (int i = 4; i >= 0; --i)
    packed = (packed << 6) + ((five[static_cast<std::size_t>(i)] - '0') & 0x3F);
  return packed;
}

/// Who the server is: what binds a cache file to one database (L33).
struct SessionInfo {
  std::int64_t session = 0;  ///< names the session in every later request
  std::int64_t pid = 0;      ///< of the server's backend
  int server_major = 0;
  Text system_identifier;  ///< of the cluster
  std::int64_t database_oid = 0;
  Text database;  ///< its name, without a slash

  template <class Self, class Visitor>
  static void VisitFields(Self& self, Visitor&& visit) {
    visit("session", self.session, field::kPlain);
    visit("pid", self.pid, field::kPlain);
    visit("server_major", self.server_major, field::kPlain);
    visit("system_identifier", self.system_identifier, field::kPlain);
    visit("database_oid", self.database_oid, field::kPlain);
    visit("database", self.database, field::kPlain);
  }
};

/// A new session: READ COMMITTED, search_path public, and both time-outs set, milliseconds.
struct OpenSession {
  using Reply = SessionInfo;
  static constexpr EffectSpec kEffect{
      .name = "open_session", .port = &kMigrationDatabasePort, .mutates = true};
  Text application;  ///< application_name: who a holder of a lock is
  DurationMs lock_timeout = Seconds(5);
  DurationMs statement_timeout = 0;  ///< 0: none
  Text Object() const { return application; }
  template <class Self, class Visitor>
  static void VisitFields(Self& self, Visitor&& visit) {
    visit("application", self.application, field::kPlain);
    visit("lock_timeout", self.lock_timeout, field::kPlain);
    visit("statement_timeout", self.statement_timeout, field::kPlain);
  }
};

/// Ends the session: an open transaction is rolled back, its advisory locks are released.
struct CloseSession {
  using Reply = Nothing;
  static constexpr EffectSpec kEffect{
      .name = "close_session", .port = &kMigrationDatabasePort, .mutates = true};
  std::int64_t session = 0;
  Text Object() const { return Text(); }
  template <class Self, class Visitor>
  static void VisitFields(Self& self, Visitor&& visit) {
    visit("session", self.session, field::kPlain);
  }
};

/// BEGIN. PostgreSQL only warns of an open transaction; here it is an error, because a text that
/// was run may have opened one: kSql 25001, 25P02 in an aborted one, and nothing changes.
struct Begin {
  using Reply = Nothing;
  static constexpr EffectSpec kEffect{
      .name = "begin", .port = &kMigrationDatabasePort, .mutates = true};
  std::int64_t session = 0;
  Text Object() const { return Text(); }
  template <class Self, class Visitor>
  static void VisitFields(Self& self, Visitor&& visit) {
    visit("session", self.session, field::kPlain);
  }
};

/// COMMIT. Of an aborted transaction: rolls back and answers kSql 25P02, as lib/pq reports it.
/// Without a transaction, which a text that was run may have ended (section 1.4): kSql 25P01.
struct Commit {
  using Reply = Nothing;
  static constexpr EffectSpec kEffect{
      .name = "commit", .port = &kMigrationDatabasePort, .mutates = true};
  std::int64_t session = 0;
  Text Object() const { return Text(); }
  template <class Self, class Visitor>
  static void VisitFields(Self& self, Visitor&& visit) {
    visit("session", self.session, field::kPlain);
  }
};

/// ROLLBACK. Without a transaction: a warning, and success.
struct Rollback {
  using Reply = Nothing;
  static constexpr EffectSpec kEffect{
      .name = "rollback", .port = &kMigrationDatabasePort, .mutates = true};
  std::int64_t session = 0;
  Text Object() const { return Text(); }
  template <class Self, class Visitor>
  static void VisitFields(Self& self, Visitor&& visit) {
    visit("session", self.session, field::kPlain);
  }
};

/// `pg_try_advisory_lock(key)`, held by the session until it ends; or, with `in_transaction`,
/// `pg_try_advisory_xact_lock(key)`. False: somebody else holds it.
struct TryAdvisoryLock {
  using Reply = bool;
  static constexpr EffectSpec kEffect{
      .name = "try_advisory_lock", .port = &kMigrationDatabasePort, .mutates = true};
  std::int64_t session = 0;
  std::int64_t key = 0;
  bool in_transaction = false;
  Text Object() const { return Text(); }
  template <class Self, class Visitor>
  static void VisitFields(Self& self, Visitor&& visit) {
    visit("session", self.session, field::kPlain);
    visit("key", self.key, field::kPlain);
    visit("in_transaction", self.in_transaction, field::kPlain);
  }
};

/// `pg_advisory_lock(key)` or, with `in_transaction`, `pg_advisory_xact_lock(key)`: waits for it,
/// at most the session's lock_timeout, then kLockNotAvailable. What the migrators use
/// (section 3.6).
struct AdvisoryLock {
  using Reply = Nothing;
  static constexpr EffectSpec kEffect{
      .name = "advisory_lock", .port = &kMigrationDatabasePort, .mutates = true};
  std::int64_t session = 0;
  std::int64_t key = 0;
  bool in_transaction = false;
  Text Object() const { return Text(); }
  template <class Self, class Visitor>
  static void VisitFields(Self& self, Visitor&& visit) {
    visit("session", self.session, field::kPlain);
    visit("key", self.key, field::kPlain);
    visit("in_transaction", self.in_transaction, field::kPlain);
  }
};

/// `pg_advisory_unlock(key)`. False: this session did not hold it.
struct AdvisoryUnlock {
  using Reply = bool;
  static constexpr EffectSpec kEffect{
      .name = "advisory_unlock", .port = &kMigrationDatabasePort, .mutates = true};
  std::int64_t session = 0;
  std::int64_t key = 0;
  Text Object() const { return Text(); }
  template <class Self, class Visitor>
  static void VisitFields(Self& self, Visitor&& visit) {
    visit("session", self.session, field::kPlain);
    visit("key", self.key, field::kPlain);
  }
};

/// Who holds one of these advisory locks now, this session excepted; by pid.
struct FindLockHolders {
  using Reply = std::vector<LockHolder>;
  static constexpr EffectSpec kEffect{.name = "find_lock_holders", .port = &kMigrationDatabasePort};
  std::int64_t session = 0;
  std::vector<std::int64_t> keys;
  Text Object() const { return Text(); }
  template <class Self, class Visitor>
  static void VisitFields(Self& self, Visitor&& visit) {
    visit("session", self.session, field::kPlain);
    visit("keys", self.keys, field::kPlain);
  }
};

}  // namespace relapse::migrations

#endif  // ORCHESTRATION_PORTS_MIGRATION_SESSION_H_
