// The loops that measure histories with all oracles on: invariants, history hash, rest oracles, 5 %
// of histories twice. One history, or those of an exploration.
#ifndef TESTS_BENCHMARKS_MEASURED_HISTORY_H_
#define TESTS_BENCHMARKS_MEASURED_HISTORY_H_

#include <benchmark/benchmark.h>

#include "harness/explore/run_plan.h"
#include "tests/benchmarks/workload.h"

namespace relapse::benchmarks {

/// `items` histories with `effects` effects in all.
inline void ReportHistories(benchmark::State& state, std::int64_t items, std::int64_t effects) {
  state.SetItemsProcessed(items);
  state.counters["effects"] = static_cast<double>(effects) / static_cast<double>(items);
}

/// Measures what `explore()` explores, by history. It must be clean.
template <class Explore>
void MeasureExploration(benchmark::State& state, const Explore& explore) {
  std::int64_t histories = 0;
  std::int64_t effects = 0;
  for (auto _ : state) {
    const auto result = explore();
    if (!result.harness_failure.empty() || !result.findings.empty()) {
      return state.SkipWithError("the exploration is not clean");
    }
    histories += result.figures.histories;
    effects += result.figures.effects;
  }
  ReportHistories(state, histories, effects);
}

/// Measures the history that `make_decider()` makes of `instance`. It must hold and rest.
template <class MakeDecider>
void MeasureHistory(benchmark::State& state, const Instance& instance,
                    const MakeDecider& make_decider) {
  const StartState start{.world = instance.initial};
  const auto run = [&] {
    auto decider = make_decider();
    return RunHistory(instance.system, start, {.decider = &decider});
  };
  RestOracle oracle(instance);
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
  ReportHistories(state, state.iterations(), effects);
}

}  // namespace relapse::benchmarks

#endif  // TESTS_BENCHMARKS_MEASURED_HISTORY_H_
