#include "scenarios/migrations/app_server.h"

#include "fakes/files/server_process_state.h"
#include "fakes/postgres/fake_postgres.h"

namespace relapse::migrations {

Status FakeInitdb::On(World& world, const BeginInitdb&) const {
  world.Mutate<ServerProcessState>().folder = DataFolder::kHalf;
  return Ok();
}

Status FakeInitdb::On(World& world, const FinishInitdb&) const {
  ServerProcessState& state = world.Mutate<ServerProcessState>();
  state.folder = DataFolder::kPresent;
  state.major = state.binary_major;
  world.Mutate<PostgresState>().committed = Database::Fresh();
  return Ok();
}

const FakeInitdb& InitdbServer() {
  static const FakeInitdb server;
  return server;
}

Result<bool> AppServer::Start() {
  const auto seen = process_.Perform(InspectDataFolder{});
  if (!seen.ok()) return tl::unexpected(seen.error());
  const bool fresh = seen->folder == DataFolder::kAbsent;
  if (fresh) {
    (void)initdb_.Perform(BeginInitdb{});
    (void)initdb_.Perform(FinishInitdb{});
  }
  if (seen->postmaster != Postmaster::kAlive) {
    const auto started = process_.Perform(StartServer{});
    if (!started.ok()) return tl::unexpected(started.error());
  }
  runs_ = true;
  return fresh;
}

void AppServer::Stop() {
  if (runs_) (void)process_.Perform(StopServer{});
  runs_ = false;
}

}  // namespace relapse::migrations
