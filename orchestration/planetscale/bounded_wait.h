// BoundedWait: waiting for the provider. Bounded, ends at once when the worker is asked to stop,
// and each minute leaves a line in the log and looks for the operator's cancel.
#ifndef ORCHESTRATION_PLANETSCALE_BOUNDED_WAIT_H_
#define ORCHESTRATION_PLANETSCALE_BOUNDED_WAIT_H_

#include <optional>

#include "orchestration/planetscale/attempt.h"

namespace relapse::planetscale {

class BoundedWait {
 public:
  /// `bound` empty: waits for ever. `what` is the log line of a long wait and, in the end, the
  /// reason.
  BoundedWait(Attempt& attempt, std::optional<DurationMs> bound, Text what)
      : BoundedWait(attempt, bound, what, attempt.WithStop()) {}
  BoundedWait(Attempt& attempt, std::optional<DurationMs> bound, Text what, CallOptions options)
      : attempt_(attempt),
        bound_(bound),
        what_(what),
        options_(options),
        started_(attempt.Now()),
        last_heartbeat_(started_) {}

  /// One pause between two looks. kPermanent once the bound has passed.
  Status Next(DurationMs interval);
  DurationMs elapsed() const { return elapsed_; }

 private:
  Attempt& attempt_;
  std::optional<DurationMs> bound_;
  Text what_;
  CallOptions options_;
  TimeMs started_;
  TimeMs last_heartbeat_;
  DurationMs elapsed_ = 0;
};

}  // namespace relapse::planetscale

#endif  // ORCHESTRATION_PLANETSCALE_BOUNDED_WAIT_H_
