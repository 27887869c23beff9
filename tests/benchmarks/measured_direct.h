// The loop that measures one history without the harness: the component on its fakes alone, with
// one crash and its recovery. What the harness and all oracles cost is the rest.
#ifndef TESTS_BENCHMARKS_MEASURED_DIRECT_H_
#define TESTS_BENCHMARKS_MEASURED_DIRECT_H_

#include "tests/benchmarks/direct_handles.h"
#include "tests/benchmarks/measured_history.h"

namespace relapse::benchmarks {

/// The only process of `instance` dies after its effect `crash_index`, and is started again.
inline void MeasureDirect(benchmark::State& state, const Instance& instance, int crash_index) {
  const ProcessDefinition& process = instance.system.processes.front();
  std::int64_t effects = 0;
  for (auto _ : state) {
    World world = instance.initial;
    DirectHandles first(world, crash_index);
    try {
      (void)process.body(first);
    } catch (const DirectCrash&) {
    }
    world.ProcessEnded(process.role);
    DirectHandles second(world, -1);
    (void)process.body(second);
    RunOutTimers(world);
    if (instance.system.rest(world) != Rest::kSettled) {
      return state.SkipWithError("the history does not rest");
    }
    effects += first.effects() + second.effects();
  }
  ReportHistories(state, state.iterations(), effects);
}

}  // namespace relapse::benchmarks

#endif  // TESTS_BENCHMARKS_MEASURED_DIRECT_H_
