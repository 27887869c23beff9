#include "orchestration/migrations/recovery.h"

#include <algorithm>
#include <array>
#include <optional>
#include <utility>

#include "harness/core/enum_names.h"
#include "harness/effect/runtime.h"
#include "orchestration/migrations/coverage.h"
#include "orchestration/migrations/folder.h"
#include "orchestration/migrations/look.h"
#include "orchestration/migrations/planner.h"
#include "orchestration/migrations/steps.h"
#include "orchestration/ports/file_system.h"
#include "orchestration/ports/migration_database.h"
#include "orchestration/ports/server_process.h"

namespace relapse::migrations {

namespace {

constexpr std::array<std::string_view, 5> kOutcomes{"done", "refused", "stopped", "failed",
                                                    "unknown"};
constexpr int kMostLooks = 12;
constexpr int kMostTroubles = 4;
constexpr DurationMs kTroublePause = Seconds(1);

class Recovery {
 public:
  Recovery(const RecoveryPorts& ports, const RecoveryConfig& config, const Request& request,
           RecoveryMode mode)
      : ports_(ports), config_(config), mode_(mode), session_(ports, config) {
    input_.request = request;
    input_.builtin = config.builtin;
    input_.expected_major = config.expected_major;
    input_.database.target = config.target;
    input_.defects = config.defects;
  }

  RecoveryResult Run() {
    // Flags that exclude each other are refused before anything is looked at.
    if (input_.request.ExcludesItself()) {
      Finish(Plan(input_));
    } else {
      Work();
    }
    session_.Close();
    StopServerAgain();
    result_.disk = std::move(input_.disk);
    return std::move(result_);
  }

 private:
  enum class Next { kLookAgain, kFinished };

  bool Has(Defect defect) const { return config_.defects.Has(defect); }

  void Work() {
    input_.disk = ReadDisk(*ports_.files, config_.defects);
    for (int look = 0; look < kMostLooks; ++look) {
      if (config_.stop.requested()) return Stop("asked to stop");
      if (config_.builtin && !SeeServer()) return;
      session_.Look(mode_ != RecoveryMode::kLook, input_.database);
      if (IsTrouble() && TryAgain()) continue;
      if (Has(Defect::kStoreMadeFirst) && session_.is_open()) {
        (void)ports_.database->Perform(CreateStore{session_.id()});
      }
      SeeCache();
      SeeUndone();
      if (Has(Defect::kCacheDecides)) ForgetWhatTheCacheLacks();
      Decision decision = Plan(input_);
      result_.notes.insert(result_.notes.end(), decision.notes.begin(), decision.notes.end());
      if (Has(Defect::kEditsBeforeRefusal) && decision.action == Action::kRefuse &&
          !decision.empty()) {
        (void)steps().Edit(input_.database.store, decision);
      }
      if (mode_ == RecoveryMode::kLook || decision.action == Action::kRefuse) {
        return Finish(std::move(decision));
      }
      if (Do(std::move(decision)) == Next::kFinished) return;
    }
    Fail("the database changes all the time", kNoVersion);
  }

  /// The built-in server has to run before anything else can be asked. False: decided without it.
  bool SeeServer() {
    if (session_.is_open()) return true;
    const auto seen = ports_.server->Perform(InspectDataFolder{});
    input_.data_folder = seen.ok() ? *seen : DataFolderStatus{.folder = DataFolder::kUnreadable};
    if (std::optional<Decision> decision = PlanBeforeDatabase(input_)) {
      result_.notes.insert(result_.notes.end(), decision->notes.begin(), decision->notes.end());
      if (decision->action == Action::kReset && mode_ != RecoveryMode::kLook) {
        if (config_.stop.requested()) {
          Stop("asked to stop");
        } else {
          DeleteData();
        }
      } else {
        FinishDeletion();
        Finish(std::move(*decision));
      }
      return false;
    }
    if (input_.data_folder.postmaster == Postmaster::kAlive) return true;
    if (config_.stop.requested()) {
      Stop("asked to stop");
      return false;
    }
    return StartServerOnce();
  }

  bool StartServerOnce() {
    if (started_) return true;
    static constexpr int kMostPorts = 3;  // somebody may take the port first (S21)
    for (int i = 0; i < kMostPorts; ++i) {
      const auto started = ports_.server->Perform(StartServer{});
      started_ = started.ok();
      if (started_) return true;
      result_.failure = started.error().message;
      if (!started.error().Is(kPortTaken)) break;
    }
    // One that was too slow may run by now, and what stood in its way may be gone (CA3).
    if (TryAgain()) return SeeServer();
    Fail(result_.failure, kNoVersion);
    return false;
  }

