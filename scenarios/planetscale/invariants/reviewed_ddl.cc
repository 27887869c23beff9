// S-REVIEWED-DDL and S-BRANCH-EQ-DESIRED (spec/planetscale-engine.md section 9.1): nothing runs
// that nobody approved, on no branch but our own, and what is proposed is exactly what was
// declared.
#include <algorithm>
#include <optional>
#include <string>

#include "orchestration/ports/branch_database.h"
#include "orchestration/ports/planetscale_api.h"
#include "scenarios/planetscale/invariants/invariants.h"

namespace relapse::planetscale {

namespace {

class ReviewedDdlInvariant final : public Invariant {
 public:
  explicit ReviewedDdlInvariant(std::shared_ptr<const Reviewed> reviewed)
      : Invariant(
            "S-REVIEWED-DDL", PropertyForm::kAlways, {.of = EffectsOf<ExecuteDdl>()},
            "every statement run on a branch was reviewed, runs on a branch of this apply, and "
            "takes effect once"),
        reviewed_(std::move(reviewed)) {}

  void Step(const Observation& observation, std::uint64_t&, Judge& judge) const override {
    if (!Is<ExecuteDdl>(observation)) return;
    const ExecuteDdl& ddl = *observation.call->As<ExecuteDdl>();
    // What is sent is judged, whatever becomes of it: a lost statement was unreviewed all the same.
    if (!reviewed_->Holds(ddl.keyspace, ddl.statement)) {
      return judge.Violate("nobody reviewed: " + ddl.statement.str());
    }
    if (!observation.executed) return;
    for (const BranchRecord& branch : observation.world.Get<ProviderState>().branches) {
      if (branch.passwords == 0 || branch.access_host_url != ddl.credentials.access_host_url) {
        continue;
      }
      if (branch.foreign) {
        return judge.Violate("ran on branch " + branch.wire.name.str() +
                             ", which is somebody else's: " + ddl.statement.str());
      }
      if (observation.changed && TookEffectTwice(branch, ddl)) {
        return judge.Violate("took effect twice: " + ddl.statement.str());
      }
    }
  }

 private:
  bool TookEffectTwice(const BranchRecord& branch, const ExecuteDdl& ddl) const {
    for (std::size_t i = 0; i < reviewed_->keyspaces(); ++i) {
      if (reviewed_->name(i) != ddl.keyspace) continue;
      const auto& executed = branch.executed[i].list();
      return std::count(executed.begin(), executed.end(), ddl.statement) > 1;
    }
    return false;
  }

  std::shared_ptr<const Reviewed> reviewed_;
};

class BranchEqualsDesiredInvariant final : public Invariant {
 public:
  explicit BranchEqualsDesiredInvariant(std::shared_ptr<const Reviewed> reviewed)
      : Invariant("S-BRANCH-EQ-DESIRED", PropertyForm::kAlways,
                  {.of = EffectsOf<CreateDeployRequest>()},
                  "a deploy request is created from a branch that equals the declared schema and "
                  "VSchema"),
        reviewed_(std::move(reviewed)) {}

  void Step(const Observation& observation, std::uint64_t&, Judge& judge) const override {
    if (!Performed<CreateDeployRequest>(observation)) return;
    const Text name = observation.call->As<CreateDeployRequest>()->branch;
    const BranchRecord* branch = observation.world.Get<ProviderState>().FindBranch(name);
    if (branch == nullptr) return;
    for (std::size_t i = 0; i < reviewed_->keyspaces(); ++i) {
      const std::optional<VschemaText>& vschema = reviewed_->vschema(i);
      const bool is_vschema_declared = !vschema || branch->vschemas[i] == *vschema;
      if (branch->schemas[i] == reviewed_->desired(i) && is_vschema_declared) continue;
      return judge.Violate(std::string("a deploy request was created, but ") +
                           (is_vschema_declared ? "" : "the VSchema of ") + "keyspace " +
                           reviewed_->name(i).str() + " of branch " + name.str() +
                           " is not as declared");
    }
  }

 private:
  std::shared_ptr<const Reviewed> reviewed_;
};

}  // namespace

InvariantPointer ReviewedDdl(std::shared_ptr<const Reviewed> reviewed) {
  return std::make_unique<ReviewedDdlInvariant>(std::move(reviewed));
}
InvariantPointer BranchEqualsDesired(std::shared_ptr<const Reviewed> reviewed) {
  return std::make_unique<BranchEqualsDesiredInvariant>(std::move(reviewed));
}

}  // namespace relapse::planetscale
