// Instances of migration scenarios: the world, the developer and the process under test put
// together.
#ifndef SCENARIOS_MIGRATIONS_INSTANCE_H_
#define SCENARIOS_MIGRATIONS_INSTANCE_H_

#include <functional>
#include <string>

#include "harness/explore/catalogue.h"
#include "scenarios/migrations/invariants/invariants.h"
#include "scenarios/migrations/parameters.h"
#include "scenarios/migrations/start.h"

namespace relapse::migrations {

/// What is run in such a world, without a bug.
StartSetup SetupOf(const Parameters& parameters);
/// What is known of such a world. `config` is the tool's.
Expectations ExpectationsOf(const Parameters& parameters, const RecoveryConfig& config);

struct ScenarioDescription {
  std::string name;
  std::string summary;
  Parameters defaults;
  std::function<Parameters(std::uint64_t seed)> draw;
};

Scenario MakeScenario(const ScenarioDescription& description);

}  // namespace relapse::migrations

#endif  // SCENARIOS_MIGRATIONS_INSTANCE_H_
