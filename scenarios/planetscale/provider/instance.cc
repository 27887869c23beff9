#include "scenarios/planetscale/provider/instance.h"

#include "fakes/planetscale/provider_events.h"
#include "fakes/planetscale/world_builder.h"
#include "scenarios/bank/switches.h"
#include "scenarios/planetscale/provider/invariants/invariants.h"
#include "scenarios/planetscale/provider/parameters.h"

namespace relapse::planetscale::provider {

namespace {

class ProviderInstance final : public Instance {
 public:
  ProviderInstance(Parameters parameters, const DefectIds& defects)
      : parameters_(std::move(parameters)),
        invariants_(AllInvariants(BeforeOf(parameters_))),
        set_(Pointers(invariants_)) {
    parameters_.world.defects = ProviderSwitchesOf(defects);
    const Workload workload = WorkloadOf(parameters_);
    for (const KeyspaceWorkload& work : workload.keyspaces) keyspaces_.push_back(work.keyspace);
    initial = World(&PlanetScaleModel());
    AddPlanetScaleParts(initial, parameters_.world, workload, ApplySeed{});
    initial.Add(ClientNotes{});
    StartClock(initial);

    static const Text kClient("client");
    system.processes.push_back({kClient, [this](ProcessHandles& handles) {
                                  return RunClient(handles, parameters_.script, keyspaces_);
                                }});
    system.invariants = &set_;
    system.rest = [](const World& world) {
      return world.Get<ClientNotes>().finished ? Rest::kSettled : Rest::kNo;
    };
    rules.server_refuses_duplicates = parameters_.world.refuse_duplicate_deploy_request;
    rules.disturbances = ProviderEvents();
    // Calls race with what the provider does by itself: what comes of them is not to be the same.
    masked_fields = {"**"};
    provider_events = 1;
  }

 private:
  static std::vector<SchemaHandle> BeforeOf(const Parameters& parameters) {
    std::vector<SchemaHandle> before;
    for (const KeyspaceWorkload& work : WorkloadOf(parameters).keyspaces) {
      before.push_back(work.before);
    }
    return before;
  }
  static std::vector<const Invariant*> Pointers(const std::vector<InvariantPointer>& invariants) {
    std::vector<const Invariant*> pointers;
    for (const InvariantPointer& invariant : invariants) pointers.push_back(invariant.get());
    return pointers;
  }

  Parameters parameters_;
  std::vector<InvariantPointer> invariants_;
  InvariantSet set_;
  std::vector<Text> keyspaces_;
};

}  // namespace

Scenario MakeScenario(const ScenarioDescription& description) {
  Scenario scenario;
  scenario.name = description.name;
  scenario.component = "planetscale/provider";
  scenario.summary = description.summary;
  scenario.default_parameters = ToJson(description.defaults);
  scenario.draw_parameters = [draw = description.draw](std::uint64_t seed) {
    return ToJson(draw(seed));
  };
  scenario.shrink_parameters = [](const Json& parameters) {
    std::vector<Json> smaller;
    for (const Parameters& one : SmallerParameters(ParametersFromJson(parameters))) {
      smaller.push_back(ToJson(one));
    }
    return smaller;
  };
  scenario.instantiate = [](const Json& parameters, const DefectIds& defects) {
    return std::make_unique<ProviderInstance>(ParametersFromJson(parameters), defects);
  };
  return scenario;
}

}  // namespace relapse::planetscale::provider
