// The operator's durable commands, and the calls that carry them out (section 5). A command is
// answered once the provider's state shows that it took effect, so that a crash in between repeats
// no effect.
#ifndef ORCHESTRATION_PLANETSCALE_CONTROL_H_
#define ORCHESTRATION_PLANETSCALE_CONTROL_H_

#include "orchestration/planetscale/attempt.h"

namespace relapse::planetscale {

/// What a command comes to in the present state of the request.
enum class Verdict {
  kWait,    ///< not yet, or already under way: look again later
  kAct,     ///< do it now
  kDone,    ///< it has taken effect
  kRefuse,  ///< not possible here
};

/// Section 5.3's matrix. Pure.
Verdict Judge(ControlOperation operation, const DeployRequest& request, bool is_deferred);

/// How much copying is slowed down at a volume, in thousandths: 1 is slowed down by 95 %, 11 not at
/// all (section 5.1). What is beyond counts as the nearest.
std::int64_t ThrottleRatio(std::int64_t volume);

class Control {
 public:
  explicit Control(Attempt& attempt) : attempt_(attempt) {}

  /// Makes durable since when the request waits at a gate of the operator. Before it is shown: no
  /// command for it can be older.
  Status NoteGate(const DeployRequest& request);

  /// Carries out or answers the pending commands; a cancel comes before all others. True if one of
  /// them called the provider: then `request` is out of date.
  Result<bool> Obey(const DeployRequest& request);

  /// What needs no command: cuts over a request that waits although nobody deferred its cutover,
  /// closes the revert window where that is due, cancels where nobody comes to a gate.
  Status ActUnasked(const DeployRequest& request);

 private:
  /// These say whether the provider accepted the command, as far as is known.
  Result<bool> Act(const ControlRequest& command, const DeployRequest& request);
  Result<bool> Start(const DeployRequest& request);
  Result<bool> Cutover(const DeployRequest& request);
  Result<bool> Cancel(const DeployRequest& request);
  Result<bool> Revert(const DeployRequest& request);
  Result<bool> SkipRevert(const DeployRequest& request);
  Result<bool> SetVolume(const DeployRequest& request, std::int64_t volume);
  /// What to make of the answer to a call that steers the deployment.
  Result<bool> Accepted(const Result<DeployRequest>& answer);
  bool WaitsForOperator(const DeployRequest& request) const;
  Status CloseWindowIfDue(const DeployRequest& request);
  /// Cancels what has waited at the operator's gate for too long.
  Status CancelIfForgotten(const DeployRequest& request);
  /// A command may be younger than what was read of the request: looks again before it is refused,
  /// and leaves it to the next poll if it is possible by now.
  Result<Verdict> RefuseOrWait(ControlOperation operation, std::int64_t number);
  /// Bounds failures in a row: within the bound the next poll decides.
  Result<bool> Tolerate(const Error& error);

  Attempt& attempt_;
  int failures_in_a_row_ = 0;
  TimeMs not_staged_since_ = kNoTime;
  // What only historical bugs go by: when this life first saw the window, or the gate.
  TimeMs window_seen_at_ = kNoTime;
  TimeMs gate_seen_at_ = kNoTime;
  bool has_tried_to_close_ = false;
};

/// Answers every pending command of an apply whose outcome is stored.
Status AnswerAfterOutcome(Attempt& attempt, ApplyStatus outcome);

}  // namespace relapse::planetscale

#endif  // ORCHESTRATION_PLANETSCALE_CONTROL_H_
