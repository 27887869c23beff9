// Liveness, advice (spec/migration-recovery.md section 5, LIV-1 to LIV-5, ADV-1, ADV-2).
#include <algorithm>

#include "orchestration/migrations/look.h"
#include "scenarios/migrations/developer.h"
#include "scenarios/migrations/invariants/invariants.h"

namespace relapse::migrations {

namespace {

const DeveloperState& DeveloperOf(const Observation& observation) {
  return observation.world.Get<DeveloperState>();
}
const Print* PrintedBy(const Observation& observation) {
  return observation.call == nullptr ? nullptr : observation.call->As<Print>();
}
/// Somebody changed the checkout out of turn: what was decided upon is not what lies there now.
bool CheckoutWasDisturbed(const Observation& observation) {
  const DeveloperState& developer = DeveloperOf(observation);
  return developer.switches + developer.edits > 0;
}

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

  static constexpr Interest kInterest{.world_changes = true, .effects = true, .lifecycle = true};

 private:
  static constexpr std::uint64_t kSpoilt = 1;
  std::uint64_t& memory_;
};

class GetsThereInvariant final : public Invariant {
 public:
  explicit GetsThereInvariant(const Expectations& expectations)
      : Invariant("LIV-1", PropertyForm::kAlways, RunWatch::kInterest,
                  "what is advised leads to a running server, in three commands at most"),
        // Somebody who holds the lock makes runs that only wait.
        most_(expectations.alone ? kMostCommands : kMostCommands + 2) {}

  void Step(const Observation& observation, std::uint64_t& memory, Judge& judge) const override {
    RunWatch run(memory);
    run.Follow(observation);
    if (DeveloperOf(observation).gave_up) judge.Violate("nothing that was advised can be done");
    const Print* print = PrintedBy(observation);
    if (print == nullptr) return;
    const bool says_nothing = run.spoilt() || CheckoutWasDisturbed(observation);
    run.SetCount(print->shown == Shown::kRunning || says_nothing ? 0 : run.count() + 1);
    if (run.count() > most_) {
      judge.Violate("after " + std::to_string(run.count()) + " runs the server does not run");
    }
  }

 private:
  static constexpr std::uint64_t kMostCommands = 3;
  const std::uint64_t most_;
};

class FirstRunInvariant final : public Invariant {
 public:
  explicit FirstRunInvariant(const Expectations& expectations)
      : Invariant("LIV-2", PropertyForm::kAlways, RunWatch::kInterest,
                  "the first run on a healthy database needs no flag"),
        healthy_(expectations.healthy) {}

  void Step(const Observation& observation, std::uint64_t& memory, Judge& judge) const override {
    RunWatch run(memory);
    run.Follow(observation);
    const Print* print = PrintedBy(observation);
    if (print == nullptr || !healthy_ || print->shown != Shown::kRefused) return;
    if (run.spoilt() || CheckoutWasDisturbed(observation)) return;
    judge.Violate("refused on a healthy database: " + std::string(EnumName(print->refusal)));
  }

 private:
  const bool healthy_;
};

class NoFalseConflictInvariant final : public Invariant {
 public:
  explicit NoFalseConflictInvariant(const Expectations& expectations)
      : Invariant("LIV-3", PropertyForm::kAlways, RunWatch::kInterest,
                  "nothing is refused where the server would run on the right schema"),
        known_(expectations.known) {}

  void Step(const Observation& observation, std::uint64_t& memory, Judge& judge) const override {
    RunWatch run(memory);
    run.Follow(observation);
    const Print* print = PrintedBy(observation);
    if (print == nullptr || print->shown != Shown::kRefused || run.spoilt()) return;
    if (CheckoutWasDisturbed(observation)) return;
    switch (print->refusal) {
      // Of the moment, or of what was typed.
      case Refusal::kUnreachable:
      case Refusal::kLockHeld:
      case Refusal::kFlagsExclude:
      case Refusal::kResetUnconfirmed:
      case Refusal::kResolutionDisproved:
        return;
      default:
        break;
    }
    const Database& database = Committed(observation.world);
    if (database.version->rows.size() > 1 || RowOf(database).dirty) return;
    if (!CheckoutIsReadable(observation.world) || !CheckoutFits(observation.world, *known_)) return;
    judge.Violate("refused where everything fits: " + std::string(EnumName(print->refusal)));
  }

 private:
  const Known known_;
};

class NoMissedConflictInvariant final : public Invariant {
 public:
  explicit NoMissedConflictInvariant(const Expectations& expectations)
      : Invariant("LIV-4", PropertyForm::kAlways, {.effects = true},
                  "a server never runs, or dies, on a schema that is not its checkout's"),
        known_(expectations.known) {}

