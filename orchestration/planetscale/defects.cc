#include "orchestration/planetscale/defects.h"

#include <array>

#include "harness/core/enum_names.h"

namespace relapse::planetscale {

namespace {
constexpr std::array<std::string_view, kDefectCount> kSlugs{
    "ready-never-deployed",
    "transient-error-forks",
    "context-is-apply-id-forever",
    "resume-context-not-persisted",
    "recovered-pending-never-deployed",
    "deferred-deploy-started-by-resume",
    "deferred-unrecorded-stuck",
    "complete-error-silently-rerun",
    "stale-schema-api-on-resume",
    "unreviewed-ddl-on-resume",
    "resume-skips-validation",
    "resume-persists-dr-id-late",
    "resume-deploy-no-retry",
    "resume-poll-ignores-cancel",
    "resume-no-changes-fails",
    "branch-resume-baseline-not-persisted",
    "not-found-misclassification",
    "empty-baseline-attaches-history",
    "multiple-candidates",
    "resurrected-context",
    "fast-completion-never-discovered",
    "late-recovery-only-when-empty",
    "discovery-ignores-cancel",
    "orphan-deploy-request",
    "pending-poll-nil-deref",
    "pending-poll-unbounded",
    "ambiguous-deploy-response",
    "no-changes-is-failure",
    "deferred-flag-only-returned",
    "fresh-context-returned-not-persisted",
    "ddl-list-not-idempotent-on-retry",
    "dirty-branch-reuse-by-name",
    "cleanup-under-dead-context",
    "cutover-hold-not-verified",
    "start-answered-by-outcome",
    "command-judged-by-old-request",
    "still-validating-counted-as-transient",
    "empty-context-overwrites",
    "auto-cutover-false-omitted",
    "instant-bypasses-deferred-cutover",
    "snapshot-window-by-attempts",
    "silent-wait-cancelled-as-wedged",
    "approval-substring",
    "create-response-lost-branch-deleted",
    "branch-wait-error-starts-fresh",
    "error-dr-restart-reuses-dirty-branch",
    "closed-dr-deployed-again",
    "instant-decision-lost",
    "recovered-cutover-hold-unverified",
    "baseline-unbounded",
    "like-wildcards",
    "revert-context-as-candidate",
    "instant-from-eligibility",
    "failed-without-reason",
    "five-second-outage-fails-apply",
    "nil-resume-poll",
    "stop-swallows-cancel-error",
    "stop-skips-states",
    "cancel-after-complete",
    "auto-cutover-hammer",
    "cutover-not-staged",
    "start-of-cancelled-forks",
    "cancelled-drive-is-outcome",
    "grpc-duplicate-cutover",
    "request-lands-after-cleanup",
    "double-resume-double-deploy",
    "failed-diff-outdoes-cancel",
    "progress-of-what-answers",
    "no-owner-token",
    "vschema-read-error-is-empty",
    "stale-vschema-read",
    "resume-drops-vschema",
};
}  // namespace

std::string_view EnumName(Defect defect) { return NameOf(kSlugs, defect); }
void EnumFromName(std::string_view name, Defect& defect) { ReadName(kSlugs, name, defect); }

}  // namespace relapse::planetscale
