// Attempt: one try at one apply. Holds the ports, the stop token, what was loaded and what has been
// stored since; all effects of the engine go through it. Const members may be called from tasks.
#ifndef ORCHESTRATION_PLANETSCALE_ATTEMPT_H_
#define ORCHESTRATION_PLANETSCALE_ATTEMPT_H_

#include <optional>

#include "harness/effect/runtime.h"
#include "orchestration/planetscale/claim.h"
#include "orchestration/planetscale/classification.h"
#include "orchestration/planetscale/defects.h"
#include "orchestration/planetscale/retry.h"
#include "orchestration/planetscale/worker.h"
#include "orchestration/ports/apply_state.h"
#include "orchestration/ports/branch_database.h"
#include "orchestration/ports/events.h"
#include "orchestration/ports/planetscale_api.h"
#include "orchestration/ports/vtgate.h"

namespace relapse::planetscale {

/// "Real" iff it has a colon: apply ids never do.
inline bool IsRealContext(Text context) { return context.contains(":"); }

class Attempt {
 public:
  /// `claim` outlives the attempt; null where nobody else drives the apply.
  Attempt(const WorkerPorts& ports, const Defects& defects, StopToken stop, StoredApply apply,
          Claim* claim = nullptr)
      : ports_(ports),
        defects_(defects),
        stop_(stop),
        claim_(claim),
        apply_(std::move(apply)),
        shown_(apply_.status) {}

  Text apply_id() const { return apply_.apply_id; }
  const ReviewedPlan& plan() const { return *apply_.plan; }
  const ApplyOptions& options() const { return apply_.options; }
  /// As if the operator had asked for nothing. What only a historical bug does.
  void DropOptions() { apply_.options = {}; }
  void DropBranchOption() { apply_.options.branch = Text(); }
  const ResumeMetadata& metadata() const { return apply_.metadata; }
  Text context() const { return apply_.migration_context; }
  const Defects& defects() const { return defects_; }
  bool Has(Defect defect) const { return defects_.Has(defect); }

  /// Whether what is being done continues an earlier attempt. A fresh start after a resume is
  /// fresh.
  bool is_resuming() const { return is_resuming_; }
  void set_resuming(bool is_resuming) { is_resuming_ = is_resuming; }

  CallOptions WithStop(DurationMs timeout = 0) const { return {.timeout = timeout, .stop = stop_}; }
  /// For what has to happen although the worker was asked to stop.
  static CallOptions Detached(DurationMs timeout) { return {.timeout = timeout, .stop = {}}; }

  PlanetScaleApi& api() const { return *ports_.api; }
  BranchDatabase& branch_database() const { return *ports_.branch_database; }
  VtGate& vtgate() const { return *ports_.vtgate; }
  TaskRunner& tasks() const { return *ports_.tasks; }
  Text service_token() const { return ports_.service_token; }

  /// Renews the claim where that is due. kClaimLost: somebody else has it, or may have it by now.
  Status KeepClaim() const;
  /// Makes sure of the claim before an effect that nobody refuses to a driver that has lost it.
  Status ConfirmClaim() const;

  TimeMs Now() const;
  Status Wait(DurationMs duration) const { return Wait(duration, WithStop()); }
  Status Wait(DurationMs duration, const CallOptions& options) const;
  /// Waits for the pause and a jitter.
  Status Wait(Pause pause) const;

  /// Makes `metadata` durable together with the present context. Nothing irreversible may follow a
  /// failed save: return its error.
  Status SaveMetadata(ResumeMetadata metadata);
  /// Makes a real context durable; anything else is not stored.
  Status SaveContext(Text context);
  /// Makes any text durable in the context's place. What only a historical bug does.
  Status OverwriteContext(Text context);
  /// Changes what this attempt believes, and nothing durable.
  void KeepInMemory(ResumeMetadata metadata) { apply_.metadata = std::move(metadata); }
  void KeepContextInMemory(Text context) { apply_.migration_context = context; }

  /// A line in the log. Losing it is no error.
  void Log(Text message) const;
  /// Changes what the operator is shown, where it differs from what is shown already.
  void Show(ApplyStatus status, std::int64_t percent = 0);

  /// Reads the operator's commands again.
  Status RefreshCommands();
  const std::vector<ControlRequest>& commands() const { return apply_.control_requests; }
  bool IsPending(ControlOperation operation) const;
  bool IsCancelRequested() const { return IsPending(ControlOperation::kCancel); }
  /// kCancelledByOperator once a cancel is found: for the phases before anything is deployed.
  Status StopIfCancelled() const;
  Status Answer(const ControlRequest& command, ControlStatus status, Text message);

  Status Settle(ApplyStatus outcome, Text reason) const;

 private:
  Result<StoredApply> Load() const;
  Status Save(Text context, const ResumeMetadata& metadata) const;
  /// What a write carries.
  std::int64_t claim_token() const;
  Status RenewClaim(TimeMs now) const;
  /// Remembers a refusal: some callers can go on without this write, but not without the claim.
  Status Fenced(Status written) const;

  const WorkerPorts& ports_;
  const Defects& defects_;
  StopToken stop_;
  Claim* claim_;
  StoredApply apply_;
  bool is_resuming_ = false;
  ApplyStatus shown_;
  std::int64_t shown_step_ = 0;
};

}  // namespace relapse::planetscale

#endif  // ORCHESTRATION_PLANETSCALE_ATTEMPT_H_
