// Histories of migrations/branch-switch, one item each: a crash in the middle of a rollback and its
// recovery with all oracles on (`harness`: invariants, history hash, rest oracles, 5 % of histories
// twice) and without the harness (`direct`), and what `exhaust` and `run` make of the scenario per
// history.
#include <benchmark/benchmark.h>

#include "fault_injection/plan_decider.h"
#include "harness/explore/exhaust.h"
#include "harness/explore/random.h"
#include "scenarios/catalogue.h"
#include "tests/benchmarks/measured_direct.h"

namespace relapse::benchmarks {

namespace {

const Scenario& BranchSwitch() {
  static const Catalogue catalogue = MakeCatalogue();
  const Scenario* scenario = catalogue.FindScenario("migrations/branch-switch");
  RELAPSE_CHECK(scenario != nullptr, "migrations/branch-switch is not in the catalogue");
  return *scenario;
}

const Instance& TheInstance() {
  static const std::unique_ptr<const Instance> instance =
      BranchSwitch().instantiate(BranchSwitch().default_parameters, {});
  return *instance;
}

class CommitFinder final : public Decider {
 public:
  Decision AtEffect(const FaultPoint& point) override {
    if (point.call.spec().name == "commit" && found < 0) found = point.index;
    return {};
  }
  int found = -1;
};

/// The fault point of the first COMMIT, which undoes a version.
int CrashIndex() {
  CommitFinder finder;
  const HistoryOptions options{.decider = &finder};
  (void)RunHistory(TheInstance().system, StartState{.world = TheInstance().initial}, options);
  RELAPSE_CHECK(finder.found >= 0, "nothing is committed");
  return finder.found;
}

void Harness(benchmark::State& state) {
  const std::vector<IndexedFault> faults{
      {.incarnation = 1, .index = CrashIndex(), .decision = {.outcome = Outcome::kCrashAfter}}};
  MeasureHistory(state, TheInstance(), [&] { return IndexDecider(faults); });
}

void Direct(benchmark::State& state) { MeasureDirect(state, TheInstance(), CrashIndex()); }

void ExhaustTwo(benchmark::State& state) {
  MeasureExploration(state, [] { return Exhaust(TheInstance(), {}, 2); });
}

/// Of drawn worlds, as `run`.
void Random(benchmark::State& state) {
  constexpr int kHistories = 2000;
  MeasureExploration(
      state, [] { return RunRandom(BranchSwitch(), {.seed = 4, .max_histories = kHistories}); });
}

}  // namespace

}  // namespace relapse::benchmarks

int main(int argc, char** argv) {
  namespace rb = relapse::benchmarks;
  benchmark::RegisterBenchmark("branch_switch/harness", rb::Harness);
  benchmark::RegisterBenchmark("branch_switch/direct", rb::Direct);
  benchmark::RegisterBenchmark("branch_switch/exhaust_2", rb::ExhaustTwo);
  benchmark::RegisterBenchmark("branch_switch/random", rb::Random);
  benchmark::Initialize(&argc, argv);
  if (benchmark::ReportUnrecognizedArguments(argc, argv)) return 2;
  benchmark::RunSpecifiedBenchmarks();
  benchmark::Shutdown();
  return 0;
}
