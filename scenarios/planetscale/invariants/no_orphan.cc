// S-NO-ORPHAN (spec/planetscale-engine.md section 9.1): once an apply is settled, the provider
// holds nothing that it made and that nobody will find or tear down again.
#include "harness/world/in_flight.h"
#include "orchestration/ports/planetscale_api.h"
#include "scenarios/planetscale/invariants/invariants.h"

namespace relapse::planetscale {

namespace {

class NoOrphanInvariant final : public Invariant {
 public:
  NoOrphanInvariant()
      : Invariant(
            "S-NO-ORPHAN", PropertyForm::kAlways, {.rest = true, .of = EffectsOf<SettleApply>()},
            "a settled apply leaves no open deploy request and no branch that nobody knows of "
            "or tears down") {}

  void Step(const Observation& observation, std::uint64_t& memory, Judge& judge) const override {
    if (Performed<SettleApply>(observation) && HasCreationInFlight(observation.world)) {
      memory |= kCreationInFlight;
    }
    if (observation.moment != Moment::kRest) return;
    const StoredApply& apply = Stored(observation.world);
    if (!IsSettled(apply.status)) return;
    const RequestRecord* request = FindOurs(observation.world, [&](const RequestRecord& one) {
      return Open(one) && !Names(apply.metadata, one.wire.number);
    });
    if (request != nullptr) {
      return judge.Violate(SaySettled(apply) + ", but nobody knows of open " + Say(*request));
    }
    for (const BranchRecord& branch : observation.world.Get<ProviderState>().branches) {
      if (branch.foreign || branch.wire.name == apply.options.branch) continue;
      if (!Names(apply.metadata, branch.wire.name)) {
        return judge.Violate(SaySettled(apply) + ", but nobody knows of branch " +
                             branch.wire.name.str());
      }
      if (!MayStay(observation, branch, memory)) {
        return judge.Violate(SaySettled(apply) + ", but branch " + branch.wire.name.str() +
                             " is left and no deploy request will ever delete it");
      }
    }
  }

 private:
  static constexpr std::uint64_t kCreationInFlight = 1;

  /// A branch that a deploy request was made from is kept or deleted with it. One without is the
  /// apply's to delete (E12, E14), which it cannot do while every call fails, nor before the branch
  /// is there: a creation of which nobody heard may land after everything else is over.
  static bool MayStay(const Observation& observation, const BranchRecord& branch,
                      std::uint64_t memory) {
    const RequestRecord* made_from_it = FindOurs(
        observation.world,
        [&](const RequestRecord& request) { return request.wire.branch == branch.wire.name; });
    return made_from_it != nullptr || memory != 0 || !observation.faults.transparent;
  }

  static bool HasCreationInFlight(const World& world) {
    if (!world.Has<InFlightRequests>()) return false;
    for (const InFlightRequest& request : world.Get<InFlightRequests>().requests) {
      if (request.spec == &CreateBranch::kEffect) return true;
    }
    return false;
  }
};

}  // namespace

InvariantPointer NoOrphan() { return std::make_unique<NoOrphanInvariant>(); }

}  // namespace relapse::planetscale
