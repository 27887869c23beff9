// A session of recovery: the migrators' locks, and everything that the planner wants to know of the
// database, read in one go under them.
#ifndef ORCHESTRATION_MIGRATIONS_LOOK_H_
#define ORCHESTRATION_MIGRATIONS_LOOK_H_

#include "harness/core/result.h"
#include "orchestration/migrations/cache.h"
#include "orchestration/migrations/recovery.h"
#include "orchestration/ports/migration_session.h"

namespace relapse::migrations {

/// How often a lock that somebody else holds is tried again, milliseconds.
inline constexpr DurationMs kLockPoll = 250;

/// To be closed by whoever opened it: a process that dies closes nothing, and neither does this.
class DatabaseSession {
 public:
  DatabaseSession(const RecoveryPorts& ports, const RecoveryConfig& config)
      : ports_(ports), config_(config) {}
  DatabaseSession(const DatabaseSession&) = delete;
  DatabaseSession& operator=(const DatabaseSession&) = delete;

  /// Opens a session, takes every migrator's lock if `locks`, and reads. Whatever stops it is told
  /// in `view.reach` and `view.holders`; waits at most the configured time for a lock.
  void Look(bool locks, DatabaseView& view);
  void Close();

  bool is_open() const { return session_.session != 0; }
  std::int64_t id() const { return session_.session; }
  /// After an error that ended the session: there is none to be closed.
  void Lost() {
    session_ = {};
    locked_ = false;
  }
  CacheOwner owner() const {
    return {session_.system_identifier, session_.database_oid, config_.target};
  }

 private:
  bool TakeLocks(DatabaseView& view);
  bool TakeLock(std::int64_t key, DurationMs& waited);
  void Read(DatabaseView& view);
  void ReleaseLocks();
  void Tell(const Error& error, DatabaseView& view);
  const std::vector<std::int64_t>& LockKeys() const;

  const RecoveryPorts& ports_;
  const RecoveryConfig& config_;
  SessionInfo session_;
  bool locked_ = false;
  Error lock_error_;
};

}  // namespace relapse::migrations

#endif  // ORCHESTRATION_MIGRATIONS_LOOK_H_
