// Re-anchoring: after a change to one fault of a plan, a later fault may have no place any more,
// because its ordinal or the effect it stood at belongs to the history that was changed. It is then
// put at each later point where it is legal. Shared by shrinking and explaining.
#ifndef HARNESS_EXPLORE_REANCHOR_H_
#define HARNESS_EXPLORE_REANCHOR_H_

#include <functional>
#include <vector>

#include "fault_injection/plan_decider.h"
#include "harness/explore/catalogue.h"

namespace relapse {

/// One fault point of a history under a plan.
struct VisitedPoint {
  Place place;
  const EffectSpec* effect = nullptr;
  int fired = 0;            ///< faults that had fired before it
  bool fault_here = false;  ///< one fired at it
};

/// Every fault point of the history that `plan` makes from the initial world, in order; one at
/// which another process goes on comes twice.
std::vector<VisitedPoint> PointsUnder(const Instance& instance, const FaultPlan& plan);

/// Whether the fault's outcome and error may be done to this effect.
bool Fits(const Fault& fault, const EffectSpec& effect, const FaultRules& rules);

/// Moves a fault. How often it let its old place pass says nothing about the new one.
void PutAt(Fault& fault, const Place& place);

/// Puts fault `i` of the candidate at each point after the fault before it where it fits, points of
/// the same effect first, until `accepts` says yes to a plan. False if it never did.
bool TryReanchored(const Instance& instance, FaultPlan candidate, std::size_t i,
                   const std::function<bool(const FaultPlan&)>& accepts);

}  // namespace relapse

#endif  // HARNESS_EXPLORE_REANCHOR_H_
