// Bugs of commands, discovery and following (spec/planetscale-engine.md sections 8.3 to 8.5).
#include "harness/explore/rest_oracle.h"
#include "scenarios/bank/engine_row.h"

namespace relapse::planetscale {

std::vector<Row> OperatorCommandRows() {
  return {
      {.slug = "stop-swallows-cancel-error",  // C1
       .source = kBugFixed,
       .summary = "a cancel that the provider did not take is recorded as done",
       .violates = {"S-CANCEL-EFFECT", "S-OUTCOME-TRUTH"},
       .parameters = {{"operator", "cancel"}},
       .faults = 1},
      {.slug = "stop-skips-states",  // C2
       .source = kBugFixed,
       .summary = "a cancel before the deploy is recorded, and the request is left open",
       .violates = {"S-CANCEL-EFFECT"},
       .scenario = kDeferredDeploy,
       .parameters = {{"operator", "cancel_at_gate"}},
       .faults = 1,
       .needs_no_fault = true},
      {.slug = "cancel-after-complete",  // C6
       .source = kBugFixed,
       .summary = "a cancel that comes after the change is live is recorded as its outcome",
       .violates = {"S-CANCEL-EFFECT", "S-OUTCOME-TRUTH"},
       .parameters = {{"operator", "none"},
                      {"statements", 1},
                      {"commands",
                       {{{"shown", "revert_window"}, {"operation", "cancel"}, {"after", 300}}}}},
       .faults = 2},
      {.slug = "volume-no-resume-state",  // C11
       .source = kSnap,
       .summary = "a volume is asked of no deploy request in particular: always \"no active schema "
                  "change\"",
       .violates = {"S-VOLUME"},
       .parameters =
           {{"copy_ticks", 6},
            {"commands",
             {{{"shown", "running"}, {"operation", "volume"}, {"after", 0}, {"volume", 8}}}}},
       .faults = 1,
       .needs_no_fault = true},
      {.slug = "auto-cutover-hammer",  // C12
       .source = kBugFixed,
       .summary = "a cutover that fails is sent again at every poll, without bound",
       .violates = {"L-BOUNDED-RETRY"},
       .scenario = kDeferredCutover,
       .parameters = {{"cutover_fails_ms", 20000}},
       .faults = 1,
       .needs_no_fault = true},
      {.slug = "cutover-not-staged",  // C13
       .source = kBugFixed,
       .summary = "a cutover that comes before the changes are staged fails the apply",
       .violates = {"L-BUSY-NOT-FATAL"},
       .scenario = kDeferredCutover,
       .parameters = {{"not_staged_ms", 20000}},
       .faults = 1,
       .needs_no_fault = true},
      {.slug = "start-of-cancelled-forks",  // C19
       .source = kSnap,
       .summary = "a cancelled request counts as stopped, and what is stopped is started afresh",
       .violates = {"S-ONE-DR", "S-NO-AUTO-RERUN"},
       .scenario = kThirdParty,
       .basis = Basis::kUnsteady},
      {.slug = "cancelled-drive-is-outcome",  // C29
       .source = kBugFixed,
       .summary = "a worker that is asked to stop records the apply as failed",
       .violates = {"S-HANDOVER", "S-NO-FALSE-FAIL"},
       .faults = 1,
       .basis = Basis::kShutdown},
      {.slug = "grpc-duplicate-cutover",  // C34
       .source = kBugFixed,
       .summary = "a cutover that is met again while it is under way is answered as failed",
       .violates = {"S-IDEMPOTENT"},
       .scenario = kDeferredCutover,
       .faults = 1},
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
      {.slug = "failed-diff-outdoes-cancel",
       .source = kFoundHere,
       .summary = "a cancel that a resumed worker reads beside a failed diff fails the apply",
       .violates = {"L-RETRY-CONVERGES", "S-TRANSIENT-NOT-FATAL"},
       .scenario = "planetscale/operator-commands",
       .parameters =
           {{"fail_diffs", 1},
            {"statements", 1},
            {"commands",
             {{{"shown", "validating_deploy_request"}, {"operation", "cancel"}, {"after", 1500}}}}},
       .faults = 1},
      {.slug = "request-lands-after-cleanup",
       .source = kFoundHere,
       .summary = "a request that lands between the look for it and the deletion of its branch is "
                  "never closed",
       .violates = {"S-NO-ORPHAN"},
       .scenario = "planetscale/operator-commands",
       .parameters =
           {{"refuse_duplicate_deploy_request", true},
            {"defer_deploy", false},
            {"commands",
             {{{"shown", "creating_deploy_request"}, {"operation", "cancel"}, {"after", 0}}}}},
       .basis = Basis::kUnsteady},
      {.slug = "deployed-request-not-found",
       .source = kFoundHere,
       .summary = "a request whose number was lost is looked for among the open ones: one that a "
                  "colleague deployed has ended, and a second one is made",
       .violates = {"S-ONE-DR"},
       .scenario = kThirdParty,
       .parameters = {{"colleague_deploys_ms", 1000},
                      {"copy_ticks", 1},
                      {"revert_window_ms", 0},
                      {"api_outage_ms", 10000},
                      {"api_outage_trigger", "request_created"}},
       .faults = 1},
      {.slug = "baseline-after-deploy",
       .source = kFoundHere,
       .summary = "the baseline is captured after a colleague's deploy and holds our own context, "
                  "which is never recognised",
       .violates = {"D-CTX"},
       .scenario = kThirdParty,
       .parameters = {{"colleague_deploys_ms", 501}},
       .basis = Basis::kUnsteady},
      {.slug = "hold-read-overlooks-deploy",
       .source = kFoundHere,
       .summary = "the read that verifies the held cutover shows a colleague's deploy, and the "
                  "apply goes on as if there were none",
       .violates = {"D-CTX"},
       .scenario = kThirdParty,
       .parameters = {{"defer_cutover", true},
                      {"operator", "cutover"},
                      {"statements", 1},
                      {"colleague_deploys_ms", 501}},
       .faults = 1,
       .basis = Basis::kUnsteady},
      {.slug = "unheld-request-left-open",
       .source = kFoundHere,
       .summary = "an apply fails because its request would cut over by itself, and closes it only "
                  "afterwards: a colleague deploys it meanwhile",
       .violates = {"S-NO-FALSE-FAIL"},
       .scenario = kThirdParty,
       .parameters = {{"defer_cutover", true},
                      {"operator", "cutover"},
                      {"auto_cutover_ignored", true},
                      {"colleague_deploys_ms", 2000}},
       .faults = 1},
      {.slug = "cutover-refused-in-revert",
       .source = kFoundHere,
       .summary = "a cutover that was carried out is answered as failed when it is met again while "
                  "the change is taken back",
       .violates = {"S-IDEMPOTENT"},
       .scenario = kDeferredCutover,
       .parameters = {{"operator", "none"},
                      {"statements", 1},
                      {"commands",
                       {{{"shown", "waiting_for_cutover"}, {"operation", "cutover"}, {"after", 0}},
                        {{"shown", "revert_window"}, {"operation", "revert"}, {"after", 0}},
                        {{"shown", "reverting"}, {"operation", "cutover"}, {"after", 0}}}}},
       .faults = 1},
  };
}

std::vector<Row> SeveralDriversRows() {
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
       .source = kBugFixed,
       .summary =
           "writes carry no claim: a driver that was believed dead writes over its successor",
       .violates = {"S-FENCED"},
       .scenario = kTwoDrivers,
       .faults = 1},
  };
}

