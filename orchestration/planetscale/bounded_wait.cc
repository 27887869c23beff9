#include "orchestration/planetscale/bounded_wait.h"

#include <fmt/format.h>

#include "orchestration/planetscale/constants.h"

namespace relapse::planetscale {

Status BoundedWait::Next(DurationMs interval) {
  RELAPSE_RETURN_IF_ERROR(attempt_.Wait(interval, options_));
  const TimeMs now = attempt_.Now();
  elapsed_ = now - started_;
  if (bound_ && elapsed_ >= *bound_) {
    return FailPermanently(
        Text(fmt::format("{}: given up after {} minutes", what_.view(), *bound_ / Minutes(1))));
  }
  if (now - last_heartbeat_ < kHeartbeat) return Ok();
  last_heartbeat_ = now;
  if (!attempt_.Has(Defect::kSilentWaitCancelledAsWedged)) attempt_.Log(what_);
  return attempt_.StopIfCancelled();
}

}  // namespace relapse::planetscale