  void StopServerAgain() {
    if (!started_) return;
    Status stopped = ports_.server->Perform(StopServer{});
    if (Has(Defect::kServerLeftRunning)) return;
    while (!stopped.ok() && TryAgain()) stopped = ports_.server->Perform(StopServer{});
    if (stopped.ok() || result_.decision.action != Action::kRefuse) return;
    // What is advised is done beside a server that was not to be there: a reset has to end it
    // first.
    const auto seen = ports_.server->Perform(InspectDataFolder{});
    if (!seen.ok() || seen->postmaster != Postmaster::kAlive) return;
    input_.data_folder = *seen;
    Decision anew = Plan(input_);
    // What stood in the way may be gone by now, and then the same run leads on.
    if (anew.action != Action::kRefuse) {
      anew.advice = {{.remedy = Remedy::kRun, .run = input_.request}};
    }
    result_.decision.advice = std::move(anew.advice);
  }

  /// A deletion that was interrupted is finished, never adopted (CA1).
  void FinishDeletion() {
    if (mode_ == RecoveryMode::kLook || input_.data_folder.folder != DataFolder::kAbsent) return;
    if (Has(Defect::kSetAsideLeft)) return;
    DeleteWhatIsAside();
  }
  void DeleteWhatIsAside() {
    Status deleted = ports_.server->Perform(DeleteSetAside{});
    if (Has(Defect::kSetAsideLeft)) return;
    while (!deleted.ok() && TryAgain()) deleted = ports_.server->Perform(DeleteSetAside{});
    if (!deleted.ok()) result_.failure = deleted.error().message;
  }

  void DeleteData() {
    RemoveCache();
    Status aside = ports_.server->Perform(SetDataFolderAside{});
    while (!aside.ok() && aside.error().Is(kTimeout) && TryAgain()) {
      aside = ports_.server->Perform(SetDataFolderAside{});
      // By the one whose answer was lost.
      if (!aside.ok() && aside.error().Is(kNotFound)) aside = Ok();
    }
    if (!aside.ok()) return Fail(aside.error().message, kNoVersion);
    result_.actions.push_back(Action::kReset);
    DeleteWhatIsAside();
  }

  bool IsTrouble() const {
    return input_.database.reach == Reach::kLost || input_.database.reach == Reach::kUnavailable;
  }
  bool TryAgain() {
    if (++troubles_ > kMostTroubles) return false;
    return ports_.runtime->Perform(Wait{kTroublePause}, {.stop = config_.stop}).ok();
  }

  void SeeCache() {
    if (config_.cache_path.empty() || !session_.is_open() ||
        input_.database.reach != Reach::kReached) {
      return;
    }
    input_.cache = ReadCache(*ports_.cache_files, config_.cache_path, session_.owner(),
                             input_.database.store, config_.defects);
  }

  void ForgetWhatTheCacheLacks() {
    if (input_.cache != CacheState::kStale) return;
    const auto bytes = ports_.cache_files->Perform(ReadFile{config_.cache_path});
    const std::optional<CacheFile> cache = bytes.ok() ? ParseCache(*bytes) : std::nullopt;
    if (!cache.has_value()) return;
    std::erase_if(input_.database.store.rows, [&](const StoredMigration& row) {
      return std::none_of(cache->entries.begin(), cache->entries.end(),
                          [&](const CacheEntry& entry) { return entry.version == row.version; });
    });
  }

  /// What was to be undone and is recorded no more is undone, whatever was heard of it (ADV-2).
  void SeeUndone() {
    if (input_.database.reach != Reach::kReached) return;
    in_doubt_ = false;
    const std::vector<VersionRow>& rows = input_.database.version_table.rows;
    result_.version = rows.empty() ? kNoVersion : rows.front().version;
    for (const Version version : result_.planned) {
      const auto& stored = input_.database.store.rows;
      const bool recorded =
          std::any_of(stored.begin(), stored.end(),
                      [&](const StoredMigration& row) { return row.version == version; });
      const bool known =
          std::find(result_.undone.begin(), result_.undone.end(), version) != result_.undone.end();
      if (!recorded && !known && result_.version < version) result_.undone.push_back(version);
    }
  }

  Next Do(Decision decision) {
    result_.decision = decision;
    began_to_write_ = began_to_write_ || Writes(decision);
    switch (decision.action) {
      case Action::kReset:
        return DoReset();
      case Action::kResolve:
        return DoResolve(decision);
      case Action::kRollback:
        return DoRollback(decision);
      default:
        return DoEdits(decision);
    }
  }

