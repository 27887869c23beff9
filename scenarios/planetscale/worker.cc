#include "scenarios/planetscale/worker.h"

#include "fakes/planetscale/world_builder.h"
#include "harness/simulation/gated_port.h"
#include "orchestration/planetscale/driver.h"

namespace relapse::planetscale {

namespace {

int ExitCodeOf(WorkerExit exit) {
  switch (exit) {
    case WorkerExit::kSettled:
    case WorkerExit::kRefused:
      return kExitDone;
    case WorkerExit::kHandedOver:
    case WorkerExit::kSuperseded:
      return kExitAgain;
    case WorkerExit::kRetriesSpent:
      break;
  }
  return kExitGaveUp;
}

}  // namespace

int RunWorkerProcess(ProcessHandles& handles, const WorkerSetup& setup, Text driver) {
  GatedPort<PlanetScaleApi, ApiFront> api(handles, PlanetScaleFront());
  GatedPort<BranchDatabase, FakeBranchDatabase> branches(handles, BranchDatabaseServer());
  GatedPort<VtGate, FakeVtGate> vtgate(handles, VtGateServer());
  GatedPort<ApplyState, FakeStorage> storage(handles, StorageServer());
  GatedPort<Events, FakeStorage> events(handles, StorageServer());
  Interposed<Runtime> runtime(handles.runtime(), handles.gate());
  WorkerPorts ports{.api = &api.port(),
                    .branch_database = &branches.port(),
                    .vtgate = &vtgate.port(),
                    .apply_state = &storage.port(),
                    .events = &events.port(),
                    .runtime = &runtime,
                    .tasks = &handles.tasks(),
                    .service_token = OurServiceToken()};
  const auto run = [&] {
    if (driver.empty()) return RunWorker(ports, setup.apply_id, setup.defects, handles.stop());
    return RunDriver(ports, setup.apply_id, driver, setup.defects, handles.stop());
  };
  if (!setup.port_defects.any()) return ExitCodeOf(run());
  // A rewriter stands between the component and the gate: what it drops never becomes an effect.
  PortRewriter rewriter(setup.port_defects);
  Interposed<PlanetScaleApi> rewritten_api(api.port(), rewriter);
  Interposed<VtGate> rewritten_vtgate(vtgate.port(), rewriter);
  Interposed<ApplyState> rewritten_storage(storage.port(), rewriter);
  ports.api = &rewritten_api;
  ports.vtgate = &rewritten_vtgate;
  ports.apply_state = &rewritten_storage;
  return ExitCodeOf(run());
}

}  // namespace relapse::planetscale