  void Step(const Observation& observation, std::uint64_t&, Judge& judge) const override {
    if (observation.call == nullptr || CheckoutWasDisturbed(observation)) return;
    const Write write = WriteOf(observation);
    const Error* error = observation.call->error();
    if (write.session != nullptr && write.server && error != nullptr && error->Is(kSql) &&
        !error->injected) {
      judge.Violate("the server dies of " + error->message.str());
    }
    const Print* print = PrintedBy(observation);
    if (print == nullptr || print->shown != Shown::kRunning) return;
    const auto applied = UpTo(InEffectIn(Committed(observation.world), *known_),
                              RowOf(Committed(observation.world)).version);
    const bool all = applied.size() == CheckoutOf(observation.world).size();
    if (!all || !CheckoutFits(observation.world, *known_)) {
      judge.Violate("the server runs, in effect: " + Say(applied));
    }
  }

 private:
  const Known known_;
};

class HolderIsNamedInvariant final : public Invariant {
 public:
  HolderIsNamedInvariant()
      : Invariant("LIV-5", PropertyForm::kAlways, {.effects = true, .lifecycle = true},
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

class AdviceWorksInvariant final : public Invariant {
 public:
  explicit AdviceWorksInvariant(const Expectations& expectations)
      : Invariant("ADV-1", PropertyForm::kAlways, RunWatch::kInterest,
                  "a run that was advised is not refused"),
        alone_(expectations.alone) {}

  void Step(const Observation& observation, std::uint64_t& memory, Judge& judge) const override {
    RunWatch run(memory);
    run.Follow(observation);
    const Print* print = PrintedBy(observation);
    const DeveloperState& developer = DeveloperOf(observation);
    if (print == nullptr || !developer.advised || developer.typed.run == Request{}) return;
    if (!alone_ || run.spoilt() || CheckoutWasDisturbed(observation)) return;
    if (print->shown == Shown::kRefused || print->shown == Shown::kFailed) {
      judge.Violate("a run that was advised ended as " + std::string(EnumName(print->shown)) +
                    ": " + std::string(EnumName(print->refusal)) + " " + print->failure.str());
    }
  }

 private:
  const bool alone_;
};

class OutcomeIsToldInvariant final : public Invariant {
 public:
  explicit OutcomeIsToldInvariant(const Expectations& expectations)
      : Invariant("ADV-2", PropertyForm::kAlways, {.effects = true},
                  "what happened is not said to have failed"),
        known_(expectations.known) {}

  void Step(const Observation& observation, std::uint64_t&, Judge& judge) const override {
    const Print* print = PrintedBy(observation);
    if (print == nullptr || print->shown != Shown::kFailed || print->failed == kNoVersion) return;
    const auto& planned = print->undo;
    if (std::find(planned.begin(), planned.end(), print->failed) == planned.end()) return;
    const Database& database = Committed(observation.world);
    if (RowOf(database).version >= print->failed) return;
    judge.Violate("version " + std::to_string(print->failed) +
                  " is said to have failed, and is undone");
  }

 private:
  const Known known_;
};

}  // namespace

InvariantPointer GetsThere(const Expectations& expectations) {
  return std::make_unique<GetsThereInvariant>(expectations);
}
InvariantPointer FirstRunNeedsNoFlag(const Expectations& expectations) {
  return std::make_unique<FirstRunInvariant>(expectations);
}
InvariantPointer NoFalseConflict(const Expectations& expectations) {
  return std::make_unique<NoFalseConflictInvariant>(expectations);
}
InvariantPointer NoMissedConflict(const Expectations& expectations) {
  return std::make_unique<NoMissedConflictInvariant>(expectations);
}
InvariantPointer HolderIsNamed() { return std::make_unique<HolderIsNamedInvariant>(); }
InvariantPointer AdviceWorks(const Expectations& expectations) {
  return std::make_unique<AdviceWorksInvariant>(expectations);
}
InvariantPointer OutcomeIsTold(const Expectations& expectations) {
  return std::make_unique<OutcomeIsToldInvariant>(expectations);
}

std::vector<InvariantPointer> AllInvariants(const Expectations& expectations) {
  std::vector<InvariantPointer> all;
  all.push_back(Consent(expectations));
  all.push_back(RefusalIsReadOnly());
  all.push_back(TrackingTruth(expectations));
  all.push_back(VersionTruth(expectations));
  all.push_back(TargetExists());
  all.push_back(DirtyIsLeftAlone());
  all.push_back(NewestFirst(expectations));
  all.push_back(SingleWriter(expectations));
  all.push_back(AtomicStep(expectations));
  all.push_back(UnknownIsNotAbsent());
  all.push_back(DoneIsDurable(expectations));
  all.push_back(IntentFirst(expectations));
  all.push_back(CacheIsWhole(expectations));
  all.push_back(CacheFollows());
  all.push_back(FirstRunNeedsNoFlag(expectations));
  all.push_back(NoFalseConflict(expectations));
  all.push_back(NoMissedConflict(expectations));
  all.push_back(HolderIsNamed());
  all.push_back(AdviceWorks(expectations));
  all.push_back(OutcomeIsTold(expectations));
  all.push_back(GetsThere(expectations));
  return all;
}

}  // namespace relapse::migrations
