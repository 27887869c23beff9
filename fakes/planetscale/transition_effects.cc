#include "fakes/planetscale/transition_effects.h"

#include <fmt/format.h>

#include "fakes/planetscale/diff.h"
#include "fakes/planetscale/processor.h"

namespace relapse::planetscale::effects {

namespace {

Text ContextOf(ContextStyle style, std::int64_t request, std::int64_t counter) {
  if (style == ContextStyle::kLocalscale) {
    return Text(fmt::format("localscale:{}_{:06}", request, counter));
  }
  return Text(fmt::format("singularity:{:08x}-0000-41ef-a000-000000000001", counter));
}

/// Which of the statements fails when it must: the last ALTER, or the last of all.
struct Doom {
  std::size_t keyspace = 0;
  Text statement;
};
Doom DoomOf(const RequestRecord& request) {
  Doom doom;
  bool alters = false;
  for (std::size_t i = 0; i < kMostKeyspaces; ++i) {
    for (const Text statement : request.ddl[i].list()) {
      const bool is_alter = FactsOf(statement).verb == mysql::Verb::kAlter;
      if (alters && !is_alter) continue;
      alters = alters || is_alter;
      doom = Doom{i, statement};
    }
  }
  return doom;
}

}  // namespace

void StoreDiff(World& world, ProviderState&, RequestRecord& request) {
  const BranchDiff diff = DiffAgainstMain(world, request.wire.branch);
  const DurationMs validating = world.Get<WorldParameters>().validating_ms;
  request.ddl = diff.ddl;
  request.vschema_changed = diff.vschema_changed;
  request.diff_at = kNoTime;
  request.wire.deployment.deployable = true;
  request.wire.deployment.instant_ddl_eligible = diff.instant_eligible;
  if (validating > 0) request.deployable_at = world.now() + validating;
}

void Accept(World& world, ProviderState& provider, RequestRecord& request) {
  request.wire.deployed_at = world.now();
  request.deployable_at = kNoTime;
  request.queue_place = provider.next_queue_place++;
  provider.deploys_accepted = Saturated(provider.deploys_accepted + 1, 3);
  HappenLaterAt(world, provider, HistoryTrigger::kDeployAccepted);
}

void StartSubmitting(World& world, ProviderState& provider, RequestRecord& request) {
  request.submitting_since = world.now();
  request.migration_context = ContextOf(world.Get<WorldParameters>().context_style,
                                        request.wire.number, provider.next_context++);
}

void AcceptAndSubmit(World& world, ProviderState& provider, RequestRecord& request) {
  Accept(world, provider, request);
  StartSubmitting(world, provider, request);
}

void Submit(World& world, ProviderState& provider, RequestRecord& request) {
  VitessState& vitess = world.Mutate<VitessState>();
  const bool instant = request.wire.deployment.instant_ddl;
  const bool fails =
      request.queue_place - provider.ForeignRequests() <= world.Get<WorldParameters>().fail_deploys;
  const Doom doom = fails ? DoomOf(request) : Doom{};
  for (std::size_t i = 0; i < vitess.keyspaces.size(); ++i) {
    for (const Text statement : request.ddl[i].list()) {
      Submission submission{vitess.keyspaces[i].name, statement, request.migration_context};
      submission.postpone_completion = !instant;
      submission.prefer_instant_ddl = instant;
      submission.doomed = fails && i == doom.keyspace && statement == doom.statement;
      SubmitMigration(vitess, submission, world.now());
    }
  }
  request.submitting_since = kNoTime;
  request.submitted = true;
}

void OpenRevertWindow(World& world, ProviderState&, RequestRecord& request) {
  request.revert_expires_at = world.now() + world.Get<WorldParameters>().revert_window_ms;
}

void ApplyVschema(World& world, ProviderState& provider, RequestRecord& request) {
  request.submitting_since = kNoTime;
  request.submitted = true;
  request.vschema_applied = true;
  OpenRevertWindow(world, provider, request);
}

void CutOver(World& world, ProviderState&, RequestRecord& request) {
  // All rows lose their postponement at once, so it need not be issued again as they become ready.
  CompleteContext(world.Mutate<VitessState>(), request.migration_context, world.now());
  request.cutover_requested = true;
}

void RequestCancel(World& world, ProviderState&, RequestRecord& request) {
  request.cancel_requested_at = world.now();
  request.submitting_since = kNoTime;
}

void ConfirmCancel(World&, ProviderState&, RequestRecord& request) { request.cancelled = true; }

void Close(World& world, ProviderState&, RequestRecord& request) {
  request.wire.state = RequestState::kClosed;
  request.wire.closed_at = world.now();
  request.wire.deployment.deployable = false;
  request.diff_at = kNoTime;
  request.deployable_at = kNoTime;
}

void Settle(World& world, ProviderState& provider, RequestRecord& request) {
  const DeploymentState state = request.wire.deployment_state;
  request.diff_at = kNoTime;
  request.deployable_at = kNoTime;
  request.submitting_since = kNoTime;
  request.cancel_requested_at = kNoTime;
  request.revert_expires_at = kNoTime;
  if (state == DeploymentState::kComplete || state == DeploymentState::kCompleteCancel) {
    Close(world, provider, request);
  }
  if (state == DeploymentState::kComplete && request.wire.deployment.auto_delete_branch) {
    const Text branch = request.wire.branch;
    if (std::erase_if(provider.branches,
                      [&](const BranchRecord& record) { return record.wire.name == branch; }) > 0) {
      provider.branches_deleted = Saturated(provider.branches_deleted + 1, 3);
    }
  }
}

}  // namespace relapse::planetscale::effects
