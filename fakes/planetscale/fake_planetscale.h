// FakePlanetScale: the PlanetScaleApi port over ProviderState.
//
// **Method.** A call checks in the order of the specification (sections 1.3-1.5 and 2.5), and only
// a call that is accepted changes the world. State changes of deploy requests go through the
// transition table; what takes time is left to the processor. Every call answers the complete
// object.
#ifndef FAKES_PLANETSCALE_FAKE_PLANETSCALE_H_
#define FAKES_PLANETSCALE_FAKE_PLANETSCALE_H_

#include "fakes/planetscale/provider_state.h"
#include "orchestration/ports/planetscale_api.h"

namespace relapse::planetscale {

class FakePlanetScale {
 public:
  Result<Branch> On(World& world, const GetBranch& request) const;
  Result<Branch> On(World& world, const CreateBranch& request) const;
  Status On(World& world, const DeleteBranch& request) const;
  Result<BranchPassword> On(World& world, const CreateBranchPassword& request) const;
  Result<std::vector<Keyspace>> On(World& world, const ListKeyspaces& request) const;
  Result<std::vector<TableSchema>> On(World& world, const GetBranchSchema& request) const;

  Result<Vschema> On(World& world, const GetKeyspaceVschema& request) const;
  Result<Vschema> On(World& world, const UpdateKeyspaceVschema& request) const;
  Result<Branch> On(World& world, const RefreshBranchSchema& request) const;

  Result<DeployRequest> On(World& world, const CreateDeployRequest& request) const;
  Result<std::vector<DeployRequest>> On(World& world, const ListDeployRequests& request) const;
  Result<DeployRequest> On(World& world, const GetDeployRequest& request) const;
  Result<DeployRequest> On(World& world, const DeployDeployRequest& request) const;
  Result<DeployRequest> On(World& world, const CancelDeployRequest& request) const;
  Result<DeployRequest> On(World& world, const ApplyDeployRequest& request) const;
  Result<DeployRequest> On(World& world, const CloseDeployRequest& request) const;
  Result<DeployRequest> On(World& world, const RevertDeployRequest& request) const;
  Result<DeployRequest> On(World& world, const SkipRevertDeployRequest& request) const;
  Result<DeployRequest> On(World& world, const CompleteDeploy& request) const;
  Result<DeployRequest> On(World& world, const SetAutoApply& request) const;
  Status On(World& world, const ReviewDeployRequest& request) const;
  Status On(World& world, const ThrottleDeployRequest& request) const;
};

/// A branch record under a new id, not yet ready.
BranchRecord NewBranch(ProviderState& provider, Text name, Text parent_branch, Text actor);

/// The object as the API shows it now.
DeployRequest WireOf(const World& world, const RequestRecord& request);

}  // namespace relapse::planetscale

#endif  // FAKES_PLANETSCALE_FAKE_PLANETSCALE_H_
