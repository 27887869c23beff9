#include "orchestration/planetscale/driver.h"

#include "harness/core/check.h"
#include "orchestration/planetscale/branch_cleanup.h"
#include "orchestration/planetscale/constants.h"
#include "orchestration/planetscale/discovery.h"
#include "orchestration/planetscale/engine.h"
#include "orchestration/planetscale/follow.h"
#include "orchestration/planetscale/marks.h"

namespace relapse::planetscale {

namespace {

bool IsComplete(const WorkerPorts& ports) {
  return ports.api != nullptr && ports.branch_database != nullptr && ports.vtgate != nullptr &&
         ports.apply_state != nullptr && ports.events != nullptr && ports.runtime != nullptr &&
         ports.tasks != nullptr && !ports.service_token.empty();
}

/// Takes the apply to its end at the provider.
Result<Outcome> Drive(Attempt& attempt) {
  const Status applied =
      attempt.IsCancelRequested() ? Fail(kCancelledByOperator, kCancelledReason) : Apply(attempt);
  if (!applied.ok()) {
    if (!applied.error().Is(kCancelledByOperator)) return Fail(applied.error());
    // A deploy request has to be cancelled at the provider, which following it does.
    RELAPSE_ASSIGN(const bool has_request, AdoptRequest(attempt));
    if (!has_request) return Fail(applied.error());
  }
  KeepReturnedContext(attempt);
  return Follower(attempt).Run();
}

/// The outcome that an error stands for; other errors are retryable.
Result<Outcome> OutcomeOf(const Error& error) {
  if (error.Is(kPermanent)) {
    Reach(Mark::kPermanentError);
    return Outcome{ApplyStatus::kFailed, error.message};
  }
  if (error.Is(kCancelledByOperator)) return Outcome{ApplyStatus::kCancelled, error.message};
  return Fail(error);
}

/// What remains to be done once the outcome is stored. Repeatable.
Status Finish(Attempt& attempt, ApplyStatus outcome) {
  const bool ended_early = outcome == ApplyStatus::kFailed || outcome == ApplyStatus::kCancelled;
  const Status reclaimed = ended_early ? ReclaimOwnBranch(attempt, outcome) : Ok();
  RELAPSE_RETURN_IF_ERROR(AnswerAfterOutcome(attempt, outcome));
  return reclaimed;
}

/// One try, from what is stored to the end.
class Try {
 public:
  Try(const WorkerPorts& ports, Text apply_id, const Defects& defects, StopToken stop, Claim* claim)
      : ports_(ports), apply_id_(apply_id), defects_(defects), stop_(stop), claim_(claim) {}

  /// Whether the outcome is stored, whatever happened afterwards.
  bool is_settled() const { return is_settled_; }

  Result<WorkerExit> Run() {
    Result<StoredApply> loaded = ports_.apply_state->Perform(
        LoadApply{.apply_id = apply_id_}, CallOptions{.timeout = 0, .stop = stop_});
    if (!loaded.ok()) {
      if (loaded.error().Is(kNotFound)) return WorkerExit::kRefused;
      return Fail(loaded.error());
    }
    if (!loaded->plan) return WorkerExit::kRefused;
    is_settled_ = IsSettled(loaded->status);
    const ApplyStatus stored = loaded->status;
    Attempt attempt(ports_, defects_, stop_, *std::move(loaded), claim_);
    if (is_settled_) {
      // Nobody comes back for a branch whose deletion was never sent.
      if (defects_.Has(Defect::kCleanupUnderDeadContext)) return WorkerExit::kSettled;
      RELAPSE_RETURN_IF_ERROR(Finish(attempt, stored));
      return WorkerExit::kSettled;
    }
    // The pause before this try may have been longer than the claim lasts.
    RELAPSE_RETURN_IF_ERROR(attempt.KeepClaim());
    return Settle(attempt);
  }

 private:
  Result<WorkerExit> Settle(Attempt& attempt) {
    Result<Outcome> outcome = Drive(attempt);
    if (!outcome.ok()) outcome = OutcomeOf(outcome.error());
    if (!outcome.ok()) return Fail(outcome.error());
    RELAPSE_RETURN_IF_ERROR(attempt.Settle(outcome->status, outcome->reason));
    is_settled_ = true;
    const Status refreshed = attempt.RefreshCommands();
    RELAPSE_RETURN_IF_ERROR(Finish(attempt, outcome->status));
    RELAPSE_RETURN_IF_ERROR(refreshed);
    return WorkerExit::kSettled;
  }

  const WorkerPorts& ports_;
  Text apply_id_;
  const Defects& defects_;
  StopToken stop_;
  Claim* claim_;
  bool is_settled_ = false;
};

}  // namespace

WorkerExit RunWorker(const WorkerPorts& ports, Text apply_id, const Defects& defects,
                     StopToken stop, Claim* claim) {
  if (!IsComplete(ports)) return WorkerExit::kRefused;
  const CallOptions with_stop{.timeout = 0, .stop = stop};
  for (int retries = 0;; ++retries) {
    Try attempt(ports, apply_id, defects, stop, claim);
    const Result<WorkerExit> exit = attempt.Run();
    if (exit.ok()) return *exit;
    if (exit.error().Is(kCancelled)) {
      if (defects.Has(Defect::kCancelledDriveIsOutcome) && !attempt.is_settled()) {
        (void)ports.apply_state->Perform(SettleApply{.apply_id = apply_id,
                                                     .outcome = ApplyStatus::kFailed,
                                                     .reason = exit.error().message},
                                         Attempt::Detached(kCleanupTimeout));
      }
      return WorkerExit::kHandedOver;
    }
    if (exit.error().Is(kClaimLost)) return WorkerExit::kSuperseded;
    if (retries == kAttemptRetries) {
      if (!attempt.is_settled()) {
        (void)ports.events->Perform(RecordEvent{.apply_id = apply_id,
                                                .status = ApplyStatus::kFailedRetryable,
                                                .message = "the retries are spent",
                                                .claim = claim != nullptr ? claim->token : 0},
                                    with_stop);
      }
      return WorkerExit::kRetriesSpent;
    }
    const DurationMs pause = AttemptPause(retries);
    if (pause > 0 && !ports.runtime->Perform(Wait{.duration = pause}, with_stop).ok()) {
      return WorkerExit::kHandedOver;
    }
  }
}

WorkerExit RunDriver(const WorkerPorts& ports, Text apply_id, Text owner, const Defects& defects,
                     StopToken stop) {
  if (!IsComplete(ports)) return WorkerExit::kRefused;
  const CallOptions with_stop{.timeout = 0, .stop = stop};
  for (;;) {
    // Before the call: the claim is at least as young as this.
    const Result<TimeMs> now = ports.runtime->Perform(Now{}, CallOptions{});
    RELAPSE_CHECK(now.ok(), "reading the clock failed");
    const Result<std::int64_t> token =
        ports.apply_state->Perform(ClaimApply{.apply_id = apply_id, .owner = owner}, with_stop);
    if (token.ok()) {
      Claim claim{.token = *token, .renewed_at = *now};
      const WorkerExit exit = RunWorker(ports, apply_id, defects, stop, &claim);
      if (exit != WorkerExit::kSuperseded) return exit;
    } else if (token.error().Is(kNotFound)) {
      return WorkerExit::kRefused;
    }
    if (!ports.runtime->Perform(Wait{.duration = kClaimPoll}, with_stop).ok()) {
      return WorkerExit::kHandedOver;
    }
  }
}

}  // namespace relapse::planetscale
