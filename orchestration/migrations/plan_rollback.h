// The part of the planner that looks at what was applied and is not in the checkout, or not as it
// was: which versions an undo would take away, and why it may not (spec/migration-recovery.md
// section 2).
#ifndef ORCHESTRATION_MIGRATIONS_PLAN_ROLLBACK_H_
#define ORCHESTRATION_MIGRATIONS_PLAN_ROLLBACK_H_

#include <vector>

#include "orchestration/migrations/coverage.h"
#include "orchestration/migrations/decision.h"
#include "orchestration/migrations/views.h"

namespace relapse::migrations {

struct RollbackPlan {
  Refusal refusal = Refusal::kNone;
  std::vector<Version> undo;             ///< newest first; a preview where it is refused
  std::vector<Version> about;            ///< ascending
  std::vector<Version> blocking;         ///< ascending
  std::vector<Version> changed;          ///< ascending: edited files
  std::vector<StoredMigration> renamed;  ///< rows under their new names
  std::vector<Advice> sources;           ///< branches that have what is missing here
  std::vector<NoteOn> notes;
  Text path;  ///< kDownUnsafe: the statement
};

RollbackPlan PlanRollback(const Request& request, const DiskView& disk, const Coverage& coverage,
                          const Defects& defects = {});

/// Whether all that is untracked was added below a missing version: it never ran, or was taken back
/// in name, and runs once that is undone, so that it needs no other number. The database is at
/// `at`.
bool RunsAfterUndo(const RollbackPlan& plan, const Coverage& coverage, const DatabaseView& database,
                   const DiskView& disk, Version at);

}  // namespace relapse::migrations

#endif  // ORCHESTRATION_MIGRATIONS_PLAN_ROLLBACK_H_
