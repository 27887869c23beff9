#include "scenarios/planetscale/provider_busy.h"

#include "scenarios/planetscale/drawn_parameters.h"
#include "scenarios/planetscale/instance.h"

namespace relapse::planetscale {

namespace {

/// Every "not yet" of section 2.4, one after the other, each within its window.
Parameters Defaults() {
  Parameters parameters;
  parameters.world.snapshot_window_ms = Minutes(5);
  parameters.world.validating_ms = Minutes(2);
  parameters.world.foreign_deploy_ms = Minutes(2);
  parameters.world.not_staged_ms = Minutes(1);
  parameters.options.defer_cutover = true;
  parameters.operator_script = OperatorScript::kCutover;
  return parameters;
}

Parameters Draw(std::uint64_t seed) {
  Parameters parameters;
  parameters.world = DrawWorld(seed, Drawn::kOrdinary);
  parameters.world.snapshot_window_ms = Seconds(10) * static_cast<DurationMs>(seed % 60);
  parameters.world.validating_ms = Seconds(10) * static_cast<DurationMs>(seed / 60 % 30);
  parameters.world.not_staged_ms = Seconds(10) * static_cast<DurationMs>(seed / 1800 % 30);
  // Refused, ours asks again now and then; queued, it is followed at every half second.
  if (!parameters.world.queues_deploys && seed / 54000 % 4 == 0) {
    parameters.world.foreign_deploy_ms = Minutes(10) * static_cast<DurationMs>(seed / 216000 % 9);
  }
  if (seed % 2 == 0) {
    parameters.options.defer_cutover = true;
    parameters.operator_script = OperatorScript::kCutover;
  }
  return parameters;
}

}  // namespace

Scenario ProviderBusyScenario() {
  return MakeScenario({.name = "planetscale/provider-busy",
                       .summary = "snapshots, validations, other deploys and staging that take "
                                  "minutes",
                       .defaults = Defaults(),
                       .draw = Draw});
}

}  // namespace relapse::planetscale
