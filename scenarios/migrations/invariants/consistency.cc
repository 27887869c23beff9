// Consistency and determinism (spec/migration-recovery.md section 5, CON-1, CON-2, DET-1).
#include <algorithm>
#include <functional>

#include "fakes/files/server_process_state.h"
#include "orchestration/migrations/cache.h"
#include "orchestration/migrations/folder.h"
#include "orchestration/ports/server_process.h"
#include "scenarios/migrations/invariants/accepted_names.h"
#include "scenarios/migrations/invariants/invariants.h"
#include "scenarios/migrations/invariants/watch.h"
#include "scenarios/migrations/world_ports.h"

namespace relapse::migrations {

namespace {

bool NotesOn(const Print& print, Version version) {
  // That something was left behind says nothing of whose the number is now.
  return std::any_of(print.notes.begin(), print.notes.end(), [&](const NoteOn& one) {
    return one.version == version && one.note != Note::kLeftBehind;
  });
}

/// Whether the cache says something else than the store, and says that it knows.
bool CacheDisagrees(const World& world) {
  const FileNode* node = CacheOf(world);
  if (node == nullptr) return false;
  const auto& cache = ParseCache(node->written);
  if (!cache.has_value()) return true;
  return cache->known && !SaysWhatIsIn(*Committed(world).store, *cache);
}

/// Once the server runs: what was found to differ was named, and nothing differs any more.
class AllAgreeInvariant final : public Invariant {
 public:
  explicit AllAgreeInvariant(const Expectations& expectations)
      : Invariant("CON-1", PropertyForm::kAlways, RunAndDeletions(),
                  "cache, record, version and checkout agree, or the difference is named"),
        alone_(expectations.alone) {}

  void Step(const Observation& observation, std::uint64_t& memory, Judge& judge) const override {
    RunWatch run(memory);
    run.Follow(observation);
    if (observation.moment == Moment::kCrash) run.SetCount(0);
    // What was set aside by a run that a crash ended, nobody can compare a cache with.
    const World& world = observation.world;
    if (BeginsRun(observation)) run.SetCount(HasData(world) && CacheDisagrees(world) ? 1 : 0);
    if (DestroysBoth(observation)) run.SetCount(0);
    const Print* print = PrintedBy(observation);
    if (print == nullptr) return;
    const bool disagreed = run.count() != 0;
    run.SetCount(0);
    if (print->shown != Shown::kRunning || run.spoilt() || !alone_ || !IsAlone(observation)) return;
    if (run.is_stale(observation, kOfTheCheckout)) return;
    if (disagreed && !Notes(*print, Note::kCacheIgnored)) {
      judge.Violate("the cache said something else than the record, and nobody was told");
    }
    if (CacheDisagrees(observation.world) && !Notes(*print, Note::kCacheNotWritten)) {
      judge.Violate("the cache says something else than the record");
    }
    JudgeVersions(observation.world, *print, judge);
  }

 private:
  static Interest RunAndDeletions() {
    Interest interest = RunWatch::WholeRun();
    interest.of = EffectsOf<ReadCommand, ListFolder, Print, SetDataFolderAside>();
    return interest;
  }
  static bool HasData(const World& world) {
    return !world.Has<ServerProcessState>() ||
           world.Get<ServerProcessState>().folder != DataFolder::kAbsent;
  }
  /// The data of a server that does not run are deleted as asked, and the cache was before them:
  /// nobody could compare the two, and neither is left to differ from the other.
  static bool DestroysBoth(const Observation& observation) {
    return observation.call != nullptr && observation.executed &&
           observation.call->As<SetDataFolderAside>() != nullptr &&
           observation.world.Get<ServerProcessState>().folder == DataFolder::kAbsent &&
           CacheOf(observation.world) == nullptr;
  }
  static void JudgeVersions(const World& world, const Print& print, Judge& judge) {
    std::vector<Version> recorded;
    for (const StoredMigration& row : Committed(world).store->rows) {
      if (row.state != StoredState::kIntent) recorded.push_back(row.version);
    }
    std::vector<Version> files;
    for (const CheckedOut& one : CheckoutOf(world)) files.push_back(one.version);
    std::sort(recorded.begin(), recorded.end());
    std::vector<Version> apart;
    std::set_symmetric_difference(recorded.begin(), recorded.end(), files.begin(), files.end(),
                                  std::back_inserter(apart));
    for (const Version version : apart) {
      if (!NotesOn(print, version)) {
        judge.Violate("version " + std::to_string(version) +
                      " is in one of record and checkout only, and nobody was told");
      }
    }
    const Version newest = recorded.empty() ? kNoVersion : recorded.back();
    if (newest != RowOf(Committed(world)).version) {
      judge.Violate("the newest record is of version " + std::to_string(newest) +
                    ", the row says " + std::to_string(RowOf(Committed(world)).version));
    }
  }

