// How a PlanetScale world begins, and who acts in it.
#ifndef FAKES_PLANETSCALE_WORLD_BUILDER_H_
#define FAKES_PLANETSCALE_WORLD_BUILDER_H_

#include "fakes/planetscale/api_front.h"
#include "fakes/planetscale/fake_branch_database.h"
#include "fakes/planetscale/fake_planetscale.h"
#include "fakes/planetscale/processor.h"
#include "fakes/planetscale/workload.h"
#include "fakes/planetscale/world_parameters.h"
#include "fakes/storage/fake_storage.h"
#include "fakes/vitess/fake_vtgate.h"

namespace relapse::planetscale {

/// The apply whose row the world begins with.
struct ApplySeed {
  Text apply_id = "apply-1";
  Text plan_id = "plan-20240101";
  ApplyOptions options;
};

/// The servers, stateless, one for every world.
const FakeStorage& StorageServer();
const FakeVtGate& VtGateServer();
const FakePlanetScale& PlanetScaleServer();
/// What a process is given of it.
const ApiFront& PlanetScaleFront();
const FakeBranchDatabase& BranchDatabaseServer();

/// Vitess, the provider's processor and requests in flight; the last two receive late requests of
/// the API and the branch database. A scenario with actors of its own appends them to a copy.
const WorldModel& PlanetScaleModel();

/// Adds the parts: parameters, storage, vitess, provider, in_flight. Parts of a scenario's own
/// actors are added beside them, before StartClock.
void AddPlanetScaleParts(World& world, const WorldParameters& parameters, const Workload& workload,
                         const ApplySeed& seed);
/// Moves the clock to kWorldStart. Nothing is due before.
void StartClock(World& world);

/// Both, over PlanetScaleModel() and the default workload.
World MakeWorld(const WorldParameters& parameters, const ApplySeed& seed = {});
World MakeWorld(const WorldParameters& parameters, const Workload& workload, const ApplySeed& seed,
                const WorldModel& model);

}  // namespace relapse::planetscale

#endif  // FAKES_PLANETSCALE_WORLD_BUILDER_H_
