// What the explorer does with worlds, on the seeded world of planetscale/apply and on the one right
// after the deploy was accepted: copying, and the canonical hash with one part changed since.
#include <benchmark/benchmark.h>

#include "fakes/planetscale/provider_state.h"
#include "fakes/storage/storage_state.h"
#include "fakes/vitess/vitess_state.h"
#include "fault_injection/plan_decider.h"
#include "tests/benchmarks/workload.h"

namespace relapse::benchmarks {

namespace {

World MidwayWorld() {
  const Workload& workload = TheWorkload();
  const std::vector<IndexedFault> faults{{.incarnation = 1,
                                          .index = workload.crash_index(),
                                          .decision = {.outcome = Outcome::kCrashAfter}}};
  IndexDecider decider(faults);
  const HistoryOptions options{.decider = &decider, .stop_at_crash = true};
  const StartState start{.world = workload.instance().initial};
  return RunHistory(workload.instance().system, start, options).end.world;
}

/// Copies `world`, writes each of `Parts` so that nothing cached is left of it, and hashes.
template <class... Parts>
void CopyAndHash(benchmark::State& state, const World& world) {
  for (auto _ : state) {
    World copy = world;
    (benchmark::DoNotOptimize(copy.Mutate<Parts>()), ...);
    benchmark::DoNotOptimize(copy.CanonicalHash());
  }
}

}  // namespace

}  // namespace relapse::benchmarks

int main(int argc, char** argv) {
  namespace rb = relapse::benchmarks;
  using relapse::planetscale::ProviderState;
  using relapse::planetscale::StorageState;
  using relapse::planetscale::VitessState;
  const relapse::World seeded = rb::TheWorkload().instance().initial;
  const relapse::World midway = rb::MidwayWorld();
  const auto add = [](const std::string& name, const relapse::World& world) {
    const auto one = [&](const char* changed, auto* run) {
      benchmark::RegisterBenchmark((name + changed).c_str(),
                                   [run, &world](benchmark::State& state) { run(state, world); });
    };
    one("/unchanged", &rb::CopyAndHash<>);
    one("/storage_changed", &rb::CopyAndHash<StorageState>);
    one("/provider_changed", &rb::CopyAndHash<ProviderState>);
    one("/vitess_changed", &rb::CopyAndHash<VitessState>);
    one("/all_changed", &rb::CopyAndHash<StorageState, ProviderState, VitessState>);
  };
  add("copy_and_hash/seeded", seeded);
  add("copy_and_hash/midway", midway);
  benchmark::Initialize(&argc, argv);
  if (benchmark::ReportUnrecognizedArguments(argc, argv)) return 2;
  benchmark::RunSpecifiedBenchmarks();
  benchmark::Shutdown();
  return 0;
}
