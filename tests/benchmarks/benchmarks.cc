// One item is one history with one crash and its recovery. `harness` is RunHistory with all
// oracles: invariants, history hash, rest oracles, 5 % of histories twice; `direct` is the engine
// alone; `rapidcheck_state` the same faults and checks driven by rc::state.
#include <benchmark/benchmark.h>

#include "fault_injection/plan_decider.h"
#include "harness/explore/run_plan.h"
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
  const auto run = [&] {
    IndexDecider decider(faults);
    const HistoryOptions options{.decider = &decider};
    return RunHistory(workload.instance().system, start, options);
  };
  RestOracle oracle(workload.instance());
  std::int64_t effects = 0;
  std::int64_t histories = 0;
  for (auto _ : state) {
    const HistoryResult result = run();
    if (result.ending != Ending::kRest || VerdictOf(result, oracle).violated()) {
      return state.SkipWithError("the history is violated or does not rest");
    }
    effects += result.effects;
    if (RunsTwice(++histories) && run().hash != result.hash) {
      return state.SkipWithError("the history is not deterministic");
    }
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
  constexpr int kCases = 500;
  RestOracle oracle(TheWorkload().instance());
  std::int64_t effects = 0;
  std::uint64_t seed = 0;
  while (state.KeepRunningBatch(kCases)) {
    const RapidcheckFigures figures = CheckWithRapidcheck(kCases, ++seed, oracle);
    if (!figures.held) return state.SkipWithError("the property does not hold");
    effects += figures.effects;
  }
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
