// Histories of two processes, one item each, with all oracles on: invariants, history hash, rest
// oracles, 5 % of histories twice. One fixed race, and what `exhaust` and `run` make of the
// scenario per history.
#include <benchmark/benchmark.h>

#include "harness/explore/exhaust.h"
#include "harness/explore/random.h"
#include "scenarios/catalogue.h"
#include "tests/benchmarks/measured_history.h"

namespace relapse::benchmarks {

namespace {

const Scenario& TwoDrivers() {
  static const Catalogue catalogue = MakeCatalogue();
  const Scenario* scenario = catalogue.FindScenario("planetscale/two-drivers");
  RELAPSE_CHECK(scenario != nullptr, "planetscale/two-drivers is not in the catalogue");
  return *scenario;
}

/// The first driver stops right before its deploy, the second takes over, the first wakes up.
class StopsBeforeDeploy final : public Decider {
 public:
  explicit StopsBeforeDeploy(DurationMs pause_for) : pause_for_(pause_for) {}
  Decision AtEffect(const FaultPoint& point) override {
    if (done_ || point.call.spec().name != "deploy_deploy_request") return {};
    done_ = true;
    return {.outcome = Outcome::kPause, .paused_for = pause_for_};
  }

 private:
  DurationMs pause_for_;
  bool done_ = false;
};

void Takeover(benchmark::State& state) {
  const Scenario& scenario = TwoDrivers();
  const auto instance = scenario.instantiate(scenario.default_parameters, {});
  MeasureHistory(state, *instance, [&] { return StopsBeforeDeploy(instance->rules.pause_for); });
}

void ExhaustOnce(benchmark::State& state) {
  const Scenario& scenario = TwoDrivers();
  const auto instance = scenario.instantiate(scenario.default_parameters, {});
  MeasureExploration(state, [&] { return Exhaust(*instance, {}, 1); });
}

void Random(benchmark::State& state) {
  const Scenario& scenario = TwoDrivers();
  constexpr int kHistories = 2000;
  std::uint64_t seed = 0;
  MeasureExploration(state, [&] {
    return RunRandom(scenario, {.seed = ++seed,
                                .max_histories = kHistories,
                                .fixed_parameters = scenario.default_parameters});
  });
}

}  // namespace

}  // namespace relapse::benchmarks

int main(int argc, char** argv) {
  namespace rb = relapse::benchmarks;
  benchmark::RegisterBenchmark("two_drivers/takeover", rb::Takeover);
  benchmark::RegisterBenchmark("two_drivers/exhaust_1", rb::ExhaustOnce);
  benchmark::RegisterBenchmark("two_drivers/random", rb::Random);
  benchmark::Initialize(&argc, argv);
  if (benchmark::ReportUnrecognizedArguments(argc, argv)) return 2;
  benchmark::RunSpecifiedBenchmarks();
  benchmark::Shutdown();
  return 0;
}
