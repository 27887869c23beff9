#include "tests/benchmarks/workload.h"

#include <cstdio>

#include "scenarios/catalogue.h"

namespace relapse::benchmarks {

namespace {

class DeployFinder final : public Decider {
 public:
  Decision AtEffect(const FaultPoint& point) override {
    if (point.call.spec().name == "deploy_deploy_request" && found < 0) found = point.index;
    return {};
  }
  int found = -1;
};

}  // namespace

Workload::Workload() {
  static const Catalogue catalogue = MakeCatalogue();
  const Scenario* scenario = catalogue.FindScenario("planetscale/apply");
  RELAPSE_CHECK(scenario != nullptr, "planetscale/apply is not in the catalogue");
  parameters_ = scenario->default_parameters;
  instance_ = scenario->instantiate(parameters_, {});
  DeployFinder finder;
  HistoryOptions options{.decider = &finder};
  const HistoryResult result =
      RunHistory(instance_->system, StartState{.world = instance_->initial}, options);
  RELAPSE_CHECK(result.ending == Ending::kRest && finder.found >= 0, "the workload does not rest");
  crash_index_ = finder.found;
  fault_free_effects_ = result.effects;
}

void Workload::Print() const {
  std::printf("workload: planetscale/apply %s\n", JsonLine(parameters_).c_str());
  std::printf(
      "  one crash after fault point %d (the accepted deploy) and its recovery; %lld effects "
      "without the crash\n",
      crash_index_, static_cast<long long>(fault_free_effects_));
}

const Workload& TheWorkload() {
  static const Workload workload;
  return workload;
}

}  // namespace relapse::benchmarks