  const bool alone_;
};

class SameNamesInvariant final : public Invariant {
 public:
  SameNamesInvariant()
      : Invariant("CON-2", PropertyForm::kAlways, {.of = EffectsOf<ReadCommand, PutStored>()},
                  "the tool knows exactly the versions that the migrator accepts") {}

  void Step(const Observation& observation, std::uint64_t&, Judge& judge) const override {
    if (BeginsRun(observation)) JudgeReader(observation.world.Get<MigrationFolder>(), judge);
    if (observation.call == nullptr || !observation.executed) return;
    const PutStored* put = observation.call->As<PutStored>();
    if (put == nullptr) return;
    const auto name = AcceptName(put->row.filename.view());
    if (name && name->version == put->row.version) return;
    judge.Violate("recorded as version " + std::to_string(put->row.version) +
                  ", which the migrator does not take it for: " + put->row.filename.str());
  }

 private:
  static void JudgeReader(const MigrationFolder& folder, Judge& judge) {
    static WordsMemo<std::string>& memo = *new WordsMemo<std::string>;
    if (folder.absent || !folder.unreadable.empty()) return;
    const std::string& difference =
        memo.Get(folder.tree.CachedHash(), 0, [&] { return DifferenceIn(folder.tree); });
    if (!difference.empty()) judge.Violate(difference);
  }

  /// What the tool and the migrator read of the same readable files; empty: the same.
  static std::string DifferenceIn(const Interned<FileTree>& tree) {
    World world;
    world.Add(MigrationFolder{.tree = tree});
    SimulatedPort<MigrationFiles, FakeMigrationFiles> files(world, MigrationFilesServer());
    const DiskView view = ReadDisk(files);
    const std::vector<AcceptedVersion> accepted = AcceptedOf(*tree);
    const bool same =
        std::equal(view.migrations.begin(), view.migrations.end(), accepted.begin(), accepted.end(),
                   [](const DiskMigration& read, const AcceptedVersion& wanted) {
                     return read.version == wanted.version &&
                            (read.up.presence != Presence::kAbsent) == (wanted.ups > 0) &&
                            (read.down.presence != Presence::kAbsent) == (wanted.downs > 0);
                   });
    const bool has_duplicates =
        std::any_of(accepted.begin(), accepted.end(),
                    [](const AcceptedVersion& one) { return one.ups > 1 || one.downs > 1; });
    if (same && has_duplicates == !view.duplicates.empty()) return {};
    return "the tool reads " + std::to_string(view.migrations.size()) + " versions, the migrator " +
           std::to_string(accepted.size());
  }
};

/// What is printed is in an order of its own, and names nothing twice: no order of a container or a
/// folder shows. That the same inputs give the same history, the harness itself checks: of all
/// histories some are run twice, some in another process (docs/determinism.md).
class IsSortedInvariant final : public Invariant {
 public:
  IsSortedInvariant()
      : Invariant("DET-1", PropertyForm::kAlways, {.of = EffectsOf<Print>()},
                  "what is printed is sorted, and says nothing twice") {}

  void Step(const Observation& observation, std::uint64_t&, Judge& judge) const override {
    const Print* print = PrintedBy(observation);
    if (print == nullptr) return;
    Require(print->about, std::less<>(), "what it is about", judge);
    Require(print->undo, std::greater<>(), "what would be undone", judge);
    Require(print->undone, std::greater<>(), "what was undone", judge);
    const auto& advice = print->advice;
    for (auto one = advice.begin(); one != advice.end(); ++one) {
      if (std::find(advice.begin(), one, *one) != one) judge.Violate("something is advised twice");
    }
  }

 private:
  /// No two neighbours out of order, or the same.
  template <class Before>
  static void Require(const std::vector<Version>& versions, Before before, const char* what,
                      Judge& judge) {
    const bool sorted =
        std::adjacent_find(versions.begin(), versions.end(),
                           [&](Version a, Version b) { return !before(a, b); }) == versions.end();
    if (!sorted) judge.Violate(std::string(what) + " is printed out of order");
  }
};

}  // namespace

InvariantPointer AllAgree(const Expectations& expectations) {
  return std::make_unique<AllAgreeInvariant>(expectations);
}
InvariantPointer SameNames() { return std::make_unique<SameNamesInvariant>(); }
InvariantPointer IsSorted() { return std::make_unique<IsSortedInvariant>(); }

}  // namespace relapse::migrations
