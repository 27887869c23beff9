// S-DEFER-DEPLOY and S-DEFER-CUTOVER (spec/planetscale-engine.md section 9.1): what the operator
// deferred does not happen before they say so.
#include "fakes/planetscale/world_parameters.h"
#include "scenarios/planetscale/invariants/invariants.h"

namespace relapse::planetscale {

namespace {

class DeferDeployInvariant final : public Invariant {
 public:
  DeferDeployInvariant()
      : Invariant("S-DEFER-DEPLOY", PropertyForm::kAlways, {.world_changes = true},
                  "a deferred deploy is accepted only after the operator's start") {}

  void Step(const Observation& observation, std::uint64_t&, Judge& judge) const override {
    if (observation.world.Get<ProviderState>().deploys_accepted == 0) return;
    const StoredApply& apply = Stored(observation.world);
    if (!apply.options.defer_deploy || Commanded(apply, ControlOperation::kStart)) return;
    judge.Violate("the deploy was deferred and deployed without the operator");
  }
};

class DeferCutoverInvariant final : public Invariant {
 public:
  DeferCutoverInvariant()
      : Invariant("S-DEFER-CUTOVER", PropertyForm::kAlways, {.world_changes = true},
                  "a deferred cutover, or an instant deploy in its place, waits for the operator") {
  }

  void Step(const Observation& observation, std::uint64_t&, Judge& judge) const override {
    const StoredApply& apply = Stored(observation.world);
    if (!apply.options.defer_cutover || Commanded(apply, ControlOperation::kCutover)) return;
    const RequestRecord* swapped = FindOurs(observation.world, [](const RequestRecord& request) {
      return Deployed(request) && (request.wire.deployment.instant_ddl || In(kCutOver, request));
    });
    if (swapped == nullptr || IsSomebodyElsesDoing(observation.world)) return;
    judge.Violate("the cutover was deferred, but " + Say(*swapped) +
                  (swapped->wire.deployment.instant_ddl ? " is deployed instantly"
                                                        : " cut over without the operator"));
  }

 private:
  /// A provider that stores what was not asked, and a colleague who deploys before anybody can know
  /// (E20): we have only to deploy nothing.
  static bool IsSomebodyElsesDoing(const World& world) {
    return world.Get<WorldParameters>().auto_cutover_ignored &&
           world.Get<ProviderState>().deploys_accepted == 0;
  }
};

}  // namespace

InvariantPointer DeferDeploy() { return std::make_unique<DeferDeployInvariant>(); }
InvariantPointer DeferCutover() { return std::make_unique<DeferCutoverInvariant>(); }

}  // namespace relapse::planetscale