  Next DoReset() {
    RemoveCache();
    const Status done = steps().Reset();
    if (!done.ok()) return Troubled(done.error(), kNoVersion);
    result_.actions.push_back(Action::kReset);
    result_.version = kNoVersion;
    return Next::kFinished;
  }

  Next DoResolve(const Decision& decision) {
    SetCacheUnknown();
    const Status done = steps().SetVersion(input_.database.version_table, decision.resolved);
    if (!done.ok()) return Troubled(done.error(), decision.resolved.version);
    result_.actions.push_back(Action::kResolve);
    return Next::kLookAgain;
  }

  Next DoRollback(const Decision& decision) {
    SetCacheUnknown();
    for (const Version version : decision.undo) {
      if (std::find(result_.planned.begin(), result_.planned.end(), version) ==
          result_.planned.end()) {
        result_.planned.push_back(version);
      }
    }
    if (!decision.empty()) {
      const Status edited = steps().Edit(input_.database.store, decision);
      if (!edited.ok()) return Troubled(edited.error(), kNoVersion);
      // What was put is what will be undone: its texts have to be read again.
      return Next::kLookAgain;
    }
    if (Has(Defect::kDownTextOfCheckout)) TakeDownTextsOfCheckout(input_.database.store);
    for (const Version version : decision.undo) {
      if (config_.stop.requested()) return Next::kLookAgain;
      const Status undone = steps().Undo(input_.database.store, version);
      if (!undone.ok() && Has(Defect::kDestroysWhereUndoFails)) return DoReset();
      if (!undone.ok()) return Troubled(undone.error(), version);
      result_.undone.push_back(version);
    }
    result_.actions.push_back(Action::kRollback);
    Request& request = input_.request;
    request.rollback = request.changed = request.allow_irreversible = request.allow_undo_all =
        false;
    return Next::kLookAgain;
  }

  void TakeDownTextsOfCheckout(MigrationStore& store) const {
    for (StoredMigration& row : store.rows) {
      const DiskMigration* disk = FindOnDisk(input_.disk, row.version);
      if (disk != nullptr && disk->down.presence == Presence::kPresent)
        row.down_sql = disk->down.sql;
    }
  }

  Next DoEdits(Decision& decision) {
    if (mode_ != RecoveryMode::kPrepare) {
      std::erase_if(decision.put,
                    [](const StoredMigration& row) { return row.state == StoredState::kIntent; });
    }
    for (StoredMigration& row : decision.put) {
      if (row.state == StoredState::kIntent) row.run_id = config_.run_id;
    }
    if (!decision.empty()) {
      SetCacheUnknown();
      const Status edited = steps().Edit(input_.database.store, decision);
      if (!edited.ok()) return Troubled(edited.error(), kNoVersion);
      // Only then is it known that it is so.
      if (decision.action != Action::kProceed) result_.actions.push_back(decision.action);
      // What is to be taken again comes after what was put.
      if (decision.take.empty()) input_.request.accept = false;
      return Next::kLookAgain;
    }
    if (!decision.take.empty()) return DoTake(decision);
    result_.actions.push_back(decision.action);
    KeepCache();
    result_.decision = std::move(decision);
    return Next::kFinished;
  }

  Next DoTake(const Decision& decision) {
    SetCacheUnknown();
    for (const StoredMigration& row : decision.take) {
      if (config_.stop.requested()) return Next::kLookAgain;
      const Status taken = steps().Take(input_.database, row);
      if (!taken.ok()) return Troubled(taken.error(), row.version);
      input_.database.version_table = {true, {{row.version, false}}};
      input_.database.store.exists = true;
      input_.database.store.format = kStoreFormat;
    }
    result_.actions.push_back(decision.action);
    input_.request.accept = false;
    return Next::kLookAgain;
  }

  static bool Writes(const Decision& decision) {
    return !decision.empty() || !decision.take.empty() || decision.action == Action::kReset ||
           decision.action == Action::kResolve || decision.action == Action::kRollback;
  }

  /// A statement failed. What ended the session leaves a doubt, and looking again settles it; what
  /// the server says of the statement itself is final.
  Next Troubled(const Error& error, Version version) {
    result_.failed_version = version;
    result_.failure = error.message;
    if (IsFinal(error) || Has(Defect::kLostCommitIsFailure)) {
      AdviseSourceOf(version);
      Fail(error.message, version);
      return Next::kFinished;
    }
    if (EndsSession(error) || Has(Defect::kSessionForgotten)) session_.Lost();
    in_doubt_ = true;
    if (TryAgain()) return Next::kLookAgain;
    result_.outcome =
        error.Is(kConnectionLost) ? RecoveryOutcome::kUnknown : RecoveryOutcome::kFailed;
    result_.passes = result_.outcome == RecoveryOutcome::kFailed;
    return Next::kFinished;
  }

