#include "orchestration/planetscale/retry.h"

#include <algorithm>

#include "orchestration/planetscale/constants.h"

namespace relapse::planetscale {

namespace {
DurationMs Doubled(DurationMs start, int times, DurationMs maximum) {
  return std::min(start << std::min(times, 30), maximum);
}
constexpr int kDoublings = 3;
}  // namespace

Pause NormalPause(int failures) {
  return {Doubled(Seconds(2), std::min(failures, kDoublings), Seconds(10)), Seconds(2)};
}

Pause SnapshotPause(int failures) {
  return {Doubled(Seconds(10), std::min(failures, kDoublings), Seconds(60)), Seconds(5)};
}

DurationMs AttemptPause(int retry) {
  if (retry < kImmediateAttemptRetries) return 0;
  return Doubled(kAttemptRetryStart, retry - kImmediateAttemptRetries, kAttemptRetryMaximum);
}

}  // namespace relapse::planetscale
