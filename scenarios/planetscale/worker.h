// The worker process of the PlanetScale scenarios: the real orchestration code over the fakes,
// every effect through the simulation's gate.
#ifndef SCENARIOS_PLANETSCALE_WORKER_H_
#define SCENARIOS_PLANETSCALE_WORKER_H_

#include "harness/simulation/system.h"
#include "orchestration/planetscale/defects.h"
#include "scenarios/bank/rewriters.h"

namespace relapse::planetscale {

struct WorkerSetup {
  Text apply_id;
  Defects defects;           ///< in the component
  PortDefects port_defects;  ///< at its ports
};

/// The body of one incarnation. `driver`: its role among several that share the apply; empty for
/// the only worker.
int RunWorkerProcess(ProcessHandles& handles, const WorkerSetup& setup, Text driver = {});

}  // namespace relapse::planetscale

#endif  // SCENARIOS_PLANETSCALE_WORKER_H_