  /// A down text that fails does not fail, or is not needed, where its version came from: nothing
  /// has to be destroyed for it.
  void AdviseSourceOf(Version version) {
    for (const StoredMigration& row : input_.database.store.rows) {
      if (row.version != version || result_.decision.action != Action::kRollback) continue;
      const Text source = row.source == input_.disk.source ? Text() : row.source;
      result_.decision.advice.push_back({Remedy::kCheckOutSource, source, version});
    }
  }

  void Finish(Decision decision) {
    const bool refused = decision.action == Action::kRefuse;
    if (refused) {
      const bool unknown = IsTrouble() && in_doubt_;
      // The cache goes before the database does, and what a lost answer was about may have
      // happened.
      const bool began = began_to_write_ && !Has(Defect::kBegunIsRefused);
      result_.outcome = unknown ? RecoveryOutcome::kUnknown
                        : began ? RecoveryOutcome::kStopped
                                : RecoveryOutcome::kRefused;
    }
    result_.decision = std::move(decision);
  }
  void Fail(Text failure, Version version) {
    result_.outcome = RecoveryOutcome::kFailed;
    result_.failure = failure;
    result_.failed_version = version;
  }
  void Stop(Text why) {
    result_.outcome = RecoveryOutcome::kStopped;
    result_.failure = why;
  }

  /// Before the database changes: a reader who comes between sees that nothing is known (DUR-5). A
  /// cache that cannot be written is stale and says so to nobody who decides (DUR-4).
  void SetCacheUnknown() {
    if (config_.cache_path.empty() || cache_is_durably_unknown_) return;
    if (Has(Defect::kCacheNotSetAside)) return;
    const bool unknown =
        input_.cache == CacheState::kUnknown || input_.cache == CacheState::kAbsent;
    if (unknown && Has(Defect::kCacheNameNotKept)) return;
    const bool done = unknown ? KeepCacheName(*ports_.cache_files, config_.cache_path).ok()
                              : WriteCacheFile(false);
    cache_is_durably_unknown_ = done;
    if (done && !unknown) input_.cache = CacheState::kUnknown;
    if (!done && unknown) result_.notes.push_back({Note::kCacheNotWritten, kNoVersion});
  }
  void KeepCache() {
    if (config_.cache_path.empty() || input_.cache == CacheState::kGood) return;
    cache_is_durably_unknown_ = false;
    WriteCacheFile(true);
  }
  bool WriteCacheFile(bool known) {
    CacheFile file{.owner = session_.owner(), .run_id = config_.run_id, .known = known};
    if (known) file.entries = CacheEntriesOf(input_.database.store);
    const bool written =
        WriteCache(*ports_.cache_files, config_.cache_path, file, config_.defects).ok();
    if (!written) result_.notes.push_back({Note::kCacheNotWritten, kNoVersion});
    return written;
  }
  void RemoveCache() {
    if (config_.cache_path.empty() || Has(Defect::kResetKeepsCache)) return;
    Status removed = ports_.cache_files->Perform(RemoveFile{config_.cache_path});
    if (removed.ok() || removed.error().Is(kNotFound)) {
      removed = KeepCacheName(*ports_.cache_files, config_.cache_path);
    }
    if (!removed.ok()) {
      result_.notes.push_back({Note::kCacheNotWritten, kNoVersion});
    }
  }

  Steps steps() { return Steps(*ports_.database, session_.id(), config_.defects); }

  const RecoveryPorts& ports_;
  const RecoveryConfig& config_;
  const RecoveryMode mode_;
  DatabaseSession session_;
  PlanInput input_;
  RecoveryResult result_;
  int troubles_ = 0;
  bool began_to_write_ = false;
  bool in_doubt_ = false;  ///< whether the last statement happened
  bool started_ = false;
  bool cache_is_durably_unknown_ = false;
};

}  // namespace

std::string_view EnumName(RecoveryOutcome outcome) { return NameOf(kOutcomes, outcome); }

RecoveryResult Recover(const RecoveryPorts& ports, const RecoveryConfig& config,
                       const Request& request, RecoveryMode mode) {
  return Recovery(ports, config, request, mode).Run();
}

}  // namespace relapse::migrations
