// Liveness (spec/migration-recovery.md section 5, LIV-1, LIV-2, LIV-5, LIV-6).
#include <algorithm>

#include "orchestration/migrations/look.h"
#include "orchestration/ports/file_system.h"
#include "scenarios/migrations/invariants/invariants.h"
#include "scenarios/migrations/invariants/watch.h"

namespace relapse::migrations {

namespace {

class GetsThereInvariant final : public Invariant {
 public:
  explicit GetsThereInvariant(const Expectations& expectations)
      : Invariant("LIV-1", PropertyForm::kAlways, RunWatch::WholeRun(),
                  "what is advised leads to a running server, in three commands at most"),
        known_(expectations.known),
        // Somebody who holds the lock makes runs that only wait.
        most_(expectations.alone ? kMostCommands : kMostAmongOthers) {}

  void Step(const Observation& observation, std::uint64_t& memory, Judge& judge) const override {
    RunWatch run(memory);
    run.Follow(observation);
    // What a crash leaves is a state of its own, from which three commands lead on.
    if (observation.moment == Moment::kCrash) run.SetCount(0);
    if (DeveloperOf(observation).gave_up) judge.Violate("nothing that was advised can be done");
    const Print* print = PrintedBy(observation);
    if (print == nullptr) return;
    const bool says_nothing = run.spoilt() || WasDisturbed(observation);
    const std::uint64_t tried = run.count() & kTried;
    run.SetCount(print->shown == Shown::kRunning || says_nothing ? 0 : run.count() + 1);
    // That a down text is refused shows only when it is tried: once, three commands lead on.
    if (print->shown == Shown::kFailed && tried == 0 &&
        FailsByItself(observation, *print, *known_)) {
      run.SetCount(kTried);
    }
    if ((run.count() & ~kTried) > (IsAlone(observation) ? most_ : kMostAmongOthers)) {
      judge.Violate("after " + std::to_string(run.count() & ~kTried) +
                    " runs the server does not run");
    }
  }

 private:
  static constexpr std::uint64_t kTried = std::uint64_t{1} << 32;
  static constexpr std::uint64_t kMostCommands = 3;
  static constexpr std::uint64_t kMostAmongOthers = kMostCommands + 2;
  const Known known_;
  const std::uint64_t most_;
};

class FirstRunInvariant final : public Invariant {
 public:
  explicit FirstRunInvariant(const Expectations& expectations)
      : Invariant("LIV-2", PropertyForm::kAlways, RunWatch::WholeRun(),
                  "the first run on a healthy database needs no flag"),
        healthy_(expectations.healthy) {}

  void Step(const Observation& observation, std::uint64_t& memory, Judge& judge) const override {
    RunWatch run(memory);
    run.Follow(observation);
    const Print* print = PrintedBy(observation);
    if (print == nullptr || !healthy_ || print->shown != Shown::kRefused) return;
    // What is refused of a flag that was advised says nothing of a run without one.
    if (TypedRequest(observation) != Request{}) return;
    // What an initdb that was interrupted left is no healthy database.
    if (print->refusal == Refusal::kDataFolderHalf) return;
    if (run.spoilt() || WasDisturbed(observation)) return;
    const OutOfTurn& happened = observation.world.Get<OutOfTurn>();
    if (happened.switched || happened.edited || !IsAlone(observation)) return;
    // A server that was killed half-way is what it is no longer healthy after.
    if (RowOf(Committed(observation.world)).dirty) return;
    judge.Violate("refused on a healthy database: " + std::string(EnumName(print->refusal)));
  }

 private:
  const bool healthy_;
};

class HolderIsNamedInvariant final : public Invariant {
 public:
  HolderIsNamedInvariant()
      : Invariant("LIV-5", PropertyForm::kAlways,
                  {.lifecycle = true, .of = EffectsOf<ReadCommand, TryAdvisoryLock, Print>()},
                  "who waits in vain for a lock does so for a while, and names the one who holds "
                  "it") {}

