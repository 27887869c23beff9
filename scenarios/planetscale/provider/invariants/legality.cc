// P-LEGALITY, P-INTENT-KEPT and P-CANCEL-TRUTH (spec/planetscale-api.md sections 2.5, 2.12
// and 7.66-7.73): a call is accepted where it is legal and nowhere else, and what was accepted is
// done.
#include "orchestration/ports/planetscale_api.h"
#include "scenarios/planetscale/provider/invariants/evidence.h"
#include "scenarios/planetscale/provider/invariants/invariants.h"

namespace relapse::planetscale::provider {

namespace {

/// A request as it was before the call, in 7 bits.
struct Before {
  State state = State::kPending;
  bool is_open = true;
  bool was_deployed = false;
};
constexpr int kBitsOfBefore = 7;
constexpr std::int64_t kMostRemembered = 9;

std::uint64_t Packed(const RequestRecord& request) {
  const std::uint64_t state = static_cast<std::uint64_t>(request.wire.deployment_state);
  const std::uint64_t closed = request.wire.state == RequestState::kClosed ? 1 : 0;
  const std::uint64_t deployed = request.wire.deployed_at != kNoTime ? 1 : 0;
  return state | closed << 5 | deployed << 6;
}
Before Unpacked(std::uint64_t memory, std::int64_t number) {
  const std::uint64_t bits = memory >> (number - 1) * kBitsOfBefore;
  return {.state = static_cast<State>(bits & 31),
          .is_open = (bits >> 5 & 1) == 0,
          .was_deployed = (bits >> 6 & 1) != 0};
}

bool CanDeploy(const Before& before) {
  return before.is_open && !before.was_deployed &&
         Holds(SetOf(State::kReady, State::kNoChanges), before.state);
}
bool CanCancel(const Before& before) {
  return Holds(SetOf(State::kQueued, State::kSubmitting, State::kInProgress, State::kPendingCutover,
                     State::kInProgressCutover, State::kInProgressVschema),
               before.state);
}
bool CanApply(const Before& before) { return before.state == State::kPendingCutover; }
bool CanRevert(const Before& before) { return before.state == State::kCompletePendingRevert; }
bool CanComplete(const Before& before) {
  return Holds(SetOf(State::kCompleteError, State::kCompleteRevertError), before.state);
}
bool CanSetAutoApply(const Before& before) {
  return Holds(SetOf(State::kPending, State::kReady, State::kQueued, State::kSubmitting,
                     State::kInProgress, State::kPendingCutover),
               before.state);
}
bool CanClose(const Before& before) {
  return before.is_open && !before.was_deployed &&
         Holds(SetOf(State::kPending, State::kReady, State::kNoChanges, State::kError),
               before.state);
}

class LegalityInvariant final : public Invariant {
 public:
  LegalityInvariant()
      : Invariant("P-LEGALITY", PropertyForm::kAlways, {.world_changes = true, .effects = true},
                  "a call is accepted exactly where the matrix of section 2.5 allows it") {}

  void Step(const Observation& observation, std::uint64_t& memory, Judge& judge) const override {
    // A legal deploy may still be refused: for want of an approval, or because another one is
    // active.
    JudgeCall<DeployDeployRequest>(observation, memory, CanDeploy, false, judge);
    JudgeCall<CancelDeployRequest>(observation, memory, CanCancel, true, judge);
    JudgeCall<ApplyDeployRequest>(observation, memory, CanApply, true, judge);
    JudgeCall<CloseDeployRequest>(observation, memory, CanClose, true, judge);
    JudgeCall<RevertDeployRequest>(observation, memory, CanRevert, true, judge);
    JudgeCall<SkipRevertDeployRequest>(observation, memory, CanRevert, true, judge);
    // Once is enough.
    JudgeCall<CompleteDeploy>(observation, memory, CanComplete, false, judge);
    JudgeCall<SetAutoApply>(observation, memory, CanSetAutoApply, true, judge);
    if (!observation.changed) return;
    memory = 0;
    for (const RequestRecord& request : ProviderOf(observation.world).requests) {
      if (request.wire.number > kMostRemembered) break;
      memory |= Packed(request) << (request.wire.number - 1) * kBitsOfBefore;
    }
  }

