#include "scenarios/planetscale/provider_flaps.h"

#include "scenarios/planetscale/drawn_parameters.h"
#include "scenarios/planetscale/instance.h"

namespace relapse::planetscale {

namespace {

/// The first two diffs fail: the apply starts over, twice, each time with a new branch.
Parameters Defaults() {
  Parameters parameters;
  parameters.world.fail_diffs = 2;
  parameters.world.statements = 2;
  return parameters;
}

Parameters Draw(std::uint64_t seed) {
  Parameters parameters;
  parameters.world = DrawWorld(seed, Drawn::kOrdinary);
  parameters.world.fail_diffs = static_cast<std::int64_t>(seed % 3);
  parameters.world.fail_deploys = static_cast<std::int64_t>(seed / 3 % 2);
  parameters.world.fail_submissions = static_cast<std::int64_t>(seed / 6 % 2);
  parameters.world.submission_hangs = seed / 12 % 8 == 0;
  return parameters;
}

}  // namespace

Scenario ProviderFlapsScenario() {
  return MakeScenario({.name = "planetscale/provider-flaps",
                       .summary = "diffs, submissions and deployments that fail, so that the apply "
                                  "starts over or ends as failed",
                       .defaults = Defaults(),
                       .draw = Draw});
}

}  // namespace relapse::planetscale