std::vector<Row> DiscoveryRows() {
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
       .source = kBugFixed,
       .summary = "the only unfinished change is taken for ours, however old its request is",
       .violates = {"S-CTX-OWN"},
       .parameters = {{"history", {"retried_later"}}, {"history_trigger", "deploy_accepted"}},
       .needs_no_fault = true},
      {.slug = "failed-baseline-equals-empty",  // X4
       .source = kBugOpen,
       .summary = "a baseline that could not be read is stored as an empty one",
       .violates = {"S-ERR-NOT-EMPTY"}},
      {.slug = "baseline-unbounded",  // X5
       .source = kBugFixed,
       .summary = "a baseline of years does not fit into the column, so nothing is stored any more",
       .violates = {"L-RETRY-CONVERGES"},
       .parameters = {{"metadata_limit", 4}},
       .faults = 1,
       .needs_no_fault = true},
      {.slug = "fast-completion-never-discovered",  // X6
       .source = kBugOpen,
       .summary = "a change that completes before the first look is never recognised",
       .violates = {"D-CTX"}},
      {.slug = "late-recovery-only-when-empty",  // X7
       .source = kBugOpen,
       .summary = "the context is looked for again only where nothing is stored, not the apply id",
       .violates = {"D-CTX"}},
      {.slug = "like-wildcards",  // X9
       .source = kBugOpen,
       .summary = "LIKE takes the underscore of a context for any character: others' rows count",
       .violates = {"S-PCT"},
       .parameters = {{"context_style", "localscale"}, {"history", {"underscore_sibling"}}},
       .faults = 1,
       .needs_no_fault = true},
      {.slug = "revert-context-as-candidate",  // X11
       .source = kBugOpen,
       .summary = "somebody's revert on our table is taken for our change",
       .violates = {"S-CTX-OWN"},
       .parameters = {{"history", {"revert_later"}}, {"history_trigger", "deploy_accepted"}},
       .needs_no_fault = true},
      {.slug = "discovery-ignores-cancel",  // X8
       .source = kPr306,
       .summary = "a worker that looks for its context does not hear that it should stop",
       .violates = {"L-SHUTDOWN"},
       .parameters = {{"queues_deploys", true}, {"foreign_deploy_ms", 20000}},
       .faults = 1,
       .basis = Basis::kShutdown},
  };
}

