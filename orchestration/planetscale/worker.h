// What a worker needs from outside, and how it can end. The whole component sees nothing else.
#ifndef ORCHESTRATION_PLANETSCALE_WORKER_H_
#define ORCHESTRATION_PLANETSCALE_WORKER_H_

#include "harness/core/text.h"

namespace relapse {
class Runtime;
class TaskRunner;
}  // namespace relapse

namespace relapse::planetscale {

class PlanetScaleApi;
class BranchDatabase;
class VtGate;
class ApplyState;
class Events;

/// All are required: a worker without one of its callbacks is refused before any effect.
struct WorkerPorts {
  PlanetScaleApi* api = nullptr;
  BranchDatabase* branch_database = nullptr;
  VtGate* vtgate = nullptr;
  ApplyState* apply_state = nullptr;
  Events* events = nullptr;
  Runtime* runtime = nullptr;
  TaskRunner* tasks = nullptr;
  /// Id of the service token with which `api` calls: the service shows it as the actor of what we
  /// made. All workers of a database have the same.
  Text service_token = {};
};

enum class WorkerExit {
  kSettled,       ///< the outcome is stored, and nothing is left to do
  kHandedOver,    ///< asked to stop: a successor goes on from what is stored
  kRetriesSpent,  ///< shown as failed_retryable; another worker may try
  kRefused,       ///< nothing was done
  kSuperseded,    ///< another driver has claimed the apply: it goes on from what is stored
};

}  // namespace relapse::planetscale

#endif  // ORCHESTRATION_PLANETSCALE_WORKER_H_
