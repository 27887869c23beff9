// The deploy itself, and what has to be decided and stored before it.
#ifndef ORCHESTRATION_PLANETSCALE_DEPLOY_H_
#define ORCHESTRATION_PLANETSCALE_DEPLOY_H_

#include <span>

#include "orchestration/planetscale/attempt.h"

namespace relapse::planetscale {

/// The instant gate: eligible, no deferred cutover to keep, and nothing that destroys data.
bool UsesInstantDdl(bool is_eligible, bool defers_cutover, std::span<const KeyspacePlan> keyspaces);

/// Deploys a request that is ready: verifies the cutover hold, stores baseline and instant
/// decision, deploys once, finds and stores the schema-change context.
Status Deploy(Attempt& attempt, const DeployRequest& request);

}  // namespace relapse::planetscale

#endif  // ORCHESTRATION_PLANETSCALE_DEPLOY_H_
