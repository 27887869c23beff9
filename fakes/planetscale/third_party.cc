#include "fakes/planetscale/third_party.h"

#include "fakes/planetscale/fake_planetscale.h"
#include "fakes/planetscale/provider_state.h"
#include "fakes/planetscale/taken_branch.h"
#include "fakes/planetscale/transitions.h"
#include "fakes/planetscale/world_builder.h"

namespace relapse::planetscale {

namespace {

/// Our newest request for which `trigger` is legal, or null.
const RequestRecord* Target(const World& world, Trigger trigger) {
  const ProviderState& provider = world.Get<ProviderState>();
  if (provider.third_party_acts > 0) return nullptr;
  for (auto request = provider.requests.rbegin(); request != provider.requests.rend(); ++request) {
    if (request->foreign) continue;
    return FindTransition(world, *request, trigger) != nullptr ? &*request : nullptr;
  }
  return nullptr;
}

void Note(World& world) { ++world.Mutate<ProviderState>().third_party_acts; }

bool CanClose(const World& world) { return Target(world, Trigger::kClose) != nullptr; }
void Close(World& world) {
  const std::int64_t number = Target(world, Trigger::kClose)->wire.number;
  Note(world);
  (void)PlanetScaleServer().On(world, CloseDeployRequest{.number = number});
}

bool CanCancel(const World& world) { return Target(world, Trigger::kCancel) != nullptr; }
void Cancel(World& world) {
  const std::int64_t number = Target(world, Trigger::kCancel)->wire.number;
  Note(world);
  (void)PlanetScaleServer().On(world, CancelDeployRequest{.number = number});
}

/// Whether the provider would accept a deploy of our newest request that changes anything.
bool CanDeploy(const World& world) {
  const RequestRecord* target = Target(world, Trigger::kDeploy);
  if (target == nullptr || target->wire.deployment_state != DeploymentState::kReady) return false;
  World trial = world;
  return PlanetScaleServer().On(trial, DeployDeployRequest{.number = target->wire.number}).ok();
}
void Deploy(World& world) {
  const std::int64_t number = Target(world, Trigger::kDeploy)->wire.number;
  const std::int64_t ours = world.Get<ProviderState>().deploys_accepted;
  Note(world);
  (void)PlanetScaleServer().On(world, DeployDeployRequest{.number = number, .instant_ddl = false});
  world.Mutate<ProviderState>().deploys_accepted = ours;
}

/// Whether a deploy of our newest request may be accepted later.
bool MayDeployLater(const World& world) {
  const ProviderState& provider = world.Get<ProviderState>();
  if (provider.third_party_acts > 0 || provider.requests.empty()) return false;
  const DeployRequest& newest = provider.requests.back().wire;
  return newest.state == RequestState::kOpen && newest.deployed_at == kNoTime &&
         (newest.deployment_state == DeploymentState::kPending ||
          newest.deployment_state == DeploymentState::kReady);
}

/// Our branch, while no deployment holds it.
const BranchRecord* FreeBranch(const World& world) {
  const ProviderState& provider = world.Get<ProviderState>();
  if (provider.third_party_acts > 0) return nullptr;
  for (const RequestRecord& request : provider.requests) {
    if (!request.foreign && request.Active()) return nullptr;
  }
  for (const BranchRecord& branch : provider.branches) {
    if (!branch.foreign) return &branch;
  }
  return nullptr;
}
bool CanDelete(const World& world) { return FreeBranch(world) != nullptr; }
void Delete(World& world) {
  const Text name = FreeBranch(world)->wire.name;
  Note(world);
  (void)PlanetScaleServer().On(world, DeleteBranch{.branch = name});
}

bool CanTakeName(const World& world) {
  const WorldParameters& parameters = world.Get<WorldParameters>();
  const ProviderState& provider = world.Get<ProviderState>();
  return !parameters.taken_branch_name.empty() && parameters.taken_when == TakenWhen::kAnytime &&
         provider.third_party_acts == 0 &&
         provider.FindBranch(parameters.taken_branch_name) == nullptr;
}
void Take(World& world) {
  const WorldParameters& parameters = world.Get<WorldParameters>();
  Note(world);
  TakeName(world.Mutate<ProviderState>(), world.Get<VitessState>(), parameters,
           DefaultWorkload(parameters), world.now());
}

constexpr Disturbance kCloses{.name = "request_closed",
                              .summary = "somebody closes our open deploy request",
                              .possible = CanClose,
                              .happen = Close,
                              .transparent = false};
constexpr Disturbance kCancels{.name = "deployment_cancelled",
                               .summary = "somebody cancels our deployment",
                               .possible = CanCancel,
                               .happen = Cancel,
                               .transparent = false};
constexpr Disturbance kDeletes{.name = "branch_deleted",
                               .summary = "somebody deletes our branch",
                               .possible = CanDelete,
                               .happen = Delete,
                               .transparent = false};
constexpr Disturbance kDeploys{.name = "request_deployed",
                               .summary = "somebody deploys our request",
                               .possible = CanDeploy,
                               .happen = Deploy,
                               .transparent = false};
constexpr Disturbance kTakes{.name = "name_taken",
                             .summary = "somebody makes a branch of the name we would choose",
                             .possible = CanTakeName,
                             .happen = Take,
                             .transparent = false};
constexpr const Disturbance* kAll[] = {&kCloses, &kCancels, &kDeletes, &kDeploys, &kTakes};
constexpr std::size_t kOnOurs = 4;

}  // namespace

std::span<const Disturbance* const> ThirdParty() { return std::span(kAll).first(kOnOurs); }
std::span<const Disturbance* const> NameTaking() { return std::span(kAll).subspan(kOnOurs); }
std::span<const Disturbance* const> ThirdPartyAndNameTaking() { return kAll; }

void NoticeRequest(World& world) {
  if (!world.Has<ColleagueState>() || world.Get<ColleagueState>().has_noticed) return;
  ColleagueState& colleague = world.Mutate<ColleagueState>();
  colleague.has_noticed = true;
  colleague.deploys_at = world.now() + world.Get<WorldParameters>().colleague_deploys_ms;
}

TimeMs Colleague::NextTimer(const World& world) const {
  return world.Has<ColleagueState>() ? world.Get<ColleagueState>().deploys_at : kNoTime;
}

void Colleague::Advance(World& world) const {
  if (NextTimer(world) > world.now()) return;
  const bool can_deploy = CanDeploy(world);
  if (can_deploy) Deploy(world);
  const bool tries_again = !can_deploy && MayDeployLater(world);
  world.Mutate<ColleagueState>().deploys_at = tries_again ? TickAfter(world.now()) : kNoTime;
}

}  // namespace relapse::planetscale
