// S-ERR-CLASS (spec/planetscale-engine.md section 9.1): what an error means is decided by its code.
// A text decides only among the listed phrases of section 2.4, and only under a code that can carry
// them.
#include <algorithm>
#include <array>

#include "orchestration/ports/planetscale_api.h"
#include "scenarios/planetscale/invariants/invariants.h"

namespace relapse::planetscale {

namespace {

/// Words of the listed phrases, which a text under any other code may hold by chance.
constexpr std::array<std::string_view, 4> kListed{"approved", "snapshot", "validating", "staged"};

bool HoldsListedWord(const Error& error) {
  for (const std::string_view word : kListed) {
    if (error.message.contains(word)) return true;
  }
  return false;
}

/// The provider's answers, and the outcome.
template <class... Calls>
EffectKinds WithOutcome(TypeList<Calls...>) {
  return EffectsOf<Calls..., SettleApply>();
}

class ErrorClassInvariant final : public Invariant {
 public:
  explicit ErrorClassInvariant(bool failure_is_justified)
      : Invariant("S-ERR-CLASS", PropertyForm::kAlways,
                  {.lifecycle = true, .of = WithOutcome(PlanetScaleApi::Requests())},
                  "an error whose code says \"try again\" fails no apply because of a word in its "
                  "text"),
        failure_is_justified_(failure_is_justified) {}

  void Step(const Observation& observation, std::uint64_t& all, Judge& judge) const override {
    ProcessMemory of_process(observation, all);
    std::uint64_t& memory = of_process.own;
    if (observation.moment == Moment::kStart) memory = 0;
    if (failure_is_justified_ || observation.moment != Moment::kEffect) return;
    if (Performed<SettleApply>(observation)) return JudgeOutcome(observation, memory, judge);
    if (!observation.heard || observation.call->spec().port != &kApiPort) return;
    // One answer alone, the last: of several in a row, their number decided.
    const Error* error = observation.call->error();
    const bool may_mislead = error != nullptr && error->Is(kTransient) && HoldsListedWord(*error);
    memory = may_mislead ? std::min<std::uint64_t>(memory + 1, 2) : 0;
  }

 private:
  static void JudgeOutcome(const Observation& observation, std::uint64_t memory, Judge& judge) {
    const StoredApply& apply = Stored(observation.world);
    if (memory != 1 || apply.status != ApplyStatus::kFailed) return;
    if (!observation.faults.transparent) return;
    judge.Violate("a word in the text of a transient error made the apply fail: " +
                  apply.reason.str());
  }

  bool failure_is_justified_;
};

}  // namespace

InvariantPointer ErrorClassByCode(bool failure_is_justified) {
  return std::make_unique<ErrorClassInvariant>(failure_is_justified);
}

}  // namespace relapse::planetscale
