// How long to pause before trying again: section 1.6 of the specification. Pure; the caller draws
// the jitter and waits.
#ifndef ORCHESTRATION_PLANETSCALE_RETRY_H_
#define ORCHESTRATION_PLANETSCALE_RETRY_H_

#include "harness/core/time.h"

namespace relapse::planetscale {

/// A pause of `base`, lengthened by a jitter drawn below `jitter_below`.
struct Pause {
  DurationMs base = 0;
  DurationMs jitter_below = 0;
  friend bool operator==(const Pause&, const Pause&) = default;
};

/// After the (failures + 1)-th ordinary failure in a row.
Pause NormalPause(int failures);

/// After the (failures + 1)-th answer that a schema snapshot is in progress.
Pause SnapshotPause(int failures);

/// Before retry number `retry` (from 0) of a whole attempt.
DurationMs AttemptPause(int retry);

}  // namespace relapse::planetscale

#endif  // ORCHESTRATION_PLANETSCALE_RETRY_H_
