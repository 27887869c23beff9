// WorldRuntime: time of a world that no simulation drives.
#ifndef TESTS_ORCHESTRATION_MIGRATIONS_WORLD_RUNTIME_H_
#define TESTS_ORCHESTRATION_MIGRATIONS_WORLD_RUNTIME_H_

#include "harness/effect/runtime.h"
#include "harness/world/world.h"

namespace relapse::migrations {

/// Waiting moves the world's clock.
class WorldRuntime final : public Runtime {
 public:
  explicit WorldRuntime(World& world) : world_(world) {}
  using Runtime::Perform;
  Result<TimeMs> Perform(const Now&, const CallOptions&) override { return world_.now(); }
  Status Perform(const Wait& wait, const CallOptions&) override {
    world_.SetClock(world_.now() + wait.duration);
    return Ok();
  }
  Result<std::uint64_t> Perform(const RandomBelow&, const CallOptions&) override { return 0; }

 private:
  World& world_;
};

}  // namespace relapse::migrations

#endif  // TESTS_ORCHESTRATION_MIGRATIONS_WORLD_RUNTIME_H_
