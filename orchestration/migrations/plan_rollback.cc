#include "orchestration/migrations/plan_rollback.h"

#include <algorithm>

#include "orchestration/migrations/left_behind.h"
#include "schema/postgres/facts.h"

namespace relapse::migrations {

namespace {

class RollbackPlanner {
 public:
  RollbackPlanner(const Request& request, const DiskView& disk, const Coverage& coverage,
                  const Defects& defects)
      : request_(request), disk_(disk), coverage_(coverage), defects_(defects) {}

  RollbackPlan Run() {
    Sort();
    const bool both = request_.rollback && request_.changed;
    const bool may_undo = request_.rollback || defects_.Has(Defect::kRollbackUnasked);
    // What is missing is looked at first: a changed file below it is the smaller trouble. With the
    // rollback allowed, everything that stops is found before the first of them is undone.
    if (!missing_.empty() && !may_undo) {
      RefuseMissing();
    } else if (!out_.changed.empty() && !request_.accept && !both) {
      RefuseChanged();
    } else if (!missing_.empty() || (both && !out_.changed.empty())) {
      PlanUndo();
    }
    return std::move(out_);
  }

 private:
  void Sort() {
    for (const StoredMigration* row : coverage_.applied) {
      const DiskMigration* disk = FindOnDisk(disk_, row->version);
      switch (StandingOf(*row, disk, defects_)) {
        case Standing::kMissing:
          missing_.push_back(row);
          continue;
        case Standing::kChanged:
          out_.changed.push_back(row->version);
          break;
        case Standing::kRenamed: {
          StoredMigration renamed = *row;
          renamed.filename = RecordOf(*disk, row->state, row->source).filename;
          if (renamed.state == StoredState::kIntent) renamed.state = StoredState::kApplied;
          out_.renamed.push_back(renamed);
          AddNote(Note::kRenamed, row->version);
          break;
        }
        case Standing::kWhitespace:
          AddNote(Note::kOnlyWhitespace, row->version);
          break;
        case Standing::kPresent:
          break;
      }
      NoteFiles(*row, *disk);
    }
  }

  void NoteFiles(const StoredMigration& row, const DiskMigration& disk) {
    const bool nothing_run = !row.up_sql.has_value() || RanNothing(row);
    if (!nothing_run && disk.up.presence == Presence::kAbsent) {
      AddNote(Note::kUpFileGone, row.version);
    }
    if (row.down_sql.has_value() && disk.down.presence == Presence::kAbsent) {
      AddNote(Note::kDownFileGone, row.version);
    }
    if (DoesNothing(row)) AddNote(Note::kIrreversible, row.version);
    if (nothing_run && disk.up.presence == Presence::kAbsent) {
      AddNote(Note::kNothingRun, row.version);
    }
  }

  void RefuseMissing() {
    out_.refusal = Refusal::kMissing;
    for (const StoredMigration* row : missing_) out_.about.push_back(row->version);
    ChooseUndo();
    // Where what lies above is this branch's own, the other one does not have it, and would send
    // whoever goes there back.
    const std::vector<const StoredMigration*> blocking = Blocking();
    const bool is_own = std::any_of(blocking.begin(), blocking.end(), [&](const auto* row) {
      return !row->source.empty() && row->source == disk_.source &&
             row->source != missing_.back()->source;
    });
    if (is_own && !missing_.back()->source.empty()) return AdviseUndoElsewhere(blocking);
    AdviseSource(*missing_.back());
  }

  void RefuseChanged() {
    out_.refusal = Refusal::kChanged;
    out_.about = out_.changed;
    // What undoing them would take back is more than they are (SAF-1).
    Version lowest = out_.changed.front();
    if (!missing_.empty()) lowest = std::min(lowest, missing_.front()->version);
    for (auto row = coverage_.applied.rbegin(); row != coverage_.applied.rend(); ++row) {
      if ((*row)->version >= lowest) out_.undo.push_back((*row)->version);
    }
  }

  void AdviseSource(const StoredMigration& row) {
    // The branch that lies here does not have it any more.
    const Text source = row.source == disk_.source ? Text() : row.source;
    out_.sources.push_back({Remedy::kCheckOutSource, source, row.version});
  }

  void PlanUndo() {
    ChooseUndo();
    if (!defects_.Has(Defect::kMiddleUndone) && FindBlocking()) return;
    bool all_known = true;
    for (auto row = coverage_.applied.rbegin(); row != coverage_.applied.rend(); ++row) {
      if (!IsUndone((*row)->version)) continue;
      if (!defects_.Has(Defect::kUnsafeDownRun) && RefuseUnsafe(**row)) return;
      all_known = all_known && !DoesNothing(**row);
    }
    const bool may_do_nothing =
        request_.allow_irreversible || defects_.Has(Defect::kCommentDownUndone);
    if (!all_known && !may_do_nothing) return RefuseIrreversible();
    if (out_.undo.size() == coverage_.applied.size() && !request_.allow_undo_all) {
      out_.refusal = Refusal::kUndoAll;
      out_.about.assign(out_.undo.rbegin(), out_.undo.rend());
      AdviseSource(*coverage_.applied.back());
    }
  }

