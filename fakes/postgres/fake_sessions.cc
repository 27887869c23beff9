// Sessions, transactions and advisory locks of FakePostgres.
#include <algorithm>

#include "fakes/postgres/fake_postgres.h"
#include "fakes/postgres/in_session.h"

namespace relapse::migrations {

namespace {

AdvisoryHold& HoldOf(std::vector<AdvisoryHold>& holds, std::int64_t key) {
  const auto place = std::lower_bound(
      holds.begin(), holds.end(), key,
      [](const AdvisoryHold& one, std::int64_t wanted) { return one.key < wanted; });
  if (place != holds.end() && place->key == key) return *place;
  return *holds.insert(place, AdvisoryHold{key});
}

/// Reentrant: each lock of a session needs its unlock. Outside a transaction the transaction's lock
/// goes with its own statement.
void Take(SessionWork& work, std::int64_t key, bool in_transaction) {
  AdvisoryHold& hold = HoldOf(work.advisory(), key);
  ++(in_transaction ? hold.by_transaction : hold.by_session);
}

Text StateOf(const SessionRecord& session) {
  static const Text kActive("active");
  static const Text kIdle("idle");
  static const Text kOpen("idle in transaction");
  static const Text kAborted("idle in transaction (aborted)");
  if (session.client_gone) return kActive;
  switch (session.transaction) {
    case TransactionStatus::kNone:
      return kIdle;
    case TransactionStatus::kOpen:
      return kOpen;
    case TransactionStatus::kAborted:
      return kAborted;
  }
  return kIdle;
}

}  // namespace

tl::unexpected<Error> ServerUnavailable() {
  static const Text kMessage("connection to server failed: Connection refused");
  return Fail(kServerUnavailable, kMessage);
}
tl::unexpected<Error> TransactionAborted() {
  static const Text kMessage(
      "current transaction is aborted, commands ignored until end of transaction block");
  return SqlFail("25P02", kMessage);
}

Status CheckSession(const World& world, std::int64_t session) {
  static const Text kMessage("no such session");
  const PostgresState& state = world.Get<PostgresState>();
  if (!state.listening) return ServerUnavailable();
  if (state.Find(session) == nullptr) return Fail(kNoSession, kMessage);
  return Ok();
}

Result<SessionInfo> FakePostgres::On(World& world, const OpenSession& request) const {
  const PostgresState& before = world.Get<PostgresState>();
  if (!before.listening) return ServerUnavailable();
  if (before.refuses_login) {
    static const Text kMessage("password authentication failed for user \"postgres\"");
    return Fail(kPermission, kMessage, SqlState("28P01"));
  }
  PostgresState& state = world.Mutate<PostgresState>();
  SessionRecord session{.id = state.next_session++, .application = request.application};
  session.search_path = session.search_path_if_committed = session.search_path_if_rolled_back =
      PublicSchema();
  session.opened_at_change = world.change_count();
  state.sessions.push_back(session);
  return SessionInfo{.session = session.id,
                     .pid = session.id,
                     .server_major = state.server_major,
                     .system_identifier = state.system_identifier,
                     .database_oid = state.database_oid,
                     .database = state.database};
}

Status FakePostgres::On(World& world, const CloseSession& request) const {
  RELAPSE_RETURN_IF_ERROR(CheckSession(world, request.session));
  EndSession(world, request.session);
  return Ok();
}

Status FakePostgres::On(World& world, const Begin& request) const {
  RELAPSE_RETURN_IF_ERROR(CheckSession(world, request.session));
  SessionWork work(world, request.session);
  static const Text kMessage("there is already a transaction in progress");
  if (work.transaction() == TransactionStatus::kOpen) return SqlFail("25001", kMessage);
  if (work.transaction() == TransactionStatus::kAborted) return TransactionAborted();
  work.Begin(false);
  work.Store(world);
  return Ok();
}

Status FakePostgres::On(World& world, const Commit& request) const {
  RELAPSE_RETURN_IF_ERROR(CheckSession(world, request.session));
  SessionWork work(world, request.session);
  const TransactionStatus status = work.transaction();
  static const Text kIdle("unexpected transaction status idle");
  if (status == TransactionStatus::kNone) return SqlFail("25P01", kIdle);
  work.Commit();
  work.Store(world);
  static const Text kAborted("Could not complete operation in a failed transaction");
  if (status == TransactionStatus::kAborted) return SqlFail("25P02", kAborted);
  return Ok();
}

Status FakePostgres::On(World& world, const Rollback& request) const {
  RELAPSE_RETURN_IF_ERROR(CheckSession(world, request.session));
  SessionWork work(world, request.session);
  work.Rollback();
  work.Store(world);
  return Ok();
}

Result<bool> FakePostgres::On(World& world, const TryAdvisoryLock& request) const {
  return AsStatement(world, request.session, [&](SessionWork& work) -> Result<bool> {
    if (work.SomebodyElseHolds(request.key)) return false;
    Take(work, request.key, request.in_transaction);
    return true;
  });
}

Status FakePostgres::On(World& world, const AdvisoryLock& request) const {
  return AsStatement(world, request.session, [&](SessionWork& work) -> Status {
    if (work.SomebodyElseHolds(request.key)) return SessionWork::LockNotAvailable();
    Take(work, request.key, request.in_transaction);
    return Ok();
  });
}

Result<bool> FakePostgres::On(World& world, const AdvisoryUnlock& request) const {
  return AsStatement(world, request.session, [&](SessionWork& work) -> Result<bool> {
    for (AdvisoryHold& hold : work.advisory()) {
      if (hold.key != request.key || hold.by_session == 0) continue;
      --hold.by_session;
      std::erase_if(work.advisory(), [](const AdvisoryHold& one) {
        return one.by_session == 0 && one.by_transaction == 0;
      });
      return true;
    }
    return false;
  });
}

Result<std::vector<LockHolder>> FakePostgres::On(World& world,
                                                 const FindLockHolders& request) const {
  return AsRead(world, request.session, [&](SessionWork&) -> Result<std::vector<LockHolder>> {
    std::vector<LockHolder> holders;
    for (const SessionRecord& session : world.Get<PostgresState>().sessions) {
      const bool holds = std::any_of(
          session.advisory.begin(), session.advisory.end(), [&](const AdvisoryHold& hold) {
            return std::find(request.keys.begin(), request.keys.end(), hold.key) !=
                   request.keys.end();
          });
      if (!holds || session.id == request.session) continue;
      const DurationMs age = session.active_since == kNoTime
                                 ? 0
                                 : std::min(world.now() - session.active_since, kQueryAgeShown);
      holders.push_back({session.id, session.application, StateOf(session), age});
    }
    return holders;
  });
}

void FakePostgres::OpeningEnded(World& world, const OpenSession& request, Ends ends) {
  if (ends != Ends::kSession) return;
  // It was opened by this very call if nothing has changed since.
  for (const SessionRecord& session : world.Get<PostgresState>().sessions) {
    if (session.application != request.application ||
        session.opened_at_change != world.change_count()) {
      continue;
    }
    return EndSession(world, session.id);
  }
}

void FakePostgres::RequestEnded(World& world, std::int64_t session, Ends ends) {
  const SessionRecord* found = world.Get<PostgresState>().Find(session);
  if (found == nullptr || ends == Ends::kNothing) return;
  if (ends == Ends::kSession) return EndSession(world, session);
  if (found->transaction != TransactionStatus::kOpen) return;
  SessionWork work(world, session);
  work.Abort();
  work.Store(world);
}

}  // namespace relapse::migrations
