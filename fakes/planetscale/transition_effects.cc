#include "fakes/planetscale/transition_effects.h"

#include <fmt/format.h>

#include <algorithm>
#include <limits>
#include <string>

#include "fakes/planetscale/diff.h"
#include "fakes/planetscale/processor.h"
#include "fakes/planetscale/revert.h"
#include "fakes/planetscale/submission.h"

namespace relapse::planetscale::effects {

namespace {

Text ContextOf(const WorldParameters& parameters, std::int64_t request, std::int64_t counter) {
  const ContextStyle style = parameters.context_style;
  if (parameters.defects.Has(ProviderDefect::kDeployContextReused)) {
    return Text(fmt::format("localscale:{}", request));
  }
  if (style == ContextStyle::kLocalscale) {
    return Text(fmt::format("localscale:{}_{:06}", request, counter));
  }
  return Text(fmt::format("singularity:{:08x}-0000-41ef-a000-000000000001", counter));
}

bool Has(const World& world, ProviderDefect defect) {
  return world.Get<WorldParameters>().defects.Has(defect);
}

}  // namespace

void StoreDiff(World& world, ProviderState&, RequestRecord& request) {
  const BranchDiff diff = DiffAgainstMain(world, request.wire.branch);
  const DurationMs validating = world.Get<WorldParameters>().validating_ms;
  request.ddl = diff.ddl;
  request.vschema_changed = diff.vschema_changed;
  request.vschemas = diff.vschemas;
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
  GoOutOfOrderAt(world, OutageTrigger::kDeployAccepted);
}

void StartSubmitting(World& world, ProviderState& provider, RequestRecord& request) {
  request.submitting_since = world.now();
  request.migration_context =
      ContextOf(world.Get<WorldParameters>(), request.wire.number, provider.next_context++);
}

void AcceptAndSubmit(World& world, ProviderState& provider, RequestRecord& request) {
  Accept(world, provider, request);
  StartSubmitting(world, provider, request);
}

void SubmitNext(World& world, ProviderState&, RequestRecord& request) {
  SubmitStatements(world, request, 1);
}

void Submit(World& world, ProviderState&, RequestRecord& request) {
  SubmitStatements(world, request, StatementCount(request));
  request.submitting_since = kNoTime;
  request.submitted = true;
}

void CancelSiblings(World& world, ProviderState&, RequestRecord& request) {
  if (Has(world, ProviderDefect::kFailedDeployLeavesSiblings)) return;
  CancelContext(world.Mutate<VitessState>(), request.migration_context, world.now());
}

void AbandonSubmission(World& world, ProviderState&, RequestRecord& request) {
  if (StatementsSubmitted(world.Get<VitessState>(), request) == 0) return;
  if (Has(world, ProviderDefect::kFailedSubmissionLeavesMigrations)) return;
  CancelContext(world.Mutate<VitessState>(), request.migration_context, world.now());
}

void OpenRevertWindow(World& world, ProviderState&, RequestRecord& request) {
  request.wire.finished_at = world.now();
  request.revert_expires_at = world.now() + world.Get<WorldParameters>().revert_window_ms;
}

void PublishVschema(World& world, ProviderState&, RequestRecord& request) {
  if (request.vschema_changed) {
    VitessState& vitess = world.Mutate<VitessState>();
    for (std::size_t i = 0; i < vitess.keyspaces.size(); ++i) {
      vitess.keyspaces[i].vschema = request.vschemas[i].json;
    }
  }
  request.vschema_applied = request.vschema_changed;
  request.wire.finished_at = world.now();
}

void ApplyVschema(World& world, ProviderState& provider, RequestRecord& request) {
  request.submitting_since = kNoTime;
  request.submitted = true;
  PublishVschema(world, provider, request);
  OpenRevertWindow(world, provider, request);
}

void BeginRevert(World&, ProviderState&, RequestRecord& request) {
  request.revert_expires_at = kNoTime;
}

void RestoreVschema(World& world, ProviderState&, RequestRecord& request) {
  VitessState& vitess = world.Mutate<VitessState>();
  for (std::size_t i = 0; i < vitess.keyspaces.size(); ++i) {
    vitess.keyspaces[i].vschema = request.vschemas_before[i].json;
  }
}

namespace {

/// Submits at most so many of the statements that are left.
void SubmitReverseStatements(World& world, RequestRecord& request, std::int64_t most) {
  VitessState& vitess = world.Mutate<VitessState>();
  const PerKeyspace<StatementList> ddl = ReverseLeft(vitess, request).ddl;
  // One revert a deployment, so its context is as unique as the deployment's (B19).
  const bool is_unique = !Has(world, ProviderDefect::kRevertContextReused);
  request.revert_context =
      Text(is_unique ? "revert:" + request.migration_context.str()
                     : "localscale-revert:" + std::to_string(request.wire.number));
  for (std::size_t i = 0; i < vitess.keyspaces.size(); ++i) {
    for (const Text statement : ddl[i].list()) {
      if (most-- <= 0) return;
      SubmitMigration(vitess,
                      {.keyspace = vitess.keyspaces[i].name,
                       .statement = statement,
                       .migration_context = request.revert_context,
                       .postpone_completion = false,
                       .prefer_instant_ddl = true},
                      world.now());
    }
  }
}

}  // namespace

void SubmitNextReverse(World& world, ProviderState&, RequestRecord& request) {
  SubmitReverseStatements(world, request, 1);
}

void SubmitReverse(World& world, ProviderState&, RequestRecord& request) {
  SubmitReverseStatements(world, request, std::numeric_limits<std::int64_t>::max());
}

void CancelReverse(World& world, ProviderState&, RequestRecord& request) {
  CancelContext(world.Mutate<VitessState>(), request.revert_context, world.now());
}

void Acknowledge(World&, ProviderState&, RequestRecord& request) { request.acknowledged = true; }

void Stage(World& world, ProviderState&, RequestRecord& request) {
  const WorldParameters& parameters = world.Get<WorldParameters>();
  const DurationMs takes = std::max(parameters.not_staged_ms, parameters.cutover_fails_ms);
  if (takes > 0) request.staged_at = world.now() + takes;
}

void CutOver(World& world, ProviderState&, RequestRecord& request) {
  // Every row that is reached loses its postponement; the processor issues it again for the others.
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
  request.staged_at = kNoTime;
  request.cancel_requested_at = kNoTime;
  request.revert_expires_at = kNoTime;
  if (request.throttle_ratio > 0 && request.wire.deployed_at != kNoTime &&
      !Has(world, ProviderDefect::kThrottleLeaks)) {
    request.throttle_ratio = 0;
    ThrottleAll(world.Mutate<VitessState>(), 0, world.now());
  }
  const bool is_over = state == DeploymentState::kComplete ||
                       state == DeploymentState::kCompleteCancel ||
                       state == DeploymentState::kCompleteRevert;
  if (is_over) {
    Close(world, provider, request);
  }
  if (state == DeploymentState::kComplete && request.wire.deployment.auto_delete_branch &&
      !Has(world, ProviderDefect::kAutoDeleteIgnored)) {
    const Text branch = request.wire.branch;
    if (std::erase_if(provider.branches,
                      [&](const BranchRecord& record) { return record.wire.name == branch; }) > 0) {
      provider.branches_deleted = Saturated(provider.branches_deleted + 1, 3);
    }
  }
}

}  // namespace relapse::planetscale::effects
