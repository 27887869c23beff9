#include "fakes/planetscale/transition_effects.h"

#include <fmt/format.h>

#include "fakes/planetscale/diff.h"
#include "fakes/planetscale/processor.h"
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
  request.revert_expires_at = world.now() + world.Get<WorldParameters>().revert_window_ms;
}

void ApplyVschema(World& world, ProviderState& provider, RequestRecord& request) {
  request.submitting_since = kNoTime;
  request.submitted = true;
  request.vschema_applied = true;
  OpenRevertWindow(world, provider, request);
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
  request.cancel_requested_at = kNoTime;
  request.revert_expires_at = kNoTime;
  if (state == DeploymentState::kComplete || state == DeploymentState::kCompleteCancel) {
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
