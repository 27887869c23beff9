// The steps that need the whole picture: the database's version, what is recorded, and the
// checkout.
#include "orchestration/migrations/planning.h"

#include <algorithm>

namespace relapse::migrations {

bool Planner::DecideWithoutVersion() {
  if (version_ != kNoVersion) return false;
  const std::vector<StoredMigration>& stored = in_.database.store.rows;
  if (!HoldsSchema(in_.database) || Has(Defect::kEmptyVersionIsFresh)) {
    for (const StoredMigration& row : stored) {
      if (row.state == StoredState::kIntent) continue;
      Drop(row.version);
      AddNote(Note::kStalePruned, row.version);
    }
    return false;
  }
  const Version proven = HighestProven(in_.database, in_.disk);
  if (proven != kNoVersion && IsSaid(Resolution::kApplied)) {
    out_.action = Action::kResolve;
    out_.resolved.version = proven;
    return true;
  }
  if (proven == kNoVersion && request_.accept && stored.empty()) {
    out_.action = Action::kAccept;
    return false;
  }
  if (proven != kNoVersion) out_.about = {proven};
  Request accept;
  accept.accept = true;
  return Refuse(Refusal::kVersionLost, {}, {Saying(Resolution::kApplied, {}), accept});
}

bool Planner::DecideByCoverage() {
  const Coverage coverage = CoverageOf(in_.database, in_.disk, version_, in_.defects);
  for (const StoredMigration* row : coverage.stale) {
    Drop(row->version);
    AddNote(Note::kStalePruned, row->version);
  }
  // What is dropped of the record and is there is remembered with it, whatever comes of the rest.
  LeftBehindPlan left = PlanLeftBehind(in_.database, in_.disk, coverage, version_, in_.defects);
  out_.leave = std::move(left.leave);
  for (const StoredMigration* row : coverage.healed) {
    StoredMigration healed = *row;
    healed.state = StoredState::kApplied;
    healed.run_id = Text();
    out_.put.push_back(healed);
    Raise(Action::kHeal);
  }
  RollbackPlan plan = PlanRollback(request_, in_.disk, coverage, in_.defects);
  const bool untracked = !coverage.untracked.empty() &&
                         !RunsAfterUndo(plan, coverage, in_.database, in_.disk, version_);
  if (untracked && DecideUntracked(coverage)) return true;
  for (const NoteOn& note : plan.notes) out_.notes.push_back(note);
  for (const Version version : coverage.invalid) AddNote(Note::kInvalidIndex, version);
  for (const StoredMigration& row : plan.renamed) {
    out_.put.push_back(row);
    Raise(Action::kHeal);
  }
  if (plan.refusal != Refusal::kNone) return RefuseRollback(plan);
  if (!plan.undo.empty()) {
    out_.action = Action::kRollback;
    out_.undo = std::move(plan.undo);
    return true;
  }
  AcceptChanged(plan, coverage);
  DropVoidIntents(coverage);
  return DecideLeftBehind(left);
}

bool Planner::DecideLeftBehind(LeftBehindPlan& plan) {
  for (const Version version : plan.remembered) AddNote(Note::kLeftBehind, version);
  out_.forget = std::move(plan.forget);
  const bool unseen_alone = plan.unseen.size() == plan.blocked.size();
  const bool taken_back = unseen_alone && IsSaid(Resolution::kNotApplied);
  if (taken_back) {
    out_.forget.insert(out_.forget.end(), plan.unseen.begin(), plan.unseen.end());
    std::erase_if(out_.leave, [&](const LeftBehind& row) {
      return std::find(plan.unseen.begin(), plan.unseen.end(), row) != plan.unseen.end();
    });
  }
  if (!out_.forget.empty()) Raise(Action::kHeal);
  if (plan.blocked.empty() || taken_back) return false;
  if (request_.accept && !plan.take.empty()) {
    std::erase_if(out_.notes, [](const NoteOn& one) { return one.note == Note::kNothingToAccept; });
    out_.take = std::move(plan.take);
    out_.action = Action::kAccept;
    return true;
  }
  return RefuseLeftBehind(plan);
}

bool Planner::RefuseLeftBehind(const LeftBehindPlan& plan) {
  out_.about = plan.blocked;
  const Version first = plan.blocked.front();
  Request accept = request_;
  accept.accept = true;
  if (!advises_) return Refuse(Refusal::kLeftBehind, {}, {});
  AdviseRun(accept);
  out_.advice.push_back({Remedy::kCheckOutWithout, FindOnDisk(in_.disk, first)->up.path, first});
  if (!plan.objects.empty()) {
    out_.advice.push_back({Remedy::kDropObjects, plan.objects, first});
  }
  const bool unseen_alone = plan.unseen.size() == plan.blocked.size();
  if (unseen_alone) AdviseRun(Saying(Resolution::kNotApplied, request_));
  return Refuse(Refusal::kLeftBehind, {}, {});
}

bool Planner::DecideUntracked(const Coverage& coverage) {
  const bool all_on_disk =
      std::all_of(coverage.untracked.begin(), coverage.untracked.end(),
                  [&](Version version) { return FindOnDisk(in_.disk, version) != nullptr; });
  const bool first = in_.database.store.rows.empty();
  const bool believed = Has(first ? Defect::kAdoptsAgainstCatalog : Defect::kAcceptsAgainstCatalog);
  if (all_on_disk && (first || request_.accept) && (believed || !AnyDisproved(coverage))) {
    for (const Version version : coverage.untracked) {
      out_.put.push_back(
          RecordOf(*FindOnDisk(in_.disk, version), StoredState::kAssumed, in_.disk.source));
      AddNote(Note::kAssumedTexts, version);
    }
    Raise(first ? Action::kAdopt : Action::kAccept);
    return false;
  }
  out_.about = coverage.untracked;
  if (!all_on_disk && Has(Defect::kAheadIgnored)) return false;
  if (!all_on_disk) {
    std::erase_if(out_.about,
                  [&](Version version) { return FindOnDisk(in_.disk, version) != nullptr; });
    return Refuse(first ? Refusal::kAhead : Refusal::kUntracked,
                  {{Remedy::kCheckOutSource, "", version_}}, {});
  }
  return RefuseUntracked(coverage);
}

bool Planner::AnyDisproved(const Coverage& coverage) const {
  return std::any_of(coverage.untracked.begin(), coverage.untracked.end(),
                     [&](Version version) { return IsDisprovedHere(coverage, version); });
}

bool Planner::IsDisprovedHere(const Coverage& coverage, Version version) const {
  return coverage.IsMadeByAnother(*FindOnDisk(in_.disk, version)) ||
         IsDisprovedOnDisk(in_.disk, version, version_, in_.database.catalog);
}

bool Planner::RefuseUntracked(const Coverage& coverage) {
  std::vector<Version> contradicted = out_.about;
  std::erase_if(contradicted, [&](Version version) {
    return !IsDisprovedHere(coverage, version) || Has(Defect::kAcceptsAgainstCatalog);
  });
  // Where the version itself is another branch's, so is what lies below it: that branch helps,
  // and no other number.
  if (contradicted.empty()) {
    Request accept = request_;
    accept.accept = true;
    return Refuse(Refusal::kUntracked, {}, {accept});
  }
  if (contradicted.back() == version_) {
    return Refuse(Refusal::kUntracked, {{Remedy::kCheckOutSource, "", version_}}, {});
  }
  if (!advises_) contradicted.clear();
  for (const Version version : contradicted) {
    out_.advice.push_back({Remedy::kRenumber, FindOnDisk(in_.disk, version)->up.path, version});
  }
  return Refuse(Refusal::kUntracked, {}, {});
}

bool Planner::RefuseRollback(RollbackPlan& plan) {
  out_.about = std::move(plan.about);
  out_.undo = std::move(plan.undo);
  out_.blocking = std::move(plan.blocking);
  out_.path = plan.path;
  if (advises_) out_.advice = std::move(plan.sources);
  Request more = request_;
  Request undo_changed = request_;
  if (plan.refusal == Refusal::kChanged) {
    more.accept = true;
    undo_changed.rollback = undo_changed.changed = true;
  } else {
    more.rollback = undo_changed.rollback = true;
  }
  return Refuse(plan.refusal, {}, {more, undo_changed});
}

void Planner::AcceptChanged(const RollbackPlan& plan, const Coverage& coverage) {
  if (request_.accept && plan.changed.empty() && out_.action == Action::kProceed) {
    AddNote(Note::kNothingToAccept);
  }
  if (request_.rollback) AddNote(Note::kNothingToUndo);
  for (const StoredMigration* row : coverage.applied) {
    if (std::find(plan.changed.begin(), plan.changed.end(), row->version) == plan.changed.end()) {
      continue;
    }
    const DiskMigration& disk = *FindOnDisk(in_.disk, row->version);
    StoredMigration accepted = *row;
    accepted.state = row->state == StoredState::kIntent ? StoredState::kApplied : row->state;
    const bool replaces = Has(Defect::kAcceptedReplacesExecuted);
    if (disk.up.presence == Presence::kPresent) {
      (replaces ? accepted.up_sql : accepted.accepted_up_sql) = disk.up.sql;
    }
    if (disk.down.presence == Presence::kPresent) {
      (replaces ? accepted.down_sql : accepted.accepted_down_sql) = disk.down.sql;
    }
    Put(accepted);
    Raise(Action::kAccept);
  }
}

void Planner::DropVoidIntents(const Coverage& coverage) {
  for (const StoredMigration* row : coverage.void_intents) {
    if (row->version <= version_ || FindOnDisk(in_.disk, row->version) == nullptr) {
      Drop(row->version);
    }
  }
}

void Planner::Proceed() {
  if (Has(Defect::kIntentsNotWritten)) return;
  for (const DiskMigration& migration : in_.disk.migrations) {
    if (migration.version <= version_) continue;
    StoredMigration intent = RecordOf(migration, StoredState::kIntent, in_.disk.source);
    // The server passes such a version and runs nothing: known to be nothing, not unknown (L21).
    const bool passed = migration.up.presence == Presence::kAbsent;
    if (passed && !Has(Defect::kNothingIsUnknown)) intent.up_sql = Text();
    if (!IsStored(intent)) Put(intent);
  }
}

bool Planner::IsStored(const StoredMigration& intent) const {
  for (const StoredMigration& row : in_.database.store.rows) {
    if (row.version != intent.version) continue;
    if (row.state == StoredState::kIntent && Has(Defect::kIntentKept)) return true;
    return row.state == StoredState::kIntent && row.filename == intent.filename &&
           row.up_sql == intent.up_sql && row.down_sql == intent.down_sql;
  }
  return false;
}

}  // namespace relapse::migrations
