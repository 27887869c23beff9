// The planner: everything that is decided about a database whose migrations and checkout do not
// agree, as one function of what was seen (spec/migration-recovery.md sections 1.5 and 2). It reads
// nothing and writes nothing, so that a simulator can enumerate it. Answers the same for the same
// input (DET-1).
#ifndef ORCHESTRATION_MIGRATIONS_PLANNER_H_
#define ORCHESTRATION_MIGRATIONS_PLANNER_H_

#include <optional>

#include "orchestration/migrations/decision.h"
#include "orchestration/migrations/views.h"

namespace relapse::migrations {

Decision Plan(const PlanInput& input);

/// What can be decided before a database is looked at: flags that exclude each other, and what the
/// built-in server's data folder says. Nothing where it takes a look at the database to decide.
std::optional<Decision> PlanBeforeDatabase(const PlanInput& input);

}  // namespace relapse::migrations

#endif  // ORCHESTRATION_MIGRATIONS_PLANNER_H_
