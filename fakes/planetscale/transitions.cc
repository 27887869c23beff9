#include "fakes/planetscale/transitions.h"

#include "fakes/planetscale/transition_effects.h"
#include "fakes/planetscale/transition_guards.h"

namespace relapse::planetscale {

namespace {

using State = DeploymentState;

constexpr StateSet kUnderway =
    SetOf(State::kQueued, State::kInProgress, State::kPendingCutover, State::kInProgressCutover);
constexpr StateSet kCancellable =
    SetOf(State::kQueued, State::kSubmitting, State::kInProgress, State::kPendingCutover,
          State::kInProgressCutover, State::kInProgressVschema);
/// Section 2.5's matrix: an errored request that was never deployed can be closed, too.
constexpr StateSet kClosable =
    SetOf(State::kPending, State::kReady, State::kNoChanges, State::kError);

constexpr std::optional<State> kSame = std::nullopt;

/// Order matters: the first row that fits is taken. Names with a letter behind the number are the
/// real service's variant of that transition.
constexpr Transition kTransitions[] = {
    {"T1", 0, Trigger::kCreate, nullptr, State::kPending, nullptr},
    {"T4", SetOf(State::kPending), Trigger::kTick, guards::DiffFails, State::kError, nullptr},
    {"T2", SetOf(State::kPending), Trigger::kTick, guards::DiffFindsChanges, State::kReady,
     effects::StoreDiff},
    {"T3", SetOf(State::kPending), Trigger::kTick, guards::DiffFindsNothing, State::kNoChanges,
     nullptr},

    {"T5", SetOf(State::kReady), Trigger::kDeploy, guards::AnswersAtOnce, State::kSubmitting,
     effects::AcceptAndSubmit},
    {"T5q", SetOf(State::kReady), Trigger::kDeploy, guards::Queues, State::kQueued,
     effects::Accept},
    {"T6", SetOf(State::kNoChanges), Trigger::kDeploy, nullptr, kSame, effects::Accept},
    {"B15", SetOf(State::kError), Trigger::kDeploy, guards::FailedValidationDeploys,
     State::kNoChanges, effects::Accept},
    {"T5s", SetOf(State::kQueued), Trigger::kTick, guards::SlotIsFree, State::kSubmitting,
     effects::StartSubmitting},

    {"T10", SetOf(State::kSubmitting), Trigger::kTick, guards::SubmissionHangsTooLong,
     State::kError, effects::AbandonSubmission},
    {"T9", SetOf(State::kSubmitting), Trigger::kTick, guards::SubmissionFails, State::kError,
     effects::AbandonSubmission},
    {"T7p", SetOf(State::kSubmitting), Trigger::kTick, guards::SubmitsOneOfSeveral, kSame,
     effects::SubmitNext},
    {"T7", SetOf(State::kSubmitting), Trigger::kTick, guards::SubmitsDdl, State::kQueued,
     effects::Submit},
    {"T7s", SetOf(State::kSubmitting), Trigger::kTick, guards::SubmitsDdlQueued, State::kInProgress,
     effects::Submit},
    {"T8", SetOf(State::kSubmitting), Trigger::kTick, guards::SubmitsVschemaOnly,
     State::kCompletePendingRevert, effects::ApplyVschema},

    {"T19", kUnderway, Trigger::kTick, guards::IsObserved, State::kCompleteError,
     effects::CancelSiblings, true},
    {"T20", kUnderway, Trigger::kTick, guards::IsObserved, State::kInProgressCancel,
     effects::RequestCancel, true},
    {"T17", kUnderway, Trigger::kTick, guards::IsObserved, State::kComplete,
     effects::PublishVschema, true},
    {"T14", kUnderway, Trigger::kTick, guards::IsObserved, State::kInProgressVschema, nullptr,
     true},
    {"T18", kUnderway, Trigger::kTick, guards::IsObserved, State::kCompletePendingRevert,
     effects::OpenRevertWindow, true},
    {"T11", kUnderway, Trigger::kTick, guards::IsObserved, State::kPendingCutover, effects::Stage,
     true},
    {"T11", kUnderway, Trigger::kTick, guards::IsObserved, State::kInProgress, nullptr, true},
    {"T11", kUnderway, Trigger::kTick, guards::IsObserved, State::kQueued, nullptr, true},

    {"T12", SetOf(State::kPendingCutover), Trigger::kTick, guards::CutsOverByItself,
     State::kInProgressCutover, effects::CutOver},
    {"T13", SetOf(State::kPendingCutover), Trigger::kApplyDeploy, nullptr,
     State::kInProgressCutover, effects::CutOver},
    {"T16", SetOf(State::kInProgressVschema), Trigger::kTick, guards::VschemaFails,
     State::kCompleteError, nullptr},
    {"T15", SetOf(State::kInProgressVschema), Trigger::kTick, nullptr,
     State::kCompletePendingRevert, effects::ApplyVschema},

    {"T21", kCancellable, Trigger::kCancel, guards::CanBeCancelled, State::kInProgressCancel,
     effects::RequestCancel},
    {"B66", SetOf(State::kCompletePendingRevert), Trigger::kCancel, guards::WindowCanBeCancelled,
     State::kInProgressCancel, effects::RequestCancel},
    {"B11a", SetOf(State::kInProgressCancel), Trigger::kTick, guards::SubmissionForgetsCancel,
     State::kQueued, effects::Submit},
    {"B11b", SetOf(State::kInProgressCancel), Trigger::kTick, guards::TickForgetsCancel,
     State::kInProgress, nullptr, true},
    {"B11b", SetOf(State::kInProgressCancel), Trigger::kTick, guards::TickForgetsCancel,
     State::kPendingCutover, nullptr, true},
    {"B11b", SetOf(State::kInProgressCancel), Trigger::kTick, guards::TickForgetsCancel,
     State::kQueued, nullptr, true},
    {"B43", SetOf(State::kInProgressCancel), Trigger::kTick, guards::FailureOutranksCancel,
     State::kCompleteError, nullptr},
    {"T22", SetOf(State::kInProgressCancel), Trigger::kTick, guards::NothingToCancel,
     State::kCompleteCancel, effects::ConfirmCancel},
    // A cancel that came too late: what is live is not called cancelled.
    {"T17", SetOf(State::kInProgressCancel), Trigger::kTick, guards::CameTooLate, State::kComplete,
     effects::PublishVschema, true},
    {"T14", SetOf(State::kInProgressCancel), Trigger::kTick, guards::CameTooLate,
     State::kInProgressVschema, nullptr, true},
    {"T18", SetOf(State::kInProgressCancel), Trigger::kTick, guards::CameTooLate,
     State::kCompletePendingRevert, effects::OpenRevertWindow, true},
    {"T19", SetOf(State::kInProgressCancel), Trigger::kTick, guards::IsHalfApplied,
     State::kCompleteError, nullptr},
    {"T23", SetOf(State::kInProgressCancel), Trigger::kTick, guards::CancelIsConfirmed,
     State::kCompleteCancel, effects::ConfirmCancel},
    {"T24", SetOf(State::kInProgressCancel), Trigger::kTick, guards::CancelTakesTooLong,
     State::kCompleteError, nullptr},

    {"T25", SetOf(State::kCompletePendingRevert), Trigger::kTick, guards::RevertWindowIsOver,
     State::kComplete, nullptr},

    {"T26", SetOf(State::kCompletePendingRevert), Trigger::kSkipRevert, nullptr, State::kComplete,
     nullptr},
    {"T27", SetOf(State::kCompletePendingRevert), Trigger::kRevert, guards::RevertsVschema,
     State::kInProgressRevertVschema, effects::BeginRevert},
    {"T28", SetOf(State::kCompletePendingRevert), Trigger::kRevert, nullptr,
     State::kInProgressRevert, effects::BeginRevert},
    {"T28v", SetOf(State::kInProgressRevertVschema), Trigger::kTick, guards::CanGoOnReverting,
     State::kInProgressRevert, effects::RestoreVschema},
    {"T29", SetOf(State::kInProgressRevert), Trigger::kTick, guards::NothingToReverse,
     State::kCompleteRevert, nullptr},
    {"T31", SetOf(State::kInProgressRevert), Trigger::kTick, guards::ReverseFailed,
     State::kCompleteRevertError, effects::CancelReverse},
    {"T28p", SetOf(State::kInProgressRevert), Trigger::kTick, guards::ReversesOneOfSeveral, kSame,
     effects::SubmitNextReverse},
    {"T28s", SetOf(State::kInProgressRevert), Trigger::kTick, guards::ReverseIsDue, kSame,
     effects::SubmitReverse},
    {"T30", SetOf(State::kInProgressRevert), Trigger::kTick, guards::ReverseIsComplete,
     State::kCompleteRevert, nullptr},

    {"complete-deploy", SetOf(State::kCompleteError, State::kCompleteRevertError),
     Trigger::kCompleteDeploy, guards::IsNotAcknowledged, kSame, effects::Acknowledge},
    {"auto-apply",
     SetOf(State::kPending, State::kReady, State::kQueued, State::kSubmitting, State::kInProgress,
           State::kPendingCutover),
     Trigger::kSetAutoApply, nullptr, kSame, nullptr},

    {"T32", kClosable, Trigger::kClose, guards::CanBeClosed, kSame, effects::Close},
};
static_assert(std::size(kTransitions) <= 64, "ProviderState::taken has 64 bits");

}  // namespace

const Census& Situation::census() const {
  if (!census_) census_ = CountContext(vitess(), request_.migration_context, now());
  return *census_;
}

const BranchDiff& Situation::diff() const {
  if (!diff_) diff_ = DiffAgainstMain(world_, request_.wire.branch);
  return *diff_;
}

Census Situation::revert_census() const {
  return CountContext(vitess(), request_.revert_context, now());
}

DerivationInput Situation::DerivedFrom() const {
  const Census& rows = census();
  DerivationInput input;
  input.census = rows;
  input.cutover_requested = request_.wire.deployment_state == State::kInProgressCutover;
  input.instant = request_.wire.deployment.instant_ddl && rows.immediate == rows.rows;
  if (Has(ProviderDefect::kEligibleCountsAsInstant)) {
    input.instant = request_.wire.deployment.instant_ddl_eligible;
  }
  input.vschema_outstanding = request_.vschema_changed && !request_.vschema_applied;
  return input;
}

int Situation::rule() const { return Readable() ? DerivationRule(DerivedFrom()) : 0; }

std::optional<DeploymentState> Situation::derived() const {
  if (!Readable()) return std::nullopt;
  const std::optional<State> state = DeriveDeploymentState(DerivedFrom());
  // The real service has left `queued` behind by then.
  if (state == State::kQueued && parameters().queues_deploys) return State::kInProgress;
  return state;
}

std::span<const Transition> Transitions() { return kTransitions; }

const Transition* FindTransition(const Situation& situation, Trigger trigger) {
  const State state = situation.request().wire.deployment_state;
  for (const Transition& row : kTransitions) {
    if (row.trigger != trigger || !Holds(row.from, state)) continue;
    if (row.guard != nullptr && !row.guard(situation)) continue;
    if (row.derived && (row.to == state || situation.derived() != row.to)) continue;
    return &row;
  }
  return nullptr;
}

void Take(World& world, ProviderState& provider, RequestRecord& request,
          const Transition& transition) {
  provider.taken |= std::uint64_t{1} << (&transition - kTransitions);
  if (transition.to) {
    request.wire.deployment_state = *transition.to;
    request.wire.deployment.state = *transition.to;
  }
  if (transition.effect != nullptr) transition.effect(world, provider, request);
  if (transition.to && IsFinal(*transition.to)) effects::Settle(world, provider, request);
}

void MarkTaken(ProviderState& provider, std::string_view name) {
  for (std::size_t i = 0; i < std::size(kTransitions); ++i) {
    if (kTransitions[i].name == name) provider.taken |= std::uint64_t{1} << i;
  }
}

bool WasTaken(const ProviderState& provider, std::string_view name) {
  for (std::size_t i = 0; i < std::size(kTransitions); ++i) {
    if (kTransitions[i].name == name && (provider.taken >> i & 1) != 0) return true;
  }
  return false;
}

}  // namespace relapse::planetscale