std::vector<Row> FollowingRows() {
  return {
      {.slug = "instant-from-eligibility",  // P3
       .source = kBugFixed,
       .summary = "a change that copies rows is stored as instant because it could have been",
       .violates = {"S-MODE-CONSISTENT"},
       .scenario = kDeferredCutover,
       .parameters = {{"workload", "instant"}},
       .faults = 1,
       .needs_no_fault = true},
      {.slug = "failed-without-reason",  // P7
       .source = kBugFixed,
       .summary = "an apply whose deployment failed does not say why",
       .violates = {"S-REASON"},
       .parameters = {{"fail_deploys", 1}},
       .faults = 1,
       .needs_no_fault = true},
      {.slug = "five-second-outage-fails-apply",  // P10
       .source = kBugFixed,
       .summary = "a few failed polls in a row fail an apply whose change goes on",
       .violates = {"S-NO-FALSE-FAIL", "S-TRANSIENT-NOT-FATAL"},
       .parameters = {{"api_outage_ms", 10000}},
       .faults = 1,
       .needs_no_fault = true},
      {.slug = "progress-of-what-answers",
       .source = kFoundHere,
       .summary = "a keyspace whose rows cannot be seen yet drops out of the percentage",
       .violates = {"S-PCT"},
       .scenario = "planetscale/keyspaces",
       .parameters = {{"statements", 1},
                      {"history", {"retried_later"}},
                      {"history_trigger", "deploy_accepted"},
                      {"history_delay_ms", 1000},
                      {"queues_deploys", true}},
       .faults = 1,
       .basis = Basis::kUnsteady},
      {.slug = "nil-resume-poll",  // P11
       .source = kSnap,
       .summary = "recovery of a deferred cutover polls without its state and sees no change",
       .violates = {"L-OPERATOR", "L-PROGRESS"},
       .scenario = kDeferredCutover,
       .faults = 1},
  };
}

}  // namespace relapse::planetscale
