// P-GATE-OBSERVED and P-BOUNDED-TRANSITION (spec/planetscale-api.md
// sections 2.4, 7.59, 7.67-7.68, 7.74 and 7.87): what passes, passes in time.
#include "scenarios/planetscale/provider/invariants/evidence.h"
#include "scenarios/planetscale/provider/invariants/invariants.h"

namespace relapse::planetscale::provider {

namespace {

class GateObservedInvariant final : public Invariant {
 public:
  GateObservedInvariant()
      : Invariant("P-GATE-OBSERVED", PropertyForm::kEventually, {.rest = true},
                  "a deployment at its cutover gate shows when its migrations end without one") {}
  void Step(const Observation& observation, std::uint64_t&, Judge& judge) const override {
    if (observation.moment != Moment::kRest) return;
    for (const RequestRecord& request : ProviderOf(observation.world).requests) {
      if (request.wire.deployment_state != State::kPendingCutover) continue;
      const Rows rows = RowsOf(observation.world, request);
      if (rows.failed + rows.cancelled == 0) continue;
      return judge.Violate(Say(request) + ", but its migrations failed or were cancelled");
    }
  }
};

class BoundedTransitionInvariant final : public Invariant {
 public:
  BoundedTransitionInvariant()
      : Invariant("P-BOUNDED-TRANSITION", PropertyForm::kEventually,
                  {.world_changes = true, .effects = true, .rest = true},
                  "no state that passes by itself lasts longer than it may") {}

  void Step(const Observation& observation, std::uint64_t&, Judge& judge) const override {
    const World& world = observation.world;
    for (const RequestRecord& request : ProviderOf(world).requests) {
      if (IsOverdue(world, request)) {
        return judge.Violate(Say(request) + " for longer than it may be");
      }
      if (observation.moment == Moment::kRest && IsStuck(world, request)) {
        return judge.Violate(Say(request) + " for ever: nothing is scheduled any more");
      }
    }
    if (observation.moment != Moment::kRest) return;
    for (const BranchRecord& branch : ProviderOf(world).branches) {
      if (branch.wire.ready) continue;
      return judge.Violate("branch " + branch.wire.name.str() + " is never ready");
    }
  }

 private:
  /// Several ticks.
  static constexpr DurationMs kSlack = Seconds(2);
  /// A diff reads two schemas.
  static constexpr DurationMs kDiffBound = Seconds(10);

  static bool IsOlder(const World& world, TimeMs since, DurationMs bound) {
    return since != kNoTime && world.now() - since > bound + kSlack;
  }

  static bool IsOverdue(const World& world, const RequestRecord& request) {
    switch (request.wire.deployment_state) {
      case State::kPending:
        return !world.Get<WorldParameters>().never_leaves_pending &&
               IsOlder(world, request.diff_at,
                       kDiffBound + world.Get<WorldParameters>().branch_ready_delay_ms);
      case State::kSubmitting:
        return IsOlder(world, request.submitting_since, Minutes(2));
      case State::kInProgressCancel:
        return IsOlder(world, request.cancel_requested_at, Seconds(10));
      case State::kCompletePendingRevert:
        return IsOlder(world, request.revert_expires_at, 0);
      default:
        return false;
    }
  }

  /// States that pass by themselves. A deployment waits in `queued` for whoever is ahead, and for
  /// ever where that one failed (section 2.6).
  static bool IsStuck(const World& world, const RequestRecord& request) {
    // Vitess that ignores a cancel goes on with what the provider gave up, and holds the next one's
    // tables.
    const bool is_held_up = VitessOf(world).refuses_cancel && request.submitted;
    if (is_held_up && In(SetOf(State::kQueued, State::kInProgress), request)) return false;
    if (request.wire.deployment_state == State::kQueued) return request.submitted;
    if (request.wire.deployment_state == State::kPending) {
      return request.wire.state == RequestState::kOpen &&
             !world.Get<WorldParameters>().never_leaves_pending;
    }
    return In(
        SetOf(State::kSubmitting, State::kInProgress, State::kInProgressVschema,
              State::kInProgressCancel, State::kInProgressCutover, State::kCompletePendingRevert,
              State::kInProgressRevert, State::kInProgressRevertVschema),
        request);
  }
};

}  // namespace

InvariantPointer GateObserved() { return std::make_unique<GateObservedInvariant>(); }
InvariantPointer BoundedTransition() { return std::make_unique<BoundedTransitionInvariant>(); }

}  // namespace relapse::planetscale::provider
