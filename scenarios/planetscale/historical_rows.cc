#include "scenarios/planetscale/historical_rows.h"

#include "scenarios/planetscale/drawn_parameters.h"
#include "scenarios/planetscale/instance.h"

namespace relapse::planetscale {

namespace {

/// Everything that has ever been taken for ours (spec/planetscale-engine.md section 8.3): rows that
/// are over, rows that run, a failed change that is retried and a foreign one that begins with our
/// deploy.
Parameters Defaults() {
  Parameters parameters;
  parameters.world.history = {HistoricalKind::kFinished,       HistoricalKind::kFinishedRecently,
                              HistoricalKind::kFailed,         HistoricalKind::kCancelled,
                              HistoricalKind::kResurrected,    HistoricalKind::kRetriedLater,
                              HistoricalKind::kForeignRunning, HistoricalKind::kForeignLater,
                              HistoricalKind::kFinishedRevert, HistoricalKind::kRevertRunning,
                              HistoricalKind::kUnderscore,     HistoricalKind::kUnderscoreSibling};
  parameters.world.history_trigger = HistoryTrigger::kDeployAccepted;
  parameters.world.context_style = ContextStyle::kLocalscale;
  return parameters;
}

Parameters Draw(std::uint64_t seed) {
  Parameters parameters;
  parameters.world = DrawWorld(seed, Drawn::kHistorical);
  return parameters;
}

}  // namespace

Scenario HistoricalRowsScenario() {
  return MakeScenario({.name = "planetscale/historical-rows",
                       .summary = "the same apply among old, foreign, reverted and resurrected "
                                  "schema changes",
                       .defaults = Defaults(),
                       .draw = Draw});
}

}  // namespace relapse::planetscale
