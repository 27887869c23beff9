#include "scenarios/planetscale/keyspaces.h"

#include "scenarios/planetscale/drawn_parameters.h"
#include "scenarios/planetscale/instance.h"

namespace relapse::planetscale {

namespace {

/// 2 keyspaces of 2 shards, 2 statements on each: branch writes run side by side, and rows of one
/// migration come from several shards.
Parameters Defaults() {
  Parameters parameters;
  parameters.world.keyspaces = 2;
  parameters.world.shards = 2;
  parameters.world.statements = 2;
  parameters.world.history = {HistoricalKind::kFinished, HistoricalKind::kFinishedRecently};
  return parameters;
}

Parameters Draw(std::uint64_t seed) {
  Parameters parameters;
  parameters.world = DrawWorld(seed, Drawn::kOrdinary);
  if (parameters.world.keyspaces == 1) parameters.world.keyspaces = 2;
  return parameters;
}

}  // namespace

Scenario KeyspacesScenario() {
  return MakeScenario({.name = "planetscale/keyspaces",
                       .summary = "a plan over several sharded keyspaces, with several tables each",
                       .defaults = Defaults(),
                       .draw = Draw});
}

}  // namespace relapse::planetscale
