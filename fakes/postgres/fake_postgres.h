// FakePostgres: the MigrationDatabase port over PostgresState.
//
// **Method.** Transactions are real: what one does is invisible to others until COMMIT and undone
// by ROLLBACK, an error or the end of its session, and it holds its locks until then. A statement
// that needs what somebody else holds answers kLockNotAvailable at once: the clock does not move,
// as if lock_timeout had passed. Three things are coarser than PostgreSQL 15. A read through a
// request of its own keeps no lock until the transaction ends (a declared read must not change the
// world), so a TRUNCATE that would wait for it goes on here. Within a transaction everybody knows
// at once which schemas, types and functions others have made or dropped; a server finds out when a
// statement next locks something, so CREATE TYPE and CREATE FUNCTION may still put what they make
// into a schema that is gone, any CREATE may see no schema where there is one by now, and DROP TYPE
// no type. And of a user's table only columns and the number of rows are kept, so uniqueness is not
// checked. SQL is a subset (sql_statement.h).
//
// A text that was lost on its way (`late`) is a statement under way: its session lives on without
// its client and holds its locks until the text has run (spec section 3.3).
#ifndef FAKES_POSTGRES_FAKE_POSTGRES_H_
#define FAKES_POSTGRES_FAKE_POSTGRES_H_

#include "fakes/postgres/postgres_state.h"
#include "orchestration/ports/migration_database.h"

namespace relapse::migrations {

class FakePostgres {
 public:
  Result<SessionInfo> On(World& world, const OpenSession& request) const;
  Status On(World& world, const CloseSession& request) const;
  Status On(World& world, const Begin& request) const;
  Status On(World& world, const Commit& request) const;
  Status On(World& world, const Rollback& request) const;
  Result<bool> On(World& world, const TryAdvisoryLock& request) const;
  Status On(World& world, const AdvisoryLock& request) const;
  Result<bool> On(World& world, const AdvisoryUnlock& request) const;
  Result<std::vector<LockHolder>> On(World& world, const FindLockHolders& request) const;

  Result<VersionTable> On(World& world, const ReadVersion& request) const;
  Status On(World& world, const CreateVersionTable& request) const;
  Status On(World& world, const TruncateVersion& request) const;
  Status On(World& world, const InsertVersion& request) const;
  Result<bool> On(World& world, const MoveVersion& request) const;

  Status On(World& world, const RunSql& request) const;
  Result<Catalog> On(World& world, const ReadCatalog& request) const;
  Status On(World& world, const ResetDatabase& request) const;

  Result<MigrationStore> On(World& world, const ReadStore& request) const;
  Status On(World& world, const CreateStore& request) const;
  Status On(World& world, const PutStored& request) const;
  Status On(World& world, const DeleteStored& request) const;
  Status On(World& world, const PutLeftBehind& request) const;
  Status On(World& world, const DeleteLeftBehind& request) const;

  /// A statement that ended aborts its transaction, unless it only read. A session that ended is
  /// rolled back.
  template <class Request>
  void Ended(World& world, const Request& request, Ends ends) const {
    if constexpr (std::is_same_v<Request, OpenSession>) {
      OpeningEnded(world, request, ends);
    } else if constexpr (std::is_same_v<Request, CloseSession>) {
      // Whatever its owner heard, the socket is closed.
      RequestEnded(world, request.session, Ends::kSession);
    } else {
      if constexpr (std::is_same_v<Request, RunSql>) TextEnded(world, request, ends);
      const bool only_read = !Request::kEffect.mutates && ends == Ends::kStatement;
      if (!only_read) RequestEnded(world, request.session, ends);
    }
  }

 private:
  static void OpeningEnded(World& world, const OpenSession& request, Ends ends);
  static void TextEnded(World& world, const RunSql& request, Ends ends);
  static void RequestEnded(World& world, std::int64_t session, Ends ends);
};

/// An index that `request` was building or dropping CONCURRENTLY is left, invalid. Nothing, where
/// it was not, or is done.
void StopBuilding(World& world, const RunSql& request);

/// The one instance: it has no state.
const FakePostgres& PostgresServer();

}  // namespace relapse::migrations

#endif  // FAKES_POSTGRES_FAKE_POSTGRES_H_
