// S-MODE-CONSISTENT and S-REVERTABLE (spec/planetscale-engine.md section 9.1): how a change is
// deployed is decided by one rule on every path, is what was stored, and never destroys data
// without a way back.
#include "orchestration/ports/planetscale_api.h"
#include "scenarios/planetscale/invariants/invariants.h"
#include "schema/mysql/schema.h"

namespace relapse::planetscale {

namespace {

bool DestroysData(const ReviewedPlan& plan) {
  for (const KeyspacePlan& keyspace : plan.keyspaces) {
    for (const Text statement : keyspace.statements) {
      if (mysql::DestroysData(statement)) return true;
    }
  }
  return false;
}

/// Our own deploy that was just accepted, or null.
const DeployDeployRequest* AcceptedDeploy(const Observation& observation) {
  if (!Performed<DeployDeployRequest>(observation)) return nullptr;
  const auto* deploy = observation.call->As<DeployDeployRequest>();
  return Stored(observation.world).metadata.deploy_request_id == deploy->number ? deploy : nullptr;
}

class ModeConsistentInvariant final : public Invariant {
 public:
  ModeConsistentInvariant()
      : Invariant("S-MODE-CONSISTENT", PropertyForm::kAlways,
                  {.of = EffectsOf<DeployDeployRequest>()},
                  "a deploy is instant where the change allows it and nobody deferred its "
                  "cutover, on every path, and stored as it was sent") {}

  void Step(const Observation& observation, std::uint64_t&, Judge& judge) const override {
    const DeployDeployRequest* deploy = AcceptedDeploy(observation);
    if (deploy == nullptr) return;
    const StoredApply& apply = Stored(observation.world);
    const RequestRecord* request =
        observation.world.Get<ProviderState>().FindRequest(deploy->number);
    // One that converged is deployed in name only.
    if (request == nullptr || In(kConverged, *request)) return;
    const bool wanted = request->wire.deployment.instant_ddl_eligible &&
                        !apply.options.defer_cutover && !DestroysData(*apply.plan);
    if (deploy->instant_ddl != wanted) {
      judge.Violate(std::string("the deploy was sent with instant_ddl ") +
                    (deploy->instant_ddl ? "true" : "false") + ", against the rule");
    } else if (apply.metadata.is_instant != deploy->instant_ddl) {
      judge.Violate("the stored mode is not that of the deploy that was accepted");
    }
  }
};

class RevertableInvariant final : public Invariant {
 public:
  RevertableInvariant()
      : Invariant("S-REVERTABLE", PropertyForm::kAlways, {.of = EffectsOf<DeployDeployRequest>()},
                  "a change that destroys data is never deployed instantly: that has no way back") {
  }

  void Step(const Observation& observation, std::uint64_t&, Judge& judge) const override {
    const DeployDeployRequest* deploy = AcceptedDeploy(observation);
    if (deploy == nullptr || !deploy->instant_ddl) return;
    if (DestroysData(*Stored(observation.world).plan)) {
      judge.Violate("a change that destroys data was deployed instantly");
    }
  }
};

}  // namespace

InvariantPointer ModeConsistent() { return std::make_unique<ModeConsistentInvariant>(); }
InvariantPointer Revertable() { return std::make_unique<RevertableInvariant>(); }

}  // namespace relapse::planetscale
