#include "fakes/planetscale/provider_state.h"

#include <algorithm>

#include "fakes/planetscale/transitions.h"

namespace relapse::planetscale {

bool RequestRecord::Active() const {
  return wire.deployed_at != kNoTime && !IsFinal(wire.deployment_state);
}

const BranchRecord* ProviderState::FindBranch(Text name) const {
  for (const BranchRecord& branch : branches) {
    if (branch.wire.name == name) return &branch;
  }
  return nullptr;
}

BranchRecord* ProviderState::FindBranch(Text name) {
  return const_cast<BranchRecord*>(static_cast<const ProviderState*>(this)->FindBranch(name));
}

const RequestRecord* ProviderState::FindRequest(std::int64_t number) const {
  if (number < 1 || number > static_cast<std::int64_t>(requests.size())) return nullptr;
  return &requests[static_cast<std::size_t>(number - 1)];
}

std::int64_t ProviderState::OwnOrdinal(const RequestRecord& request) const {
  return std::ranges::count_if(requests, [&](const RequestRecord& one) {
    return !one.foreign && one.wire.number <= request.wire.number;
  });
}

std::int64_t ProviderState::OwnDeployOrdinal(const RequestRecord& request) const {
  return std::ranges::count_if(requests, [&](const RequestRecord& one) {
    return !one.foreign && one.queue_place > 0 && one.queue_place <= request.queue_place;
  });
}

Text MainBranch() {
  static const Text kMain("main");
  return kMain;
}

Text OurServiceToken() {
  static const Text kToken("deployer");
  return kToken;
}

Text Stranger() {
  static const Text kStranger("somebody-else");
  return kStranger;
}

}  // namespace relapse::planetscale
