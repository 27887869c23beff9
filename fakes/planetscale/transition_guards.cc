#include "fakes/planetscale/transition_guards.h"

#include "fakes/planetscale/diff.h"

namespace relapse::planetscale::guards {

namespace {

bool DiffIsDue(const Situation& situation) {
  return situation.request().diff_at <= situation.now() &&
         !situation.parameters().never_leaves_pending;
}

/// How many of our requests there were when this one was made, itself included.
std::int64_t OrdinalOf(const Situation& situation) {
  return situation.request().wire.number - situation.provider().ForeignRequests();
}

bool CanSubmit(const Situation& situation) {
  return !situation.parameters().submission_hangs && !SubmissionFails(situation);
}

}  // namespace

bool DiffFails(const Situation& situation) {
  if (!DiffIsDue(situation)) return false;
  return OrdinalOf(situation) <= situation.parameters().fail_diffs ||
         situation.provider().FindBranch(situation.request().wire.branch) == nullptr;
}

bool DiffFindsChanges(const Situation& situation) {
  return DiffIsDue(situation) &&
         DiffAgainstMain(situation.world(), situation.request().wire.branch).HasChanges();
}

bool DiffFindsNothing(const Situation& situation) {
  return DiffIsDue(situation) && !DiffFindsChanges(situation);
}

bool AnswersAtOnce(const Situation& situation) { return !situation.parameters().queues_deploys; }
bool Queues(const Situation& situation) { return situation.parameters().queues_deploys; }

bool SlotIsFree(const Situation& situation) {
  return !situation.request().submitted &&
         FirstAhead(situation.provider(), situation.request()) == nullptr;
}

bool SubmissionHangsTooLong(const Situation& situation) {
  // From the submission, not from the request's creation as in LocalScale (bug B13): an old request
  // would fail the moment it is deployed.
  return situation.now() - situation.request().submitting_since > Minutes(2);
}

bool SubmissionFails(const Situation& situation) {
  const std::int64_t ordinal =
      situation.request().queue_place - situation.provider().ForeignRequests();
  return ordinal <= situation.parameters().fail_submissions;
}

bool SubmitsDdl(const Situation& situation) {
  return CanSubmit(situation) && situation.request().HasDdl() && AnswersAtOnce(situation);
}
bool SubmitsDdlQueued(const Situation& situation) {
  return CanSubmit(situation) && situation.request().HasDdl() && Queues(situation);
}
bool SubmitsVschemaOnly(const Situation& situation) {
  return CanSubmit(situation) && !situation.request().HasDdl();
}

bool CutsOverByItself(const Situation& situation) {
  return situation.request().wire.deployment.auto_cutover;
}

bool IsSubmitted(const Situation& situation) { return situation.request().submitted; }

bool NothingToCancel(const Situation& situation) { return !situation.request().submitted; }
bool CancelIsConfirmed(const Situation& situation) { return situation.census().AllTerminal(); }
bool CancelTakesTooLong(const Situation& situation) {
  return situation.now() - situation.request().cancel_requested_at >= Seconds(10);
}

bool RevertWindowIsOver(const Situation& situation) {
  return situation.now() > situation.request().revert_expires_at;
}

bool CanBeClosed(const Situation& situation) {
  return situation.request().wire.state == RequestState::kOpen &&
         situation.request().wire.deployed_at == kNoTime;
}

}  // namespace relapse::planetscale::guards
