#include "fakes/files/server_process_state.h"

#include <algorithm>
#include <array>

#include "fakes/postgres/postgres_state.h"
#include "harness/core/enum_names.h"

namespace relapse::migrations {

namespace {

constexpr std::array<std::string_view, 6> kPidFiles{"none",    "dead",  "alive",
                                                    "foreign", "eperm", "empty"};

/// The first port that a server asks for when any will do.
constexpr int kFirstFreePort = 50'001;

void Listen(World& world, bool listening) {
  if (!world.Has<PostgresState>()) return;
  if (listening) {
    StartListening(world);
  } else if (world.Get<PostgresState>().listening) {
    StopListening(world);
  }
}

void ClearPidFile(ServerProcessState& state) {
  state.pid_file = PidFileState::kNone;
  state.pid = kNoTime;
  state.port = 0;
}

bool IsLive(PidFileState pid_file) {
  return pid_file != PidFileState::kNone && pid_file != PidFileState::kDead;
}

tl::unexpected<Error> StartFailed(const char* line) { return Fail(kStartFailed, Text(line)); }

}  // namespace

std::string_view EnumName(PidFileState pid_file) { return NameOf(kPidFiles, pid_file); }
void EnumFromName(std::string_view name, PidFileState& pid_file) {
  ReadName(kPidFiles, name, pid_file);
}

void InitDataFolder(World& world) {
  RELAPSE_CHECK(world.Get<ServerProcessState>().folder == DataFolder::kAbsent,
                "initdb on what is there");
  ServerProcessState& state = world.Mutate<ServerProcessState>();
  state.folder = DataFolder::kPresent;
  state.major = state.binary_major;
  Listen(world, false);
  if (world.Has<PostgresState>()) world.Mutate<PostgresState>().committed = Database::Fresh();
}

void LeavePidFile(World& world, PidFileState pid_file) {
  RELAPSE_CHECK(pid_file != PidFileState::kAlive, "StartServer makes a living postmaster");
  Listen(world, false);
  ServerProcessState& state = world.Mutate<ServerProcessState>();
  ClearPidFile(state);
  state.pid_file = pid_file;
  if (pid_file != PidFileState::kNone && pid_file != PidFileState::kEmpty)
    state.pid = state.next_pid++;
}

void PostmasterDies(World& world) {
  if (world.Get<ServerProcessState>().pid_file != PidFileState::kAlive) return;
  world.Mutate<ServerProcessState>().pid_file = PidFileState::kDead;
  Listen(world, false);
}

const FakeServerProcess& ServerProcessServer() {
  static const FakeServerProcess server;
  return server;
}

Result<DataFolderStatus> FakeServerProcess::On(World& world, const InspectDataFolder&) const {
  const ServerProcessState& state = world.Get<ServerProcessState>();
  DataFolderStatus status{.folder = state.folder};
  if (state.folder == DataFolder::kPresent) status.major = state.major;
  switch (state.pid_file) {
    case PidFileState::kNone:
    case PidFileState::kDead:
      status.postmaster = Postmaster::kNone;
      break;
    case PidFileState::kAlive:
      status.postmaster = Postmaster::kAlive;
      break;
    case PidFileState::kForeign:
      status.postmaster = Postmaster::kForeign;
      break;
    case PidFileState::kEperm:
    case PidFileState::kEmpty:
      status.postmaster = Postmaster::kUnknown;
      break;
  }
  if (state.folder == DataFolder::kUnreadable) status.postmaster = Postmaster::kUnknown;
  if (state.pid != kNoTime) status.pid = state.pid;
  status.port = state.port;
  return status;
}

Result<int> FakeServerProcess::On(World& world, const StartServer& request) const {
  const ServerProcessState& before = world.Get<ServerProcessState>();
  static const Text kNoFolder("data directory does not exist");
  static const Text kNoDataFolder("it is no data directory of PostgreSQL");
  static const Text kDenied("permission denied");
  static const Text kAddressInUse("could not bind IPv4 address \"127.0.0.1\": Address in use");
  switch (before.folder) {
    case DataFolder::kAbsent:
      return Fail(kNotFound, kNoFolder);
    case DataFolder::kHalf:
      return Fail(kPermission, kNoDataFolder);
    case DataFolder::kUnreadable:
      return Fail(kPermission, kDenied);
    case DataFolder::kPresent:
      break;
  }
  if (before.start_fails) return StartFailed("could not create shared memory segment");
  if (before.major != before.binary_major) {
    return StartFailed("database files are incompatible with server");
  }
  if (before.pid_file == PidFileState::kEmpty) return StartFailed("lock file is empty");
  if (IsLive(before.pid_file)) return StartFailed("lock file \"postmaster.pid\" already exists");
  if (request.port != 0 && request.port == before.taken_port) {
    return Fail(kPortTaken, kAddressInUse);
  }
  ServerProcessState& state = world.Mutate<ServerProcessState>();
  const int free = state.taken_port == kFirstFreePort ? kFirstFreePort + 1 : kFirstFreePort;
  state.pid_file = PidFileState::kAlive;
  state.pid = state.next_pid++;
  state.port = request.port != 0 ? request.port : free;
  const int port = state.port;
  Listen(world, true);
  return port;
}

Status FakeServerProcess::On(World& world, const StopServer&) const {
  static const Text kNotOurs("the process of the pid file is not known to be our server");
  const PidFileState pid_file = world.Get<ServerProcessState>().pid_file;
  if (!IsLive(pid_file)) return Ok();
  if (pid_file != PidFileState::kAlive) return Fail(kPermission, kNotOurs);
  ClearPidFile(world.Mutate<ServerProcessState>());
  Listen(world, false);
  return Ok();
}

Status FakeServerProcess::On(World& world, const RemoveStalePidFile&) const {
  static const Text kNoFile("no pid file");
  static const Text kInUse("the process of the pid file is not known to be gone");
  const PidFileState pid_file = world.Get<ServerProcessState>().pid_file;
  if (pid_file == PidFileState::kNone) return Fail(kNotFound, kNoFile);
  if (pid_file != PidFileState::kDead) return Fail(kPermission, kInUse);
  ClearPidFile(world.Mutate<ServerProcessState>());
  return Ok();
}

Status FakeServerProcess::On(World& world, const SetDataFolderAside&) const {
  static const Text kNoFolder("no data directory");
  static const Text kDenied("permission denied");
  static const Text kInUse("a server may own the data directory");
  const ServerProcessState& before = world.Get<ServerProcessState>();
  if (before.folder == DataFolder::kAbsent) return Fail(kNotFound, kNoFolder);
  if (before.folder == DataFolder::kUnreadable) return Fail(kPermission, kDenied);
  // One whose pid is a foreign program's is nobody's (S23).
  if (IsLive(before.pid_file) && before.pid_file != PidFileState::kForeign) {
    return Fail(kPermission, kInUse);
  }
  ServerProcessState& state = world.Mutate<ServerProcessState>();
  state.folder = DataFolder::kAbsent;
  state.major = 0;
  state.set_aside = std::min<std::int64_t>(state.set_aside + 1, 2);
  ClearPidFile(state);
  Listen(world, false);
  return Ok();
}

Status FakeServerProcess::On(World& world, const DeleteSetAside&) const {
  if (world.Get<ServerProcessState>().set_aside == 0) return Ok();
  world.Mutate<ServerProcessState>().set_aside = 0;
  return Ok();
}

}  // namespace relapse::migrations
