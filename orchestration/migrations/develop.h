// Recovery as a develop script uses it: once before it builds and starts the server, and once after
// the server has migrated. The same two calls for every design of recovery; which one it is says
// RecoveryConfig::defects (spec/migration-recovery.md sections 1.2, 1.3 and 1.5).
#ifndef ORCHESTRATION_MIGRATIONS_DEVELOP_H_
#define ORCHESTRATION_MIGRATIONS_DEVELOP_H_

#include "orchestration/migrations/recovery.h"

namespace relapse::migrations {

/// Everything before the server may run its migrator, which it may if and only if the outcome is
/// kDone. Asked for a reset, the design of section 1.5 resets and then prepares what is left. The
/// older designs read no checkout into `disk`: whatever lies there when the server is built, is
/// run. Design A cannot do without a cache path; any confirmed target confirms either's reset.
RecoveryResult Prepare(const RecoveryPorts& ports, const RecoveryConfig& config,
                       const Request& request);

/// After the server has migrated; of the older designs only once it is healthy (L27). They answer
/// kDone whatever happens, as they only log it: `failure` says what.
RecoveryResult Record(const RecoveryPorts& ports, const RecoveryConfig& config);

}  // namespace relapse::migrations

#endif  // ORCHESTRATION_MIGRATIONS_DEVELOP_H_
