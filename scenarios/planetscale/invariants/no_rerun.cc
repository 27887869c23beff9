// S-NO-AUTO-RERUN and L-BOUNDED-RETRY (spec/planetscale-engine.md sections 9.1 and 9.3): what has
// been carried out is not carried out again, and what is refused is not
// asked for without a pause.
#include "harness/effect/runtime.h"
#include "orchestration/ports/planetscale_api.h"
#include "scenarios/planetscale/invariants/invariants.h"

namespace relapse::planetscale {

namespace {

class NoAutoRerunInvariant final : public Invariant {
 public:
  NoAutoRerunInvariant()
      : Invariant("S-NO-AUTO-RERUN", PropertyForm::kAlways,
                  {.of = EffectsOf<DeployDeployRequest>()},
                  "a deployment that has ended is not followed by another one of the same apply") {}

  void Step(const Observation& observation, std::uint64_t&, Judge& judge) const override {
    if (!Performed<DeployDeployRequest>(observation)) return;
    const std::int64_t number = observation.call->As<DeployDeployRequest>()->number;
    const RequestRecord* ended = FindOurs(observation.world, [&](const RequestRecord& request) {
      return request.wire.number != number && Deployed(request) &&
             IsFinal(request.wire.deployment_state);
    });
    if (ended == nullptr) return;
    judge.Violate("deployed again although " + Say(*ended) + " has ended");
  }
};

class BoundedRetryInvariant final : public Invariant {
 public:
  /// Refusals in a row that may follow upon each other at the pace of polling.
  static constexpr std::uint64_t kMost = 10;
  /// From here on a wait is a pause that spares the provider.
  static constexpr DurationMs kPause = Seconds(2);

  BoundedRetryInvariant()
      : Invariant(
            "L-BOUNDED-RETRY", PropertyForm::kEventually,
            {.lifecycle = true,
             .of = EffectsOf<Wait, DeployDeployRequest, ApplyDeployRequest, CancelDeployRequest,
                             RevertDeployRequest, SkipRevertDeployRequest>()},
            "a call that the provider refuses is not hammered: pauses of 2 s or more lie "
            "between ten refusals and the next") {}

  /// Memory, of each process: its refusals since its last pause. Who waits until the apply can be
  /// claimed spares the provider nothing.
  void Step(const Observation& observation, std::uint64_t& all, Judge& judge) const override {
    ProcessMemory of_process(observation, all);
    std::uint64_t& memory = of_process.own;
    if (IsLifecycle(observation)) memory = 0;
    if (Is<Wait>(observation)) {
      if (observation.call->As<Wait>()->duration >= kPause) memory = 0;
      return;
    }
    const bool is_steering =
        Is<DeployDeployRequest>(observation) || Is<ApplyDeployRequest>(observation) ||
        Is<CancelDeployRequest>(observation) || Is<RevertDeployRequest>(observation) ||
        Is<SkipRevertDeployRequest>(observation);
    if (!is_steering || !observation.heard) return;
    if (observation.call->error() == nullptr) {
      memory = 0;
    } else if (++memory > kMost) {
      judge.Violate(std::string(observation.call->spec().name) + " was refused more than " +
                    std::to_string(kMost) + " times in a row without a pause");
    }
  }
};

}  // namespace

InvariantPointer NoAutoRerun() { return std::make_unique<NoAutoRerunInvariant>(); }
InvariantPointer BoundedRetry() { return std::make_unique<BoundedRetryInvariant>(); }

}  // namespace relapse::planetscale
