// P-ONE-ACTIVE, P-CUTOVER-GATE, P-COMPLETE-MEANS-ALL, P-NO-FALSE-ERROR and P-REVERT-WINDOW
// (spec/planetscale-api.md sections 2.3, 2.6-2.8 and 7.54-7.64).
#include <algorithm>

#include "scenarios/planetscale/provider/invariants/evidence.h"
#include "scenarios/planetscale/provider/invariants/invariants.h"

namespace relapse::planetscale::provider {

namespace {

class OneActiveInvariant final : public Invariant {
 public:
  OneActiveInvariant()
      : Invariant("P-ONE-ACTIVE", PropertyForm::kAlways, {.world_changes = true},
                  "one deployment at a time holds the database's slot") {}
  void Step(const Observation& observation, std::uint64_t&, Judge& judge) const override {
    const RequestRecord* active = nullptr;
    for (const RequestRecord& request : ProviderOf(observation.world).requests) {
      // In the queue, or cancelled there, it has not had the slot yet.
      const bool waits_in_queue = request.migration_context.empty();
      if (!request.Active() || waits_in_queue) continue;
      if (active != nullptr) {
        return judge.Violate(Say(*active) + " and " + Say(request) + " are active together");
      }
      active = &request;
    }
  }
};

/// Calls `look(request)` for every request at every change.
class OfEveryRequest : public Invariant {
 public:
  OfEveryRequest(std::string_view name, std::string_view summary)
      : Invariant(name, PropertyForm::kAlways, {.world_changes = true}, summary) {}
  void Step(const Observation& observation, std::uint64_t& memory, Judge& judge) const final {
    for (const RequestRecord& request : ProviderOf(observation.world).requests) {
      if (!request.foreign) Look(observation.world, request, memory, judge);
    }
  }

 private:
  virtual void Look(const World& world, const RequestRecord& request, std::uint64_t& memory,
                    Judge& judge) const = 0;
};

class CutoverGateInvariant final : public OfEveryRequest {
 public:
  CutoverGateInvariant()
      : OfEveryRequest("P-CUTOVER-GATE",
                       "nothing of a gated deployment goes live before its cutover "
                       "was asked for") {}

 private:
  void Look(const World& world, const RequestRecord& request, std::uint64_t&,
            Judge& judge) const override {
    const Deployment& deployment = request.wire.deployment;
    if (deployment.instant_ddl || request.cutover_requested) return;
    if (RowsOf(world, request).complete > 0) {
      judge.Violate("a part of " + Say(request) + " is live, and nobody asked for its cutover");
    }
  }
};

class CompleteMeansAllInvariant final : public OfEveryRequest {
 public:
  CompleteMeansAllInvariant()
      : OfEveryRequest("P-COMPLETE-MEANS-ALL",
                       "a deployment is complete once every statement is, on every shard") {}

 private:
  void Look(const World& world, const RequestRecord& request, std::uint64_t&,
            Judge& judge) const override {
    if (!In(SetOf(State::kComplete, State::kCompletePendingRevert), request)) return;
    const VitessState& vitess = VitessOf(world);
    std::int64_t wanted = 0;
    for (std::size_t i = 0; i < vitess.keyspaces.size(); ++i) {
      wanted += std::ssize(request.ddl[i].list()) * vitess.keyspaces[i].shards;
    }
    const Rows rows = RowsOf(world, request);
    if (request.vschema_changed) {
      for (std::size_t i = 0; i < vitess.keyspaces.size(); ++i) {
        if (vitess.keyspaces[i].vschema == request.vschemas[i].json) continue;
        if (request.wire.deployment_state == State::kComplete) continue;  // another one may be live
        return judge.Violate(Say(request) + ", but its VSchema is not live");
      }
    }
    if (rows.complete >= wanted && rows.complete == rows.all) return;
    judge.Violate(Say(request) + ", but only " + std::to_string(rows.complete) + " of " +
                  std::to_string(std::max(wanted, rows.all)) + " migrations are complete");
  }
};

class NoFalseErrorInvariant final : public OfEveryRequest {
 public:
  NoFalseErrorInvariant()
      : OfEveryRequest("P-NO-FALSE-ERROR", "a deployment ends as failed only if something failed") {
  }

 private:
  void Look(const World& world, const RequestRecord& request, std::uint64_t&,
            Judge& judge) const override {
    if (VitessWasDeaf(world) || request.wire.deployed_at == kNoTime) return;
    const WorldParameters& parameters = world.Get<WorldParameters>();
    if (request.wire.deployment_state == State::kError && parameters.fail_submissions == 0 &&
        !parameters.submission_hangs) {
      return judge.Violate(Say(request) + ", but nothing was wrong with its submission");
    }
    if (request.wire.deployment_state != State::kCompleteError) return;
    const Rows rows = RowsOf(world, request);
    const bool is_half_applied = rows.cancelled > 0 && rows.complete > 0;
    const bool lacks_vschema = parameters.fail_vschema > 0 && request.vschema_changed &&
                               !request.vschema_applied && rows.complete == rows.all;
    if (rows.failed == 0 && !is_half_applied && !lacks_vschema) {
      judge.Violate(Say(request) + ", but none of its migrations failed");
    }
  }
};

class RevertWindowInvariant final : public OfEveryRequest {
 public:
  RevertWindowInvariant()
      : OfEveryRequest(
            "P-REVERT-WINDOW",
            "a deployment that was not asked to be instant can be reverted for a while") {}

 private:
  void Look(const World&, const RequestRecord& request, std::uint64_t& memory,
            Judge& judge) const override {
    if (request.wire.deployment_state == State::kCompletePendingRevert) memory |= BitOf(request);
    if (request.wire.deployment_state != State::kComplete || !request.HasDdl()) return;
    if (request.wire.deployment.instant_ddl || (memory & BitOf(request)) != 0) return;
    judge.Violate(Say(request) + " without a revert window, although not deployed instantly");
  }
};

}  // namespace

InvariantPointer OneActive() { return std::make_unique<OneActiveInvariant>(); }
InvariantPointer CutoverGate() { return std::make_unique<CutoverGateInvariant>(); }
InvariantPointer CompleteMeansAll() { return std::make_unique<CompleteMeansAllInvariant>(); }
InvariantPointer NoFalseError() { return std::make_unique<NoFalseErrorInvariant>(); }
InvariantPointer RevertWindow() { return std::make_unique<RevertWindowInvariant>(); }

}  // namespace relapse::planetscale::provider
