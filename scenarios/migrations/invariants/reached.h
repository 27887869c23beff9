// What a history of migrations must come to sometimes, so that a run that holds has tried it.
#ifndef SCENARIOS_MIGRATIONS_INVARIANTS_REACHED_H_
#define SCENARIOS_MIGRATIONS_INVARIANTS_REACHED_H_

#include <vector>

#include "scenarios/migrations/invariants/invariants.h"
#include "scenarios/migrations/parameters.h"

namespace relapse::migrations {

InvariantPointer Refused();
InvariantPointer RolledBack();
InvariantPointer Healed();
InvariantPointer Adopted();
InvariantPointer DirtyResolved();
InvariantPointer LockWaitedFor();
InvariantPointer WasReset();
InvariantPointer CacheIgnored();
InvariantPointer LostCommitFound();
InvariantPointer LeftBehindMet();

/// Those that histories of such a world come to. A world that may or may not is not asked.
std::vector<InvariantPointer> AllReached(const Parameters& parameters);

}  // namespace relapse::migrations

#endif  // SCENARIOS_MIGRATIONS_INVARIANTS_REACHED_H_
