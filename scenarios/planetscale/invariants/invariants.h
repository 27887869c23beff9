// Every invariant of the PlanetScale scenarios, one factory each, and the list of all of them. A
// new one is a file here, a line in both halves of this list and a test
// (docs/recipes/add-an-invariant.md).
#ifndef SCENARIOS_PLANETSCALE_INVARIANTS_INVARIANTS_H_
#define SCENARIOS_PLANETSCALE_INVARIANTS_INVARIANTS_H_

#include <memory>
#include <vector>

#include "harness/oracle/invariant.h"
#include "scenarios/planetscale/invariants/ground_truth.h"

namespace relapse::planetscale {

using InvariantPointer = std::unique_ptr<const Invariant>;

// Safety (spec/planetscale-engine.md section 9.1).
InvariantPointer OneDeployRequest();
InvariantPointer OneDeploy();
InvariantPointer NoFalseFail();
InvariantPointer OutcomeTruth(bool failure_is_justified = false);
InvariantPointer CompleteMeansAll(std::shared_ptr<const Reviewed> reviewed);
InvariantPointer ReviewedDdl(std::shared_ptr<const Reviewed> reviewed);
InvariantPointer BranchEqualsDesired(std::shared_ptr<const Reviewed> reviewed);
InvariantPointer DeferDeploy();
InvariantPointer DeferCutover();
InvariantPointer NoOrphan();
InvariantPointer VolumeServed();  ///< no id there: what C11 must not come to
InvariantPointer OperatorBranchKept();
InvariantPointer ForeignUntouched();  ///< no id there: what E11 and E27 must not come to
InvariantPointer TransientNotFatal(bool failure_is_justified);
InvariantPointer ErrorNotEmpty();
InvariantPointer ContextOwn();
InvariantPointer Handover();
InvariantPointer ModeConsistent();
InvariantPointer Revertable();
InvariantPointer ReasonGiven();
InvariantPointer CancelEffect();
InvariantPointer PercentShown();
InvariantPointer NoAutoRerun();
InvariantPointer ErrorClassByCode(bool failure_is_justified);
InvariantPointer Idempotent();
InvariantPointer RevertKeptOpen();  ///< no id there: what L-REVERT-CLOSE must not come to
// Durability (section 9.2).
InvariantPointer DurableBeforeEffect();
InvariantPointer ContextStored();
InvariantPointer ContextMonotone();
InvariantPointer BaselineStored();
// Liveness (section 9.3). Every history itself judges L-SHUTDOWN, L-PROC and, with a longer bound
// that also holds in an outage, L-PROGRESS.
InvariantPointer Progress(DurationMs provider_time);
InvariantPointer OperatorServed(bool failure_is_justified = false);
InvariantPointer BoundedWait();
InvariantPointer BusyNotFatal(bool failure_is_justified);
InvariantPointer BoundedRetry();
InvariantPointer ControlAnswered();
InvariantPointer NoFalseStall();
InvariantPointer RevertClose();
InvariantPointer ManualTimeout();
InvariantPointer RetryConverges(bool failure_is_justified, DurationMs provider_time = 0);

/// S-FENCED and what exploring it must have reached: for worlds that several drivers share.
std::vector<InvariantPointer> ClaimInvariants();

/// All of the above but the last. Of several that one moment breaks, the first here is the one
/// reported: what says most about the cause stands before what merely follows from it.
std::vector<InvariantPointer> AllInvariants(const Expectations& expectations);

}  // namespace relapse::planetscale

#endif  // SCENARIOS_PLANETSCALE_INVARIANTS_INVARIANTS_H_
