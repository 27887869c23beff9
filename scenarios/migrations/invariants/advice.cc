// Advice (spec/migration-recovery.md section 5, ADV-1, ADV-2).
#include <algorithm>

#include "orchestration/ports/server_process.h"
#include "scenarios/migrations/invariants/invariants.h"
#include "scenarios/migrations/invariants/watch.h"

namespace relapse::migrations {

namespace {

class AdviceWorksInvariant final : public Invariant {
 public:
  explicit AdviceWorksInvariant(const Expectations& expectations)
      : Invariant("ADV-1", PropertyForm::kAlways, RunWatch::WholeRun(),
                  "a run that was advised is not refused"),
        known_(expectations.known),
        alone_(expectations.alone) {}

  void Step(const Observation& observation, std::uint64_t& memory, Judge& judge) const override {
    RunWatch run(memory);
    run.Follow(observation);
    // A run that was killed may have changed what the advice was given for.
    if (observation.moment == Moment::kCrash || observation.moment == Moment::kExit) {
      run.SetCount(1);
    }
    if (StaysBehind(observation)) run.SetCount(1);
    const Print* print = PrintedBy(observation);
    if (print == nullptr) return;
    const bool was_killed = run.count() != 0;
    run.SetCount(0);
    const DeveloperState& developer = DeveloperOf(observation);
    if (was_killed || !developer.advised || developer.typed.run == Request{}) return;
    if (!alone_ || !IsAlone(observation) || run.spoilt() || WasDisturbed(observation)) return;
    const bool failed =
        print->shown == Shown::kFailed && !FailsByItself(observation, *print, *known_);
    if (print->shown == Shown::kRefused || failed) {
      judge.Violate("a run that was advised ended as " + std::string(EnumName(print->shown)) +
                    ": " + std::string(EnumName(print->refusal)) + " " + print->failure.str());
    }
  }

 private:
  /// The developer's own server, when they end it after the advice was printed. One of the run that
  /// advised is ended before it prints, and counts.
  static bool StaysBehind(const Observation& observation) {
    return observation.call != nullptr && observation.call->As<StopServer>() != nullptr &&
           observation.call->error() != nullptr && observation.call->error()->injected;
  }

  const Known known_;
  const bool alone_;
};

class OutcomeIsToldInvariant final : public Invariant {
 public:
  explicit OutcomeIsToldInvariant(const Expectations& expectations)
      : Invariant("ADV-2", PropertyForm::kAlways, {.of = EffectsOf<Print>()},
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

InvariantPointer AdviceWorks(const Expectations& expectations) {
  return std::make_unique<AdviceWorksInvariant>(expectations);
}
InvariantPointer OutcomeIsTold(const Expectations& expectations) {
  return std::make_unique<OutcomeIsToldInvariant>(expectations);
}

}  // namespace relapse::migrations
