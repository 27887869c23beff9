// S-VOLUME (spec/planetscale-engine.md sections 5.1 and 8.5, C11): what an operator says about the
// speed of a copy reaches the deployment that copies.
#include <algorithm>
#include <array>

#include "orchestration/ports/planetscale_api.h"
#include "scenarios/planetscale/invariants/invariants.h"

namespace relapse::planetscale {

namespace {

/// Thousandths, of the volumes from 1 on.
constexpr std::array<std::int64_t, 11> kRatios{950, 850, 750, 650, 550, 450, 350, 250, 150, 50, 0};

class VolumeInvariant final : public Invariant {
 public:
  VolumeInvariant()
      : Invariant("S-VOLUME", PropertyForm::kAlways,
                  {.of = EffectsOf<ThrottleDeployRequest, CompleteControlRequest>()},
                  "a volume is refused only where nothing is copied, and done once the provider "
                  "took it; nobody throttles uncommanded") {}

  void Step(const Observation& observation, std::uint64_t& memory, Judge& judge) const override {
    if (!observation.executed) return;
    if (Is<ThrottleDeployRequest>(observation)) {
      memory = 1;
      const auto ratio = observation.call->As<ThrottleDeployRequest>()->throttle_ratio;
      if (IsCommanded(observation.world, ratio)) return;
      judge.Violate("nobody commanded a throttle ratio of " + std::to_string(ratio) + "/1000");
    } else if (Is<CompleteControlRequest>(observation) && observation.changed) {
      JudgeAnswer(observation, memory != 0, judge);
    }
  }

 private:
  static bool IsCommanded(const World& world, std::int64_t ratio) {
    return std::ranges::any_of(
        Stored(world).control_requests, [ratio](const ControlRequest& command) {
          const auto place = std::clamp<std::int64_t>(command.volume, 1, std::ssize(kRatios)) - 1;
          return command.operation == ControlOperation::kVolume &&
                 kRatios[static_cast<std::size_t>(place)] == ratio;
        });
  }

  static void JudgeAnswer(const Observation& observation, bool was_taken, Judge& judge) {
    const auto& answer = *observation.call->As<CompleteControlRequest>();
    const StoredApply& apply = Stored(observation.world);
    const auto command = std::ranges::find(apply.control_requests, answer.id, &ControlRequest::id);
    if (command == apply.control_requests.end() ||
        command->operation != ControlOperation::kVolume) {
      return;
    }
    if (answer.status == ControlStatus::kCompleted) {
      if (!was_taken) judge.Violate("a volume is said to be set, but the provider never took one");
      return;
    }
    const RequestRecord* copying =
        FindOursIn(observation.world, SetOf(DeploymentState::kQueued, DeploymentState::kSubmitting,
                                            DeploymentState::kInProgress));
    if (copying != nullptr) judge.Violate("a volume is refused, but " + Say(*copying) + " copies");
  }
};

}  // namespace

InvariantPointer VolumeServed() { return std::make_unique<VolumeInvariant>(); }

}  // namespace relapse::planetscale
