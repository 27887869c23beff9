// The cache file (spec/migration-recovery.md section 5, DUR-3, DUR-4, DUR-5).
#include "orchestration/migrations/cache.h"

#include <optional>

#include "fakes/files/fake_file_system.h"
#include "orchestration/migrations/develop.h"
#include "orchestration/ports/file_system.h"
#include "scenarios/migrations/invariants/invariants.h"
#include "scenarios/migrations/invariants/watch.h"
#include "scenarios/migrations/start.h"
#include "scenarios/migrations/world_ports.h"

namespace relapse::migrations {

namespace {

class CacheIsWholeInvariant final : public Invariant {
 public:
  explicit CacheIsWholeInvariant(const Expectations& expectations)
      : Invariant("DUR-3", PropertyForm::kAlways, {.world_changes = true, .lifecycle = true},
                  "the cache is old or new, and whole, at every moment"),
        whole_at_first_(expectations.cache_whole) {}

  void Step(const Observation& observation, std::uint64_t& memory, Judge& judge) const override {
    // A power cut brings back what was there at first.
    if (observation.moment == Moment::kCrash) memory = 0;
    const FileNode* cache = CacheOf(observation.world);
    const bool whole = cache == nullptr || ParseCache(cache->written).has_value();
    if (whole) {
      memory = 1;
    } else if (whole_at_first_ || memory != 0) {
      judge.Violate("the cache is torn");
    }
  }

 private:
  const bool whole_at_first_;
};

/// Before a run: what it decides with the cache that lies there is what it decides without one. The
/// run is made twice on copies of the world; nothing fails there, and nobody dies.
///
/// **Method.** Most runs begin in a state in which one began before: what was found of it is kept.
/// One time in kUsesChecked that it is used it is found again, and compared.
class CacheIsDerivedInvariant final : public Invariant {
 public:
  explicit CacheIsDerivedInvariant(const Expectations& expectations)
      : Invariant("DUR-4", PropertyForm::kAlways, {.of = EffectsOf<ReadCommand>()},
                  "what the cache holds changes no decision"),
        config_(expectations.config) {}

  void Step(const Observation& observation, std::uint64_t&, Judge& judge) const override {
    if (!BeginsRun(observation) || CacheOf(observation.world) == nullptr) return;
    std::string difference = DifferenceKept(observation.world);
    if (!difference.empty()) judge.Violate(std::move(difference));
  }

 private:
  /// What was found of a state.
  struct Found {
    std::optional<World> state;
    std::string difference;
    std::uint64_t uses = 0;
  };
  static constexpr std::size_t kMostFound = 256;
  static constexpr std::uint64_t kUsesChecked = 32;

  std::string DifferenceKept(const World& world) const {
    Found& found = found_[world.CanonicalHash() % kMostFound];
    if (!found.state.has_value() || !found.state->SameState(world)) {
      found = {world, DifferenceIn(world)};
    } else if (++found.uses % kUsesChecked == 0) {
      RELAPSE_CHECK(found.difference == DifferenceIn(world),
                    "what the cache changes differs in one state");
    }
    return found.difference;
  }

  /// Empty: none.
  std::string DifferenceIn(const World& world) const {
    World without = world;
    if (!FileSystemServer().On(without, RemoveFile{Text(kCachePath)}).ok()) return {};
    const Command& typed = world.Get<DeveloperState>().typed;
    const RecoveryResult one = Ask(world, typed);
    const RecoveryResult other = Ask(without, typed);
    if (one.outcome == other.outcome && one.decision.action == other.decision.action &&
        one.decision.refusal == other.decision.refusal &&
        one.decision.about == other.decision.about && one.decision.undo == other.decision.undo &&
        one.decision.advice == other.decision.advice && one.undone == other.undone) {
      return {};
    }
    return "with its cache a run would end as " + Say(one) + ", without as " + Say(other);
  }

  RecoveryResult Ask(World world, const Command& typed) const {
    const WorldPorts ports(world);
    RecoveryConfig config = *config_;
    config.expected_major = typed.major;
    return Prepare(ports.all(), config, typed.run);
  }
  static std::string Say(const RecoveryResult& result) {
    return std::string(EnumName(result.outcome)) + " (" +
           std::string(EnumName(result.decision.action)) + ", " +
           std::string(EnumName(result.decision.refusal)) + ")";
  }

  const std::shared_ptr<const RecoveryConfig> config_;
  /// By the state's hash; of two with one place the later. No step depends on what is kept here.
  mutable std::vector<Found> found_ = std::vector<Found>(kMostFound);
};

class CacheFollowsInvariant final : public Invariant {
 public:
  CacheFollowsInvariant()
      : Invariant("DUR-5", PropertyForm::kAlways,
                  {.world_changes = true,
                   .lifecycle = true,
                   .of = EffectsOf<WriteFile, FsyncFile, RenameFile, RemoveFile, FsyncFolder>()},
                  "a cache that claims to know says what the database says") {}

  void Step(const Observation& observation, std::uint64_t& memory, Judge& judge) const override {
    // A power cut brings back what was there before a rename that was not synced: a false one only
    // where there was a false one.
    const bool may_return = (memory & kWasFalse) != 0 && (memory & kSynced) == 0;
    if (observation.moment == Moment::kCrash && may_return) memory = kWasFalse;
    const bool renamed = observation.call != nullptr && observation.executed &&
                         observation.call->As<RenameFile>() != nullptr &&
                         observation.call->error() == nullptr;
    // What an effect that changed nothing left was looked at when it came about.
    const bool is_news = observation.changed || observation.moment != Moment::kEffect;
    if ((memory & kWritten) == 0 && !renamed && is_news) {
      memory |= IsFalse(observation.world) ? kWasFalse : 0;
    }
    if (observation.call != nullptr && observation.call->spec().port == &kFileSystemPort &&
        observation.call->spec().mutates) {
      // One that could not be written is out of date, which was said, until it is written.
      if (observation.call->error() != nullptr) {
        memory = kWasFalse;
      } else if (renamed) {
        memory |= kWritten;
      } else if (observation.call->As<FsyncFolder>() != nullptr && (memory & kWritten) != 0) {
        memory = kWritten | kSynced;  // no false one can return any more
      }
    }
    if ((memory & kWritten) == 0 || !observation.changed) return;
    if (IsFalse(observation.world)) {
      judge.Violate("the cache claims to know, and the database says something else");
    }
  }

 private:
  static constexpr std::uint64_t kWritten = 1;
  static constexpr std::uint64_t kSynced = 2;
  static constexpr std::uint64_t kWasFalse = 4;  ///< before it was written, or may have been

  static bool IsFalse(const World& world) {
    const FileNode* node = CacheOf(world);
    if (node == nullptr) return false;
    const auto& cache = ParseCache(node->written);
    return cache.has_value() && cache->known && !SaysWhatIsIn(*Committed(world).store, *cache);
  }
};

}  // namespace

InvariantPointer CacheIsWhole(const Expectations& expectations) {
  return std::make_unique<CacheIsWholeInvariant>(expectations);
}
InvariantPointer CacheIsDerived(const Expectations& expectations) {
  return std::make_unique<CacheIsDerivedInvariant>(expectations);
}
InvariantPointer CacheFollows() { return std::make_unique<CacheFollowsInvariant>(); }

}  // namespace relapse::migrations
