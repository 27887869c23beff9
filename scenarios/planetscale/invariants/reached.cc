#include "scenarios/planetscale/invariants/reached.h"

#include <utility>

#include "orchestration/ports/planetscale_api.h"

namespace relapse::planetscale {

namespace {

constexpr Reach kWithoutFault{.faults = 0};
constexpr Reach kOneFault{.faults = 1};
constexpr Reach kOneApiFault{.faults = 1, .api_faults = 1};

bool StartedAgain(const Observation& observation) {
  return observation.moment == Moment::kStart && observation.incarnation > 1;
}

const RequestRecord* FindNotStored(const World& world) {
  return FindOurs(world, [&](const RequestRecord& request) {
    return Open(request) && !Names(Stored(world).metadata, request.wire.number);
  });
}

class Sometimes : public Invariant {
 public:
  Sometimes(std::string_view name, Interest interest, std::string_view summary, Reach reach)
      : Invariant(name, PropertyForm::kSometimes, std::move(interest), summary, reach) {}
};

class RequestNotStoredReached final : public Sometimes {
 public:
  RequestNotStoredReached()
      : Sometimes("reached-request-not-stored", {.lifecycle = true},
                  "a crash between the creation of a deploy request and the save of its number "
                  "(exhaust 1)",
                  kOneFault) {}
  void Step(const Observation& observation, std::uint64_t&, Judge& judge) const override {
    if (StartedAgain(observation) && FindNotStored(observation.world) != nullptr) judge.Reach();
  }
};

class RequestAdoptedReached final : public Sometimes {
 public:
  RequestAdoptedReached()
      : Sometimes("reached-request-adopted",
                  {.lifecycle = true, .of = EffectsOf<SaveResumeState>()},
                  "a later life finds and stores the request whose number was lost (exhaust 1)",
                  kOneFault) {}
  void Step(const Observation& observation, std::uint64_t& memory, Judge& judge) const override {
    if (StartedAgain(observation)) memory = FindNotStored(observation.world) != nullptr ? 1 : 0;
    if (memory == 0 || !Performed<SaveResumeState>(observation)) return;
    if (Stored(observation.world).metadata.deploy_request_id == 0) return;
    memory = 0;
    judge.Reach();
  }
};

class DdlHalfDoneReached final : public Sometimes {
 public:
  DdlHalfDoneReached()
      : Sometimes("reached-ddl-half-done", {.lifecycle = true},
                  "a crash after some, not all, statements ran on the branch (exhaust 1)",
                  kOneFault) {}
  void Step(const Observation& observation, std::uint64_t&, Judge& judge) const override {
    if (!StartedAgain(observation)) return;
    std::size_t planned = 0;
    for (const KeyspacePlan& keyspace : Stored(observation.world).plan->keyspaces) {
      planned += keyspace.statements.size();
    }
    for (const BranchRecord& branch : observation.world.Get<ProviderState>().branches) {
      if (branch.foreign) continue;
      const auto executed = static_cast<std::size_t>(branch.statements_executed);
      if (executed > 0 && executed < planned) judge.Reach();
    }
  }
};

class LiveWhileDownReached final : public Sometimes {
 public:
  LiveWhileDownReached()
      : Sometimes("reached-live-while-down", {.lifecycle = true},
                  "a process starts and the change is live, but not settled (exhaust 1)",
                  kOneFault) {}
  void Step(const Observation& observation, std::uint64_t&, Judge& judge) const override {
    if (!StartedAgain(observation) || IsSettled(Stored(observation.world).status)) return;
    const StateSet live =
        SetOf(DeploymentState::kComplete, DeploymentState::kCompletePendingRevert);
    if (FindOursIn(observation.world, live) != nullptr) judge.Reach();
  }
};

class ContextFoundLaterReached final : public Sometimes {
 public:
  ContextFoundLaterReached()
      : Sometimes("reached-context-found-later",
                  {.lifecycle = true, .of = EffectsOf<SaveResumeState>()},
                  "the context is stored by a later life than the one that deployed (exhaust 1)",
                  kOneFault) {}
  void Step(const Observation& observation, std::uint64_t& memory, Judge& judge) const override {
    if (StartedAgain(observation)) {
      memory = OurDeployed(observation.world) != nullptr &&
                       !IsRealContext(Stored(observation.world).migration_context)
                   ? 1
                   : 0;
    }
    if (memory == 0 || !Performed<SaveResumeState>(observation)) return;
    if (!IsRealContext(Stored(observation.world).migration_context)) return;
    memory = 0;
    judge.Reach();
  }
};

class AmbiguousDeployResolvedReached final : public Sometimes {
 public:
  AmbiguousDeployResolvedReached()
      : Sometimes("reached-ambiguous-deploy-resolved",
                  {.of = EffectsOf<DeployDeployRequest, SettleApply>()},
                  "an accepted deploy that was answered with an error ends in an outcome "
                  "(exhaust 1; closure with 1 API fault)",
                  kOneApiFault) {}
  void Step(const Observation& observation, std::uint64_t& memory, Judge& judge) const override {
    if (Performed<DeployDeployRequest>(observation)) {
      if (HeardInjectedError(observation)) memory = 1;
    } else if (memory != 0 && Performed<SettleApply>(observation)) {
      memory = 0;
      judge.Reach();
    }
  }
};

class LateRequestLandedReached final : public Sometimes {
 public:
  LateRequestLandedReached()
      : Sometimes("reached-late-request-landed", {.errors = true, .of = EffectsOf<SettleApply>()},
                  "a request lands after its caller gave it up, and the apply is settled "
                  "(exhaust 1; closure with 1 API fault)",
                  kOneApiFault) {}
  void Step(const Observation& observation, std::uint64_t& memory, Judge& judge) const override {
    const bool left_in_flight = observation.moment == Moment::kEffect && !observation.executed &&
                                observation.heard && observation.changed;
    if (left_in_flight) {
      memory = 1;
    } else if (memory != 0 && Performed<SettleApply>(observation)) {
      memory = 0;
      judge.Reach();
    }
  }
};

class CommandObeyedReached final : public Sometimes {
 public:
  CommandObeyedReached()
      : Sometimes("reached-command-obeyed", {.of = EffectsOf<CompleteControlRequest>()},
                  "an operator's command is carried out (any exploration)", kWithoutFault) {}
  void Step(const Observation& observation, std::uint64_t&, Judge& judge) const override {
    if (!Performed<CompleteControlRequest>(observation)) return;
    const auto* answer = observation.call->As<CompleteControlRequest>();
    if (answer->status == ControlStatus::kCompleted) judge.Reach();
  }
};

class BaselineHeldReached final : public Sometimes {
 public:
  BaselineHeldReached()
      : Sometimes("reached-baseline-held", {.of = EffectsOf<SaveResumeState>()},
                  "a baseline that holds contexts is stored (any exploration)", kWithoutFault) {}
  void Step(const Observation& observation, std::uint64_t&, Judge& judge) const override {
    if (!Performed<SaveResumeState>(observation)) return;
    if (!Stored(observation.world).metadata.existing_migration_contexts.empty()) judge.Reach();
  }
};

class RevertSettledReached final : public Sometimes {
 public:
  RevertSettledReached()
      : Sometimes("reached-revert-settled", {.of = EffectsOf<SettleApply>()},
                  "an apply is settled reverted (any exploration)", kWithoutFault) {}
  void Step(const Observation& observation, std::uint64_t&, Judge& judge) const override {
    if (!Performed<SettleApply>(observation)) return;
    if (Stored(observation.world).status == ApplyStatus::kReverted) judge.Reach();
  }
};

class WindowClosedReached final : public Sometimes {
 public:
  WindowClosedReached()
      : Sometimes("reached-window-closed",
                  {.of = EffectsOf<SkipRevertDeployRequest, SettleApply>()},
                  "our skip-revert closes a window, and the apply is settled (any exploration)",
                  kWithoutFault) {}
  void Step(const Observation& observation, std::uint64_t& memory, Judge& judge) const override {
    if (Performed<SkipRevertDeployRequest>(observation)) {
      memory = 1;
    } else if (memory != 0 && Performed<SettleApply>(observation)) {
      memory = 0;
      judge.Reach();
    }
  }
};

}  // namespace

InvariantPointer RequestNotStored() { return std::make_unique<RequestNotStoredReached>(); }
InvariantPointer RequestAdopted() { return std::make_unique<RequestAdoptedReached>(); }
InvariantPointer DdlHalfDone() { return std::make_unique<DdlHalfDoneReached>(); }
InvariantPointer LiveWhileDown() { return std::make_unique<LiveWhileDownReached>(); }
InvariantPointer ContextFoundLater() { return std::make_unique<ContextFoundLaterReached>(); }
InvariantPointer AmbiguousDeployResolved() {
  return std::make_unique<AmbiguousDeployResolvedReached>();
}
InvariantPointer LateRequestLanded() { return std::make_unique<LateRequestLandedReached>(); }
InvariantPointer CommandObeyed() { return std::make_unique<CommandObeyedReached>(); }
InvariantPointer BaselineHeld() { return std::make_unique<BaselineHeldReached>(); }
InvariantPointer RevertSettled() { return std::make_unique<RevertSettledReached>(); }
InvariantPointer WindowClosed() { return std::make_unique<WindowClosedReached>(); }

std::vector<InvariantPointer> AllReached(const Reachable& reachable) {
  std::vector<InvariantPointer> all;
  if (reachable.partial_ddl) all.push_back(DdlHalfDone());
  if (reachable.requests) {
    all.push_back(RequestNotStored());
    all.push_back(RequestAdopted());
  }
  if (reachable.completes) all.push_back(LateRequestLanded());
  if (reachable.deploys) {
    all.push_back(LiveWhileDown());
    all.push_back(ContextFoundLater());
    all.push_back(AmbiguousDeployResolved());
    if (reachable.baseline_rows) all.push_back(BaselineHeld());
  }
  if (reachable.operator_acts) all.push_back(CommandObeyed());
  if (reachable.reverts) all.push_back(RevertSettled());
  if (reachable.closes_window) all.push_back(WindowClosed());
  return all;
}

}  // namespace relapse::planetscale
