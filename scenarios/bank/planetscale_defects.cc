#include "scenarios/bank/planetscale_defects.h"

#include "harness/explore/rest_oracle.h"
#include "scenarios/bank/switches.h"

namespace relapse::planetscale {

namespace {

constexpr std::string_view kApply = "planetscale/apply";
constexpr std::string_view kTwoDrivers = "planetscale/two-drivers";
constexpr std::string_view kDeferredDeploy = "planetscale/deferred-deploy";
constexpr std::string_view kDeferredCutover = "planetscale/deferred-cutover";

/// Provenance as in section 0.2 of the specification.
constexpr std::string_view kPr306 = "schemabot #306";
constexpr std::string_view kReview306 = "schemabot #306, review";
constexpr std::string_view kFixed = "schemabot, fixed";
constexpr std::string_view kOpen = "schemabot, open";
constexpr std::string_view kFoundHere = "found by Relapse";

/// One row: id in the specification, slug, and what the harness needs to know.
struct Row {
  std::string_view slug;
  std::string_view source;
  std::string_view summary;
  std::vector<std::string> violates;
  std::string_view scenario = kApply;
  Json parameters = Json::object();
  std::vector<std::string_view> masked_by = {};
  int faults = 2;
  int preemptions = 0;  ///< of two drivers
  Basis basis = Basis::kStandard;
  bool needs_no_fault = false;
};

DefectInfo InfoOf(const Row& row) {
  DefectInfo info;
  info.id = std::string(kDefectFamily) + std::string(row.slug);
  info.component = "planetscale/engine";
  info.source = row.source;
  info.summary = row.summary;
  info.violates = row.violates;
  for (const std::string_view mask : row.masked_by) {
    info.masked_by.push_back(std::string(kDefectFamily) + std::string(mask));
  }
  info.scenario = row.scenario;
  info.parameters = row.parameters;
  info.faults = row.faults;
  info.preemptions = row.preemptions;
  info.basis = row.basis;
  info.needs_no_fault = row.needs_no_fault;
  return info;
}

std::vector<Row> FreshApply() {
  return {
      {.slug = "orphan-deploy-request",  // E1
       .source = kOpen,
       .summary = "a deploy request whose number was lost is not looked up, a second one is made",
       .violates = {"S-ONE-DR"}},
      {.slug = "pending-poll-nil-deref",  // E2
       .source = kFixed,
       .summary =
           "a failed read while the diff is pending dereferences the answer that is not there",
       .violates = {"L-PROC"},
       .parameters = {{"diff_delay_ms", 2000}}},
      {.slug = "pending-poll-unbounded",  // E3
       .source = kFixed,
       .summary = "a diff that never ends is waited for without bound",
       .violates = {"L-BOUNDED-WAIT"},
       .parameters = {{"never_leaves_pending", true}},
       .faults = 1,
       .needs_no_fault = true},
      {.slug = "ambiguous-deploy-response",  // E5
       .source = kOpen,
       .summary = "an accepted deploy whose answer was lost is tried again and recorded as failed",
       .violates = {"S-NO-FALSE-FAIL", "S-OUTCOME-TRUTH"}},
      {.slug = "no-changes-is-failure",  // E6
       .source = kFixed,
       .summary = "a branch that equals main fails the apply instead of completing it",
       .violates = {"S-OUTCOME-TRUTH"},
       .parameters = {{"statements", 0}},
       .needs_no_fault = true},
      {.slug = "deferred-flag-only-returned",  // E7
       .source = kFixed,
       .summary = "the deferral of the deploy is not stored with the number, so a crash forgets it",
       .violates = {"S-DEFER-DEPLOY", "L-OPERATOR"},
       .scenario = kDeferredDeploy,
       .masked_by = {"deferred-deploy-started-by-resume"}},
      {.slug = "fresh-context-returned-not-persisted",  // E8
       .source = kOpen,
       .summary = "the context is only returned by the engine; a failed save of it goes unnoticed",
       .violates = {"D-CTX"}},
      {.slug = "ddl-list-not-idempotent-on-retry",  // E10
       .source = kOpen,
       .summary =
           "a lost connection repeats statements that took effect, and their errors are final",
       .violates = {"S-TRANSIENT-NOT-FATAL"}},
      {.slug = "dirty-branch-reuse-by-name",  // E11
       .source = kOpen,
       .summary = "a branch of the same name is used whoever made it and whatever is on it",
       .violates = {"S-REVIEWED-DDL", "L-RETRY-CONVERGES"},
       .parameters = {{"taken_branch_name", "schemabot-shop-20240101"}},
       .faults = 1,
       .needs_no_fault = true},
      {.slug = "branch-leak-on-failure",  // E12
       .source = kFixed,
       .summary = "a failed apply leaves its branch behind",
       .violates = {"S-NO-ORPHAN"},
       .parameters = {{"main_moved", true}},
       .faults = 1,
       .needs_no_fault = true},
      {.slug = "cleanup-under-dead-context",  // E14
       .source = kFixed,
       .summary = "the branch is deleted under the context that was just cancelled, so it is not",
       .violates = {"S-NO-ORPHAN"},
       .parameters = {{"main_moved", true}},
       .faults = 1,
       .basis = Basis::kShutdown},
      {.slug = "cutover-hold-not-verified",  // E20
       .source = kFixed,
       .summary = "a deploy is sent although the provider stored auto_cutover as true",
       .violates = {"S-DEFER-CUTOVER"},
       .scenario = kDeferredCutover,
       .parameters = {{"auto_cutover_ignored", true}},
       .faults = 1,
       .needs_no_fault = true},
  };
}

std::vector<Row> Resume() {
  return {
      {.slug = "ready-never-deployed",  // R1
       .source = kPr306,
       .summary = "a request that is ready is reattached to and never deployed",
       .violates = {"L-PROGRESS"}},
      {.slug = "transient-error-forks",  // R2
       .source = kPr306,
       .summary = "any error while reading the request counts as gone and starts a second one",
       .violates = {"S-ONE-DR", "S-ONE-DEPLOY"}},
      {.slug = "context-is-apply-id-forever",  // R3
       .source = kPr306,
       .summary = "a resumed apply captures no baseline and never looks for its context",
       .violates = {"D-CTX", "D-BASELINE"},
       .masked_by = {"late-recovery-only-when-empty"}},
      {.slug = "resume-context-not-persisted",  // R4
       .source = kPr306,
       .summary = "a resumed deploy finds its context and does not store it",
       .violates = {"D-CTX"}},
      {.slug = "recovered-pending-never-deployed",  // R6
       .source = kFixed,
       .summary = "a request that is pending at recovery is reattached to and never deployed",
       .violates = {"L-PROGRESS"}},
      {.slug = "deferred-deploy-started-by-resume",  // R7
       .source = kFixed,
       .summary = "recovery reads only the stored flag and deploys what the operator deferred",
       .violates = {"S-DEFER-DEPLOY"},
       .scenario = kDeferredDeploy,
       .masked_by = {"deferred-flag-only-returned"}},
      {.slug = "deferred-unrecorded-stuck",  // R8
       .source = kFixed,
       .summary = "recovery does not record the deferral: shown as pending, the start is refused",
       .violates = {"L-OPERATOR"},
       .scenario = kDeferredDeploy,
       .masked_by = {"deferred-flag-only-returned"}},
      {.slug = "fresh-after-reset-persists-nothing",  // R10
       .source = kOpen,
       .summary = "a fresh start after a failed request stores nothing of what it creates",
       .violates = {"D-BEFORE-EFFECT", "S-ONE-DR"},
       .parameters = {{"fail_diffs", 1}},
       .faults = 1,
       .needs_no_fault = true},
      {.slug = "complete-error-silently-rerun",  // R12
       .source = kOpen,
       .summary = "a deployment that failed at the provider is run again instead of reported",
       .violates = {"S-OUTCOME-TRUTH", "S-ONE-DR", "S-ONE-DEPLOY"},
       .parameters = {{"fail_deploys", 1}}},
      {.slug = "stale-schema-api-on-resume",  // R13
       .source = kFixed,
       .summary = "the stale schema API answers no tables, so recovery creates all of them",
       .violates = {"S-ERR-NOT-EMPTY", "S-REVIEWED-DDL"},
       .parameters = {{"stale_schema_api_ms", 60000}},
       .masked_by = {"unreviewed-ddl-on-resume"}},
      {.slug = "unreviewed-ddl-on-resume",  // R14
       .source = kFixed,
       .summary = "recovery runs whatever leads to the declared schema, reviewed or not",
       .violates = {"S-REVIEWED-DDL"},
       .parameters = {{"touch_branch_after_ddl", 1}}},
      {.slug = "resume-skips-validation",  // R15
       .source = kFixed,
       .summary = "a resumed branch is proposed without comparing it with the declared schema",
       .violates = {"S-BRANCH-EQ-DESIRED"},
       .parameters = {{"main_moved", true}}},
      {.slug = "resume-persists-dr-id-late",  // R16
       .source = kOpen,
       .summary = "a resumed apply relies on its request before the number is stored",
       .violates = {"D-BEFORE-EFFECT", "S-ONE-DR"}},
      {.slug = "resume-deploy-no-retry",  // R18
       .source = kFixed,
       .summary = "one transient error of a resumed deploy fails the apply",
       .violates = {"S-TRANSIENT-NOT-FATAL", "S-NO-FALSE-FAIL"}},
      {.slug = "resume-poll-ignores-cancel",  // R19
       .source = kFixed,
       .summary = "a worker that waits for the diff on recovery does not hear that it should stop",
       .violates = {"L-SHUTDOWN"},
       .parameters = {{"diff_delay_ms", 10000}},
       .basis = Basis::kShutdown},
      {.slug = "resume-no-changes-fails",  // R21
       .source = kFixed,
       .summary = "a resumed branch that equals main fails the apply",
       .violates = {"S-OUTCOME-TRUTH"},
       .parameters = {{"statements", 0}}},
      {.slug = "branch-resume-baseline-not-persisted",  // R24
       .source = kOpen,
       .summary = "a resumed apply deploys before its baseline is stored",
       .violates = {"D-BASELINE"}},
      {.slug = "not-found-misclassification",  // R27
       .source = kOpen,
       .summary = "a gateway's 404 counts as the API's own not_found",
       .violates = {"S-ONE-DR", "S-NO-FALSE-FAIL", "D-BEFORE-EFFECT"},
       .parameters = {{"statements", 1}, {"history", Json::array()}},
       .basis = Basis::kAll},
  };
}

std::vector<Row> OperatorCommands() {
  return {
      {.slug = "start-answered-by-outcome",
       .source = kFoundHere,
       .summary = "a start that was carried out is answered as failed because the deploy failed",
       .violates = {std::string(kDifferentialOracle)},
       .scenario = kDeferredDeploy,
       .parameters = {{"fail_deploys", 1}},
       .faults = 1},
      {.slug = "command-judged-by-old-request",
       .source = kFoundHere,
       .summary = "a cutover is refused by a state that was read before the command was given",
       .violates = {"L-OPERATOR"},
       .scenario = kDeferredCutover,
       .parameters = {{"operator", "none"},
                      {"statements", 1},
                      {"copy_ticks", 11},
                      {"commands",
                       {{{"shown", "running"}, {"operation", "cutover"}, {"after", 500}}}}},
       .faults = 1,
       .basis = Basis::kUnsteady},
  };
}

std::vector<Row> SeveralDrivers() {
  return {
      {.slug = "double-resume-double-deploy",  // R5
       .source = kPr306,
       .summary = "the driver whose deploy is refused because another one's came first fails the "
                  "apply",
       .violates = {"S-NO-FALSE-FAIL", "S-OUTCOME-TRUTH"},
       .scenario = kTwoDrivers,
       .faults = 1,
       .preemptions = 1},
      {.slug = "no-owner-token",  // O2
       .source = kFixed,
       .summary =
           "writes carry no claim: a driver that was believed dead writes over its successor",
       .violates = {"S-FENCED"},
       .scenario = kTwoDrivers,
       .faults = 1},
  };
}

std::vector<Row> Discovery() {
  return {
      {.slug = "empty-baseline-attaches-history",  // X1
       .source = kReview306,
       .summary = "reattaching with an empty baseline takes a finished change of the past for ours",
       .violates = {"S-CTX-OWN"},
       .parameters = {{"history", {"finished_recently", "finished_recently"}}}},
      {.slug = "multiple-candidates",  // X2
       .source = kReview306,
       .summary = "the first unfinished change is taken for ours, whoever runs it",
       .violates = {"S-CTX-OWN"},
       .parameters = {{"history", {"foreign_running"}}}},
      {.slug = "resurrected-context",  // X3
       .source = kFixed,
       .summary = "the only unfinished change is taken for ours, however old its request is",
       .violates = {"S-CTX-OWN"},
       .parameters = {{"history", {"retried_later"}}, {"history_trigger", "deploy_accepted"}},
       .needs_no_fault = true},
      {.slug = "failed-baseline-equals-empty",  // X4
       .source = kOpen,
       .summary = "a baseline that could not be read is stored as an empty one",
       .violates = {"S-ERR-NOT-EMPTY"}},
      {.slug = "fast-completion-never-discovered",  // X6
       .source = kOpen,
       .summary = "a change that completes before the first look is never recognised",
       .violates = {"D-CTX"}},
      {.slug = "late-recovery-only-when-empty",  // X7
       .source = kOpen,
       .summary = "the context is looked for again only where nothing is stored, not the apply id",
       .violates = {"D-CTX"}},
      {.slug = "discovery-ignores-cancel",  // X8
       .source = kPr306,
       .summary = "a worker that looks for its context does not hear that it should stop",
       .violates = {"L-SHUTDOWN"},
       .parameters = {{"queues_deploys", true}, {"foreign_deploy_ms", 20000}},
       .faults = 1,
       .basis = Basis::kShutdown},
  };
}

}  // namespace

std::vector<DefectInfo> PlanetScaleDefects() {
  std::vector<DefectInfo> all;
  for (const auto& rows :
       {FreshApply(), Resume(), OperatorCommands(), SeveralDrivers(), Discovery()}) {
    for (const Row& row : rows) all.push_back(InfoOf(row));
  }
  return all;
}

}  // namespace relapse::planetscale
