#include "scenarios/planetscale/apply.h"

#include "scenarios/planetscale/drawn_parameters.h"
#include "scenarios/planetscale/instance.h"

namespace relapse::planetscale {

namespace {

/// 1 keyspace, 1 shard, 3 statements, 6 rows of the past, all of them too old for a baseline.
Parameters Defaults() {
  Parameters parameters;
  parameters.world.history = {HistoricalKind::kFinished,       HistoricalKind::kFinished,
                              HistoricalKind::kFailed,         HistoricalKind::kCancelled,
                              HistoricalKind::kFinishedRevert, HistoricalKind::kUnderscore};
  return parameters;
}

Parameters Draw(std::uint64_t seed) {
  Parameters parameters;
  parameters.world = DrawWorld(seed, Drawn::kOrdinary);
  parameters.operator_script =
      DrawScript(seed, {OperatorScript::kNone, OperatorScript::kNone, OperatorScript::kCancel});
  return parameters;
}

}  // namespace

Scenario ApplyScenario() {
  return MakeScenario({.name = "planetscale/apply",
                       .summary = "one reviewed plan is applied through a branch and a deploy "
                                  "request; no operator",
                       .defaults = Defaults(),
                       .draw = Draw});
}

}  // namespace relapse::planetscale
