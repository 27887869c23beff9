// S-FENCED (spec/planetscale-engine.md section 9.1) and what must be seen of claims: after a claim,
// no write of anybody else changes the row.
#include "fakes/storage/claim_state.h"
#include "orchestration/ports/events.h"
#include "scenarios/planetscale/invariants/invariants.h"

namespace relapse::planetscale {

namespace {

/// Whether this is a write of the row; a mere line of the log is none.
bool IsWrite(const EffectCall& call) {
  const auto* event = call.As<RecordEvent>();
  return call.As<SaveResumeState>() != nullptr || call.As<SettleApply>() != nullptr ||
         call.As<CompleteControlRequest>() != nullptr ||
         (event != nullptr && event->status.has_value());
}

/// Judged by who has claimed the apply, not by what the write says of itself.
class FencedInvariant final : public Invariant {
 public:
  FencedInvariant()
      : Invariant("S-FENCED", PropertyForm::kAlways,
                  {.lifecycle = true,
                   .of = EffectsOf<ClaimApply, SaveResumeState, SettleApply, CompleteControlRequest,
                                   RecordEvent>()},
                  "once another has claimed an apply, no write of its earlier driver changes it") {}

  void Step(const Observation& observation, std::uint64_t& holders, Judge& judge) const override {
    const std::uint64_t self = std::uint64_t{1} << observation.process_index;
    if (observation.moment == Moment::kStart) holders &= ~self;
    if (observation.moment != Moment::kEffect) return;
    if (Is<ClaimApply>(observation)) {
      // Of a settled apply everybody may answer what is left: nobody takes it from anybody.
      if (observation.changed) holders = self;
      if (observation.call->ReplyOf<ClaimApply>() != nullptr) holders |= self;
      return;
    }
    if (!observation.executed || !observation.changed || !IsWrite(*observation.call)) return;
    if ((holders & self) != 0) return;
    const ClaimRecord* held = ClaimOf(observation.world, Stored(observation.world).apply_id);
    judge.Violate(std::string(observation.call->spec().name) + " of " + observation.process.str() +
                  " was taken, which had lost its claim" +
                  (held != nullptr && !held->owner.empty() ? " to " + held->owner.str() : ""));
  }
};

class TakeoverReached final : public Invariant {
 public:
  TakeoverReached()
      : Invariant("reached-takeover", PropertyForm::kSometimes, {.of = EffectsOf<ClaimApply>()},
                  "a driver claims an apply that another had claimed (exhaust 1)", {.faults = 1}) {}
  void Step(const Observation& observation, std::uint64_t&, Judge& judge) const override {
    if (!Performed<ClaimApply>(observation)) return;
    if (ClaimOf(observation.world, Stored(observation.world).apply_id)->token > 1) judge.Reach();
  }
};

class ZombieRefusedReached final : public Invariant {
 public:
  ZombieRefusedReached()
      : Invariant(
            "reached-zombie-refused", PropertyForm::kSometimes,
            {.of = EffectsOf<SaveResumeState, SettleApply, CompleteControlRequest, RecordEvent>()},
            "a write under an older claim is refused (exhaust 1)", {.faults = 1}) {}
  void Step(const Observation& observation, std::uint64_t&, Judge& judge) const override {
    if (!observation.executed || !IsWrite(*observation.call)) return;
    const Error* error = observation.call->error();
    if (error != nullptr && error->Is(kClaimLost)) judge.Reach();
  }
};

}  // namespace

std::vector<InvariantPointer> ClaimInvariants() {
  std::vector<InvariantPointer> all;
  all.push_back(std::make_unique<FencedInvariant>());
  all.push_back(std::make_unique<TakeoverReached>());
  all.push_back(std::make_unique<ZombieRefusedReached>());
  return all;
}

}  // namespace relapse::planetscale
