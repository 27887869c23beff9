// PostgresState: one database of a PostgreSQL server as a part of the world: what is committed, and
// the sessions that are open. A session that has ended leaves no trace.
#ifndef FAKES_POSTGRES_POSTGRES_STATE_H_
#define FAKES_POSTGRES_POSTGRES_STATE_H_

#include <vector>

#include "fakes/common/plain_digest.h"
#include "fakes/postgres/database.h"
#include "harness/world/world.h"
#include "orchestration/ports/migration_session.h"

namespace relapse::migrations {

/// Domains of ids (field::Id) in worlds of migrations.
inline constexpr int kSessionIds = 1;

/// The age of a statement that LockHolder tells is exact up to this, milliseconds.
inline constexpr DurationMs kQueryAgeShown = Seconds(10);

enum class TransactionStatus : std::uint8_t {
  kNone,
  kOpen,
  kAborted,  ///< answers 25P02 until it ends
};
std::string_view EnumName(TransactionStatus status);
void EnumFromName(std::string_view name, TransactionStatus& status);

/// In the order of strength; kRow is the lock of one row, or of one key being inserted.
enum class LockMode : std::uint8_t {
  kRow,
  kAccessShare,
  kRowExclusive,
  kShareUpdateExclusive,
  kShare,
  kAccessExclusive,
};
std::string_view EnumName(LockMode mode);
void EnumFromName(std::string_view name, LockMode& mode);
bool Conflict(LockMode one, LockMode other);

/// Of a transaction, until it ends.
struct HeldLock {
  QualifiedName relation;
  LockMode mode = LockMode::kAccessShare;
  Version row = 0;  ///< for kRow

  template <class Self, class Visitor>
  static void VisitFields(Self& self, Visitor&& visit) {
    visit("relation", self.relation, field::kPlain);
    visit("mode", self.mode, field::kPlain);
    visit("row", self.row, field::kPlain);
  }
  friend bool operator==(const HeldLock&, const HeldLock&) = default;
};

struct AdvisoryHold {
  std::int64_t key = 0;
  std::int64_t by_session = 0;      ///< how often: each needs its unlock
  std::int64_t by_transaction = 0;  ///< how often: released with the transaction

  template <class Self, class Visitor>
  static void VisitFields(Self& self, Visitor&& visit) {
    visit("key", self.key, field::kPlain);
    visit("by_session", self.by_session, field::kPlain);
    visit("by_transaction", self.by_transaction, field::kPlain);
  }
  friend bool operator==(const AdvisoryHold&, const AdvisoryHold&) = default;
};

struct SessionRecord {
  std::int64_t id = 0;  ///< also the pid of its backend
  Text application;
  /// Its client is gone, and the server does not know it yet: a text is still under way.
  bool client_gone = false;
  Text under_way;                 ///< while `client_gone`
  TimeMs done_at = kNoTime;       ///< likewise: when the text has run and the session ends
  TimeMs active_since = kNoTime;  ///< likewise
  TransactionStatus transaction = TransactionStatus::kNone;
  bool repeatable_read = false;
  /// Of a repeatable read: somebody else's TRUNCATE of the version table was committed since.
  bool version_emptied = false;
  bool truncated_version = false;     ///< in this transaction
  std::vector<Text> dropped_schemas;  ///< by this transaction, whether made anew or not
  Text search_path;
  Text search_path_if_committed;
  Text search_path_if_rolled_back;
  /// Of a transaction: what was committed when its last statement began, and what it made of it.
  Database base;
  Database view;
  std::vector<HeldLock> locks;
  std::vector<AdvisoryHold> advisory;
  /// The world's change count right after it was opened, while it has done nothing.
  std::uint64_t opened_at_change = 0;

