// P-NO-INVENTED-DROP, P-REVERT-RESTORES, P-REVERT-TRUTH and P-THROTTLE-ENDS
// (spec/planetscale-api.md sections 2.8, 2.10, 7.76-7.79 and 7.84).
#include <algorithm>

#include "scenarios/planetscale/provider/invariants/evidence.h"
#include "scenarios/planetscale/provider/invariants/invariants.h"

namespace relapse::planetscale::provider {

namespace {

class NoInventedDropInvariant final : public Invariant {
 public:
  explicit NoInventedDropInvariant(std::vector<SchemaHandle> before)
      : Invariant("P-NO-INVENTED-DROP", PropertyForm::kAlways, {.world_changes = true},
                  "a revert drops no table that was there before the deployment"),
        before_(std::move(before)) {}

  void Step(const Observation& observation, std::uint64_t&, Judge& judge) const override {
    const VitessState& vitess = VitessOf(observation.world);
    for (const RequestRecord& request : ProviderOf(observation.world).requests) {
      ForEachRow(vitess, request.revert_context, [&](const MigrationRow& row) {
        const StatementFacts& facts = FactsOf(row.migration_statement);
        if (facts.verb != mysql::Verb::kDrop) return;
        for (std::size_t i = 0; i < before_.size(); ++i) {
          if (vitess.keyspaces[i].name != row.keyspace) continue;
          if (before_[i].get().Find(facts.table) == nullptr) continue;
          judge.Violate("the revert of " + Say(request) + " drops " + facts.table.str() +
                        ", which was there from the beginning");
        }
      });
    }
  }

 private:
  std::vector<SchemaHandle> before_;
};

class RevertRestoresInvariant final : public Invariant {
 public:
  explicit RevertRestoresInvariant(std::vector<SchemaHandle> before)
      : Invariant("P-REVERT-RESTORES", PropertyForm::kAlways, {.world_changes = true},
                  "after a revert main is as it was before the only deployment"),
        before_(std::move(before)) {}

  void Step(const Observation& observation, std::uint64_t&, Judge& judge) const override {
    const auto& requests = ProviderOf(observation.world).requests;
    const auto was_deployed = [](const RequestRecord& request) {
      return request.wire.deployed_at != kNoTime;
    };
    if (std::count_if(requests.begin(), requests.end(), was_deployed) != 1) return;
    const auto only = std::find_if(requests.begin(), requests.end(), was_deployed);
    if (only->wire.deployment_state != State::kCompleteRevert) return;
    const VitessState& vitess = VitessOf(observation.world);
    for (std::size_t i = 0; i < before_.size(); ++i) {
      if (!(vitess.keyspaces[i].live == before_[i])) {
        return judge.Violate(Say(*only) + ", but the tables of " + vitess.keyspaces[i].name.str() +
                             " are not as before");
      }
      if (!vitess.keyspaces[i].vschema.empty()) {
        return judge.Violate(Say(*only) + ", but the VSchema of " + vitess.keyspaces[i].name.str() +
                             " is not as before");
      }
    }
  }

 private:
  std::vector<SchemaHandle> before_;
};

class RevertTruthInvariant final : public Invariant {
 public:
  RevertTruthInvariant()
      : Invariant("P-REVERT-TRUTH", PropertyForm::kAlways, {.world_changes = true},
                  "a revert has failed only if something of it did") {}

  void Step(const Observation& observation, std::uint64_t&, Judge& judge) const override {
    for (const RequestRecord& request : ProviderOf(observation.world).requests) {
      if (request.wire.deployment_state != State::kCompleteRevertError) continue;
      Rows rows = RowsOf(observation.world, request.revert_context);
      // What the provider cancels itself once it believes in a failure is no evidence of one.
      const bool was_cancelled = rows.cancelled > 0 && ProviderOf(observation.world).events > 0;
      if (rows.failed > 0 || was_cancelled) continue;
      return judge.Violate(Say(request) + ", but nothing of its revert failed");
    }
  }
};

class ThrottleEndsInvariant final : public Invariant {
 public:
  ThrottleEndsInvariant()
      : Invariant("P-THROTTLE-ENDS", PropertyForm::kAlways, {.world_changes = true},
                  "what slowed a deployment down ends with it") {}

  void Step(const Observation& observation, std::uint64_t&, Judge& judge) const override {
    for (const RequestRecord& request : ProviderOf(observation.world).requests) {
      if (request.Active()) return;
    }
    for (const KeyspaceState& keyspace : VitessOf(observation.world).keyspaces) {
      if (keyspace.throttle_ratio == 0) continue;
      return judge.Violate(keyspace.name.str() + " is throttled, and no deployment is under way");
    }
  }
};

}  // namespace

InvariantPointer NoInventedDrop(std::vector<SchemaHandle> before) {
  return std::make_unique<NoInventedDropInvariant>(std::move(before));
}
InvariantPointer RevertRestores(std::vector<SchemaHandle> before) {
  return std::make_unique<RevertRestoresInvariant>(std::move(before));
}
InvariantPointer RevertTruth() { return std::make_unique<RevertTruthInvariant>(); }
InvariantPointer ThrottleEnds() { return std::make_unique<ThrottleEndsInvariant>(); }

}  // namespace relapse::planetscale::provider
