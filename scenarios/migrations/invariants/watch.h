// What invariants of migrations ask of one moment: who typed what, what was printed, and whether a
// run says anything of the tool.
#ifndef SCENARIOS_MIGRATIONS_INVARIANTS_WATCH_H_
#define SCENARIOS_MIGRATIONS_INVARIANTS_WATCH_H_

#include <algorithm>

#include "harness/oracle/invariant.h"
#include "orchestration/ports/migration_files.h"
#include "scenarios/migrations/developer.h"
#include "scenarios/migrations/disturbances.h"

namespace relapse::migrations {

inline const DeveloperState& DeveloperOf(const Observation& observation) {
  return observation.world.Get<DeveloperState>();
}
/// What the run that is under way was asked for.
inline const Request& TypedRequest(const Observation& observation) {
  return DeveloperOf(observation).typed.run;
}
inline const Print* PrintedBy(const Observation& observation) {
  return observation.call == nullptr ? nullptr : observation.call->As<Print>();
}
inline bool Notes(const Print& print, Note note) {
  return std::any_of(print.notes.begin(), print.notes.end(),
                     [&](const NoteOn& one) { return one.note == note; });
}
/// A run begins: the developer has read what was printed, done what it makes them do, and typed.
inline bool BeginsRun(const Observation& observation) {
  return observation.call != nullptr && observation.call->As<ReadCommand>() != nullptr &&
         observation.executed && !DeveloperOf(observation).typed.finished;
}
/// Something happened out of turn since this run began.
inline bool IsDisturbed(const Observation& observation) {
  return observation.world.Get<OutOfTurn>().recent == 2;
}
/// People did something out of turn since this run began, or in the run before, by whose advice it
/// was typed.
inline bool HavePeopleDisturbed(const Observation& observation) {
  return observation.world.Get<OutOfTurn>().recent > 0 && HavePeopleInterfered(observation.world);
}
/// Somebody else migrates the database, or did.
inline bool IsAlone(const Observation& observation) { return !HasOtherMigrator(observation.world); }

/// What had happened out of turn when the run that is under way looked at the checkout last, in
/// kHappenedBits of a memory from `shift` on. What it says of the world, it says of that moment.
class LastLook {
 public:
  LastLook(std::uint64_t& memory, int shift) : memory_(memory), shift_(shift) {}

  void Follow(const Observation& observation) {
    if (observation.moment == Moment::kCrash) Set(0);
    if (observation.call == nullptr) return;
    const ListFolder* list = observation.call->As<ListFolder>();
    const bool looks = list != nullptr && list->path.empty();
    if (looks || observation.call->As<ReadCommand>() != nullptr) {
      Set(HappenedSoFar(observation.world));
    }
  }
  /// Something happened since: one of `bits`.
  bool is_stale(const Observation& observation, std::uint64_t bits = kAllThatHappened) const {
    return ((memory_ >> shift_ ^ HappenedSoFar(observation.world)) & bits) != 0;
  }

 private:
  void Set(std::uint64_t bits) {
    memory_ = (memory_ & ~(kAllThatHappened << shift_)) | bits << shift_;
  }

  std::uint64_t& memory_;
  const int shift_;
};

/// Follows one run of the tool from its command line to what it prints. What a fault spoils says
/// nothing of the tool: an injected error, or a request of an earlier life that lands meanwhile.
/// A run that a crash ends is no run.
class RunWatch {
 public:
  explicit RunWatch(std::uint64_t& memory) : memory_(memory) {}

  void Follow(const Observation& observation) {
    LastLook(memory_, 1).Follow(observation);
    if (observation.moment == Moment::kTimer) memory_ |= kSpoilt;
    if (observation.moment == Moment::kCrash) memory_ &= ~kSpoilt;
    if (observation.call == nullptr) return;
    if (observation.call->As<ReadCommand>() != nullptr) memory_ &= ~kSpoilt;
    const Error* error = observation.call->error();
    if (error != nullptr && error->injected) memory_ |= kSpoilt;
  }
  bool spoilt() const { return (memory_ & kSpoilt) != 0; }
  /// Something happened out of turn since the run looked.
  bool is_stale(const Observation& observation, std::uint64_t bits = kAllThatHappened) const {
    return LastLook(memory_, 1).is_stale(observation, bits);
  }

  /// A number that outlives the run.
  std::uint64_t count() const { return memory_ >> kBits; }
  void SetCount(std::uint64_t count) { memory_ = (memory_ & kRun) | count << kBits; }

  /// What Follow() has to see, and what is printed.
  static Interest WholeRun() {
    return {.lifecycle = true,
            .errors = true,
            .timers = true,
            .of = EffectsOf<ReadCommand, ListFolder, Print>()};
  }

 private:
  static constexpr std::uint64_t kSpoilt = 1;
  static constexpr int kBits = 1 + kHappenedBits;
  static constexpr std::uint64_t kRun = (std::uint64_t{1} << kBits) - 1;
  std::uint64_t& memory_;
};

}  // namespace relapse::migrations

#endif  // SCENARIOS_MIGRATIONS_INVARIANTS_WATCH_H_
