// Durability (spec/migration-recovery.md section 5, DUR-1 to DUR-5).
#include <algorithm>

#include "fakes/files/file_system_state.h"
#include "orchestration/migrations/cache.h"
#include "orchestration/ports/file_system.h"
#include "scenarios/migrations/developer.h"
#include "scenarios/migrations/invariants/invariants.h"
#include "scenarios/migrations/start.h"

namespace relapse::migrations {

namespace {

class DoneIsDurableInvariant final : public Invariant {
 public:
  explicit DoneIsDurableInvariant(const Expectations& expectations)
      : Invariant("DUR-1", PropertyForm::kAlways, {.effects = true, .lifecycle = true},
                  "what is said to be undone is undone"),
        known_(expectations.known) {}

  void Step(const Observation& observation, std::uint64_t& memory, Judge& judge) const override {
    if (observation.moment == Moment::kCrash) memory = 0;
    if (observation.call == nullptr) return;
    if (observation.call->As<ReadCommand>() != nullptr) memory = 0;
    // Once the server has migrated, another migration of that number may be in effect.
    if (WriteOf(observation).server) memory = 1;
    const Print* print = observation.call->As<Print>();
    if (print == nullptr || memory != 0) return;
    const InEffect in_effect = InEffectIn(Committed(observation.world), *known_);
    for (const Version version : print->undone) {
      const KnownMigration* found = in_effect.Find(version);
      if (found == nullptr || !found->down_undoes) continue;
      return judge.Violate("version " + std::to_string(version) +
                           " is said to be undone, and is in effect");
    }
  }

 private:
  const Known known_;
};

class IntentFirstInvariant final : public Invariant {
 public:
  explicit IntentFirstInvariant(const Expectations& expectations)
      : Invariant("DUR-2", PropertyForm::kAlways, {.effects = true},
                  "before a server runs a text, the text is recorded"),
        known_(expectations.known) {}

  void Step(const Observation& observation, std::uint64_t&, Judge& judge) const override {
    const Write write = WriteOf(observation);
    if (write.session == nullptr || !write.server) return;
    const RunSql* run = observation.call->As<RunSql>();
    if (run == nullptr || known_->ByUp(run->sql) == nullptr) return;
    const MigrationStore& store = *Committed(observation.world).store;
    const bool recorded =
        std::any_of(store.rows.begin(), store.rows.end(),
                    [&](const StoredMigration& row) { return row.up_sql == run->sql; });
    if (!recorded) judge.Violate("run, and recorded nowhere: " + run->sql.str());
  }

 private:
  const Known known_;
};

const FileNode* CacheOf(const World& world) {
  return world.Get<FileSystemState>().Find(Text(kCachePath));
}

class CacheIsWholeInvariant final : public Invariant {
 public:
  explicit CacheIsWholeInvariant(const Expectations& expectations)
      : Invariant("DUR-3", PropertyForm::kAlways, {.world_changes = true, .lifecycle = true},
                  "the cache is old or new, and whole, at every moment"),
        whole_at_first_(expectations.cache_whole) {}

  void Step(const Observation& observation, std::uint64_t& memory, Judge& judge) const override {
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

class CacheFollowsInvariant final : public Invariant {
 public:
  CacheFollowsInvariant()
      : Invariant("DUR-5", PropertyForm::kAlways,
                  {.world_changes = true, .effects = true, .lifecycle = true},
                  "a cache that claims to know says what the database says") {}

  void Step(const Observation& observation, std::uint64_t& memory, Judge& judge) const override {
    // A power cut brings back what was there before a rename that was not synced.
    if (observation.moment == Moment::kCrash && (memory & kSynced) == 0) memory = 0;
    if (observation.call != nullptr && observation.call->spec().port == &kFileSystemPort &&
        observation.call->spec().mutates) {
      // One that could not be written is out of date, which was said, until it is written.
      if (observation.call->error() != nullptr) {
        memory = 0;
      } else if (observation.call->As<RenameFile>() != nullptr && observation.executed) {
        memory |= kWritten;
      } else if (observation.call->As<FsyncFolder>() != nullptr && memory != 0) {
        memory |= kSynced;
      }
    }
    if (memory == 0 || !observation.changed) return;
    const FileNode* node = CacheOf(observation.world);
    if (node == nullptr) return;
    const auto cache = ParseCache(node->written);
    if (!cache.has_value() || !cache->known) return;
    if (cache->entries != CacheEntriesOf(*Committed(observation.world).store)) {
      judge.Violate("the cache claims to know, and the database says something else");
    }
  }

 private:
  static constexpr std::uint64_t kWritten = 1;
  static constexpr std::uint64_t kSynced = 2;
};

}  // namespace

InvariantPointer DoneIsDurable(const Expectations& expectations) {
  return std::make_unique<DoneIsDurableInvariant>(expectations);
}
InvariantPointer IntentFirst(const Expectations& expectations) {
  return std::make_unique<IntentFirstInvariant>(expectations);
}
InvariantPointer CacheIsWhole(const Expectations& expectations) {
  return std::make_unique<CacheIsWholeInvariant>(expectations);
}
InvariantPointer CacheFollows() { return std::make_unique<CacheFollowsInvariant>(); }

}  // namespace relapse::migrations
