// Progress: whether one moment changed what the next run decides upon. A run that a crash or a
// fault ends, and that changed nothing, leaves every advice as good as it was.
#ifndef SCENARIOS_MIGRATIONS_INVARIANTS_PROGRESS_H_
#define SCENARIOS_MIGRATIONS_INVARIANTS_PROGRESS_H_

#include "harness/oracle/invariant.h"

namespace relapse::migrations {

class Progress {
 public:
  /// What is committed, what lies in the data folder and whether a server runs on it; and whatever
  /// the world does by itself.
  static bool IsMadeBy(const Observation& observation);
  /// `interest`, and what IsMadeBy() has to see.
  static Interest Of(Interest interest);
};

}  // namespace relapse::migrations

#endif  // SCENARIOS_MIGRATIONS_INVARIANTS_PROGRESS_H_
