// BranchRetry: the pauses between the tries of one keyspace's change on the branch, DDL or VSchema
// (spec/planetscale-engine.md sections 1.5 and 1.6).
#ifndef ORCHESTRATION_PLANETSCALE_BRANCH_RETRY_H_
#define ORCHESTRATION_PLANETSCALE_BRANCH_RETRY_H_

#include "orchestration/planetscale/attempt.h"

namespace relapse::planetscale {

class BranchRetry {
 public:
  /// `what` is said in the log of a try that failed: "a keyspace could not be changed".
  BranchRetry(const Attempt& attempt, Text what) : attempt_(attempt), what_(what) {}

  /// Waits before the next try, or answers the error with which to end: transient ones are counted
  /// in a row, a schema snapshot has a window of its own and begins the count anew.
  Status PauseAfter(const Error& error);

  /// A try changed something: what failed before does not count any more.
  void Progressed() { transient_in_a_row_ = 0; }

 private:
  Status PauseForSnapshot(const Error& error);

  const Attempt& attempt_;
  Text what_;
  int transient_in_a_row_ = 0;
  int snapshots_ = 0;
  TimeMs busy_since_ = kNoTime;
};

}  // namespace relapse::planetscale

#endif  // ORCHESTRATION_PLANETSCALE_BRANCH_RETRY_H_
