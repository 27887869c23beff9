// S-IDEMPOTENT (spec/planetscale-engine.md section 9.1), as far as one engine can show it:
// repeating a command whose answer was lost comes to the same. Store writes are judged by the
// harness' own idempotence oracle, created objects by S-ONE-DR and S-ONE-DEPLOY.
#include "orchestration/ports/planetscale_api.h"
#include "scenarios/planetscale/invariants/invariants.h"

namespace relapse::planetscale {

namespace {

class IdempotentInvariant final : public Invariant {
 public:
  IdempotentInvariant()
      : Invariant("S-IDEMPOTENT", PropertyForm::kAlways,
                  {.of = EffectsOf<DeployDeployRequest, ApplyDeployRequest, RevertDeployRequest,
                                   SkipRevertDeployRequest, CompleteControlRequest>()},
                  "a command that the provider has carried out is not answered as failed when it "
                  "is met again") {}

  void Step(const Observation& observation, std::uint64_t& memory, Judge& judge) const override {
    const StoredApply& apply = Stored(observation.world);
    // Undeferred, the apply does both by itself, and there is nothing to command.
    if (Performed<DeployDeployRequest>(observation) && apply.options.defer_deploy) {
      memory |= BitOf(ControlOperation::kStart);
    }
    if (Performed<ApplyDeployRequest>(observation) && apply.options.defer_cutover) {
      memory |= BitOf(ControlOperation::kCutover);
    }
    if (Performed<RevertDeployRequest>(observation)) memory |= BitOf(ControlOperation::kRevert);
    if (Performed<SkipRevertDeployRequest>(observation)) {
      memory |= BitOf(ControlOperation::kSkipRevert);
    }
    if (!Performed<CompleteControlRequest>(observation)) return;
    const auto& answer = *observation.call->As<CompleteControlRequest>();
    const auto& commands = apply.control_requests;
    const auto index = static_cast<std::size_t>(answer.id - 1);
    if (answer.status != ControlStatus::kFailed || index >= commands.size()) return;
    if ((memory & BitOf(commands[index].operation)) == 0) return;
    // Where the deployment came to nothing afterwards, "failed" is true of it as well.
    if (FindOursIn(observation.world, kFailedAtProvider | kCancelledAtProvider) != nullptr) return;
    judge.Violate("the operator's " + std::string(EnumName(commands[index].operation)) +
                  " was carried out and is answered as failed");
  }

 private:
  static std::uint64_t BitOf(ControlOperation operation) {
    return std::uint64_t{1} << static_cast<int>(operation);
  }
};

}  // namespace

InvariantPointer Idempotent() { return std::make_unique<IdempotentInvariant>(); }

}  // namespace relapse::planetscale
