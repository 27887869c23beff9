#include "scenarios/planetscale/invariants/invariants.h"

namespace relapse::planetscale {

std::vector<InvariantPointer> AllInvariants(const Expectations& expectations) {
  std::vector<InvariantPointer> all;
  all.push_back(OneDeploy());
  all.push_back(OneDeployRequest());
  all.push_back(ForeignUntouched());
  all.push_back(OperatorBranchKept());
  all.push_back(ContextOwn());
  all.push_back(ErrorNotEmpty());
  all.push_back(ReviewedDdl(expectations.reviewed));
  all.push_back(BranchEqualsDesired(expectations.reviewed));
  all.push_back(DeferDeploy());
  all.push_back(DeferCutover());
  all.push_back(Revertable());
  all.push_back(ModeConsistent());
  all.push_back(DurableBeforeEffect());
  all.push_back(BaselineStored());
  all.push_back(ContextMonotone());
  all.push_back(Handover());
  all.push_back(ReasonGiven());
  all.push_back(ErrorClassByCode(expectations.failure_is_justified));
  all.push_back(BusyNotFatal(expectations.failure_is_justified));
  all.push_back(NoFalseFail());
  all.push_back(CancelEffect());
  all.push_back(OutcomeTruth(expectations.failure_is_justified));
  all.push_back(CompleteMeansAll(expectations.reviewed));
  all.push_back(ContextStored());
  all.push_back(RetryConverges(expectations.failure_is_justified, expectations.provider_time));
  all.push_back(TransientNotFatal(expectations.failure_is_justified));
  all.push_back(NoOrphan());
  all.push_back(NoAutoRerun());
  all.push_back(PercentShown());
  all.push_back(OperatorServed(expectations.failure_is_justified));
  all.push_back(Idempotent());
  all.push_back(ControlAnswered());
  all.push_back(VolumeServed());
  all.push_back(RevertKeptOpen());
  all.push_back(RevertClose());
  all.push_back(ManualTimeout());
  all.push_back(NoFalseStall());
  all.push_back(BoundedWait());
  all.push_back(BoundedRetry());
  all.push_back(Progress(expectations.provider_time));
  return all;
}

}  // namespace relapse::planetscale
