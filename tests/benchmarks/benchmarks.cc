// One item is one history with one crash and its recovery. `harness` is RunHistory with everything
// on; `direct` the engine alone; `rapidcheck_state` the same faults and checks driven by rc::state.
#include <benchmark/benchmark.h>

#include "fault_injection/plan_decider.h"
#include "tests/benchmarks/direct_handles.h"
#include "tests/benchmarks/rapidcheck_state.h"
#include "tests/benchmarks/workload.h"

namespace relapse::benchmarks {

namespace {

void Report(benchmark::State& state, std::int64_t effects) {
  state.SetItemsProcessed(state.iterations());
  state.counters["effects"] =
      static_cast<double>(effects) / static_cast<double>(state.iterations());
}

void Harness(benchmark::State& state) {
  const Workload& workload = TheWorkload();
  const std::vector<IndexedFault> faults{{.incarnation = 1,
                                          .index = workload.crash_index(),
                                          .decision = {.outcome = Outcome::kCrashAfter}}};
  const StartState start{.world = workload.instance().initial};
  std::int64_t effects = 0;
  for (auto _ : state) {
    IndexDecider decider(faults);
    HistoryOptions options{.decider = &decider};
    const HistoryResult result = RunHistory(workload.instance().system, start, options);
    if (result.ending != Ending::kRest) return state.SkipWithError("the history does not rest");
    effects += result.effects;
  }
  Report(state, effects);
}

void Direct(benchmark::State& state) {
  const Workload& workload = TheWorkload();
  const auto& body = workload.instance().system.processes.front().body;
  std::int64_t effects = 0;
  for (auto _ : state) {
    World world = workload.instance().initial;
    DirectHandles first(world, workload.crash_index());
    try {
      (void)body(first);
    } catch (const DirectCrash&) {
    }
    DirectHandles second(world, -1);
    (void)body(second);
    RunOutTimers(world);
    if (workload.instance().system.rest(world) != Rest::kSettled) {
      return state.SkipWithError("the history does not rest");
    }
    effects += first.effects() + second.effects();
  }
  Report(state, effects);
}

void RapidcheckState(benchmark::State& state) {
  std::int64_t effects = 0;
  std::uint64_t seed = 0;
  for (auto _ : state) effects += RunRapidcheckHistory(++seed);
  Report(state, effects);
}

}  // namespace

}  // namespace relapse::benchmarks

int main(int argc, char** argv) {
  namespace rb = relapse::benchmarks;
  rb::TheWorkload().Print();
  benchmark::RegisterBenchmark("history/harness", rb::Harness);
  benchmark::RegisterBenchmark("history/direct", rb::Direct);
  benchmark::RegisterBenchmark("history/rapidcheck_state", rb::RapidcheckState);
  benchmark::Initialize(&argc, argv);
  if (benchmark::ReportUnrecognizedArguments(argc, argv)) return 2;
  benchmark::RunSpecifiedBenchmarks();
  benchmark::Shutdown();
  return 0;
}
