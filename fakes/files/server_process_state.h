// ServerProcessState: the built-in PostgreSQL of a developer's folder as a part of the world: the
// data directory, the pid file, the postmaster that may be running on it.
#ifndef FAKES_FILES_SERVER_PROCESS_STATE_H_
#define FAKES_FILES_SERVER_PROCESS_STATE_H_

#include <vector>

#include "harness/world/world.h"
#include "orchestration/ports/server_process.h"

namespace relapse::migrations {

/// Domain of ids (field::Id): process ids.
inline constexpr int kProcessIds = 3;

/// What the pid file says, and who that is.
enum class PidFileState : std::uint8_t {
  kNone,
  kDead,     ///< its process is gone (ESRCH)
  kAlive,    ///< a postmaster of this data directory
  kForeign,  ///< the pid belongs to another program now
  kEperm,    ///< of a process that is another user's
  kEmpty,    ///< a postmaster that is just starting or was cut off while writing
};
std::string_view EnumName(PidFileState pid_file);
void EnumFromName(std::string_view name, PidFileState& pid_file);

struct ServerProcessState {
  static constexpr std::string_view kPartName = "server_process";

  DataFolder folder = DataFolder::kAbsent;
  int major = 0;               ///< of its PG_VERSION
  std::int64_t set_aside = 0;  ///< data directories that wait to be deleted; counted up to 2
  PidFileState pid_file = PidFileState::kNone;
  std::int64_t pid = kNoTime;  ///< kNoTime: none
  int port = 0;                ///< of the postmaster, where it is alive
  std::int64_t next_pid = 1;
  int taken_port = 0;        ///< a port that another program listens on; 0: none
  bool start_fails = false;  ///< whatever is asked
  int binary_major = 15;     ///< of the program that StartServer runs

  template <class Self, class Visitor>
  static void VisitFields(Self& self, Visitor&& visit) {
    visit("folder", self.folder, field::kPlain);
    visit("major", self.major, field::kPlain);
    visit("set_aside", self.set_aside, field::kPlain);
    visit("pid_file", self.pid_file, field::kPlain);
    visit("pid", self.pid, field::Id{kProcessIds});
    visit("port", self.port, field::kPlain);
    visit("next_pid", self.next_pid, field::Id{kProcessIds});
    visit("taken_port", self.taken_port, field::kPlain);
    visit("start_fails", self.start_fails, field::kPlain);
    visit("binary_major", self.binary_major, field::kPlain);
  }
};

/// A data directory as initdb makes it, of the program's own major; the database in it is fresh.
/// Nothing may lie there.
void InitDataFolder(World& world);

/// A pid file as something else left it: dead, foreign, EPERM or empty. The database, if the world
/// has one, does not listen.
void LeavePidFile(World& world, PidFileState pid_file);

/// kill -9 of the postmaster, or the machine went down: its pid file stays, its process does not.
void PostmasterDies(World& world);

/// The ServerProcess port over ServerProcessState.
///
/// **Method.** Starting and stopping also opens and closes the database of the same world
/// (PostgresState), where it has one. A postmaster outlives whoever started it: after a kill it is
/// an orphan on its port, alive. What the pid file says is all that anybody knows: an EPERM or an
/// empty file may be a living server, and nothing is done to its data.
class FakeServerProcess {
 public:
  Result<DataFolderStatus> On(World& world, const InspectDataFolder& request) const;
  /// kNotFound without a data directory; kPermission where it is half there or unreadable;
  /// kStartFailed where it is of another major or its pid file is that of somebody who lives;
  /// kPortTaken. A stale pid file is replaced, as the postmaster does.
  Result<int> On(World& world, const StartServer& request) const;
  /// Ok where nobody runs, kPermission where it is not known who does.
  Status On(World& world, const StopServer& request) const;
  Status On(World& world, const RemoveStalePidFile& request) const;
  /// kNotFound where there is none; kPermission where it cannot even be looked at, or somebody
  /// lives on it or may.
  Status On(World& world, const SetDataFolderAside& request) const;
  Status On(World& world, const DeleteSetAside& request) const;
};

const FakeServerProcess& ServerProcessServer();

}  // namespace relapse::migrations

#endif  // FAKES_FILES_SERVER_PROCESS_STATE_H_
