// What every request that names a session begins with.
#ifndef FAKES_POSTGRES_IN_SESSION_H_
#define FAKES_POSTGRES_IN_SESSION_H_

#include "fakes/postgres/session_work.h"

namespace relapse::migrations {

tl::unexpected<Error> ServerUnavailable();
/// 25P02.
tl::unexpected<Error> TransactionAborted();

/// kServerUnavailable or kNoSession, or ok.
Status CheckSession(const World& world, std::int64_t session);

/// Runs `body(work)` as one statement of the session and stores what it did. `body` answers a
/// Result.
template <class Body>
auto AsStatement(World& world, std::int64_t session, const Body& body)
    -> decltype(body(std::declval<SessionWork&>())) {
  if (Status there = CheckSession(world, session); !there.ok()) return Fail(there.error());
  SessionWork work(world, session);
  if (work.transaction() == TransactionStatus::kAborted) return TransactionAborted();
  work.BeginStatement();
  auto result = body(work);
  work.EndStatement(result.ok());
  work.Store(world);
  return result;
}

/// The same for a request that reads: nothing is stored.
template <class Body>
auto AsRead(const World& world, std::int64_t session, const Body& body)
    -> decltype(body(std::declval<SessionWork&>())) {
  if (Status there = CheckSession(world, session); !there.ok()) return Fail(there.error());
  SessionWork work(world, session);
  if (work.transaction() == TransactionStatus::kAborted) return TransactionAborted();
  work.BeginStatement();
  return body(work);
}

}  // namespace relapse::migrations

#endif  // FAKES_POSTGRES_IN_SESSION_H_
