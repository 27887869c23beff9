#include "orchestration/migrations/planner.h"

#include <algorithm>

#include "orchestration/migrations/destroyed.h"
#include "orchestration/migrations/planning.h"

namespace relapse::migrations {

std::optional<Decision> Planner::RunBeforeDatabase() {
  const bool decided = DecideByFlags() || DecideByServer() || (in_.builtin && DecideReset());
  if (!decided) return std::nullopt;
  return std::move(out_);
}

Decision Planner::Run() {
  NoteCache();
  const bool decided = DecideByFlags() || DecideByServer() || DecideByReach() || DecideReset() ||
                       DecideByVersionRow() || DecideByDisk() || DecideWithoutVersion() ||
                       DecideByCoverage();
  if (!decided) Proceed();
  return std::move(out_);
}

bool Planner::Refuse(Refusal refusal, std::initializer_list<Advice> remedies,
                     std::initializer_list<Request> runs) {
  out_.action = Action::kRefuse;
  out_.refusal = refusal;
  if (!Has(Defect::kEditsBeforeRefusal)) static_cast<StoreEdits&>(out_) = {};
  if (!advises_) return true;
  out_.advice.insert(out_.advice.end(), remedies.begin(), remedies.end());
  for (const Request& run : runs) AdviseRun(run);
  AdviseReset();
  return true;
}

void Planner::AdviseReset() {
  // What cannot be built anew is not destroyed: first the folder is put right. Of flags that
  // exclude each other it is told before the folder is read.
  if (out_.refusal != Refusal::kFlagsExclude && AdviseDisk()) return;
  const DataFolderStatus& data = in_.data_folder;
  if (out_.refusal == Refusal::kPidFileForeign) return;  // nothing is wrong with the data
  if (!in_.builtin || data.postmaster != Postmaster::kAlive) return AdviseRun(Reset());
  out_.advice.push_back({.remedy = Remedy::kStopServer, .number = data.pid, .run = Reset()});
}

bool Planner::AdviseDisk() {
  if (!Planner(in_, Request{}, false).DecideByDisk()) return false;
  if (!out_.advice.empty()) return true;
  Planner disk(in_, Request{}, true);
  disk.DecideByDisk();
  out_.advice = std::move(disk.out_.advice);
  return true;
}

Request Planner::Reset() const {
  Request reset;
  reset.reset = true;
  if (!in_.builtin) reset.confirmed_target = in_.database.target;
  return reset;
}

Request Planner::Saying(Resolution word, Request run) const {
  run.resolution = word;
  run.seen = SeenIn(in_.database);
  return run;
}

bool Planner::IsSaid(Resolution word) const {
  return request_.resolution == word && request_.seen == SeenIn(in_.database);
}

void Planner::AdviseRun(Request run) {
  static constexpr int kMostConsents = 4;
  for (int i = 0; i < kMostConsents; ++i) {
    const Decision trial = Planner(in_, run, false).Run();
    if (trial.action != Action::kRefuse || Has(Defect::kAdvisesUntried)) {
      const Advice advice{.remedy = Remedy::kRun, .run = run};
      const auto known = std::find(out_.advice.begin(), out_.advice.end(), advice);
      if (known == out_.advice.end()) out_.advice.push_back(advice);
      // Whoever follows it agrees to what it undoes (SAF-1).
      if (out_.undo.empty()) out_.undo = UndoneBy(trial, run);
      return;
    }
    if (!AddConsent(trial, run)) return;
  }
}

std::vector<Version> Planner::UndoneBy(const Decision& trial, const Request& run) const {
  if (trial.undo.empty() || trial.put.empty()) return trial.undo;
  // What is put comes first, and is then undone like the rest.
  PlanInput after = in_;
  std::vector<StoredMigration>& rows = after.database.store.rows;
  for (const StoredMigration& put : trial.put) {
    const auto place = std::lower_bound(
        rows.begin(), rows.end(), put.version,
        [](const StoredMigration& row, Version version) { return row.version < version; });
    if (place != rows.end() && place->version == put.version) {
      *place = put;
    } else {
      rows.insert(place, put);
    }
  }
  return Planner(after, run, false).Run().undo;
}

bool Planner::AddConsent(const Decision& trial, Request& run) const {
  const Refusal refusal = trial.refusal;
  // In name only, and the checkout would make it once more: nothing would be won.
  const bool returns = refusal == Refusal::kIrreversible &&
                       std::any_of(trial.about.begin(), trial.about.end(),
                                   [&](Version version) { return IsInCheckout(version); });
  if (returns) return false;
  bool* consent = refusal == Refusal::kChanged        ? &run.accept
                  : refusal == Refusal::kLeftBehind   ? &run.accept
                  : refusal == Refusal::kMissing      ? &run.rollback
                  : refusal == Refusal::kIrreversible ? &run.allow_irreversible
                  : refusal == Refusal::kUndoAll      ? &run.allow_undo_all
                                                      : nullptr;
  if (consent == nullptr || *consent || run.reset) return false;
  *consent = true;
  return true;
}

bool Planner::IsInCheckout(Version version) const {
  const std::vector<StoredMigration>& stored = in_.database.store.rows;
  return std::any_of(stored.begin(), stored.end(), [&](const StoredMigration& row) {
    return row.version == version &&
           StandingOf(row, FindOnDisk(in_.disk, version)) != Standing::kMissing;
  });
}

void Planner::NoteCache() {
  if (in_.cache != CacheState::kAbsent && in_.cache != CacheState::kGood &&
      in_.cache != CacheState::kUnknown) {
    AddNote(Note::kCacheIgnored);
  }
}

bool Planner::DecideByFlags() {
  if (!request_.ExcludesItself()) return false;
  Request without = request_;
  without.reset = false;
  without.confirmed_target = Text();
  return Refuse(Refusal::kFlagsExclude, {}, {without});
}

bool Planner::DecideByServer() {
  if (!in_.builtin) return false;
  const DataFolderStatus& data = in_.data_folder;
  const bool unreadable = data.folder == DataFolder::kUnreadable;
  const bool taken_for_fresh = unreadable && Has(Defect::kUnreadableDataIsFresh);
  if (unreadable && !taken_for_fresh) {
    return Refuse(Refusal::kDataFolderUnreadable, {{Remedy::kFixPermissions, "data"}}, {});
  }
  if (data.folder == DataFolder::kAbsent || taken_for_fresh) {
    if (request_.reset) AddNote(Note::kNothingToReset);
    out_.action = Action::kProceed;
    return true;
  }
  if (data.postmaster == Postmaster::kUnknown && !Has(Defect::kUnknownPostmasterIgnored)) {
    const Remedy remedy = data.pid == 0 ? Remedy::kRemovePidFile : Remedy::kStopServer;
    return Refuse(Refusal::kPostmasterUnknown, {{remedy, "", data.pid}}, {});
  }
  if (data.postmaster == Postmaster::kForeign && !request_.reset) {
    return Refuse(Refusal::kPidFileForeign, {{Remedy::kRemovePidFile, "", data.pid}}, {});
  }
  if (data.postmaster == Postmaster::kAlive && request_.reset && !Has(Defect::kResetOfLiveServer)) {
    return Refuse(Refusal::kServerRunning, {}, {});
  }
  if (request_.reset) return false;
  if (data.folder == DataFolder::kHalf) return Refuse(Refusal::kDataFolderHalf, {}, {});
  if (in_.expected_major != 0 && data.major != in_.expected_major &&
      !Has(Defect::kForeignMajorStarted)) {
    return Refuse(Refusal::kForeignMajor, {{Remedy::kUseMajor, "", data.major}}, {});
  }
  if (data.postmaster == Postmaster::kAlive) AddNote(Note::kReusesPostmaster);
  return false;
}

bool Planner::DecideByReach() {
  const DatabaseView& database = in_.database;
  if (request_.reset && in_.builtin) return false;
  if (database.reach == Reach::kUnavailable || database.reach == Reach::kLost) {
    out_.path = database.trouble;
    return Refuse(Refusal::kUnreachable, {{Remedy::kStartServer, database.target}}, {});
  }
  if (database.reach == Reach::kReached && database.holders.empty()) return false;
  out_.holders = database.holders;
  const LockHolder first = database.holders.empty() ? LockHolder{} : database.holders.front();
  return Refuse(Refusal::kLockHeld, {{Remedy::kWaitForHolder, first.application, first.pid}}, {});
}

bool Planner::DecideReset() {
  if (!request_.reset) return false;
  if (!in_.builtin) out_.destroys = DestroyedByReset(in_.database);
  const bool confirmed = in_.builtin || request_.confirmed_target == in_.database.target;
  if (!confirmed && !Has(Defect::kResetUnconfirmed)) {
    return Refuse(Refusal::kResetUnconfirmed, {}, {});
  }
  out_.action = Action::kReset;
  return true;
}

bool Planner::DecideByVersionRow() {
  const DatabaseView& database = in_.database;
  if (database.store.exists && database.store.format > kStoreFormat) {
    return Refuse(Refusal::kStoreNewer, {{Remedy::kUpgradeTool, "", database.store.format}}, {});
  }
  if (!database.version_table.has_schema && !Has(Defect::kMissingSchemaUnseen)) {
    return Refuse(Refusal::kSchemaGone, {{Remedy::kCreateSchema, "public", in_.builtin}}, {});
  }
  const std::vector<VersionRow>& rows = database.version_table.rows;
  if (rows.size() > 1 && !Has(Defect::kFirstVersionRow)) {
    for (const VersionRow& row : rows) out_.about.push_back(row.version);
    std::sort(out_.about.begin(), out_.about.end());
    return Refuse(Refusal::kVersionInconsistent, {{Remedy::kDeleteVersionRows}}, {});
  }
  if (rows.empty()) return false;
  version_ = rows.front().version;
  if (version_ == kNoVersion && Has(Defect::kVersionBeforeDirty)) return false;
  return rows.front().dirty && DecideDirty();
}

bool Planner::DecideDirty() {
  const DatabaseView& database = in_.database;
  out_.dirty = ReadDirty(version_, database.store, database.catalog, in_.disk, in_.defects);
  out_.about = {out_.dirty.migration};
  const bool unasked = !IsSaid(Resolution::kApplied) && !IsSaid(Resolution::kNotApplied);
  if (unasked && !Has(Defect::kDirtyIsApplied)) return RefuseDirty(Refusal::kDirty);
  // What the row is put to, the checkout may be alone in knowing, and no server starts without.
  if (!unasked && !Has(Defect::kResolvedUnseen) && DecideByDisk()) return true;
  const bool says_applied = unasked || IsSaid(Resolution::kApplied);
  const DirtyMeaning meaning = out_.dirty.meaning;
  // A version that nobody knows, here or in the record, would be a dead end (G16).
  if (says_applied && !Has(Defect::kResolvedUnseen) && !IsKnown(out_.dirty.if_applied)) {
    return RefuseDirty(Refusal::kDirty);
  }
  const bool believable =
      meaning == DirtyMeaning::kUndetermined || out_.dirty.either ||
      meaning == (says_applied ? DirtyMeaning::kApplied : DirtyMeaning::kNotApplied) || unasked ||
      Has(Defect::kResolutionNotChecked);
  if (!believable) return RefuseDirty(Refusal::kResolutionDisproved);
  out_.action = Action::kResolve;
  out_.resolved.version = says_applied ? out_.dirty.if_applied : out_.dirty.if_not_applied;
  return true;
}

bool Planner::RefuseDirty(Refusal refusal) {
  const Request applied = Saying(Resolution::kApplied, request_);
  const Request not_applied = Saying(Resolution::kNotApplied, request_);
  const bool of_another = request_.resolution != Resolution::kNone && request_.seen != applied.seen;
  if (of_another) AddNote(Note::kWordOnAnother);
  if (advises_ && !out_.dirty.invalid_index.empty()) {
    out_.advice.push_back({Remedy::kDropInvalidIndex, out_.dirty.invalid_index});
  }
  const bool unseen = Planner(in_, Request{}, false).DecideByDisk();
  if (advises_ && !unseen && !IsKnown(out_.dirty.if_applied)) {
    out_.advice.push_back({Remedy::kCheckOutSource, "", out_.dirty.if_applied});
  }
  return Refuse(refusal, {}, {applied, not_applied});
}

bool Planner::IsKnown(Version version) const {
  const std::vector<StoredMigration>& stored = in_.database.store.rows;
  return version == kNoVersion || FindOnDisk(in_.disk, version) != nullptr ||
         std::any_of(stored.begin(), stored.end(),
                     [&](const StoredMigration& row) { return row.version == version; });
}

bool Planner::DecideByDisk() {
  const DiskView& disk = in_.disk;
  if (Has(Defect::kUnreadableIsMissing)) return false;
  if (disk.folder == Presence::kUnreadable || !disk.unreadable.empty()) {
    out_.path = disk.unreadable.empty() ? Text() : disk.unreadable.front();
    return Refuse(Refusal::kFolderUnreadable, {{Remedy::kFixPermissions, out_.path}}, {});
  }
  if (!disk.duplicates.empty() && !Has(Defect::kDuplicatesAccepted)) {
    out_.path = disk.duplicates.front();
    return Refuse(Refusal::kDuplicateFiles, {{Remedy::kRemoveDuplicate, out_.path}}, {});
  }
  if (disk.folder == Presence::kAbsent || disk.migrations.empty()) {
    return Refuse(Refusal::kFolderEmpty, {{Remedy::kRestoreFolder}}, {});
  }
  if (Has(Defect::kUnreadableFileSkipped)) return false;
  for (const DiskMigration& migration : disk.migrations) {
    for (const DiskFile* file : {&migration.up, &migration.down}) {
      if (file->presence != Presence::kUnreadable) continue;
      out_.path = file->path;
      return Refuse(Refusal::kMigrationUnreadable, {{Remedy::kFixPermissions, file->path}}, {});
    }
  }
  return false;
}

void Planner::Put(const StoredMigration& row) {
  for (StoredMigration& other : out_.put) {
    if (other.version == row.version) {
      other = row;
      return;
    }
  }
  std::erase(out_.drop, row.version);
  out_.put.push_back(row);
}

void Planner::Drop(Version version) {
  out_.drop.push_back(version);
  Raise(Action::kHeal);
}

void Planner::Raise(Action action) {
  static constexpr Action kOrder[] = {Action::kProceed, Action::kHeal, Action::kAdopt,
                                      Action::kAccept};
  const auto rank = [](Action one) { return std::find(kOrder, kOrder + 4, one) - kOrder; };
  if (rank(action) > rank(out_.action)) out_.action = action;
}

std::optional<Decision> PlanBeforeDatabase(const PlanInput& input) {
  return Planner(input, input.request, true).RunBeforeDatabase();
}

Decision Plan(const PlanInput& input) { return Planner(input, input.request, true).Run(); }

}  // namespace relapse::migrations
