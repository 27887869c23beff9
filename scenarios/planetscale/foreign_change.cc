#include "scenarios/planetscale/foreign_change.h"

#include "scenarios/planetscale/drawn_parameters.h"
#include "scenarios/planetscale/instance.h"

namespace relapse::planetscale {

namespace {

/// Somebody else's deploy holds the only slot when ours is sent, one change runs all the while, and
/// one begins together with ours.
Parameters Defaults() {
  Parameters parameters;
  parameters.world.foreign_deploy_ms = 5000;
  parameters.world.history = {HistoricalKind::kForeignRunning, HistoricalKind::kForeignLater,
                              HistoricalKind::kRevertRunning};
  parameters.world.history_trigger = HistoryTrigger::kDeployAccepted;
  return parameters;
}

Parameters Draw(std::uint64_t seed) {
  Parameters parameters;
  parameters.world = DrawWorld(seed, Drawn::kHistorical);
  parameters.world.foreign_deploy_ms = 1000 * static_cast<DurationMs>(seed % 40);
  parameters.world.history.push_back(HistoricalKind::kForeignLater);
  return parameters;
}

}  // namespace

Scenario ForeignChangeScenario() {
  return MakeScenario({.name = "planetscale/foreign-change",
                       .summary =
                           "other people's changes hold the deploy slot, run beside ours and "
                           "begin together with it",
                       .defaults = Defaults(),
                       .draw = Draw});
}

}  // namespace relapse::planetscale
