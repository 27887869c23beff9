#include "orchestration/migrations/planner.h"

#include <algorithm>

#include "orchestration/migrations/coverage.h"
#include "orchestration/migrations/destroyed.h"
#include "orchestration/migrations/plan_rollback.h"

namespace relapse::migrations {

namespace {

/// One decision in the making. Each step looks at one thing and answers whether it decided.
class Planner {
 public:
  Planner(const PlanInput& input, const Request& request, bool advises)
      : in_(input), request_(request), advises_(advises) {}

  std::optional<Decision> RunBeforeDatabase() {
    const bool decided = DecideByFlags() || DecideByServer() || (in_.builtin && DecideReset());
    if (!decided) return std::nullopt;
    return std::move(out_);
  }

  Decision Run() {
    NoteCache();
    const bool decided = DecideByFlags() || DecideByServer() || DecideByReach() || DecideReset() ||
                         DecideByVersionRow() || DecideByDisk() || DecideWithoutVersion() ||
                         DecideByCoverage();
    if (!decided) Proceed();
    return std::move(out_);
  }

 private:
  /// Refuses, and advises: first `remedies`, then each of `runs` that would not be refused, with
  /// whatever consent it needs besides; at last the reset.
  bool Refuse(Refusal refusal, std::initializer_list<Advice> remedies,
              std::initializer_list<Request> runs) {
    out_.action = Action::kRefuse;
    out_.refusal = refusal;
    if (!Has(Defect::kEditsBeforeRefusal)) {
      out_.put.clear();
      out_.drop.clear();
    }
    if (!advises_) return true;
    out_.advice.insert(out_.advice.end(), remedies.begin(), remedies.end());
    for (const Request& run : runs) AdviseRun(run);
    AdviseReset();
    return true;
  }
  /// The last resort. A server that runs on the data has to be stopped first.
  void AdviseReset() {
    // What cannot be built anew is not destroyed: first the folder is put right. Of flags that
    // exclude each other it is told before the folder is read.
    if (out_.refusal != Refusal::kFlagsExclude && AdviseDisk()) return;
    const DataFolderStatus& data = in_.data_folder;
    if (out_.refusal == Refusal::kPidFileForeign) return;  // nothing is wrong with the data
    if (!in_.builtin || data.postmaster != Postmaster::kAlive) return AdviseRun(Reset());
    out_.advice.push_back({.remedy = Remedy::kStopServer, .number = data.pid, .run = Reset()});
  }
  /// What puts the folder right, where it has to be and nothing else was advised.
  bool AdviseDisk() {
    if (!Planner(in_, Request{}, false).DecideByDisk()) return false;
    if (!out_.advice.empty()) return true;
    Planner disk(in_, Request{}, true);
    disk.DecideByDisk();
    out_.advice = std::move(disk.out_.advice);
    return true;
  }
  Request Reset() const {
    Request reset;
    reset.reset = true;
    if (!in_.builtin) reset.confirmed_target = in_.database.target;
    return reset;
  }

  void AdviseRun(Request run) {
    static constexpr int kMostConsents = 4;
    for (int i = 0; i < kMostConsents; ++i) {
      const Decision trial = Planner(in_, run, false).Run();
      if (trial.action != Action::kRefuse || Has(Defect::kAdvisesUntried)) {
        const Advice advice{.remedy = Remedy::kRun, .run = run};
        const auto known = std::find(out_.advice.begin(), out_.advice.end(), advice);
        if (known == out_.advice.end()) out_.advice.push_back(advice);
        return;
      }
      if (!AddConsent(trial.refusal, run)) return;
    }
  }

  /// Adds to `run` what the refusal asks for, if that can be added and was not there.
  static bool AddConsent(Refusal refusal, Request& run) {
    bool* consent = refusal == Refusal::kChanged        ? &run.accept
                    : refusal == Refusal::kMissing      ? &run.rollback
                    : refusal == Refusal::kIrreversible ? &run.allow_irreversible
                    : refusal == Refusal::kUndoAll      ? &run.allow_undo_all
                                                        : nullptr;
    if (consent == nullptr || *consent || run.reset) return false;
    *consent = true;
    return true;
  }

  bool Has(Defect defect) const { return in_.defects.Has(defect); }
  void AddNote(Note note, Version version = kNoVersion) { out_.notes.push_back({note, version}); }

  void NoteCache() {
    if (in_.cache != CacheState::kAbsent && in_.cache != CacheState::kGood &&
        in_.cache != CacheState::kUnknown) {
      AddNote(Note::kCacheIgnored);
    }
  }

