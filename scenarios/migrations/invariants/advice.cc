// Advice (spec/migration-recovery.md section 5, ADV-1, ADV-2).
#include <algorithm>

#include "fakes/files/server_process_state.h"
#include "fakes/postgres/fake_postgres.h"
#include "scenarios/migrations/invariants/invariants.h"
#include "scenarios/migrations/invariants/progress.h"
#include "scenarios/migrations/invariants/watch.h"

namespace relapse::migrations {

namespace {

class AdviceWorksInvariant final : public Invariant {
 public:
  explicit AdviceWorksInvariant(const Expectations& expectations)
      : Invariant("ADV-1", PropertyForm::kAlways, Progress::Of(RunWatch::WholeRun()),
                  "a run that was advised is not refused"),
        known_(expectations.known),
        alone_(expectations.alone) {}

  void Step(const Observation& observation, std::uint64_t& memory, Judge& judge) const override {
    RunWatch run(memory);
    run.Follow(observation);
    run.SetCount(Remember(observation, run.count()));
    const Print* print = PrintedBy(observation);
    if (print == nullptr) return;
    const std::uint64_t before = run.count();
    run.SetCount(0);
    const DeveloperState& developer = DeveloperOf(observation);
    if ((before & kForElse) != 0 || !developer.advised || developer.typed.run == Request{}) return;
    if (!alone_ || !IsAlone(observation) || run.spoilt() || IsDisturbed(observation)) return;
    if (print->refusal == Refusal::kServerRunning && (before & kLeftBehind) != 0) return;
    const bool failed =
        print->shown == Shown::kFailed && !FailsByItself(observation, *print, *known_);
    if (print->shown == Shown::kRefused || failed) {
      judge.Violate("a run that was advised ended as " + std::string(EnumName(print->shown)) +
                    ": " + std::string(EnumName(print->refusal)) + " " + print->failure.str());
    }
  }

 private:
  static constexpr std::uint64_t kChanged = 1;     ///< by the run under way
  static constexpr std::uint64_t kForElse = 2;     ///< the advice was given for something else
  static constexpr std::uint64_t kLeftBehind = 4;  ///< a server that nobody could stop

  static std::uint64_t Remember(const Observation& observation, std::uint64_t before) {
    const bool begins =
        observation.call != nullptr && observation.call->As<ReadCommand>() != nullptr;
    if (begins) before &= ~kChanged;
    if (Progress::IsMadeBy(observation) && !IsOfServer(observation)) before |= kChanged;
    const bool is_over =
        observation.moment == Moment::kCrash || observation.moment == Moment::kExit;
    // A run that was killed may have changed what the advice was given for, or left behind a text
    // that changes it yet.
    if (is_over && ((before & kChanged) != 0 || HasOrphans(observation.world))) before |= kForElse;
    // The developer's own server, when they end it after the advice was printed. One of the run
    // that advised is ended before it prints, and counts.
    if ((is_over || FailsToStop(observation)) && IsServerAlive(observation.world)) {
      before |= kLeftBehind;
    }
    return before;
  }
  /// Whether it runs is told by itself.
  static bool IsOfServer(const Observation& observation) {
    return observation.call != nullptr && (observation.call->As<StartServer>() != nullptr ||
                                           observation.call->As<StopServer>() != nullptr);
  }
  static bool FailsToStop(const Observation& observation) {
    return observation.call != nullptr && observation.call->As<StopServer>() != nullptr &&
           observation.call->error() != nullptr && observation.call->error()->injected;
  }
  static bool IsServerAlive(const World& world) {
    return world.Has<ServerProcessState>() &&
           world.Get<ServerProcessState>().pid_file == PidFileState::kAlive;
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
