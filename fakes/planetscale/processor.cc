#include "fakes/planetscale/processor.h"

#include <algorithm>

#include "fakes/planetscale/diff.h"
#include "fakes/planetscale/transitions.h"

namespace relapse::planetscale {

namespace {

using State = DeploymentState;

/// The tick after `now` in which something may happen to a cancelled deployment.
TimeMs NextTickOfCancel(const RequestRecord& request, const VitessState& vitess, TimeMs now) {
  // CANCEL is issued in every tick; where Vitess ignores it, only its rows or the deadline matter.
  if (request.migration_context.empty() || !vitess.refuses_cancel || vitess.next_tick != kNoTime) {
    return TickAfter(now);
  }
  return TickAtOrAfter(request.cancel_requested_at + Seconds(10), now);
}

/// States that are derived from Vitess' rows.
bool IsUnderway(State state) {
  return Holds(
      SetOf(State::kQueued, State::kInProgress, State::kPendingCutover, State::kInProgressCutover),
      state);
}

/// A deployment that failed while Vitess did not answer: what is left of it is cancelled later
/// (B12).
bool OwesCancel(const World& world, const RequestRecord& request) {
  const VitessState& vitess = world.Get<VitessState>();
  const State state = request.wire.deployment_state;
  if (state != State::kError && state != State::kCompleteError) return false;
  const ProviderDefect forgets = state == State::kError
                                     ? ProviderDefect::kFailedSubmissionLeavesMigrations
                                     : ProviderDefect::kFailedDeployLeavesSiblings;
  return !vitess.refuses_cancel && !vitess.defects.Has(forgets) &&
         !request.migration_context.empty() && HasPending(vitess, request.migration_context);
}

/// A request for a branch of which there is no snapshot yet (B22).
bool WaitsForBranch(const World& world, const ProviderState& provider,
                    const RequestRecord& request) {
  const BranchRecord* branch = provider.FindBranch(request.wire.branch);
  return branch != nullptr && !branch->wire.ready &&
         !world.Get<WorldParameters>().defects.Has(ProviderDefect::kDiffOfHalfMadeBranch);
}

TimeMs NextTickOf(const World& world, const ProviderState& provider, const RequestRecord& request) {
  const TimeMs now = world.now();
  const WorldParameters& parameters = world.Get<WorldParameters>();
  const VitessState& vitess = world.Get<VitessState>();
  switch (request.wire.deployment_state) {
    case State::kPending:
      if (parameters.never_leaves_pending || request.diff_at == kNoTime) return kNoTime;
      if (WaitsForBranch(world, provider, request)) return kNoTime;  // its snapshot wakes
      return TickAtOrAfter(request.diff_at, now);
    case State::kSubmitting:
      if (!parameters.submission_hangs && !request.submission_lost) return TickAfter(now);
      return TickAtOrAfter(request.submitting_since + Minutes(2) + 1, now);
    case State::kPendingCutover:
      if (request.wire.deployment.auto_cutover) return TickAfter(now);
      [[fallthrough]];
    case State::kQueued:
    case State::kInProgress:
    case State::kInProgressCutover:
      if (!request.submitted) {
        return FirstAhead(provider, request) == nullptr ? TickAfter(now) : kNoTime;
      }
      if (vitess.next_tick != kNoTime) return TickAfter(now);
      if (!vitess.Answers(now)) return TickAtOrAfter(vitess.silent_until, now);
      return FindTransition(world, request, Trigger::kTick) != nullptr ? TickAfter(now) : kNoTime;
    case State::kInProgressVschema:
      return TickAfter(now);
    case State::kInProgressRevertVschema:
      return request.revert_lost ? kNoTime : TickAfter(now);
    case State::kInProgressRevert:
      if (vitess.next_tick != kNoTime) return TickAfter(now);
      if (!vitess.Answers(now)) return TickAtOrAfter(vitess.silent_until, now);
      return FindTransition(world, request, Trigger::kTick) != nullptr ? TickAfter(now) : kNoTime;
    case State::kInProgressCancel:
      return NextTickOfCancel(request, vitess, now);
    case State::kError:
    case State::kCompleteError:
      return OwesCancel(world, request)
                 ? TickAtOrAfter(vitess.Answers(now) ? now : vitess.silent_until, now)
                 : kNoTime;
    case State::kCompletePendingRevert:
      // A tick that does not end the window is the last until somebody else changes something.
      if (now > request.revert_expires_at &&
          FindTransition(world, request, Trigger::kTick) == nullptr) {
        return kNoTime;
      }
      return TickAtOrAfter(request.revert_expires_at + 1, now);
    default:
      return kNoTime;
  }
}

/// What is repeated in every tick until it has taken effect.
void IssueAgain(World& world, const RequestRecord& request) {
  const VitessState& vitess = world.Get<VitessState>();
  if (request.migration_context.empty()) return;
  if (request.wire.deployment_state == State::kInProgressCancel && !vitess.refuses_cancel &&
      !vitess.defects.Has(ProviderDefect::kTickOverwritesCancel)) {
    CancelContext(world.Mutate<VitessState>(), request.migration_context, world.now());
  }
  if (OwesCancel(world, request) && vitess.Answers(world.now())) {
    CancelContext(world.Mutate<VitessState>(), request.migration_context, world.now());
  }
  if (request.wire.deployment_state == State::kInProgressCutover && vitess.Answers(world.now()) &&
      HasPostponed(vitess, request.migration_context)) {
    CompleteContext(world.Mutate<VitessState>(), request.migration_context, world.now());
  }
}

/// Before a deployment changes anything, main is noted: what a revert leads back to (section 2.8).
/// A table that could not be read is no table that is not there (B17).
void NoteMain(const World& world, RequestRecord& request) {
  const VitessState& vitess = world.Get<VitessState>();
  if (request.wire.deployment_state != State::kSubmitting || request.snapshot_taken) return;
  const bool takes_silence_for_absence =
      vitess.defects.Has(ProviderDefect::kSnapshotErrorIsAbsence);
  if (!vitess.Answers(world.now()) && !takes_silence_for_absence) return;
  for (std::size_t i = 0; i < vitess.keyspaces.size(); ++i) {
    const KeyspaceState& keyspace = vitess.keyspaces[i];
    if (vitess.Answers(keyspace, world.now())) request.schemas_before[i] = keyspace.live;
    request.vschemas_before[i] = VschemaText{keyspace.vschema};
  }
  request.snapshot_taken = true;
}

void TickRequest(World& world, ProviderState& provider, RequestRecord& request) {
  IssueAgain(world, request);
  NoteMain(world, request);
  const Situation situation(world, request);
  if (request.submitted && IsUnderway(request.wire.deployment_state)) {
    provider.rules |= std::uint64_t{1} << situation.rule();
  }
  if (const Transition* next = FindTransition(situation, Trigger::kTick)) {
    Take(world, provider, request, *next);
  }
}

/// One loop for everything, without a limit to what it waits for, stands still with a shard (B7).
bool StandsStill(const World& world, const ProviderState& provider) {
  const VitessState& vitess = world.Get<VitessState>();
  if (vitess.Answers(world.now())) return false;
  if (!vitess.defects.Has(ProviderDefect::kStuckShardFreezesAll)) return false;
  return std::any_of(provider.requests.begin(), provider.requests.end(),
                     [](const RequestRecord& request) { return request.Active(); });
}

void TakeSnapshot(World& world, BranchRecord& branch) {
  const WorldParameters& parameters = world.Get<WorldParameters>();
  const VitessState& vitess = world.Get<VitessState>();
  for (std::size_t i = 0; i < vitess.keyspaces.size(); ++i) {
    branch.base[i] = vitess.keyspaces[i].live;
    branch.schemas[i] = vitess.keyspaces[i].live;
    branch.base_vschemas[i] = VschemaText{vitess.keyspaces[i].vschema};
    branch.vschemas[i] = branch.base_vschemas[i];
  }
  branch.wire.ready = true;
  branch.ready_at = kNoTime;
  if (parameters.snapshot_window_ms > 0) {
    branch.snapshot_until = world.now() + parameters.snapshot_window_ms;
  }
  if (parameters.stale_schema_api_ms > 0) {
    branch.stale_until = world.now() + parameters.stale_schema_api_ms;
  }
}

void HappenNow(World& world, ProviderState& provider) {
  const WorldParameters& parameters = world.Get<WorldParameters>();
  VitessState& vitess = world.Mutate<VitessState>();
  for (std::size_t i = 0; i < parameters.history.size(); ++i) {
    if (!HappensLater(parameters.history[i])) continue;
    HappenLater(vitess, parameters.history[i], static_cast<std::int64_t>(i), world.now());
  }
  provider.history_due = kNoTime;
}

}  // namespace

TimeMs ProviderProcessor::NextTimer(const World& world) const {
  const ProviderState& provider = world.Get<ProviderState>();
  TimeMs next = std::min(provider.next_tick, provider.history_due);
  for (const BranchRecord& branch : provider.branches) next = std::min(next, branch.ready_at);
  return next;
}

void ProviderProcessor::Advance(World& world) const {
  ProviderState& provider = world.Mutate<ProviderState>();
  bool is_ready = false;
  for (BranchRecord& branch : provider.branches) {
    if (branch.ready_at > world.now()) continue;
    TakeSnapshot(world, branch);
    is_ready = true;
  }
  if (provider.history_due <= world.now()) HappenNow(world, provider);
  if (provider.next_tick > world.now()) {
    if (is_ready) WakeProcessor(world, provider);
    return;
  }
  if (!StandsStill(world, provider)) {
    for (RequestRecord& request : provider.requests) TickRequest(world, provider, request);
  }
  WakeProcessor(world, provider);
}

void WakeProcessor(World& world, ProviderState& provider) {
  provider.next_tick = kNoTime;
  for (const RequestRecord& request : provider.requests) {
    provider.next_tick = std::min(provider.next_tick, NextTickOf(world, provider, request));
  }
}

void WakeProcessor(World& world) { WakeProcessor(world, world.Mutate<ProviderState>()); }

void GoOutOfOrderAt(World& world, OutageTrigger trigger) {
  const WorldParameters& parameters = world.Get<WorldParameters>();
  if (parameters.api_outage_ms == 0 || parameters.api_outage_trigger != trigger) return;
  if (world.Get<ProviderState>().out_of_order_until != kNoTime) return;  // once a world
  world.Mutate<ProviderState>().out_of_order_until = world.now() + parameters.api_outage_ms;
}

void HappenLaterAt(World& world, ProviderState& provider, HistoryTrigger trigger) {
  const WorldParameters& parameters = world.Get<WorldParameters>();
  if (provider.history_happened || parameters.history_trigger != trigger) return;
  if (std::none_of(parameters.history.begin(), parameters.history.end(), HappensLater)) return;
  provider.history_happened = true;
  if (parameters.history_delay_ms == 0) {
    HappenNow(world, provider);
  } else {
    provider.history_due = world.now() + parameters.history_delay_ms;
  }
}

}  // namespace relapse::planetscale
