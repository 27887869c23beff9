// WorldPorts: everything recovery needs, straight on a world: no gate, no fault, nobody who dies.
// For a past that nobody watches, and for asking what would be decided of a copy of a world.
#ifndef SCENARIOS_MIGRATIONS_WORLD_PORTS_H_
#define SCENARIOS_MIGRATIONS_WORLD_PORTS_H_

#include <algorithm>

#include "fakes/files/fake_file_system.h"
#include "fakes/files/migration_folder.h"
#include "fakes/files/server_process_state.h"
#include "fakes/postgres/fake_postgres.h"
#include "harness/effect/runtime.h"
#include "harness/world/server.h"
#include "orchestration/migrations/recovery.h"

namespace relapse::migrations {

class WorldPorts {
 public:
  /// Waiting lets the world act.
  explicit WorldPorts(World& world)
      : runtime_(world),
        database_(world, PostgresServer()),
        files_(world, MigrationFilesServer()),
        cache_(world, FileSystemServer()),
        server_(world, ServerProcessServer()) {
    ports_ = {.database = &database_,
              .files = &files_,
              .cache_files = &cache_,
              .server = &server_,
              .runtime = &runtime_};
  }
  WorldPorts(const WorldPorts&) = delete;
  WorldPorts& operator=(const WorldPorts&) = delete;

  const RecoveryPorts& all() const { return ports_; }

 private:
  class Clock final : public Runtime {
   public:
    explicit Clock(World& world) : world_(world) {}
    using Runtime::Perform;
    Result<TimeMs> Perform(const Now&, const CallOptions&) override { return world_.now(); }
    Status Perform(const Wait& wait, const CallOptions&) override {
      const TimeMs wake = world_.now() + wait.duration;
      while (world_.now() < wake) world_.AdvanceTo(std::min(wake, world_.NextTimer()));
      return Ok();
    }
    Result<std::uint64_t> Perform(const RandomBelow&, const CallOptions&) override { return 0; }

   private:
    World& world_;
  };

  Clock runtime_;
  SimulatedPort<MigrationDatabase, FakePostgres> database_;
  SimulatedPort<MigrationFiles, FakeMigrationFiles> files_;
  SimulatedPort<FileSystem, FakeFileSystem> cache_;
  SimulatedPort<ServerProcess, FakeServerProcess> server_;
  RecoveryPorts ports_;
};

}  // namespace relapse::migrations

#endif  // SCENARIOS_MIGRATIONS_WORLD_PORTS_H_
