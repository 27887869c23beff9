// Recovery: brings a database and a checkout together again, as the planner decides. Looks under
// the migrators' locks, writes nothing where it refuses, undoes one version a transaction, and
// settles every doubt about a lost answer by looking again (spec/migration-recovery.md
// section 1.5).
#ifndef ORCHESTRATION_MIGRATIONS_RECOVERY_H_
#define ORCHESTRATION_MIGRATIONS_RECOVERY_H_

#include <vector>

#include "harness/core/time.h"
#include "harness/effect/effect.h"
#include "orchestration/migrations/decision.h"
#include "orchestration/migrations/defects.h"
#include "orchestration/migrations/views.h"

namespace relapse {
class Runtime;
}  // namespace relapse

namespace relapse::migrations {

class FileSystem;
class MigrationDatabase;
class MigrationFiles;
class ServerProcess;

/// All are required, but `server` where the database is external and `cache_files` where no cache
/// is kept.
struct RecoveryPorts {
  MigrationDatabase* database = nullptr;
  MigrationFiles* files = nullptr;
  FileSystem* cache_files = nullptr;
  ServerProcess* server = nullptr;
  Runtime* runtime = nullptr;
};

struct RecoveryConfig {
  Text target;         ///< "host:port/database": what a confirmation has to name
  Text database_name;  ///< without a slash: a part of the migrators' lock keys
  bool builtin = false;
  int expected_major = 0;  ///< of the built-in server; 0: any
  Text cache_path;         ///< empty: no cache
  Text run_id;             ///< names this run in the intents that it writes
  /// How long to wait for a lock that somebody else holds, before saying who does: milliseconds.
  DurationMs lock_wait = Seconds(15);
  StopToken stop;  ///< once requested, nothing new is begun
  Defects defects;
  /// A variable that asks for the reset, and confirms it, was exported once and is still set. Read
  /// by the older designs alone (L01): here no variable confirms anything.
  bool environment_resets = false;
};

enum class RecoveryMode : std::uint8_t {
  kLook,     ///< a dry run: takes no lock, writes nothing
  kRecover,  ///< does what is decided
  kPrepare,  ///< and writes the intents of what the migrator will run
};

enum class RecoveryOutcome : std::uint8_t {
  kDone,
  kRefused,  ///< by `decision`; nothing was written in this run
  kStopped,  ///< refused, failed or asked to stop after something had been done: `undone` says what
  kFailed,   ///< a statement failed: `failure` says which
  kUnknown,  ///< the last COMMIT may or may not have happened, and the database is not there to ask
};
std::string_view EnumName(RecoveryOutcome outcome);

struct RecoveryResult {
  RecoveryOutcome outcome = RecoveryOutcome::kDone;
  Decision decision;                    ///< the last one
  std::vector<Action> actions;          ///< what was done, in order
  std::vector<Version> undone;          ///< newest first: confirmed
  std::vector<Version> planned;         ///< of which so many were to be undone
  Version failed_version = kNoVersion;  ///< kFailed, kUnknown: the version under way
  Text failure;
  bool passes = false;           ///< kFailed: of the connection, not of what was asked for
  std::vector<NoteOn> notes;     ///< of all decisions of this run
  DiskView disk;                 ///< the checkout as it was read: what a migrator may be given
  Version version = kNoVersion;  ///< of the database, as last seen
};

RecoveryResult Recover(const RecoveryPorts& ports, const RecoveryConfig& config,
                       const Request& request, RecoveryMode mode);

}  // namespace relapse::migrations

#endif  // ORCHESTRATION_MIGRATIONS_RECOVERY_H_
