#include "fakes/planetscale/derivation.h"

namespace relapse::planetscale {

int DerivationRule(const DerivationInput& input) {
  const Census& rows = input.census;
  if (rows.rows == 0) return 0;
  if (rows.failed > 0) return 1;
  if (rows.cancelled > 0) return 2;
  if (rows.complete == rows.rows) return input.instant ? 3 : 4;
  const bool all_wait = rows.waiting > 0 && rows.running == 0 && rows.queued == 0;
  if (input.cutover_requested && rows.complete > 0) return 5;
  if (input.cutover_requested && all_wait) return 6;
  if (input.cutover_requested && rows.running > 0) return 7;
  if (all_wait) return 8;
  if (rows.running > 0) return 9;
  return rows.complete == 0 && rows.waiting == 0 ? 10 : 11;
}

std::optional<DeploymentState> DeriveDeploymentState(const DerivationInput& input) {
  using State = DeploymentState;
  switch (DerivationRule(input)) {
    case 0:
      return std::nullopt;
    case 1:
      return State::kCompleteError;
    case 2:
      return State::kInProgressCancel;
    case 3:
      return State::kComplete;
    case 4:
      return input.vschema_outstanding ? State::kInProgressVschema : State::kCompletePendingRevert;
    case 5:
    case 6:
    case 7:
      return State::kInProgressCutover;
    case 8:
      return State::kPendingCutover;
    case 10:
      return State::kQueued;
    default:
      return State::kInProgress;
  }
}

}  // namespace relapse::planetscale
