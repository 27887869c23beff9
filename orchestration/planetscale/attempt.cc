#include "orchestration/planetscale/attempt.h"

#include <algorithm>

#include "harness/core/check.h"
#include "orchestration/planetscale/constants.h"

namespace relapse::planetscale {

namespace {
bool HasPending(const StoredApply& apply, ControlOperation operation) {
  return std::ranges::any_of(apply.control_requests, [&](const ControlRequest& command) {
    return command.operation == operation && command.status == ControlStatus::kPending;
  });
}
}  // namespace

TimeMs Attempt::Now() const {
  const Result<TimeMs> now = ports_.runtime->Perform(relapse::Now{}, CallOptions{});
  RELAPSE_CHECK(now.ok(), "reading the clock failed");
  return *now;
}

Status Attempt::Wait(DurationMs duration, const CallOptions& options) const {
  if (duration <= 0) return Ok();
  RELAPSE_RETURN_IF_ERROR(ports_.runtime->Perform(relapse::Wait{.duration = duration}, options));
  return KeepClaim();
}

std::int64_t Attempt::claim_token() const {
  return claim_ == nullptr || Has(Defect::kNoOwnerToken) ? 0 : claim_->token;
}

Status Attempt::Fenced(Status written) const {
  if (claim_ != nullptr && !written.ok() && written.error().Is(kClaimLost)) claim_->is_lost = true;
  return written;
}

Status Attempt::RenewClaim(TimeMs now) const {
  static const Text kLost("another driver has claimed the apply");
  if (claim_->is_lost) return Fail(kClaimLost, kLost);
  const Status renewed = Fenced(ports_.apply_state->Perform(
      planetscale::RenewClaim{.apply_id = apply_.apply_id, .claim = claim_token()}, WithStop()));
  if (renewed.ok()) {
    claim_->renewed_at = now;
    return Ok();
  }
  if (renewed.error().Is(kClaimLost) || now - claim_->renewed_at < kClaimStaleAfter) return renewed;
  // Storage could not be asked for so long that others may have taken the apply.
  claim_->is_lost = true;
  return Fail(kClaimLost, kLost);
}

Status Attempt::KeepClaim() const {
  if (claim_ == nullptr) return Ok();
  const TimeMs now = Now();
  if (!claim_->is_lost && now - claim_->renewed_at < kClaimRenewal) return Ok();
  Status renewed = RenewClaim(now);
  // Storage may be away for a moment.
  const bool ends =
      renewed.ok() || renewed.error().Is(kClaimLost) || renewed.error().Is(kCancelled);
  return ends ? renewed : Ok();
}

Status Attempt::ConfirmClaim() const {
  if (claim_ == nullptr) return Ok();
  const TimeMs now = Now();
  return !claim_->is_lost && now == claim_->renewed_at ? Ok() : RenewClaim(now);
}

Status Attempt::Wait(Pause pause) const {
  const RandomBelow draw{.bound = static_cast<std::uint64_t>(pause.jitter_below)};
  RELAPSE_ASSIGN(const std::uint64_t jitter, ports_.runtime->Perform(draw, CallOptions{}));
  return Wait(pause.base + static_cast<DurationMs>(jitter));
}

Status Attempt::Save(Text context, const ResumeMetadata& metadata) const {
  return Fenced(ports_.apply_state->Perform(SaveResumeState{.apply_id = apply_.apply_id,
                                                            .migration_context = context,
                                                            .metadata = metadata,
                                                            .claim = claim_token()},
                                            WithStop()));
}

Status Attempt::SaveMetadata(ResumeMetadata metadata) {
  RELAPSE_RETURN_IF_ERROR(Save(apply_.migration_context, metadata));
  apply_.metadata = std::move(metadata);
  return Ok();
}

Status Attempt::SaveContext(Text context) {
  if (!IsRealContext(context)) return Ok();
  RELAPSE_RETURN_IF_ERROR(Save(context, apply_.metadata));
  apply_.migration_context = context;
  return Ok();
}

Status Attempt::OverwriteContext(Text context) {
  RELAPSE_RETURN_IF_ERROR(Save(context, apply_.metadata));
  apply_.migration_context = context;
  return Ok();
}

void Attempt::Log(Text message) const {
  const RecordEvent event{
      .apply_id = apply_.apply_id, .status = std::nullopt, .message = message, .percent = 0};
  (void)ports_.events->Perform(event, WithStop());
}

void Attempt::Show(ApplyStatus status, std::int64_t percent) {
  const std::int64_t step = percent / kPercentStep;
  if (status == shown_ && step == shown_step_) return;
  const RecordEvent event{.apply_id = apply_.apply_id,
                          .status = status,
                          .message = Text(EnumName(status)),
                          .percent = percent,
                          .claim = claim_token()};
  if (!Fenced(ports_.events->Perform(event, WithStop())).ok())
    return;  // the next change shows it again
  shown_ = status;
  shown_step_ = step;
}

Result<StoredApply> Attempt::Load() const {
  return ports_.apply_state->Perform(LoadApply{.apply_id = apply_.apply_id}, WithStop());
}

Status Attempt::RefreshCommands() {
  RELAPSE_ASSIGN(StoredApply stored, Load());
  apply_.control_requests = std::move(stored.control_requests);
  return Ok();
}

bool Attempt::IsPending(ControlOperation operation) const { return HasPending(apply_, operation); }

Status Attempt::StopIfCancelled() const {
  RELAPSE_ASSIGN(const StoredApply stored, Load());
  if (!HasPending(stored, ControlOperation::kCancel)) return Ok();
  return Fail(kCancelledByOperator, kCancelledReason);
}

Status Attempt::Answer(const ControlRequest& command, ControlStatus status, Text message) {
  RELAPSE_RETURN_IF_ERROR(
      Fenced(ports_.apply_state->Perform(CompleteControlRequest{.apply_id = apply_.apply_id,
                                                                .id = command.id,
                                                                .status = status,
                                                                .message = message,
                                                                .claim = claim_token()},
                                         WithStop())));
  for (ControlRequest& known : apply_.control_requests) {
    if (known.id == command.id) known.status = status;
  }
  return Ok();
}

Status Attempt::Settle(ApplyStatus outcome, Text reason) const {
  return Fenced(ports_.apply_state->Perform(SettleApply{.apply_id = apply_.apply_id,
                                                        .outcome = outcome,
                                                        .reason = reason,
                                                        .claim = claim_token()},
                                            WithStop()));
}

}  // namespace relapse::planetscale
