// One item is one history with one crash and its recovery. `harness` is RunHistory with all
// oracles: invariants, history hash, rest oracles, 5 % of histories twice; `direct` is the engine
// alone; `rapidcheck_state` the same faults and checks driven by rc::state.
#include <benchmark/benchmark.h>

#include "fault_injection/plan_decider.h"
#include "tests/benchmarks/direct_handles.h"
#include "tests/benchmarks/measured_history.h"
#include "tests/benchmarks/rapidcheck_state.h"

namespace relapse::benchmarks {

namespace {

void Harness(benchmark::State& state) {
  const Workload& workload = TheWorkload();
  const std::vector<IndexedFault> faults{{.incarnation = 1,
                                          .index = workload.crash_index(),
                                          .decision = {.outcome = Outcome::kCrashAfter}}};
  MeasureHistory(state, workload.instance(), [&] { return IndexDecider(faults); });
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
  ReportHistories(state, state.iterations(), effects);
}

void RapidcheckState(benchmark::State& state) {
  constexpr int kCases = 500;
  RestOracle oracle(TheWorkload().instance());
  std::int64_t effects = 0;
  std::uint64_t seed = 0;
  while (state.KeepRunningBatch(kCases)) {
    const RapidcheckFigures figures = CheckWithRapidcheck(kCases, ++seed, oracle);
    if (!figures.held) return state.SkipWithError("the property does not hold");
    effects += figures.effects;
  }
  ReportHistories(state, state.iterations(), effects);
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
