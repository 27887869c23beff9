// The worker's main program: drives one apply until it is settled, handed over or out of retries.
#ifndef ORCHESTRATION_PLANETSCALE_DRIVER_H_
#define ORCHESTRATION_PLANETSCALE_DRIVER_H_

#include "harness/core/text.h"
#include "harness/effect/effect.h"
#include "orchestration/planetscale/claim.h"
#include "orchestration/planetscale/defects.h"
#include "orchestration/planetscale/worker.h"

namespace relapse::planetscale {

/// `claim`: where several drivers share the apply, the one under which it is driven.
WorkerExit RunWorker(const WorkerPorts& ports, Text apply_id, const Defects& defects,
                     StopToken stop, Claim* claim = nullptr);

/// One of several drivers: claims the apply, drives it, and waits for its turn while another does.
/// Never answers kSuperseded.
WorkerExit RunDriver(const WorkerPorts& ports, Text apply_id, Text owner, const Defects& defects,
                     StopToken stop);

}  // namespace relapse::planetscale

#endif  // ORCHESTRATION_PLANETSCALE_DRIVER_H_
