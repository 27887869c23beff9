// What some history must reach, or the exploration proved less than it seems. Each says from which
// effort on; below it, not reaching says nothing.
#ifndef SCENARIOS_PLANETSCALE_INVARIANTS_REACHED_H_
#define SCENARIOS_PLANETSCALE_INVARIANTS_REACHED_H_

#include "scenarios/planetscale/invariants/invariants.h"

namespace relapse::planetscale {

/// What the parameters make reachable.
struct Reachable {
  bool partial_ddl = true;     ///< more than one statement
  bool requests = true;        ///< a deploy request is created
  bool completes = true;       ///< the apply completes without faults
  bool deploys = true;         ///< and something is deployed
  bool operator_acts = false;  ///< and an operator helps
  bool baseline_rows = false;  ///< a change of the past runs, or has just ended
  bool reverts = false;        ///< the operator reverts in time
  bool closes_window = false;  ///< we close the revert window before the provider would
};

/// A process is started while an open deploy request exists that storage does not name.
InvariantPointer RequestNotStored();
/// A later life stores the number of such a request.
InvariantPointer RequestAdopted();
/// A process is started while a part of the statements has been run on the branch.
InvariantPointer DdlHalfDone();
/// A process is started after the deploy went live, and nothing is settled.
InvariantPointer LiveWhileDown();
/// The context is stored by another life than the one that deployed.
InvariantPointer ContextFoundLater();
/// A deploy that was accepted and answered with an error ends in an outcome.
InvariantPointer AmbiguousDeployResolved();
/// A request that was given up as lost lands, and the apply is settled.
InvariantPointer LateRequestLanded();
/// An operator's command is carried out.
InvariantPointer CommandObeyed();
/// A baseline that holds something is stored.
InvariantPointer BaselineHeld();

/// An apply is settled reverted.
InvariantPointer RevertSettled();
/// Our skip-revert closes the window of an apply that is settled completed.
InvariantPointer WindowClosed();

std::vector<InvariantPointer> AllReached(const Reachable& reachable);

}  // namespace relapse::planetscale

#endif  // SCENARIOS_PLANETSCALE_INVARIANTS_REACHED_H_