  bool DecideByFlags() {
    if (!request_.ExcludesItself()) return false;
    Request without = request_;
    without.reset = false, without.confirmed_target = Text();
    return Refuse(Refusal::kFlagsExclude, {}, {without});
  }

  bool DecideByServer() {
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
    if (data.postmaster == Postmaster::kAlive && request_.reset &&
        !Has(Defect::kResetOfLiveServer)) {
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

  bool DecideByReach() {
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

  bool DecideReset() {
    if (!request_.reset) return false;
    if (!in_.builtin) out_.destroys = DestroyedByReset(in_.database);
    const bool confirmed = in_.builtin || request_.confirmed_target == in_.database.target;
    if (!confirmed && !Has(Defect::kResetUnconfirmed)) {
      return Refuse(Refusal::kResetUnconfirmed, {}, {});
    }
    out_.action = Action::kReset;
    return true;
  }

  bool DecideByVersionRow() {
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

  bool DecideDirty() {
    const std::vector<Version> disk = MayHaveRun(in_.disk, version_, in_.database.catalog);
    out_.dirty = ReadDirty(version_, in_.database.store, in_.database.catalog, disk, in_.defects);
    out_.about = {out_.dirty.migration};
    const bool unasked = request_.resolution == Resolution::kNone;
    if (unasked && !Has(Defect::kDirtyIsApplied)) return RefuseDirty(Refusal::kDirty);
    // What the row is put to, the checkout may be alone in knowing, and no server starts without.
    if (!unasked && !Has(Defect::kResolvedUnseen) && DecideByDisk()) return true;
    const bool says_applied = unasked || request_.resolution == Resolution::kApplied;
    const DirtyMeaning meaning = out_.dirty.meaning;
    // A version that nobody knows, here or in the record, would be a dead end (G16).
    if (says_applied && !Has(Defect::kResolvedUnseen) && !IsKnown(out_.dirty.if_applied)) {
      return RefuseDirty(Refusal::kDirty);
    }
    const bool believable =
        meaning == DirtyMeaning::kUndetermined ||
        meaning == (says_applied ? DirtyMeaning::kApplied : DirtyMeaning::kNotApplied) || unasked ||
        Has(Defect::kResolutionNotChecked);
    if (!believable) return RefuseDirty(Refusal::kResolutionDisproved);
    out_.action = Action::kResolve;
    out_.resolved.version = says_applied ? out_.dirty.if_applied : out_.dirty.if_not_applied;
    return true;
  }

  bool RefuseDirty(Refusal refusal) {
    Request applied = request_;
    applied.resolution = Resolution::kApplied;
    Request not_applied = request_;
    not_applied.resolution = Resolution::kNotApplied;
    if (advises_ && !out_.dirty.invalid_index.empty()) {
      out_.advice.push_back({Remedy::kDropInvalidIndex, out_.dirty.invalid_index});
    }
    const bool unseen = Planner(in_, Request{}, false).DecideByDisk();
    if (advises_ && !unseen && !IsKnown(out_.dirty.if_applied)) {
      out_.advice.push_back({Remedy::kCheckOutSource, "", out_.dirty.if_applied});
    }
    return Refuse(refusal, {}, {applied, not_applied});
  }

  /// Recorded, or in the checkout; no version at all is known to everybody.
  bool IsKnown(Version version) const {
    const std::vector<StoredMigration>& stored = in_.database.store.rows;
    return version == kNoVersion || FindOnDisk(in_.disk, version) != nullptr ||
           std::any_of(stored.begin(), stored.end(),
                       [&](const StoredMigration& row) { return row.version == version; });
  }

  bool DecideByDisk() {
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

  /// No version row: fresh only if there is no schema and nothing stored either.
  bool DecideWithoutVersion() {
    if (version_ != kNoVersion) return false;
    const std::vector<StoredMigration>& stored = in_.database.store.rows;
    if (!HoldsSchema(in_.database.catalog) || Has(Defect::kEmptyVersionIsFresh)) {
      for (const StoredMigration& row : stored) {
        if (row.state == StoredState::kIntent) continue;
        Drop(row.version);
        AddNote(Note::kStalePruned, row.version);
      }
      return false;
    }
    const Version proven = HighestProven(in_.database, in_.disk);
    if (request_.resolution == Resolution::kApplied && proven != kNoVersion) {
      out_.action = Action::kResolve;
      out_.resolved.version = proven;
      return true;
    }
    if (proven == kNoVersion && request_.accept && stored.empty()) {
      out_.action = Action::kAccept;
      return false;
    }
    if (proven != kNoVersion) out_.about = {proven};
    return Refuse(Refusal::kVersionLost, {},
                  {Request{.resolution = Resolution::kApplied}, Request{.accept = true}});
  }

  bool DecideByCoverage() {
    const Coverage coverage = CoverageOf(in_.database, in_.disk, version_, in_.defects);
    for (const StoredMigration* row : coverage.stale) {
      Drop(row->version);
      AddNote(Note::kStalePruned, row->version);
    }
    for (const StoredMigration* row : coverage.healed) {
      StoredMigration healed = *row;
      healed.state = StoredState::kApplied;
      healed.run_id = Text();
      out_.put.push_back(healed);
      Raise(Action::kHeal);
    }
    RollbackPlan plan = PlanRollback(request_, in_.disk, coverage, in_.defects);
    const bool untracked = !coverage.untracked.empty() &&
                           !RunsAfterUndo(plan, coverage, in_.disk, version_, in_.database.catalog);
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
    return false;
  }

  /// A version that ran and is recorded nowhere is never taken from the checkout by itself (L07).
  bool DecideUntracked(const Coverage& coverage) {
    const bool all_on_disk =
        std::all_of(coverage.untracked.begin(), coverage.untracked.end(),
                    [&](Version version) { return FindOnDisk(in_.disk, version) != nullptr; });
    const bool first = in_.database.store.rows.empty();
    const bool believed =
        Has(first ? Defect::kAdoptsAgainstCatalog : Defect::kAcceptsAgainstCatalog);
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

  bool AnyDisproved(const Coverage& coverage) const {
    return std::any_of(coverage.untracked.begin(), coverage.untracked.end(),
                       [&](Version version) { return IsDisprovedHere(coverage, version); });
  }
  bool IsDisprovedHere(const Coverage& coverage, Version version) const {
    return coverage.IsMadeByAnother(*FindOnDisk(in_.disk, version)) ||
           IsDisprovedOnDisk(in_.disk, version, version_, in_.database.catalog);
  }

  /// What the catalog shows to be absent, or another's, never ran here: below the version it was
  /// added later, and would never run (G11); the version itself is another branch's. Neither may be
  /// accepted (L07).
  bool RefuseUntracked(const Coverage& coverage) {
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

  bool RefuseRollback(RollbackPlan& plan) {
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

  void AcceptChanged(const RollbackPlan& plan, const Coverage& coverage) {
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

  void DropVoidIntents(const Coverage& coverage) {
    for (const StoredMigration* row : coverage.void_intents) {
      if (row->version <= version_ || FindOnDisk(in_.disk, row->version) == nullptr) {
        Drop(row->version);
      }
    }
  }

  /// The intents of what the migrator will run, before it may (DUR-2).
  void Proceed() {
    if (Has(Defect::kIntentsNotWritten)) return;
    for (const DiskMigration& migration : in_.disk.migrations) {
      if (migration.version <= version_) continue;
      const StoredMigration intent = RecordOf(migration, StoredState::kIntent, in_.disk.source);
      if (!IsStored(intent)) Put(intent);
    }
  }

  bool IsStored(const StoredMigration& intent) const {
    for (const StoredMigration& row : in_.database.store.rows) {
      if (row.version != intent.version) continue;
      if (row.state == StoredState::kIntent && Has(Defect::kIntentKept)) return true;
      return row.state == StoredState::kIntent && row.filename == intent.filename &&
             row.up_sql == intent.up_sql && row.down_sql == intent.down_sql;
    }
    return false;
  }

  /// A row put twice is put once: the later one knows more.
  void Put(const StoredMigration& row) {
    for (StoredMigration& other : out_.put) {
      if (other.version == row.version) {
        other = row;
        return;
      }
    }
    std::erase(out_.drop, row.version);
    out_.put.push_back(row);
  }
  void Drop(Version version) {
    out_.drop.push_back(version);
    Raise(Action::kHeal);
  }
  /// What says more about the database than what was decided so far.
  void Raise(Action action) {
    static constexpr Action kOrder[] = {Action::kProceed, Action::kHeal, Action::kAdopt,
                                        Action::kAccept};
    const auto rank = [](Action one) { return std::find(kOrder, kOrder + 4, one) - kOrder; };
    if (rank(action) > rank(out_.action)) out_.action = action;
  }

  const PlanInput& in_;
  const Request& request_;
  const bool advises_;
  Decision out_;
  Version version_ = kNoVersion;
};

}  // namespace

std::optional<Decision> PlanBeforeDatabase(const PlanInput& input) {
  return Planner(input, input.request, true).RunBeforeDatabase();
}

Decision Plan(const PlanInput& input) { return Planner(input, input.request, true).Run(); }

}  // namespace relapse::migrations
