// Planning: one decision in the making. Each step looks at one thing and answers whether it
// decided; planner.h is what others use.
#ifndef ORCHESTRATION_MIGRATIONS_PLANNING_H_
#define ORCHESTRATION_MIGRATIONS_PLANNING_H_

#include <initializer_list>
#include <optional>

#include "orchestration/migrations/coverage.h"
#include "orchestration/migrations/decision.h"
#include "orchestration/migrations/left_behind.h"
#include "orchestration/migrations/plan_rollback.h"
#include "orchestration/migrations/views.h"

namespace relapse::migrations {

class Planner {
 public:
  Planner(const PlanInput& input, const Request& request, bool advises)
      : in_(input), request_(request), advises_(advises) {}
  std::optional<Decision> RunBeforeDatabase();
  Decision Run();

 private:
  /// Refuses, and advises: first `remedies`, then each of `runs` that would not be refused, with
  /// whatever consent it needs besides; at last the reset.
  bool Refuse(Refusal refusal, std::initializer_list<Advice> remedies,
              std::initializer_list<Request> runs);
  /// The last resort. A server that runs on the data has to be stopped first.
  void AdviseReset();
  /// What puts the folder right, where it has to be and nothing else was advised.
  bool AdviseDisk();
  Request Reset() const;
  void AdviseRun(Request run);
  /// What `run` undoes in the end, newest first; `trial` is what is decided of it now.
  std::vector<Version> UndoneBy(const Decision& trial, const Request& run) const;
  /// Adds to `run` what the refusal asks for, if that can be added and was not there.
  bool AddConsent(const Decision& trial, Request& run) const;
  /// The migration that is recorded under that number.
  bool IsInCheckout(Version version) const;

  /// `run`, and in it `word` on what is in the database now.
  Request Saying(Resolution word, Request run) const;
  /// Whether `word` was said, and of this.
  bool IsSaid(Resolution word) const;

  bool Has(Defect defect) const { return in_.defects.Has(defect); }
  void AddNote(Note note, Version version = kNoVersion) { out_.notes.push_back({note, version}); }

  // In this order: planner.cc.
  void NoteCache();
  bool DecideByFlags();
  bool DecideByServer();
  bool DecideByReach();
  bool DecideReset();
  bool DecideByVersionRow();
  bool DecideDirty();
  bool RefuseDirty(Refusal refusal);
  /// Recorded, or in the checkout; no version at all is known to everybody.
  bool IsKnown(Version version) const;
  bool DecideByDisk();

  // And then, planning.cc:
  /// No version row: fresh only if there is no schema and nothing stored either.
  bool DecideWithoutVersion();
  bool DecideByCoverage();
  /// What the migrator would die of, before it runs.
  bool DecideLeftBehind(LeftBehindPlan& plan);
  bool RefuseLeftBehind(const LeftBehindPlan& plan);
  /// A version that ran and is recorded nowhere is never taken from the checkout by itself (L07).
  bool DecideUntracked(const Coverage& coverage);
  bool AnyDisproved(const Coverage& coverage) const;
  bool IsDisprovedHere(const Coverage& coverage, Version version) const;
  /// What the catalog shows to be absent, or another's, never ran here: below the version it was
  /// added later, and would never run (G11); the version itself is another branch's. Neither may be
  /// accepted (L07).
  bool RefuseUntracked(const Coverage& coverage);
  bool RefuseRollback(RollbackPlan& plan);
  void AcceptChanged(const RollbackPlan& plan, const Coverage& coverage);
  void DropVoidIntents(const Coverage& coverage);
  /// The intents of what the migrator will run, before it may (DUR-2).
  void Proceed();
  bool IsStored(const StoredMigration& intent) const;

  /// A row put twice is put once: the later one knows more.
  void Put(const StoredMigration& row);
  void Drop(Version version);
  /// What says more about the database than what was decided so far.
  void Raise(Action action);

  const PlanInput& in_;
  const Request& request_;
  const bool advises_;
  Decision out_;
  Version version_ = kNoVersion;
};

}  // namespace relapse::migrations

#endif  // ORCHESTRATION_MIGRATIONS_PLANNING_H_
