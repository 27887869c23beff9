// One item is one history with one crash and its recovery. `harness` is RunHistory with all
// oracles: invariants, history hash, rest oracles, 5 % of histories twice; `direct` is the engine
// alone; `rapidcheck_state` the same faults and checks driven by rc::state.
#include <benchmark/benchmark.h>

#include "fault_injection/plan_decider.h"
#include "tests/benchmarks/measured_direct.h"
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
  MeasureDirect(state, TheWorkload().instance(), TheWorkload().crash_index());
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
