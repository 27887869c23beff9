// S-COMPLETE-MEANS-ALL (spec/planetscale-engine.md section 9.1): completed means that every table
// and VSchema of the reviewed plan is live as declared. Judged when it is recorded: main may move
// on afterwards.
#include "scenarios/planetscale/invariants/invariants.h"

namespace relapse::planetscale {

namespace {

class CompleteMeansAllInvariant final : public Invariant {
 public:
  explicit CompleteMeansAllInvariant(std::shared_ptr<const Reviewed> reviewed)
      : Invariant("S-COMPLETE-MEANS-ALL", PropertyForm::kAlways, {.of = EffectsOf<SettleApply>()},
                  "completed means that the whole reviewed plan is live on main"),
        reviewed_(std::move(reviewed)) {}

  void Step(const Observation& observation, std::uint64_t&, Judge& judge) const override {
    if (!Performed<SettleApply>(observation)) return;
    if (Stored(observation.world).status != ApplyStatus::kCompleted) return;
    const VitessState& vitess = observation.world.Get<VitessState>();
    const Text table = reviewed_->MissingOnMain(vitess);
    if (!table.empty()) {
      return judge.Violate("the apply is settled completed, but table " + table.str() +
                           " is not live as the plan declares it");
    }
    const Text keyspace = reviewed_->VschemaMissingOnMain(vitess);
    if (keyspace.empty()) return;
    judge.Violate("the apply is settled completed, but the VSchema of keyspace " + keyspace.str() +
                  " is not live as the plan declares it");
  }

 private:
  std::shared_ptr<const Reviewed> reviewed_;
};

}  // namespace

InvariantPointer CompleteMeansAll(std::shared_ptr<const Reviewed> reviewed) {
  return std::make_unique<CompleteMeansAllInvariant>(std::move(reviewed));
}

}  // namespace relapse::planetscale
