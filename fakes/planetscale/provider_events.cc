#include "fakes/planetscale/provider_events.h"

#include "fakes/planetscale/processor.h"
#include "fakes/planetscale/submission.h"
#include "fakes/vitess/online_ddl.h"

namespace relapse::planetscale {

namespace {

bool NoneYet(const World& world) { return world.Get<ProviderState>().events == 0; }

/// Rows survive, tasks do not: what was under way is found by its row and begun again (section
/// 2.11). The bugs B41 find only a part of it.
void Restart(World& world) {
  const WorldParameters& parameters = world.Get<WorldParameters>();
  const ProviderDefects& defects = parameters.defects;
  ProviderState& provider = world.Mutate<ProviderState>();
  ++provider.events;
  for (BranchRecord& branch : provider.branches) {
    if (branch.ready_at == kNoTime) continue;
    const bool resumes = !defects.Has(ProviderDefect::kSnapshotNotResumed);
    branch.ready_at = resumes ? world.now() + parameters.branch_ready_delay_ms : kNoTime;
  }
  for (RequestRecord& request : provider.requests) {
    if (request.diff_at != kNoTime) {
      const bool resumes = !defects.Has(ProviderDefect::kPendingNotResumed);
      request.diff_at = resumes ? world.now() + parameters.diff_delay_ms : kNoTime;
    }
    const bool reverts = request.wire.deployment_state == DeploymentState::kInProgressRevertVschema;
    if (reverts && defects.Has(ProviderDefect::kRevertNotResumed)) request.revert_lost = true;
    const bool submits_reverse =
        request.wire.deployment_state == DeploymentState::kInProgressRevert &&
        !request.revert_context.empty();
    // What was submitted of it counts as the whole.
    if (submits_reverse && defects.Has(ProviderDefect::kRevertSubmissionNotResumed)) {
      request.revert_lost = true;
    }
    if (request.wire.deployment_state != DeploymentState::kSubmitting) continue;
    if (defects.Has(ProviderDefect::kSubmissionNotResumed)) request.submission_lost = true;
    if (defects.Has(ProviderDefect::kSubmissionStartsOver)) {
      request.forgotten = StatementsSubmitted(world.Get<VitessState>(), request);
    }
  }
  WakeProcessor(world, provider);
}

void GoSilent(World& world) {
  world.Mutate<VitessState>().silent_until = world.now() + world.Get<WorldParameters>().silence_ms;
  ++world.Mutate<ProviderState>().events;
  WakeProcessor(world);
}

/// The first context of a deployment, or of its revert, under which something still runs; or empty.
Text PendingContext(const World& world) {
  for (const RequestRecord& request : world.Get<ProviderState>().requests) {
    for (const Text context : {request.migration_context, request.revert_context}) {
      if (context.empty()) continue;
      const Census census = CountContext(world.Get<VitessState>(), context);
      if (census.rows > 0 && !census.AllTerminal()) return context;
    }
  }
  return Text();
}
bool CanCancelInVitess(const World& world) {
  return NoneYet(world) && !world.Get<VitessState>().refuses_cancel &&
         world.Get<VitessState>().Answers(world.now()) && !PendingContext(world).empty();
}
void CancelInVitess(World& world) {
  const Text context = PendingContext(world);
  CancelContext(world.Mutate<VitessState>(), context, world.now());
  ++world.Mutate<ProviderState>().events;
  WakeProcessor(world);
}

constexpr Disturbance kRestarts{.name = "provider_restarts",
                                .summary = "the provider's process dies and is started again",
                                .possible = NoneYet,
                                .happen = Restart};
constexpr Disturbance kSilence{.name = "keyspace_goes_silent",
                               .summary = "the last keyspace answers nobody for a while",
                               .possible = NoneYet,
                               .happen = GoSilent,
                               .transparent = false};
constexpr Disturbance kCancelled{.name = "migrations_cancelled",
                                 .summary = "somebody cancels a deployment's migrations in Vitess",
                                 .possible = CanCancelInVitess,
                                 .happen = CancelInVitess,
                                 .transparent = false};
constexpr const Disturbance* kProviderEvents[] = {&kRestarts, &kSilence, &kCancelled};

}  // namespace

std::span<const Disturbance* const> ProviderEvents() { return kProviderEvents; }

}  // namespace relapse::planetscale