  void Step(const Observation& observation, std::uint64_t& memory, Judge& judge) const override {
    if (observation.moment == Moment::kCrash) memory = 0;
    if (observation.call != nullptr && observation.call->spec().port == &kTerminalPort) memory = 0;
    CountTries(observation, memory, judge);
    const Print* print = PrintedBy(observation);
    if (print == nullptr || print->refusal != Refusal::kLockHeld) return;
    const bool named = std::any_of(
        print->advice.begin(), print->advice.end(),
        [](const Advice& one) { return one.remedy == Remedy::kWaitForHolder && one.number != 0; });
    // Whoever held it may be gone by the time it is asked who that is.
    if (!named && observation.faults.fired == 0) judge.Violate("the holder is not named");
  }

 private:
  /// Of a run, in vain: a minute of them.
  static constexpr std::uint64_t kMostTries = Minutes(1) / kLockPoll;

  static void CountTries(const Observation& observation, std::uint64_t& memory, Judge& judge) {
    if (observation.call == nullptr) return;
    const bool* taken = observation.call->ReplyOf<TryAdvisoryLock>();
    if (taken == nullptr || *taken) return;
    if (++memory > kMostTries) judge.Violate("a lock is waited for without end");
  }
};

/// A run after one that ended well, of the same checkout: nothing is left to be written.
class SecondRunInvariant final : public Invariant {
 public:
  explicit SecondRunInvariant(const Expectations& expectations)
      : Invariant("LIV-6", PropertyForm::kAlways, RunAndChanges(),
                  "a second run with no change writes nothing"),
        alone_(expectations.alone) {}

  void Step(const Observation& observation, std::uint64_t& memory, Judge& judge) const override {
    RunWatch run(memory);
    run.Follow(observation);
    if (observation.moment == Moment::kCrash) run.SetCount(kNothing);
    if (run.count() != kNothing &&
        (run.spoilt() || !alone_ || !IsAlone(observation) || WasDisturbed(observation))) {
      run.SetCount(kNothing);
    }
    if (const Print* print = PrintedBy(observation)) {
      run.SetCount(!run.spoilt() && EndsWell(observation, *print) ? kEndedWell : kNothing);
    }
    if (BeginsRun(observation)) {
      const bool again = run.count() == kEndedWell && IsSameAgain(DeveloperOf(observation));
      run.SetCount(again ? kAgain : kNothing);
    }
    if (run.count() == kAgain && Writes(observation)) {
      judge.Violate("a second run writes: " + std::string(observation.call->spec().name));
    }
  }

 private:
  static Interest RunAndChanges() {
    Interest interest = RunWatch::WholeRun();
    interest.world_changes = true;
    return interest;
  }

  enum : std::uint64_t { kNothing, kEndedWell, kAgain };

  static bool EndsWell(const Observation& observation, const Print& print) {
    return print.shown == Shown::kRunning && !Notes(print, Note::kCacheNotWritten) &&
           DeveloperOf(observation).return_to.empty();
  }
  static bool IsSameAgain(const DeveloperState& developer) {
    if (developer.typed.run != Request{} || !developer.return_to.empty()) return false;
    const auto step = static_cast<std::size_t>(developer.next);
    return developer.script[step].switch_to.empty();
  }
  static bool Writes(const Observation& observation) {
    if (observation.call == nullptr || !observation.executed || !observation.changed) return false;
    const EffectSpec& spec = observation.call->spec();
    if (!spec.mutates) return false;
    if (spec.port == &kFileSystemPort) return true;
    // IF NOT EXISTS, as a migrator says at every opening: after a run that ended well it exists.
    if (observation.call->As<CreateVersionTable>() != nullptr) return false;
    return WriteOf(observation).session != nullptr;
  }

  const bool alone_;
};

}  // namespace

InvariantPointer GetsThere(const Expectations& expectations) {
  return std::make_unique<GetsThereInvariant>(expectations);
}
InvariantPointer FirstRunNeedsNoFlag(const Expectations& expectations) {
  return std::make_unique<FirstRunInvariant>(expectations);
}
InvariantPointer HolderIsNamed() { return std::make_unique<HolderIsNamedInvariant>(); }
InvariantPointer SecondRunWritesNothing(const Expectations& expectations) {
  return std::make_unique<SecondRunInvariant>(expectations);
}

}  // namespace relapse::migrations
