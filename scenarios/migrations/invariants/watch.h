// What invariants of migrations ask of one moment: who typed what, what was printed, and whether a
// run says anything of the tool.
#ifndef SCENARIOS_MIGRATIONS_INVARIANTS_WATCH_H_
#define SCENARIOS_MIGRATIONS_INVARIANTS_WATCH_H_

#include <algorithm>

#include "harness/oracle/invariant.h"
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
/// Something happened out of turn in this run or the one before, or is happening still: what was
/// decided upon is not what lies there now.
inline bool WasDisturbed(const Observation& observation) {
  return observation.world.Get<OutOfTurn>().recent > 0 || IsUnreadableForNow(observation.world);
}
/// Somebody else migrates the database, or did.
inline bool IsAlone(const Observation& observation) { return !HasOtherMigrator(observation.world); }

/// Follows one run of the tool from its command line to what it prints. What a fault spoils says
/// nothing of the tool: an injected error, or a request of an earlier life that lands meanwhile.
/// A run that a crash ends is no run.
class RunWatch {
 public:
  explicit RunWatch(std::uint64_t& memory) : memory_(memory) {}

  void Follow(const Observation& observation) {
    if (observation.moment == Moment::kTimer) memory_ |= kSpoilt;
    if (observation.moment == Moment::kCrash) memory_ &= ~kSpoilt;
    if (observation.call == nullptr) return;
    if (observation.call->As<ReadCommand>() != nullptr) memory_ &= ~kSpoilt;
    const Error* error = observation.call->error();
    if (error != nullptr && error->injected) memory_ |= kSpoilt;
  }
  bool spoilt() const { return (memory_ & kSpoilt) != 0; }

  /// A number that outlives the run.
  std::uint64_t count() const { return memory_ >> 1; }
  void SetCount(std::uint64_t count) { memory_ = (memory_ & kSpoilt) | count << 1; }

  /// What Follow() has to see, and what is printed.
  static Interest WholeRun() {
    return {
        .lifecycle = true, .errors = true, .timers = true, .of = EffectsOf<ReadCommand, Print>()};
  }

 private:
  static constexpr std::uint64_t kSpoilt = 1;
  std::uint64_t& memory_;
};

}  // namespace relapse::migrations

#endif  // SCENARIOS_MIGRATIONS_INVARIANTS_WATCH_H_
