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
constexpr Disturbance kTakes{.name = "name_taken",
                             .summary = "somebody makes a branch of the name we would choose",
                             .possible = CanTakeName,
                             .happen = Take,
                             .transparent = false};
constexpr const Disturbance* kAll[] = {&kCloses, &kCancels, &kDeletes, &kTakes};
constexpr std::size_t kOnOurs = 3;

}  // namespace

std::span<const Disturbance* const> ThirdParty() { return std::span(kAll).first(kOnOurs); }
std::span<const Disturbance* const> NameTaking() { return std::span(kAll).subspan(kOnOurs); }
std::span<const Disturbance* const> ThirdPartyAndNameTaking() { return kAll; }

}  // namespace relapse::planetscale
