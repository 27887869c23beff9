// What every provider scenario instantiates: a world, a client with a script, and all invariants.
#ifndef SCENARIOS_PLANETSCALE_PROVIDER_INSTANCE_H_
#define SCENARIOS_PLANETSCALE_PROVIDER_INSTANCE_H_

#include <string_view>

#include "harness/explore/catalogue.h"
#include "scenarios/planetscale/provider/parameters.h"

namespace relapse::planetscale::provider {

/// What distinguishes one scenario of the family from another.
struct ScenarioDescription {
  std::string_view name;
  std::string_view summary;
  Parameters defaults;
  Parameters (*draw)(std::uint64_t seed) = nullptr;
};

Scenario MakeScenario(const ScenarioDescription& description);

}  // namespace relapse::planetscale::provider

#endif  // SCENARIOS_PLANETSCALE_PROVIDER_INSTANCE_H_
