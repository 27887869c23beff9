// PostgresDatabase: the MigrationDatabase port on a real server, one connection a session. Safe
// from several threads as long as each session is used by one at a time.
//
// An error that the server answers is told by its SQLSTATE: 55P03 kLockNotAvailable, 57014
// kStatementTimeout, 40P01 kDeadlock, everything else kSql. A connection that breaks is
// kConnectionLost, also where the server ended it (57P01), and its session is gone. CloseSession
// returns once the server has let go of transaction and locks. Within a transaction, reads go
// behind a savepoint.
#ifndef BACKENDS_POSTGRES_POSTGRES_DATABASE_H_
#define BACKENDS_POSTGRES_POSTGRES_DATABASE_H_

#include <map>
#include <memory>
#include <mutex>

#include "backends/postgres/connection.h"
#include "orchestration/ports/migration_database.h"

namespace relapse::migrations {

class PostgresDatabase final : public MigrationDatabase {
 public:
  explicit PostgresDatabase(PostgresSettings settings) : settings_(std::move(settings)) {}

  using MigrationDatabase::Perform;
  Result<SessionInfo> Perform(const OpenSession& request, const CallOptions& options) override;
  Status Perform(const CloseSession& request, const CallOptions& options) override;
  Status Perform(const Begin& request, const CallOptions& options) override;
  Status Perform(const Commit& request, const CallOptions& options) override;
  Status Perform(const Rollback& request, const CallOptions& options) override;
  Result<bool> Perform(const TryAdvisoryLock& request, const CallOptions& options) override;
  Status Perform(const AdvisoryLock& request, const CallOptions& options) override;
  Result<bool> Perform(const AdvisoryUnlock& request, const CallOptions& options) override;
  Result<std::vector<LockHolder>> Perform(const FindLockHolders& request,
                                          const CallOptions& options) override;
  Result<VersionTable> Perform(const ReadVersion& request, const CallOptions& options) override;
  Status Perform(const CreateVersionTable& request, const CallOptions& options) override;
  Status Perform(const TruncateVersion& request, const CallOptions& options) override;
  Status Perform(const InsertVersion& request, const CallOptions& options) override;
  Result<bool> Perform(const MoveVersion& request, const CallOptions& options) override;
  Status Perform(const RunSql& request, const CallOptions& options) override;
  Result<Catalog> Perform(const ReadCatalog& request, const CallOptions& options) override;
  Status Perform(const ResetDatabase& request, const CallOptions& options) override;
  Result<MigrationStore> Perform(const ReadStore& request, const CallOptions& options) override;
  Status Perform(const CreateStore& request, const CallOptions& options) override;
  Status Perform(const PutStored& request, const CallOptions& options) override;
  Status Perform(const DeleteStored& request, const CallOptions& options) override;
  Status Perform(const PutLeftBehind& request, const CallOptions& options) override;
  Status Perform(const DeleteLeftBehind& request, const CallOptions& options) override;

 private:
  /// kNoSession where there is none.
  Result<Connection*> Find(std::int64_t session);
  /// One text in a session, which is forgotten if it is lost. A read goes behind a savepoint.
  enum class Access { kWrite, kRead };
  Result<ResultHandle> Send(std::int64_t session, const std::string& sql,
                            const CallOptions& options, Access access = Access::kWrite);
  Result<ResultHandle> Send(std::int64_t session, const std::string& sql,
                            const std::vector<const char*>& values, const CallOptions& options);
  Result<ResultHandle> Kept(std::int64_t session, Result<ResultHandle> answer);

  const PostgresSettings settings_;
  std::mutex mutex_;  ///< of what follows, not of the connections
  std::map<std::int64_t, std::unique_ptr<Connection>> sessions_;
  std::int64_t next_session_ = 1;
};

}  // namespace relapse::migrations

#endif  // BACKENDS_POSTGRES_POSTGRES_DATABASE_H_
