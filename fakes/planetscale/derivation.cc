#include "fakes/planetscale/derivation.h"

namespace relapse::planetscale {

std::optional<DeploymentState> DeriveDeploymentState(const DerivationInput& input) {
  using State = DeploymentState;
  const Census& rows = input.census;
  if (rows.rows == 0) return std::nullopt;
  if (rows.failed > 0) return State::kCompleteError;        // 1
  if (rows.cancelled > 0) return State::kInProgressCancel;  // 2
  if (rows.complete == rows.rows) {
    if (input.instant) return State::kComplete;                       // 3
    if (input.vschema_outstanding) return State::kInProgressVschema;  // 4
    return State::kCompletePendingRevert;                             // 4
  }
  const bool all_wait = rows.waiting > 0 && rows.running == 0 && rows.queued == 0;
  if (input.cutover_requested && (rows.complete > 0 || all_wait || rows.running > 0)) {
    return State::kInProgressCutover;  // 5, 6, 7
  }
  if (all_wait) return State::kPendingCutover;                                            // 8
  if (rows.running > 0) return State::kInProgress;                                        // 9
  if (rows.queued > 0 && rows.complete == 0 && rows.waiting == 0) return State::kQueued;  // 10
  return State::kInProgress;                                                              // 11
}

}  // namespace relapse::planetscale
