#include "fakes/planetscale/world_builder.h"

#include <fmt/format.h>
#include "fakes/planetscale/third_party.h"

#include "fakes/planetscale/taken_branch.h"
#include "fakes/vitess/scheduler.h"
#include "harness/world/in_flight.h"
#include "harness/world/server.h"
#include "orchestration/ports/branch_database.h"

namespace relapse::planetscale {

namespace {

VitessState BeginVitess(const WorldParameters& parameters, const Workload& workload) {
  VitessState vitess;
  vitess.copy_ticks = parameters.copy_ticks;
  vitess.refuses_cancel = parameters.cancel_hangs;
  vitess.defects = parameters.defects;
  RELAPSE_CHECK(workload.keyspaces.size() <= kMostKeyspaces, "too many keyspaces");
  for (const KeyspaceWorkload& work : workload.keyspaces) {
    KeyspaceState keyspace;
    keyspace.name = work.keyspace;
    keyspace.shards = parameters.shards;
    keyspace.live = work.before;
    vitess.keyspaces.push_back(std::move(keyspace));
  }
  if (parameters.main_moved) {
    SchemaHandle& live = vitess.keyspaces.front().live;
    const Result<SchemaHandle> moved = live.Apply(ForeignStatement());
    RELAPSE_CHECK(moved.ok(), "main cannot move");
    live = *moved;
  }
  for (std::size_t i = 0; i < parameters.history.size(); ++i) {
    SeedHistory(vitess, parameters.history[i], static_cast<std::int64_t>(i));
  }
  return vitess;
}

/// Somebody else's deployment in its revert window: it holds the slot until the window closes.
void AddForeignDeploy(ProviderState& provider, DurationMs window) {
  RequestRecord record;
  record.foreign = true;
  record.wire.number = static_cast<std::int64_t>(provider.requests.size()) + 1;
  record.wire.branch = Text("somebody-else");
  record.wire.into_branch = MainBranch();
  record.wire.html_url = Text(
      fmt::format("https://app.planetscale.com/acme/shop/deploy-requests/{}", record.wire.number));
  record.wire.actor = Stranger();
  record.wire.created_at = kWorldStart - Minutes(10);
  record.wire.deployed_at = kWorldStart - Minutes(9);
  record.wire.finished_at = kWorldStart - Minutes(1);
  record.wire.deployment_state = DeploymentState::kCompletePendingRevert;
  record.wire.deployment.state = DeploymentState::kCompletePendingRevert;
  record.wire.deployment.auto_cutover = true;
  record.queue_place = provider.next_queue_place++;
  record.submitted = true;
  record.revert_expires_at = kWorldStart + window;
  provider.next_tick = TickAfter(record.revert_expires_at);
  provider.requests.push_back(record);
}

}  // namespace

const FakeStorage& StorageServer() {
  static const FakeStorage server;
  return server;
}
const FakeVtGate& VtGateServer() {
  static const FakeVtGate server;
  return server;
}
const FakePlanetScale& PlanetScaleServer() {
  static const FakePlanetScale server;
  return server;
}
const ApiFront& PlanetScaleFront() {
  static const ApiFront front(PlanetScaleServer());
  return front;
}
const FakeBranchDatabase& BranchDatabaseServer() {
  static const FakeBranchDatabase server;
  return server;
}

const WorldModel& PlanetScaleModel() {
  static const InFlightAgent in_flight;
  static const VitessScheduler scheduler;
  static const ProviderProcessor processor;
  static const Colleague colleague;
  static const ServerLander<PlanetScaleApi, FakePlanetScale> api(PlanetScaleServer());
  static const ServerLander<BranchDatabase, FakeBranchDatabase> branches(BranchDatabaseServer());
  // Vitess before the provider: a tick of the provider sees what Vitess did at the same moment.
  static const WorldModel model{{&in_flight, &scheduler, &processor, &colleague},
                                {&api, &branches}};
  return model;
}

void AddPlanetScaleParts(World& world, const WorldParameters& parameters, const Workload& workload,
                         const ApplySeed& seed) {
  VitessState vitess = BeginVitess(parameters, workload);
  ProviderState provider;
  if (!parameters.taken_branch_name.empty() && parameters.taken_when == TakenWhen::kBefore) {
    TakeName(provider, vitess, parameters, workload, kWorldStart - Minutes(30),
             seed.options.branch);
  }
  if (parameters.foreign_deploy_ms > 0) AddForeignDeploy(provider, parameters.foreign_deploy_ms);
  StorageState storage;
  storage.metadata_limit = parameters.metadata_limit;
  ApplyRecord record;
  record.apply.apply_id = seed.apply_id;
  record.apply.plan = std::make_shared<const ReviewedPlan>(PlanOf(workload, seed.plan_id));
  record.apply.options = seed.options;
  record.SetResumeState(seed.apply_id, ResumeMetadata{});
  record.saves = 0;
  storage.applies.push_back(std::move(record));
  world.Add(parameters);
  world.Add(std::move(storage));
  world.Add(std::move(vitess));
  world.Add(std::move(provider));
  world.Add(InFlightRequests{});
  if (parameters.colleague_deploys_ms > 0) world.Add(ColleagueState{});
}

void StartClock(World& world) { world.AdvanceTo(kWorldStart); }

World MakeWorld(const WorldParameters& parameters, const Workload& workload, const ApplySeed& seed,
                const WorldModel& model) {
  World world(&model);
  AddPlanetScaleParts(world, parameters, workload, seed);
  StartClock(world);
  return world;
}

World MakeWorld(const WorldParameters& parameters, const ApplySeed& seed) {
  return MakeWorld(parameters, DefaultWorkload(parameters), seed, PlanetScaleModel());
}

}  // namespace relapse::planetscale
