#include "orchestration/planetscale/attempt.h"

#include <algorithm>

#include "harness/core/check.h"
#include "orchestration/planetscale/constants.h"

namespace relapse::planetscale {

namespace {
bool HasPendingCancel(const StoredApply& apply) {
  return std::ranges::any_of(apply.control_requests, [](const ControlRequest& command) {
    return command.operation == ControlOperation::kCancel &&
           command.status == ControlStatus::kPending;
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
  return ports_.runtime->Perform(relapse::Wait{.duration = duration}, options);
}

Status Attempt::Wait(Pause pause) const {
  const RandomBelow draw{.bound = static_cast<std::uint64_t>(pause.jitter_below)};
  RELAPSE_ASSIGN(const std::uint64_t jitter, ports_.runtime->Perform(draw, CallOptions{}));
  return Wait(pause.base + static_cast<DurationMs>(jitter));
}

Status Attempt::Save(Text context, const ResumeMetadata& metadata) const {
  return ports_.apply_state->Perform(
      SaveResumeState{
          .apply_id = apply_.apply_id, .migration_context = context, .metadata = metadata},
      WithStop());
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
                          .percent = percent};
  if (!ports_.events->Perform(event, WithStop()).ok()) return;  // the next change shows it again
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

bool Attempt::IsCancelRequested() const { return HasPendingCancel(apply_); }

Status Attempt::StopIfCancelled() const {
  RELAPSE_ASSIGN(const StoredApply stored, Load());
  if (!HasPendingCancel(stored)) return Ok();
  return Fail(kCancelledByOperator, kCancelledReason);
}

Status Attempt::Answer(const ControlRequest& command, ControlStatus status, Text message) {
  RELAPSE_RETURN_IF_ERROR(ports_.apply_state->Perform(
      CompleteControlRequest{
          .apply_id = apply_.apply_id, .id = command.id, .status = status, .message = message},
      WithStop()));
  for (ControlRequest& known : apply_.control_requests) {
    if (known.id == command.id) known.status = status;
  }
  return Ok();
}

Status Attempt::Settle(ApplyStatus outcome, Text reason) const {
  return ports_.apply_state->Perform(
      SettleApply{.apply_id = apply_.apply_id, .outcome = outcome, .reason = reason}, WithStop());
}

}  // namespace relapse::planetscale