 private:
  template <class Request, class IsLegal>
  static void JudgeCall(const Observation& observation, std::uint64_t memory,
                        const IsLegal& is_legal, bool is_always_accepted, Judge& judge) {
    const Request* call = Answered<Request>(observation);
    if (call == nullptr || call->number < 1 || call->number > kMostRemembered) return;
    if (ProviderOf(observation.world).FindRequest(call->number) == nullptr) return;
    const Before before = Unpacked(memory, call->number);
    const bool accepted = observation.call->error() == nullptr;
    const bool legal = is_legal(before);
    if (accepted == legal || (!accepted && !is_always_accepted)) return;
    judge.Violate(std::string(Request::kEffect.name) + " of #" + std::to_string(call->number) +
                  " is " + (accepted ? "accepted" : "refused") + " in " +
                  std::string(EnumName(before.state)));
  }
};

/// Notes the cancels that the API acknowledged.
void NoteCancel(const Observation& observation, std::uint64_t& memory) {
  const auto* call = Answered<CancelDeployRequest>(observation);
  if (call == nullptr || observation.call->error() != nullptr) return;
  const RequestRecord* request = ProviderOf(observation.world).FindRequest(call->number);
  if (request != nullptr) memory |= BitOf(*request);
}

class IntentKeptInvariant final : public Invariant {
 public:
  IntentKeptInvariant()
      : Invariant("P-INTENT-KEPT", PropertyForm::kAlways, {.world_changes = true, .effects = true},
                  "a cancel that was acknowledged is carried out, unless all is live already") {}
  void Step(const Observation& observation, std::uint64_t& memory, Judge& judge) const override {
    NoteCancel(observation, memory);
    if (!observation.changed) return;
    for (const RequestRecord& request : ProviderOf(observation.world).requests) {
      if ((memory & BitOf(request)) == 0) continue;
      if (In(SetOf(State::kInProgressCancel, State::kCompleteCancel, State::kCompleteError),
             request)) {
        continue;
      }
      const Rows rows = RowsOf(observation.world, request);
      if (rows.all > 0 && rows.complete == rows.all) continue;
      return judge.Violate(Say(request) + ", although its cancel was acknowledged");
    }
  }
};

class CancelTruthInvariant final : public Invariant {
 public:
  CancelTruthInvariant()
      : Invariant(
            "P-CANCEL-TRUTH", PropertyForm::kAlways, {.world_changes = true, .effects = true},
            "cancelled means that nothing is live, and a cancel that took effect is shown so") {}
  void Step(const Observation& observation, std::uint64_t& memory, Judge& judge) const override {
    NoteCancel(observation, memory);
    if (!observation.changed) return;
    for (const RequestRecord& request : ProviderOf(observation.world).requests) {
      const State state = request.wire.deployment_state;
      if (state != State::kCompleteCancel && state != State::kCompleteError) continue;
      const Rows rows = RowsOf(observation.world, request);
      if (state == State::kCompleteCancel && rows.complete > 0) {
        return judge.Violate(Say(request) + ", but a part of it is live");
      }
      const bool took_effect = rows.complete == 0 && rows.AllTerminal();
      if (state == State::kCompleteError && (memory & BitOf(request)) != 0 && took_effect &&
          !VitessWasDeaf(observation.world)) {
        return judge.Violate(Say(request) + ", but it was cancelled and nothing of it is live");
      }
    }
  }
};

class ApprovalInvariant final : public Invariant {
 public:
  ApprovalInvariant()
      : Invariant("P-APPROVAL", PropertyForm::kAlways, {.effects = true},
                  "a request that was approved shows it") {}
  void Step(const Observation& observation, std::uint64_t&, Judge& judge) const override {
    const auto* review = Answered<ReviewDeployRequest>(observation);
    if (review == nullptr || !review->approved || observation.call->error() != nullptr) return;
    const RequestRecord* request = ProviderOf(observation.world).FindRequest(review->number);
    if (request != nullptr && !request->wire.approved) {
      judge.Violate(Say(*request) + " was approved and does not show it");
    }
  }
};

}  // namespace

InvariantPointer Approval() { return std::make_unique<ApprovalInvariant>(); }
InvariantPointer Legality() { return std::make_unique<LegalityInvariant>(); }
InvariantPointer IntentKept() { return std::make_unique<IntentKeptInvariant>(); }
InvariantPointer CancelTruth() { return std::make_unique<CancelTruthInvariant>(); }

}  // namespace relapse::planetscale::provider
