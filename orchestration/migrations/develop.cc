#include "orchestration/migrations/develop.h"

#include "orchestration/migrations/older/cache_file_design.h"
#include "orchestration/migrations/older/database_only_design.h"

namespace relapse::migrations {

RecoveryResult Prepare(const RecoveryPorts& ports, const RecoveryConfig& config,
                       const Request& request) {
  if (config.defects.Has(Defect::kDesignCacheFile)) {
    return older::CacheFileDesign(ports, config, request).Prepare();
  }
  if (config.defects.Has(Defect::kDesignDatabaseOnly)) {
    return older::DatabaseOnlyDesign(ports, config, request).Prepare();
  }
  RecoveryResult result = Recover(ports, config, request, RecoveryMode::kPrepare);
  if (result.outcome != RecoveryOutcome::kDone || result.decision.action != Action::kReset) {
    return result;
  }
  // What the server will run on the empty database has its intents before it runs (DUR-2).
  RecoveryResult after = Recover(ports, config, Request{}, RecoveryMode::kPrepare);
  after.actions.insert(after.actions.begin(), result.actions.begin(), result.actions.end());
  after.notes.insert(after.notes.begin(), result.notes.begin(), result.notes.end());
  if (after.outcome == RecoveryOutcome::kRefused) after.outcome = RecoveryOutcome::kStopped;
  return after;
}

RecoveryResult Record(const RecoveryPorts& ports, const RecoveryConfig& config) {
  if (config.defects.Has(Defect::kDesignCacheFile)) {
    return older::CacheFileDesign(ports, config, Request{}).Record();
  }
  if (config.defects.Has(Defect::kDesignDatabaseOnly)) {
    return older::DatabaseOnlyDesign(ports, config, Request{}).Record();
  }
  return Recover(ports, config, Request{}, RecoveryMode::kPrepare);
}

}  // namespace relapse::migrations