  template <class Self, class Visitor>
  static void VisitPlain(Self& self, Visitor&& visit) {
    visit("application", self.application);
    visit("client_gone", self.client_gone);
    visit("under_way", self.under_way);
    visit("transaction", self.transaction);
    visit("repeatable_read", self.repeatable_read);
    visit("version_emptied", self.version_emptied);
    visit("truncated_version", self.truncated_version);
    visit("dropped_schemas", self.dropped_schemas);
    visit("search_path", self.search_path);
    visit("search_path_if_committed", self.search_path_if_committed);
    visit("search_path_if_rolled_back", self.search_path_if_rolled_back);
    visit("base", self.base);
    visit("view", self.view);
    visit("locks", self.locks);
    visit("advisory", self.advisory);
  }
  template <class Self, class Visitor>
  static void VisitFields(Self& self, Visitor&& visit) {
    visit("id", self.id, field::Id{kSessionIds});
    VisitPlainAsDigest(self, visit);
    visit("done_at", self.done_at, field::Age{0});
    visit("active_since", self.active_since, field::Age{kQueryAgeShown});
    visit("opened_at_change", self.opened_at_change, field::kUnread);
  }
  friend bool operator==(const SessionRecord&, const SessionRecord&) = default;
};

struct PostgresState {
  static constexpr std::string_view kPartName = "postgres";

  Database committed = Database::Fresh();
  bool listening = true;                ///< false: every request answers kServerUnavailable
  std::vector<SessionRecord> sessions;  ///< in the order they were opened
  std::int64_t next_session = 1;

  // Who the server is: these never change.
  int server_major = 15;
  Text system_identifier = "7000000000000000001";
  std::int64_t database_oid = 16384;
  Text database = "app";
  bool refuses_login = false;  ///< OpenSession answers kPermission

  /// Null if it was never opened or has ended.
  const SessionRecord* Find(std::int64_t session) const;

  template <class Self, class Visitor>
  static void VisitPlain(Self& self, Visitor&& visit) {
    visit("committed", self.committed);
    visit("listening", self.listening);
  }
  template <class Self, class Visitor>
  static void VisitFields(Self& self, Visitor&& visit) {
    VisitPlainAsDigest(self, visit);
    visit("sessions", self.sessions, field::kPlain);
    visit("next_session", self.next_session, field::Id{kSessionIds});
    visit("server_major", self.server_major, field::kUnread);
    visit("system_identifier", self.system_identifier, field::kUnread);
    visit("database_oid", self.database_oid, field::kUnread);
    visit("database", self.database, field::kUnread);
    visit("refuses_login", self.refuses_login, field::kUnread);
  }
};

/// Ends a session as the server does when it notices that its client is gone: its transaction is
/// rolled back, its locks are released. One whose text is under way holds its locks until that has
/// run: it ends by itself.
void EndSession(World& world, std::int64_t session);

/// The process behind every session whose application begins with `application` is gone, killed or
/// not. Writes nothing if there is none.
void SessionsOfProcessEnd(World& world, Text application);

/// The server notices that the process `role`, whose sessions call themselves `application...`, has
/// ended. Every model of a world with such a process lists one among its survivors.
class PostgresSurvivor final : public Survivor {
 public:
  PostgresSurvivor(Text role, Text application) : role_(role), application_(application) {}
  void ProcessEnded(World& world, Text role) const override {
    if (role == role_) SessionsOfProcessEnd(world, application_);
  }

 private:
  const Text role_;
  const Text application_;
};

/// The server stops at once (`pg_ctl stop -m immediate`, a power cut) or starts again: what was not
/// committed is gone, statements under way too.
void StopListening(World& world);
void StartListening(World& world);

/// pg_terminate_backend of every session whose client is gone: statements under way are rolled
/// back, an index that was being built CONCURRENTLY stays, invalid.
void TerminateOrphans(World& world);
bool HasOrphans(const World& world);

/// Lets texts that are under way without a client run at their time (spec section 3.3), and ends
/// their sessions. Every model of a world in which RunSql may be `late` lists it.
class PostgresAgent final : public Agent {
 public:
  TimeMs NextTimer(const World& world) const override;
  void Advance(World& world) const override;
};

}  // namespace relapse::migrations

#endif  // FAKES_POSTGRES_POSTGRES_STATE_H_
