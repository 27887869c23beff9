#include "fakes/vitess/provider_defects.h"

#include <array>

#include "harness/core/enum_names.h"

namespace relapse::planetscale {

namespace {
constexpr std::array<std::string_view, kProviderDefectCount> kProviderSlugs{
    "duplicate-complete",
    "cancel-refused-in-cutover",
    "cancel-waits-for-engine",
    "cancel-without-deadline",
    "partial-read-is-the-whole",
    "stuck-shard-freezes-all",
    "eligible-counts-as-instant",
    "expiry-waits-for-clients",
    "submission-overwrites-cancel",
    "tick-overwrites-cancel",
    "failed-deploy-leaves-siblings",
    "failed-submission-leaves-migrations",
    "submission-timeout-from-creation",
    "failed-validation-deploys",
    "only-newest-deploy-blocks",
    "context-matched-as-pattern",
    "two-way-diff",
    "diff-of-half-made-branch",
    "error-numbers-lost",
    "branch-storage-collides",
    "long-name-fails-late",
    "underscore-tables-in-diff",
    "deploy-context-reused",
    "auto-delete-ignored",
    "pending-not-resumed",
    "snapshot-not-resumed",
    "submission-not-resumed",
    "submission-starts-over",
    "user-cancel-shown-as-error",
    "undeployed-cannot-be-closed",
    "stale-ready-counts-as-waiting",
    "answers-without-deployment",
    "auto-cutover-inherited",
    "list-ignores-filters",
    "cancel-after-last-cutover",
    "cancel-in-revert-window",
    "gate-not-observed",
    "user-cancel-recorded-as-failed",
    "successors-run-after-failure",
    "immediate-successors-stay-queued",
    "order-across-contexts",
    "snapshot-error-is-absence",
    "revert-context-reused",
    "cancelled-revert-never-ends",
    "throttle-leaks",
    "vschema-lost-update",
    "approval-never-given",
    "revert-not-resumed",
    "cancel-in-vschema",
    "deleted-branch-waited-for",
    "instant-ignores-postponement",
    "outage-reported-as-not-found",
    "revert-submission-not-resumed",
    "ready-below-full",
};
}  // namespace

std::string_view EnumName(ProviderDefect defect) { return NameOf(kProviderSlugs, defect); }
void EnumFromName(std::string_view name, ProviderDefect& defect) {
  ReadName(kProviderSlugs, name, defect);
}

}  // namespace relapse::planetscale
