// planner_benchmarks: decisions a second of the migrations' planner, for the inputs that every
// start meets and for a refusal with its advice. Items are decisions.
#include <benchmark/benchmark.h>

#include "tests/orchestration/migrations/plan_builder.h"

namespace {

using relapse::migrations::Decision;
using relapse::migrations::Plan;
using relapse::migrations::PlanBuilder;
using relapse::migrations::PlanInput;

void Decide(benchmark::State& state, const PlanInput& input) {
  for (auto _ : state) {
    Decision decision = Plan(input);
    benchmark::DoNotOptimize(decision);
  }
  state.SetItemsProcessed(state.iterations());
}

void BM_NothingChanged(benchmark::State& state) { Decide(state, PlanBuilder::Base().input); }
void BM_OnePending(benchmark::State& state) {
  Decide(state, PlanBuilder::Base().Disk(4, "d").input);
}
void BM_Rollback(benchmark::State& state) {
  Decide(state, PlanBuilder::Base().Applied(4, "d").Applied(5, "e").Rollback().input);
}
void BM_RefuseMissing(benchmark::State& state) {
  Decide(state, PlanBuilder::Base().Applied(4, "d").Applied(5, "e").input);
}
void BM_Mixed(benchmark::State& state) {
  const PlanInput inputs[] = {PlanBuilder::Base().input,
                              PlanBuilder::Base().Disk(4, "d").input,
                              PlanBuilder::Base().Applied(4, "d").Rollback().input,
                              PlanBuilder::Base().Applied(4, "d").input,
                              PlanBuilder::Base().Disk(4, "d").At(4, true).input,
                              PlanBuilder::Base().Forget().input};
  std::size_t next = 0;
  for (auto _ : state) {
    Decision decision = Plan(inputs[next]);
    benchmark::DoNotOptimize(decision);
    next = next + 1 < std::size(inputs) ? next + 1 : 0;
  }
  state.SetItemsProcessed(state.iterations());
}

BENCHMARK(BM_NothingChanged);
BENCHMARK(BM_OnePending);
BENCHMARK(BM_Rollback);
BENCHMARK(BM_RefuseMissing);
BENCHMARK(BM_Mixed);

}  // namespace

BENCHMARK_MAIN();
