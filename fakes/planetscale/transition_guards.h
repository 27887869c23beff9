// When a transition is taken. Guards read the world and change nothing.
#ifndef FAKES_PLANETSCALE_TRANSITION_GUARDS_H_
#define FAKES_PLANETSCALE_TRANSITION_GUARDS_H_

#include "fakes/planetscale/transitions.h"

namespace relapse::planetscale::guards {

bool DiffFails(const Situation& situation);
bool DiffFindsChanges(const Situation& situation);
bool DiffFindsNothing(const Situation& situation);

bool AnswersAtOnce(const Situation& situation);  ///< LocalScale: a deploy starts or is refused
bool Queues(const Situation& situation);         ///< the real service
bool SlotIsFree(const Situation& situation);     ///< of the real service's queue

bool SubmissionHangsTooLong(const Situation& situation);
bool SubmissionFails(const Situation& situation);
bool SubmitsOneOfSeveral(const Situation& situation);
bool SubmitsDdl(const Situation& situation);
bool SubmitsDdlQueued(const Situation& situation);
bool SubmitsVschemaOnly(const Situation& situation);

bool VschemaFails(const Situation& situation);
bool CutsOverByItself(const Situation& situation);
bool IsObserved(const Situation& situation);

bool CanBeCancelled(const Situation& situation);
bool NothingToCancel(const Situation& situation);
bool CameTooLate(const Situation& situation);    ///< every row is complete
bool IsHalfApplied(const Situation& situation);  ///< some are, the others will not be
bool CancelIsConfirmed(const Situation& situation);
bool CancelTakesTooLong(const Situation& situation);

bool RevertsVschema(const Situation& situation);
bool CanGoOnReverting(const Situation& situation);
bool NothingToReverse(const Situation& situation);
bool ReversesOneOfSeveral(const Situation& situation);
bool ReverseIsDue(const Situation& situation);  ///< not submitted yet
bool ReverseFailed(const Situation& situation);
bool ReverseIsComplete(const Situation& situation);
bool IsNotAcknowledged(const Situation& situation);

// Rows that only a bug has.
bool FailedValidationDeploys(const Situation& situation);
bool WindowCanBeCancelled(const Situation& situation);
bool SubmissionForgetsCancel(const Situation& situation);
bool TickForgetsCancel(const Situation& situation);
bool FailureOutranksCancel(const Situation& situation);

bool RevertWindowIsOver(const Situation& situation);
bool CanBeClosed(const Situation& situation);

}  // namespace relapse::planetscale::guards

#endif  // FAKES_PLANETSCALE_TRANSITION_GUARDS_H_
