#include "fakes/planetscale/transition_guards.h"

#include "fakes/planetscale/diff.h"
#include "fakes/planetscale/revert.h"
#include "fakes/planetscale/submission.h"

namespace relapse::planetscale::guards {

namespace {

bool DiffIsDue(const Situation& situation) {
  const BranchRecord* branch = situation.provider().FindBranch(situation.request().wire.branch);
  const bool waits_for_branch = branch != nullptr && !branch->wire.ready &&
                                !situation.Has(ProviderDefect::kDiffOfHalfMadeBranch);
  return situation.request().diff_at <= situation.now() && !waits_for_branch &&
         !situation.parameters().never_leaves_pending;
}

/// How many of our requests there were when this one was made, itself included.
std::int64_t OrdinalOf(const Situation& situation) {
  return situation.provider().OwnOrdinal(situation.request());
}

/// The same of deploys that were accepted.
std::int64_t DeployOrdinalOf(const Situation& situation) {
  return situation.provider().OwnDeployOrdinal(situation.request());
}

bool CanSubmit(const Situation& situation) {
  return !situation.parameters().submission_hangs && !situation.request().submission_lost &&
         situation.request().snapshot_taken && situation.vitess().Answers(situation.now()) &&
         !SubmissionFails(situation);
}

/// Only a revert that is submitted statement by statement is ever half submitted.
bool IsPartlyReversed(const Situation& situation) {
  return situation.parameters().submits_stepwise &&
         !ReverseLeft(situation.vitess(), situation.request()).HasNone();
}

}  // namespace

bool DiffFails(const Situation& situation) {
  if (!DiffIsDue(situation)) return false;
  const Text branch = situation.request().wire.branch;
  return OrdinalOf(situation) <= situation.parameters().fail_diffs ||
         situation.provider().FindBranch(branch) == nullptr || situation.diff().conflicts;
}

bool DiffFindsChanges(const Situation& situation) {
  return DiffIsDue(situation) && situation.diff().HasChanges();
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
  const RequestRecord& request = situation.request();
  const TimeMs since = situation.Has(ProviderDefect::kSubmissionTimeoutFromCreation)
                           ? request.wire.created_at
                           : request.submitting_since;
  return situation.now() - since > Minutes(2);
}

bool SubmissionFails(const Situation& situation) {
  return DeployOrdinalOf(situation) <= situation.parameters().fail_submissions &&
         StatementsSubmitted(situation.vitess(), situation.request()) >=
             situation.parameters().accepted_before_failure;
}

bool SubmitsOneOfSeveral(const Situation& situation) {
  const RequestRecord& request = situation.request();
  const std::int64_t missing = StatementCount(request) -
                               StatementsSubmitted(situation.vitess(), request) + request.forgotten;
  return situation.parameters().submits_stepwise && CanSubmit(situation) && missing > 1;
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

bool VschemaFails(const Situation& situation) {
  return DeployOrdinalOf(situation) <= situation.parameters().fail_vschema;
}

bool CutsOverByItself(const Situation& situation) {
  return situation.request().wire.deployment.auto_cutover && situation.Readable();
}

bool IsObserved(const Situation& situation) {
  const bool at_gate =
      situation.request().wire.deployment_state == DeploymentState::kPendingCutover;
  if (at_gate && situation.Has(ProviderDefect::kGateNotObserved)) return false;
  return situation.request().submitted;
}

bool CanBeCancelled(const Situation& situation) {
  return situation.request().wire.deployment_state != DeploymentState::kInProgressCutover ||
         !situation.Has(ProviderDefect::kCancelRefusedInCutover);
}
bool WindowCanBeCancelled(const Situation& situation) {
  return situation.Has(ProviderDefect::kCancelInRevertWindow);
}
bool FailedValidationDeploys(const Situation& situation) {
  return situation.Has(ProviderDefect::kFailedValidationDeploys);
}
bool SubmissionForgetsCancel(const Situation& situation) {
  return situation.Has(ProviderDefect::kSubmissionOverwritesCancel) &&
         !situation.request().submitted && situation.request().HasDdl();
}
bool TickForgetsCancel(const Situation& situation) {
  return situation.Has(ProviderDefect::kTickOverwritesCancel) && situation.request().submitted;
}
bool FailureOutranksCancel(const Situation& situation) {
  return situation.Has(ProviderDefect::kUserCancelShownAsError) && situation.Readable() &&
         situation.census().failed > 0;
}

bool NothingToCancel(const Situation& situation) {
  return !situation.request().submitted &&
         StatementsSubmitted(situation.vitess(), situation.request()) == 0;
}
bool CameTooLate(const Situation& situation) {
  const RequestRecord& request = situation.request();
  const bool forgets_vschema = situation.Has(ProviderDefect::kCancelInVschema) &&
                               request.vschema_changed && !request.vschema_applied;
  return request.submitted && !situation.Has(ProviderDefect::kCancelAfterLastCutover) &&
         !forgets_vschema && situation.Readable() &&
         situation.census().complete == situation.census().rows;
}
bool IsHalfApplied(const Situation& situation) {
  // Where all is complete and only VSchema is left, that is not half of it.
  if (situation.census().complete == situation.census().rows) return false;
  return !situation.Has(ProviderDefect::kCancelAfterLastCutover) && CancelIsConfirmed(situation) &&
         situation.census().complete > 0;
}
bool CancelIsConfirmed(const Situation& situation) {
  return situation.Readable() && situation.census().AllTerminal();
}
bool CancelTakesTooLong(const Situation& situation) {
  return situation.now() - situation.request().cancel_requested_at >= Seconds(10) &&
         !situation.Has(ProviderDefect::kCancelWithoutDeadline);
}

bool RevertsVschema(const Situation& situation) { return situation.request().vschema_applied; }
bool CanGoOnReverting(const Situation& situation) {
  return !situation.request().revert_lost && situation.vitess().Answers(situation.now());
}
bool NothingToReverse(const Situation& situation) {
  return situation.request().revert_context.empty() && CanGoOnReverting(situation) &&
         ReverseDdl(situation.vitess(), situation.request()).HasNone();
}
bool ReversesOneOfSeveral(const Situation& situation) {
  return situation.parameters().submits_stepwise && CanGoOnReverting(situation) &&
         ReverseLeft(situation.vitess(), situation.request()).Count() > 1;
}
bool ReverseIsDue(const Situation& situation) {
  return CanGoOnReverting(situation) &&
         (situation.request().revert_context.empty() || IsPartlyReversed(situation));
}
bool ReverseFailed(const Situation& situation) {
  if (!situation.Readable() || situation.request().revert_context.empty()) return false;
  const Census census = situation.revert_census();
  const bool sees_cancelled = !situation.Has(ProviderDefect::kCancelledRevertNeverEnds);
  return census.failed > 0 || (census.cancelled > 0 && sees_cancelled);
}
bool ReverseIsComplete(const Situation& situation) {
  if (!situation.Readable() || situation.request().revert_context.empty()) return false;
  if (!situation.request().revert_lost && IsPartlyReversed(situation)) return false;
  const Census census = situation.revert_census();
  return census.rows > 0 && census.complete == census.rows;
}
bool IsNotAcknowledged(const Situation& situation) { return !situation.request().acknowledged; }

bool RevertWindowIsOver(const Situation& situation) {
  const BranchRecord* branch = situation.provider().FindBranch(situation.request().wire.branch);
  if (situation.Has(ProviderDefect::kExpiryWaitsForClients) && branch != nullptr &&
      branch->passwords > 0) {
    return false;  // closing the branch waits until its clients hang up
  }
  return situation.now() > situation.request().revert_expires_at;
}

bool CanBeClosed(const Situation& situation) {
  return !situation.Has(ProviderDefect::kUndeployedCannotBeClosed) &&
         situation.request().wire.state == RequestState::kOpen &&
         situation.request().wire.deployed_at == kNoTime;
}

}  // namespace relapse::planetscale::guards