  void ChooseUndo() {
    for (const StoredMigration* row : missing_) out_.undo.push_back(row->version);
    if (request_.changed && !out_.changed.empty()) {
      // An edited version can only be run again once everything above it is undone as well.
      out_.undo.clear();
      Version lowest = out_.changed.front();
      if (!missing_.empty()) lowest = std::min(lowest, missing_.front()->version);
      for (const StoredMigration* row : coverage_.applied) {
        if (row->version >= lowest) out_.undo.push_back(row->version);
      }
    }
    std::reverse(out_.undo.begin(), out_.undo.end());
  }

  bool IsUndone(Version version) const {
    return std::find(out_.undo.begin(), out_.undo.end(), version) != out_.undo.end();
  }

  /// Only the top of what was applied can be undone (SAF-7): what lies above, ascending.
  std::vector<const StoredMigration*> Blocking() const {
    std::vector<const StoredMigration*> blocking;
    for (const StoredMigration* row : coverage_.applied) {
      if (row->version > out_.undo.back() && !IsUndone(row->version)) blocking.push_back(row);
    }
    return blocking;
  }

  bool FindBlocking() {
    const std::vector<const StoredMigration*> blocking = Blocking();
    if (blocking.empty()) return false;
    for (const StoredMigration* row : blocking) out_.blocking.push_back(row->version);
    out_.refusal = Refusal::kNonContiguous;
    out_.about.assign(out_.undo.rbegin(), out_.undo.rend());
    AdviseUndoElsewhere(blocking);
    return true;
  }

  /// On the branch of what is to be undone, which does not have what blocks.
  void AdviseUndoElsewhere(const std::vector<const StoredMigration*>& blocking) {
    const StoredMigration* highest = nullptr;
    for (const StoredMigration* row : coverage_.applied) {
      if (IsUndone(row->version)) highest = row;
    }
    Request there{.rollback = true};
    there.allow_irreversible =
        std::any_of(blocking.begin(), blocking.end(),
                    [](const StoredMigration* row) { return DoesNothing(*row); });
    out_.sources.push_back(
        {Remedy::kCheckOutAndRollBack, highest->source, blocking.back()->version, there});
  }

  bool RefuseUnsafe(const StoredMigration& row) {
    if (!row.down_sql.has_value() || RanNothing(row)) return false;
    const postgres::TextFacts& facts = postgres::FactsOf(*row.down_sql);
    if (facts.hazard == postgres::Hazard::kNone) return false;
    out_.refusal = Refusal::kDownUnsafe;
    out_.about = {row.version};
    out_.path = facts.hazard_statement;
    AdviseSource(row);
    return true;
  }

  void RefuseIrreversible() {
    out_.refusal = Refusal::kIrreversible;
    for (const StoredMigration* row : coverage_.applied) {
      if (IsUndone(row->version) && DoesNothing(*row)) out_.about.push_back(row->version);
    }
    AdviseSource(*coverage_.applied.back());
  }

  void AddNote(Note note, Version version) { out_.notes.push_back({note, version}); }

  const Request& request_;
  const DiskView& disk_;
  const Coverage& coverage_;
  const Defects& defects_;
  RollbackPlan out_;
  std::vector<const StoredMigration*> missing_;  ///< ascending
};

}  // namespace

RollbackPlan PlanRollback(const Request& request, const DiskView& disk, const Coverage& coverage,
                          const Defects& defects) {
  return RollbackPlanner(request, disk, coverage, defects).Run();
}

bool RunsAfterUndo(const RollbackPlan& plan, const Coverage& coverage, const DatabaseView& database,
                   const DiskView& disk, Version at) {
  const auto stays_above = [&](Version version) {
    return std::any_of(
        coverage.applied.begin(), coverage.applied.end(), [&](const StoredMigration* row) {
          return row->version > version &&
                 std::find(plan.undo.begin(), plan.undo.end(), row->version) == plan.undo.end();
        });
  };
  return std::all_of(coverage.untracked.begin(), coverage.untracked.end(), [&](Version version) {
    const DiskMigration* file = FindOnDisk(disk, version);
    return version < at && file != nullptr && !stays_above(version) &&
           (IsDisprovedOnDisk(disk, version, at, database.catalog) ||
            WasTakenBack(*file, database.store));
  });
}

}  // namespace relapse::migrations
