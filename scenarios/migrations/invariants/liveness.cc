// Liveness (spec/migration-recovery.md section 5, LIV-1, LIV-2, LIV-5, LIV-6).
#include <algorithm>

#include "orchestration/migrations/look.h"
#include "orchestration/ports/file_system.h"
#include "scenarios/migrations/invariants/invariants.h"
#include "scenarios/migrations/invariants/progress.h"
#include "scenarios/migrations/invariants/watch.h"

namespace relapse::migrations {

namespace {

class GetsThereInvariant final : public Invariant {
 public:
  explicit GetsThereInvariant(const Expectations& expectations)
      : Invariant("LIV-1", PropertyForm::kAlways, Progress::Of(RunWatch::WholeRun()),
                  "what is advised leads to a running server, in three commands at most"),
        known_(expectations.known),
        // Somebody who holds the lock makes runs that only wait.
        most_(expectations.alone ? kMostCommands : kMostAmongOthers) {}

  void Step(const Observation& observation, std::uint64_t& memory, Judge& judge) const override {
    RunWatch run(memory);
    run.Follow(observation);
    if (DeveloperOf(observation).gave_up) judge.Violate("nothing that was advised can be done");
    std::uint64_t count = run.count();
    if (Progress::IsMadeBy(observation)) count |= kChanged;
    // What a crash leaves, or a run that was told to stop, is a state of its own, from which three
    // commands lead on, unless it left everything as it was.
    const bool ends = observation.moment == Moment::kCrash || observation.moment == Moment::kExit;
    if (ends) count = Pardon(count);
    const Print* print = PrintedBy(observation);
    if (print != nullptr) count = AfterRun(observation, *print, run.spoilt(), count);
    run.SetCount(count);
    const std::uint64_t runs = count & kRuns;
    if (runs > (IsAlone(observation) ? most_ : kMostAmongOthers)) {
      judge.Violate("after " + std::to_string(runs) + " runs the server does not run");
    }
  }

 private:
  static constexpr std::uint64_t kChanged = std::uint64_t{1} << 32;  ///< by the run under way
  static constexpr std::uint64_t kTried = std::uint64_t{1} << 33;    ///< a down text, and refused
  static constexpr std::uint64_t kRuns = kChanged - 1;

  /// A run that says nothing is none; what it did begins the count anew.
  static std::uint64_t Pardon(std::uint64_t count) {
    return (count & kTried) | ((count & kChanged) != 0 ? 0 : count & kRuns);
  }
  /// After what failed they look first, and are told once more what they had been told before.
  static std::uint64_t Again(const Print& print, std::uint64_t count) {
    const bool looks = print.shown == Shown::kFailed || print.shown == Shown::kUnknown;
    return looks && (count & kRuns) != 0 ? count - 1 : count;
  }
  std::uint64_t AfterRun(const Observation& observation, const Print& print, bool spoilt,
                         std::uint64_t count) const {
    if (print.shown == Shown::kRunning) return 0;
    if (HavePeopleDisturbed(observation)) return count & kTried;
    // What passes by itself leads nowhere, and no further away.
    if (spoilt || IsDisturbed(observation) || IsUnreadableForNow(observation.world)) {
      return Again(print, Pardon(count));
    }
    // That a down text is refused shows only when it is tried: that run is not counted, once.
    const bool is_trial = print.shown == Shown::kFailed && (count & kTried) == 0 &&
                          FailsByItself(observation, print, *known_);
    count &= ~kChanged;
    return is_trial ? count | kTried : count + 1;
  }

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
    if (run.spoilt() || run.is_stale(observation)) return;
    // What passes by itself takes no flag.
    if (print->refusal == Refusal::kFolderUnreadable && IsUnreadableForNow(observation.world)) {
      return;
    }
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
        (run.spoilt() || !alone_ || !IsAlone(observation) || HavePeopleDisturbed(observation))) {
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
