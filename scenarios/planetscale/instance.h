// What every PlanetScale scenario instantiates: a world, an operator, a worker and all invariants.
#ifndef SCENARIOS_PLANETSCALE_INSTANCE_H_
#define SCENARIOS_PLANETSCALE_INSTANCE_H_

#include <memory>
#include <string_view>
#include <vector>

#include "harness/explore/catalogue.h"
#include "scenarios/planetscale/parameters.h"

namespace relapse::planetscale {

/// What distinguishes one scenario of the family from another.
struct ScenarioDescription {
  std::string_view name;
  std::string_view summary;
  Parameters defaults;
  /// Draws parameters of this scenario; see drawn_parameters.h.
  Parameters (*draw)(std::uint64_t seed) = nullptr;
  /// Roles of drivers that share the apply by claims; empty: one worker, which needs none.
  std::vector<Text> drivers = {};
};

Scenario MakeScenario(const ScenarioDescription& description);

/// Whether the world, left alone, is at rest: settled and the provider done, or at a gate with no
/// command to come.
Rest RestOf(const World& world);

}  // namespace relapse::planetscale

#endif  // SCENARIOS_PLANETSCALE_INSTANCE_H_
