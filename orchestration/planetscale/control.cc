#include "orchestration/planetscale/control.h"

#include <algorithm>

#include "orchestration/planetscale/constants.h"
#include "orchestration/planetscale/deploy.h"
#include "orchestration/planetscale/deploy_request.h"
#include "orchestration/planetscale/discovery.h"
#include "orchestration/planetscale/marks.h"
#include "orchestration/planetscale/request_state.h"

namespace relapse::planetscale {

namespace {

Verdict JudgeStart(const DeployRequest& request, bool is_deferred) {
  if (!is_deferred) return Verdict::kRefuse;
  if (WasDeployed(request)) return Verdict::kDone;
  if (request.deployment_state == DeploymentState::kReady) return Verdict::kAct;
  return Verdict::kWait;
}

Verdict JudgeCutover(const DeployRequest& request) {
  switch (request.deployment_state) {
    case DeploymentState::kPendingCutover:
      return Verdict::kAct;
    case DeploymentState::kInProgressCutover:
    case DeploymentState::kInProgressVschema:
    case DeploymentState::kCompletePendingRevert:
    case DeploymentState::kInProgressRevert:  // only what was cut over is taken back
    case DeploymentState::kInProgressRevertVschema:
      return Verdict::kDone;
    default:
      return Verdict::kRefuse;
  }
}

/// What is being reverted is what a repeated revert asks for.
Verdict JudgeRevert(const DeployRequest& request) {
  switch (request.deployment_state) {
    case DeploymentState::kCompletePendingRevert:
      return Verdict::kAct;
    case DeploymentState::kInProgressRevert:
    case DeploymentState::kInProgressRevertVschema:
      return Verdict::kDone;
    default:
      return Verdict::kRefuse;
  }
}

Verdict JudgeSkipRevert(const DeployRequest& request) {
  return request.deployment_state == DeploymentState::kCompletePendingRevert ? Verdict::kAct
                                                                             : Verdict::kRefuse;
}

/// Before the deploy nothing is copied yet, and behind the cutover nothing more: a command that
/// waited for it could wait at a gate for days.
Verdict JudgeVolume(const DeployRequest& request) {
  switch (request.deployment_state) {
    case DeploymentState::kQueued:
    case DeploymentState::kSubmitting:
    case DeploymentState::kInProgress:
    case DeploymentState::kPendingCutover:
    case DeploymentState::kInProgressCutover:
    case DeploymentState::kInProgressVschema:
      return Verdict::kAct;
    default:
      return Verdict::kRefuse;
  }
}

Verdict JudgeCancel(const DeployRequest& request) {
  switch (request.deployment_state) {
    case DeploymentState::kInProgressCancel:
      return Verdict::kWait;
    case DeploymentState::kCompletePendingRevert:
    case DeploymentState::kInProgressRevert:
    case DeploymentState::kInProgressRevertVschema:
      return Verdict::kRefuse;
    default:
      return Verdict::kAct;
  }
}

}  // namespace

Verdict Judge(ControlOperation operation, const DeployRequest& request, bool is_deferred) {
  switch (operation) {
    case ControlOperation::kStart:
      return JudgeStart(request, is_deferred);
    case ControlOperation::kCutover:
      return JudgeCutover(request);
    case ControlOperation::kCancel:
      return JudgeCancel(request);
    case ControlOperation::kRevert:
      return JudgeRevert(request);
    case ControlOperation::kSkipRevert:
      return JudgeSkipRevert(request);
    case ControlOperation::kVolume:
      return JudgeVolume(request);
  }
  return Verdict::kRefuse;
}

std::int64_t ThrottleRatio(std::int64_t volume) {
  constexpr std::int64_t kSlowest = 1;
  constexpr std::int64_t kFastest = 11;
  const std::int64_t known = std::clamp(volume, kSlowest, kFastest);
  return known == kFastest ? 0 : 950 - 100 * (known - kSlowest);
}

Result<bool> Control::Obey(const DeployRequest& request) {
  bool has_acted = false;
  const bool cancels = attempt_.IsCancelRequested();
  const bool reverts = attempt_.IsPending(ControlOperation::kRevert);
  for (const ControlRequest& command : std::vector<ControlRequest>(attempt_.commands())) {
    if (command.status != ControlStatus::kPending) continue;
    const bool is_cancel = command.operation == ControlOperation::kCancel;
    if (cancels && !is_cancel) continue;
    // What is kept cannot be reverted any more: of the two the revert comes first.
    if (reverts && command.operation == ControlOperation::kSkipRevert) continue;
    Verdict verdict = Judge(command.operation, request, attempt_.metadata().deferred_deploy);
    const bool is_reverting = StatusOf(request, false) == ApplyStatus::kReverting;
    if (verdict == Verdict::kDone && command.operation == ControlOperation::kCutover &&
        attempt_.Has(is_reverting ? Defect::kCutoverRefusedInRevert
                                  : Defect::kGrpcDuplicateCutover)) {
      RELAPSE_RETURN_IF_ERROR(
          attempt_.Answer(command, ControlStatus::kFailed, "the cutover is in progress already"));
      continue;
    }
    if (command.operation == ControlOperation::kVolume &&
        attempt_.Has(Defect::kVolumeNoResumeState)) {
      RELAPSE_RETURN_IF_ERROR(
          attempt_.Answer(command, ControlStatus::kFailed, "no active schema change"));
      continue;
    }
    if (verdict == Verdict::kRefuse && !attempt_.Has(Defect::kCommandJudgedByOldRequest)) {
      RELAPSE_ASSIGN(verdict, RefuseOrWait(command.operation, request.number));
    }
    if (verdict == Verdict::kWait) continue;
    if (verdict == Verdict::kRefuse) {
      RELAPSE_RETURN_IF_ERROR(
          attempt_.Answer(command, ControlStatus::kFailed, "not possible in the present state"));
      continue;
    }
    if (verdict == Verdict::kAct) {
      has_acted = true;
      RELAPSE_ASSIGN(const bool is_accepted, Act(command, request));
      // A cancel is answered with the outcome: the provider may still finish first.
      if (!is_accepted || is_cancel) continue;
    }
    RELAPSE_RETURN_IF_ERROR(attempt_.Answer(command, ControlStatus::kCompleted, "done"));
  }
  return has_acted;
}

Result<Verdict> Control::RefuseOrWait(ControlOperation operation, std::int64_t number) {
  const Result<DeployRequest> request =
      attempt_.api().Perform(GetDeployRequest{.number = number}, attempt_.WithStop());
  if (!request.ok()) {
    return request.error().Is(kCancelled) ? Result<Verdict>(Fail(request.error())) : Verdict::kWait;
  }
  const Verdict now = Judge(operation, *request, attempt_.metadata().deferred_deploy);
  return now == Verdict::kRefuse ? Verdict::kRefuse : Verdict::kWait;
}

Status Control::ActUnasked(const DeployRequest& request) {
  const bool waits_for_nobody = request.deployment_state == DeploymentState::kPendingCutover &&
                                !attempt_.options().defer_cutover &&
                                !request.deployment.auto_cutover;
  if (waits_for_nobody) RELAPSE_RETURN_IF_ERROR(Cutover(request));
  RELAPSE_RETURN_IF_ERROR(CloseWindowIfDue(request));
  return CancelIfForgotten(request);
}

Status Control::CloseWindowIfDue(const DeployRequest& request) {
  if (request.deployment_state != DeploymentState::kCompletePendingRevert) return Ok();
  const TimeMs now = attempt_.Now();
  DeployRequest judged = request;
  if (attempt_.Has(Defect::kDeployedAtNotDurable)) {
    if (window_seen_at_ == kNoTime) window_seen_at_ = now;
    judged.finished_at = window_seen_at_;
  }
  if (!IsRevertWindowOver(judged, attempt_.options(), now)) return Ok();
  Reach(attempt_.options().skip_revert ? Mark::kWindowSkipped : Mark::kWindowExpired);
  if (attempt_.Has(Defect::kSkipRevertOneShot)) {
    if (has_tried_to_close_) return Ok();
    has_tried_to_close_ = true;
  }
  RELAPSE_RETURN_IF_ERROR(SkipRevert(request));
  return Ok();
}

Status Control::NoteGate(const DeployRequest& request) {
  const ApplyStatus gate = StatusOf(request, attempt_.metadata().deferred_deploy);
  if (!WaitsForOperator(request) || attempt_.metadata().gate == gate) return Ok();
  if (attempt_.Has(Defect::kTimeoutClockInMemory)) {
    if (gate_seen_at_ == kNoTime) gate_seen_at_ = attempt_.Now();
    return Ok();
  }
  ResumeMetadata next = attempt_.metadata();
  next.gate = gate;
  next.gate_reached_at = attempt_.Now();
  return attempt_.SaveMetadata(std::move(next));
}

bool Control::WaitsForOperator(const DeployRequest& request) const {
  const ApplyStatus status = StatusOf(request, attempt_.metadata().deferred_deploy);
  return status == ApplyStatus::kWaitingForDeploy ||
         (status == ApplyStatus::kWaitingForCutover && attempt_.options().defer_cutover);
}

Status Control::CancelIfForgotten(const DeployRequest& request) {
  if (!WaitsForOperator(request)) return Ok();
  const TimeMs since = attempt_.Has(Defect::kTimeoutClockInMemory)
                           ? gate_seen_at_
                           : attempt_.metadata().gate_reached_at;
  if (attempt_.Now() - since < attempt_.options().manual_timeout_ms) return Ok();
  Reach(Mark::kGateForgotten);
  attempt_.Log("nobody has commanded within the manual timeout: cancelling");
  RELAPSE_RETURN_IF_ERROR(Cancel(request));
  return Ok();
}

Result<bool> Control::Act(const ControlRequest& command, const DeployRequest& request) {
  switch (command.operation) {
    case ControlOperation::kStart:
      return Start(request);
    case ControlOperation::kCutover:
      return Cutover(request);
    case ControlOperation::kCancel:
      return Cancel(request);
    case ControlOperation::kRevert:
      return Revert(request);
    case ControlOperation::kSkipRevert:
      return SkipRevert(request);
    case ControlOperation::kVolume:
      return SetVolume(request, command.volume);
  }
  return false;
}

Result<bool> Control::Start(const DeployRequest& request) {
  const Status deployed = Deploy(attempt_, request);
  // A cancel that came while the start waited for the provider: the next poll obeys it.
  if (!deployed.ok() && deployed.error().Is(kCancelledByOperator)) return false;
  RELAPSE_RETURN_IF_ERROR(deployed);
  KeepReturnedContext(attempt_);
  return true;
}

Result<bool> Control::Cutover(const DeployRequest& request) {
  const Result<DeployRequest> answer =
      attempt_.api().Perform(ApplyDeployRequest{.number = request.number}, attempt_.WithStop());
  if (answer.ok()) {
    failures_in_a_row_ = 0;
    not_staged_since_ = kNoTime;
    return true;
  }
  if (Classify(answer.error()) != ErrorClass::kNotStaged) {
    if (attempt_.Has(Defect::kAutoCutoverHammer) && !answer.error().Is(kCancelled)) return false;
    return Tolerate(answer.error());
  }
  if (attempt_.Has(Defect::kCutoverNotStaged)) {
    return FailPermanently("the cutover was refused", answer.error());
  }
  const TimeMs now = attempt_.Now();
  if (not_staged_since_ == kNoTime) not_staged_since_ = now;
  if (now - not_staged_since_ >= kNotStagedBound) return Fail(answer.error());
  RELAPSE_RETURN_IF_ERROR(attempt_.Wait(kNotStagedPoll));
  return false;
}

Result<bool> Control::Cancel(const DeployRequest& request) {
  if (!WasDeployed(request)) {
    if (attempt_.Has(Defect::kStopSkipsStates)) return Fail(kCancelledByOperator, kCancelledReason);
    const Status closed = CloseRequest(attempt_, request.number, attempt_.WithStop());
    return closed.ok() ? Result<bool>(true) : Tolerate(closed.error());
  }
  const Result<DeployRequest> answer =
      attempt_.api().Perform(CancelDeployRequest{.number = request.number}, attempt_.WithStop());
  if (!answer.ok() && !answer.error().Is(kCancelled) &&
      attempt_.Has(Defect::kStopSwallowsCancelError)) {
    return Fail(kCancelledByOperator, kCancelledReason);
  }
  return Accepted(answer);
}

Result<bool> Control::Revert(const DeployRequest& request) {
  return Accepted(
      attempt_.api().Perform(RevertDeployRequest{.number = request.number}, attempt_.WithStop()));
}

Result<bool> Control::SkipRevert(const DeployRequest& request) {
  return Accepted(attempt_.api().Perform(SkipRevertDeployRequest{.number = request.number},
                                         attempt_.WithStop()));
}

Result<bool> Control::SetVolume(const DeployRequest& request, std::int64_t volume) {
  // Asked again after a crash it sets the same, and no answer would show whether it has to be.
  const Status answer = attempt_.api().Perform(
      ThrottleDeployRequest{.number = request.number, .throttle_ratio = ThrottleRatio(volume)},
      attempt_.WithStop());
  if (!answer.ok()) return Tolerate(answer.error());
  failures_in_a_row_ = 0;
  return true;
}

Result<bool> Control::Accepted(const Result<DeployRequest>& answer) {
  // It may have taken effect all the same: the next poll shows whether it has to be asked again.
  if (!answer.ok()) return Tolerate(answer.error());
  failures_in_a_row_ = 0;
  return true;
}

Result<bool> Control::Tolerate(const Error& error) {
  if (error.Is(kCancelled) || ++failures_in_a_row_ >= kControlFailuresInARow) return Fail(error);
  RELAPSE_RETURN_IF_ERROR(attempt_.Wait(NormalPause(failures_in_a_row_ - 1)));
  return false;
}

namespace {

/// Whether the outcome itself says that a command has what it asked for.
bool IsServedBy(ApplyStatus outcome, ControlOperation operation) {
  switch (operation) {
    case ControlOperation::kCancel:
      return true;  // one that came too late reports the outcome
    case ControlOperation::kStart:
    case ControlOperation::kCutover:
      return outcome == ApplyStatus::kCompleted || outcome == ApplyStatus::kReverted;
    case ControlOperation::kRevert:
      return outcome == ApplyStatus::kReverted;
    case ControlOperation::kSkipRevert:
      return outcome == ApplyStatus::kCompleted;
    case ControlOperation::kVolume:
      return false;  // nothing is copied any more
  }
  return false;
}

/// Whether a command took effect although the apply did not complete: a start did if the request
/// was deployed, and only the request itself says so.
Result<bool> TookEffect(const Attempt& attempt, const ControlRequest& command) {
  const std::int64_t number = attempt.metadata().deploy_request_id;
  if (command.operation != ControlOperation::kStart || number == 0) return false;
  if (attempt.Has(Defect::kStartAnsweredByOutcome)) return false;
  const Result<DeployRequest> request =
      attempt.api().Perform(GetDeployRequest{.number = number}, attempt.WithStop());
  if (request.ok()) return WasDeployed(*request);
  if (request.error().Is(kNotFound)) return false;
  return Fail(request.error());
}

}  // namespace

Status AnswerAfterOutcome(Attempt& attempt, ApplyStatus outcome) {
  for (const ControlRequest& command : std::vector<ControlRequest>(attempt.commands())) {
    if (command.status != ControlStatus::kPending) continue;
    bool is_done = IsServedBy(outcome, command.operation);
    if (!is_done) {
      RELAPSE_ASSIGN(is_done, TookEffect(attempt, command));
    }
    RELAPSE_RETURN_IF_ERROR(
        attempt.Answer(command, is_done ? ControlStatus::kCompleted : ControlStatus::kFailed,
                       Text(EnumName(outcome))));
  }
  return Ok();
}

}  // namespace relapse::planetscale
