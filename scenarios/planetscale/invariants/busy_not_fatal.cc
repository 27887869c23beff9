// L-BUSY-NOT-FATAL (spec/planetscale-engine.md section 9.3): a provider that says "busy", "not yet"
// or "somebody else first" within the documented window fails no apply.
#include <array>

#include "scenarios/planetscale/invariants/invariants.h"

namespace relapse::planetscale {

namespace {

/// The listed phrases of section 2.4.
constexpr std::array<std::string_view, 4> kBusy{
    "schema snapshot is in progress", "currently validating that these changes are safe to deploy",
    "changes have not been staged", "is still active"};

bool SaysBusy(const Error& error) {
  for (const std::string_view phrase : kBusy) {
    if (error.message.contains(phrase)) return true;
  }
  return false;
}

class BusyNotFatalInvariant final : public Invariant {
 public:
  explicit BusyNotFatalInvariant(bool failure_is_justified)
      : Invariant("L-BUSY-NOT-FATAL", PropertyForm::kEventually,
                  {.errors = true, .of = EffectsOf<SettleApply>()},
                  "no apply fails because the provider was busy within its window"),
        failure_is_justified_(failure_is_justified) {}

  void Step(const Observation& observation, std::uint64_t& memory, Judge& judge) const override {
    if (failure_is_justified_) return;
    const Error* error = observation.heard ? observation.call->error() : nullptr;
    if (error != nullptr && !error->injected && SaysBusy(*error)) memory = 1;
    if (memory == 0 || !Performed<SettleApply>(observation)) return;
    const StoredApply& apply = Stored(observation.world);
    if (apply.status != ApplyStatus::kFailed || !observation.faults.transparent ||
        FailedAtProvider(observation.world)) {
      return;
    }
    judge.Violate("a busy provider made the apply fail: " + apply.reason.str());
  }

 private:
  bool failure_is_justified_;
};

}  // namespace

InvariantPointer BusyNotFatal(bool failure_is_justified) {
  return std::make_unique<BusyNotFatalInvariant>(failure_is_justified);
}

}  // namespace relapse::planetscale
