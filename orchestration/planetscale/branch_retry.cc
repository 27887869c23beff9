#include "orchestration/planetscale/branch_retry.h"

#include <fmt/format.h>

#include "orchestration/planetscale/constants.h"

namespace relapse::planetscale {

namespace {
/// How often a busy snapshot was waited for before its wait had a length.
constexpr int kSnapshotAttempts = 5;
}  // namespace

Status BranchRetry::PauseAfter(const Error& error) {
  switch (Classify(error)) {
    case ErrorClass::kBusySnapshot:
      return PauseForSnapshot(error);
    case ErrorClass::kTransient:
      if (++transient_in_a_row_ == kTransientAttempts) return Fail(error);
      attempt_.Log(Text(fmt::format("{}: trying again", what_.view())));
      return attempt_.Wait(NormalPause(transient_in_a_row_ - 1));
    default:
      return Fail(error);
  }
}

Status BranchRetry::PauseForSnapshot(const Error& error) {
  const TimeMs now = attempt_.Now();
  if (busy_since_ == kNoTime) busy_since_ = now;
  if (now - busy_since_ >= kSnapshotBound) return Fail(error);
  if (attempt_.Has(Defect::kSnapshotWindowByAttempts) && snapshots_ + 1 == kSnapshotAttempts) {
    return FailPermanently(what_.view(), error);
  }
  transient_in_a_row_ = 0;
  attempt_.Log("a schema snapshot is in progress: trying again");
  RELAPSE_RETURN_IF_ERROR(attempt_.Wait(SnapshotPause(snapshots_++)));
  return attempt_.StopIfCancelled();
}

}  // namespace relapse::planetscale
