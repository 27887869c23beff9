#include "fakes/planetscale/provider_state.h"

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

Text MainBranch() {
  static const Text kMain("main");
  return kMain;
}

}  // namespace relapse::planetscale
