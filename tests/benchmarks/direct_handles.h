// The engine without the harness: no history, no hash, no oracle, no fiber. A wait moves the
// world's clock, a task runs inline, and a gate of two lines throws at the crash.
#ifndef TESTS_BENCHMARKS_DIRECT_HANDLES_H_
#define TESTS_BENCHMARKS_DIRECT_HANDLES_H_

#include <algorithm>

#include "harness/simulation/system.h"

namespace relapse::benchmarks {

/// Thrown by the port that crashes; derived from nothing, as the simulation's own.
struct DirectCrash {};

class DirectHandles : public ProcessHandles, public Gate, public TaskRunner, public Runtime {
 public:
  DirectHandles(World& world, int crash_after) : world_(world), crash_after_(crash_after) {}

  World& world() override { return world_; }
  Gate& gate() override { return *this; }
  Runtime& runtime() override { return *this; }
  TaskRunner& tasks() override { return *this; }
  StopToken stop() override { return {}; }
  int incarnation() const override { return 1; }

  void Pass(EffectCall& call) override {
    call.Execute();
    if (call.spec().internal) return;
    ++effects_;
    if (next_++ == crash_after_) throw DirectCrash{};
  }

  void RunAll(std::span<const std::function<void()>> tasks, int) override {
    for (const auto& task : tasks) task();
  }

  using Runtime::Perform;
  Result<TimeMs> Perform(const Now&, const CallOptions&) override { return world_.now(); }
  Result<std::uint64_t> Perform(const RandomBelow&, const CallOptions&) override { return 0; }
  Status Perform(const Wait& wait, const CallOptions&) override {
    const TimeMs wake = world_.now() + wait.duration;
    while (world_.now() < wake) world_.AdvanceTo(std::min(wake, world_.NextTimer()));
    return Ok();
  }

  std::int64_t effects() const { return effects_; }

 protected:
  World& world_;
  int crash_after_;
  int next_ = 0;
  std::int64_t effects_ = 0;
};

/// Lets what the world still has to do happen, as the end of a history does.
inline void RunOutTimers(World& world) {
  for (TimeMs next = world.NextTimer(); next != kNoTime; next = world.NextTimer()) {
    world.AdvanceTo(next);
  }
}

}  // namespace relapse::benchmarks

#endif  // TESTS_BENCHMARKS_DIRECT_HANDLES_H_
