// Advice (spec/migration-recovery.md section 5, ADV-1, ADV-2).
#include <algorithm>

#include "scenarios/migrations/invariants/invariants.h"
#include "scenarios/migrations/invariants/watch.h"

namespace relapse::migrations {

namespace {

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

InvariantPointer AdviceWorks(const Expectations& expectations) {
  return std::make_unique<AdviceWorksInvariant>(expectations);
}
InvariantPointer OutcomeIsTold(const Expectations& expectations) {
  return std::make_unique<OutcomeIsToldInvariant>(expectations);
}

}  // namespace relapse::migrations
