#include "scenarios/bank/provider_defects.h"

#include <initializer_list>
#include <string>

#include "scenarios/bank/switches.h"

namespace relapse::planetscale {

namespace {

constexpr const char* kOrdersIndex = "ALTER TABLE `orders` ADD INDEX `state_index` (`state`)";
constexpr const char* kProductsIndex = "ALTER TABLE `products` ADD INDEX `name_index` (`name`)";
constexpr const char* kUsersIndex = "ALTER TABLE `users` ADD UNIQUE INDEX `email_index` (`email`)";
constexpr const char* kOrdersColumn = "ALTER TABLE `orders` ADD COLUMN `note` varchar(255)";
constexpr const char* kNewTable =
    "CREATE TABLE `refunds` (`id` bigint unsigned NOT NULL, PRIMARY KEY (`id`))";
constexpr const char* kInternalTable =
    "CREATE TABLE `_scratch` (`id` bigint unsigned NOT NULL, PRIMARY KEY (`id`))";

// Scripts, line by line. `more` is merged into the step.
Json Step(const char* call, int subject, const Json& more = Json::object()) {
  Json step = {{"call", call}, {"subject", subject}};
  step.merge_patch(more);
  return step;
}
Json When(const char* shown, const Json& more = Json::object()) {
  Json step = {{"until", shown}};
  step.merge_patch(more);
  return step;
}
Json Ddl(const char* statement, int subject = 1, int keyspace = 0) {
  return Step("execute_ddl", subject, {{"statement", statement}, {"keyspace", keyspace}});
}
Json Gated() { return {{"auto_cutover", false}}; }

using Script = std::vector<Json>;
Script Then(Script script, std::initializer_list<Json> more) {
  script.insert(script.end(), more);
  return script;
}
/// A branch, statements on it, a request for it.
Script Request(std::initializer_list<const char*> statements, const Json& request = Json::object(),
               int subject = 1) {
  Script script = {Step("create_branch", subject)};
  for (const char* statement : statements) script.push_back(Ddl(statement, subject));
  script.push_back(Step("create_request", subject, request));
  return script;
}
/// The same, and deployed.
Script Change(std::initializer_list<const char*> statements, const Json& request = Json::object(),
              int subject = 1) {
  return Then(Request(statements, request, subject), {Step("deploy", subject, When("ready"))});
}

Json UpdateOf(const char* vschema, int keyspace = 0) {
  return Step("update_vschema", 1, {{"vschema", vschema}, {"keyspace", keyspace}});
}
constexpr const char* kVschema = R"({"tables":{"orders":{}}})";
/// A change of a table and of VSchema, deployed.
Script VschemaChange() {
  return {Step("create_branch", 1), Ddl(kOrdersIndex), UpdateOf(kVschema),
          Step("create_request", 1), Step("deploy", 1, When("ready"))};
}
Json Revert() { return Step("revert", 1, When("complete_pending_revert")); }

/// Whether a fault is part of the bug.
enum class Needs { kNothing, kFault };

struct ProviderRow {
  ProviderDefect defect;
  std::string_view source;  ///< its number in the specification, if it has one
  std::string_view summary;
  std::vector<std::string> violates;
  Script script;
  Json world = Json::object();
  Needs needs = Needs::kNothing;
  std::vector<ProviderDefect> masked_by = {};
};

std::string IdOf(ProviderDefect defect) {
  return std::string(kDefectFamily) + std::string(EnumName(defect));
}

DefectInfo InfoOf(const ProviderRow& row) {
  DefectInfo info;
  info.id = IdOf(row.defect);
  info.component = "planetscale/provider";
  info.source = row.source;
  if (row.source.starts_with("B")) info.source = "localscale " + info.source;
  if (row.source.starts_with("V")) info.source = "vitess " + info.source;
  info.summary = row.summary;
  info.violates = row.violates;
  for (const ProviderDefect mask : row.masked_by) info.masked_by.push_back(IdOf(mask));
  info.scenario = "planetscale/provider-lifecycle";
  info.parameters = row.world;
  info.parameters["script"] = row.script;
  info.faults = 1;
  info.basis = row.needs == Needs::kFault ? Basis::kUnsteady : Basis::kStandard;
  info.needs_no_fault = row.needs == Needs::kNothing;
  return info;
}

using D = ProviderDefect;

std::vector<ProviderRow> Cancels() {
  return {
      {.defect = D::kCancelRefusedInCutover,
       .source = "B2",
       .summary = "a cutover that hangs cannot be cancelled, and holds the only slot",
       .violates = {"P-LEGALITY"},
       .script = Then(Change({kOrdersIndex}), {Step("cancel", 1, When("in_progress_cutover"))})},
      {.defect = D::kCancelWaitsForEngine,
       .source = "B3",
       .summary = "a cancel because a shard is silent waits for that shard instead of being noted",
       .violates = {"P-LEGALITY"},
       .script = Then(Change({kOrdersIndex}), {Step("cancel", 1, When("in_progress"))}),
       .world = {{"copy_ticks", 3}},
       .needs = Needs::kFault},
      {.defect = D::kCancelWithoutDeadline,
       .source = "B4",
       .summary = "a cancel that Vitess never confirms is waited for without bound",
       .violates = {"P-BOUNDED-TRANSITION"},
       .script = Then(Change({kOrdersIndex}), {Step("cancel", 1, When("in_progress"))}),
       .world = {{"cancel_hangs", true}, {"copy_ticks", 3}}},
      {.defect = D::kSubmissionOverwritesCancel,
       .source = "B11 (a)",
       .summary = "a submission that was under way goes on and writes `queued` over the cancel",
       .violates = {"P-INTENT-KEPT"},
       .script =
           Then(Change({kOrdersIndex, kProductsIndex}), {Step("cancel", 1, When("submitting"))}),
       .world = {{"submits_stepwise", true}}},
      {.defect = D::kTickOverwritesCancel,
       .source = "B11 (b)",
       .summary = "a state that is derived from the rows is written over the cancel",
       .violates = {"P-INTENT-KEPT"},
       .script = Then(Change({kOrdersIndex}), {Step("cancel", 1, When("in_progress"))}),
       .world = {{"copy_ticks", 3}}},
      {.defect = D::kUserCancelShownAsError,
       .source = "B43",
       .summary = "a row that fails while its deployment is being cancelled makes it an error",
       .violates = {"P-CANCEL-TRUTH"},
       .script =
           Then(Change({kOrdersIndex, kProductsIndex}), {Step("cancel", 1, When("in_progress"))}),
       .world = {{"fail_deploys", 1}}},
      {.defect = D::kStaleReadyCountsAsWaiting,
       .source = "B46",
       .summary = "a cancelled row whose ready_to_complete is still set counts as waiting",
       .violates = {"P-CANCEL-TRUTH"},
       .script =
           Then(Change({kOrdersIndex}, Gated()), {Step("cancel", 1, When("pending_cutover"))})},
      {.defect = D::kCancelAfterLastCutover,
       .source = "B66 (a)",
       .summary = "a cancel after the last cutover is confirmed, and what is live called cancelled",
       .violates = {"P-CANCEL-TRUTH"},
       .script = Then(Change({kOrdersIndex}), {Step("cancel", 1, When("in_progress_cutover"))})},
      {.defect = D::kCancelInRevertWindow,
       .source = "B66 (b)",
       .summary = "a change that is live with an open revert window can be cancelled",
       .violates = {"P-LEGALITY"},
       .script =
           Then(Change({kOrdersIndex}), {Step("cancel", 1, When("complete_pending_revert"))})},
      {.defect = D::kUserCancelRecordedAsFailed,
       .source = "V2",
       .summary = "a migration that a user cancelled is recorded as failed",
       .violates = {"V-CANCEL-STATUS"},
       .script = Then(Change({kOrdersIndex}), {Step("cancel", 1, When("in_progress"))}),
       .world = {{"copy_ticks", 3}}},
  };
}

std::vector<ProviderRow> Deployments() {
  return {
      {.defect = D::kDuplicateComplete,
       .source = "B1",
       .summary =
           "COMPLETE is sent once for each row, so a second one meets a shard in its cutover",
       .violates = {"P-BOUNDED-TRANSITION"},
       .script = Change({kOrdersIndex}),
       .world = {{"shards", 2}}},
      {.defect = D::kPartialReadIsTheWhole,
       .source = "B5",
       .summary = "rows of a keyspace that does not answer count as absent",
       .violates = {"P-COMPLETE-MEANS-ALL"},
       .script = {Step("create_branch", 1), Ddl(kOrdersIndex), Ddl(kProductsIndex, 1, 1),
                  Step("create_request", 1), Step("deploy", 1, When("ready")),
                  Step("look", 1, When("complete"))},
       .world = {{"keyspaces", 2}},
       .needs = Needs::kFault},
      {.defect = D::kStuckShardFreezesAll,
       .source = "B7",
       .summary = "one loop without a time-out drives everything, so one silent shard stops it all",
       .violates = {"P-BOUNDED-TRANSITION"},
       .script = Then(Change({kOrdersIndex}), {Step("create_branch", 2), Step("create_request", 2),
                                               Step("look", 2, When("no_changes"))}),
       .world = {{"silence_ms", 30'000}, {"branch_ready_delay_ms", 0}},
       .needs = Needs::kFault},
      {.defect = D::kEligibleCountsAsInstant,
       .source = "B8",
       .summary = "what could have been instant is treated as if it had been, without a window",
       .violates = {"P-REVERT-WINDOW"},
       .script = Change({kOrdersColumn})},
      {.defect = D::kExpiryWaitsForClients,
       .source = "B10",
       .summary = "the revert window ends only once every client of the branch has hung up",
       .violates = {"P-BOUNDED-TRANSITION"},
       .script = Change({kOrdersIndex})},
      {.defect = D::kFailedDeployLeavesSiblings,
       .source = "B12",
       .summary = "a deployment that failed leaves its other migrations pending",
       .violates = {"P-TERMINAL-OWNS-NOTHING"},
       .script = Change({kOrdersIndex, kProductsIndex}),
       .world = {{"fail_deploys", 1}}},
      {.defect = D::kFailedSubmissionLeavesMigrations,
       .source = "B12",
       .summary = "a submission that fails in the middle leaves what it had submitted",
       .violates = {"P-TERMINAL-OWNS-NOTHING"},
       .script = Change({kOrdersIndex, kProductsIndex}),
       .world = {{"submits_stepwise", true},
                 {"fail_submissions", 1},
                 {"accepted_before_failure", 1}}},
      {.defect = D::kSubmissionTimeoutFromCreation,
       .source = "B13, F2",
       .summary = "the submission's time-out counts from the request's creation",
       .violates = {"P-NO-FALSE-ERROR"},
       .script =
           Then(Request({kOrdersIndex}), {Step("deploy", 1, When("ready", {{"after", 125'000}}))})},
      {.defect = D::kFailedValidationDeploys,
       .source = "B15",
       .summary = "a request whose validation failed can be deployed, and has no changes then",
       .violates = {"P-LEGALITY"},
       .script = Then(Request({kOrdersIndex}), {Step("deploy", 1, When("error"))}),
       .world = {{"fail_diffs", 1}}},
      {.defect = D::kOnlyNewestDeployBlocks,
       .source = "B16",
       .summary = "of the other deployments only the newest is asked whether it is active",
       .violates = {"P-ONE-ACTIVE"},
       .script = {Step("create_branch", 1), Ddl(kOrdersIndex, 1), Step("create_branch", 2),
                  Ddl(kProductsIndex, 2), Step("create_branch", 3), Ddl(kUsersIndex, 3),
                  Step("create_request", 1), Step("create_request", 2), Step("create_request", 3),
                  Step("deploy", 3, When("ready")), Step("look", 3, When("complete")),
                  Step("deploy", 1), Step("deploy", 2)}},
      {.defect = D::kContextMatchedAsPattern,
       .source = "B19",
       .summary = "contexts are matched with LIKE, where `_` stands for any letter",
       .violates = {"P-OWN-ROWS"},
       .script = Then(Change({kOrdersIndex}), {Step("cancel", 1, When("in_progress"))}),
       .world = {{"context_style", "localscale"}, {"history", {"underscore_sibling"}}}},
      {.defect = D::kDeployContextReused,
       .source = "B33",
       .summary = "numbers that begin again at 1 use the contexts of a former life again",
       .violates = {"P-NO-FALSE-ERROR"},
       .script = Change({kOrdersIndex}),
       .world = {{"history", {"former_life"}}}},
      {.defect = D::kGateNotObserved,
       .source = "B67",
       .summary = "a gated deployment is not looked at any more, whatever becomes of its rows",
       .violates = {"P-GATE-OBSERVED"},
       .script = Then(Change({kOrdersIndex}, Gated()),
                      {Step("look", 1, When("pending_cutover")), Step("look", 1)}),
       .needs = Needs::kFault},
  };
}

std::vector<ProviderRow> BranchesAndAnswers() {
  return {
      {.defect = D::kTwoWayDiff,
       .source = "B21",
       .summary = "a request takes away what main gained after its branch was made",
       .violates = {"P-OWN-CHANGES-ONLY"},
       .script = {Step("create_branch", 1), Ddl(kOrdersIndex, 1), Step("create_branch", 2),
                  Ddl(kUsersIndex, 2), Step("create_request", 1), Step("deploy", 1, When("ready")),
                  Step("look", 1, When("complete")), Step("create_request", 2),
                  Step("look", 2, When("ready"))}},
      {.defect = D::kDiffOfHalfMadeBranch,
       .source = "B22",
       .summary = "a request for a branch that is still being made drops every table",
       .violates = {"P-READY-BRANCH"},
       .script = Request({}),
       .world = {{"branch_ready_delay_ms", 2000}}},
      {.defect = D::kDeletedBranchWaitedFor,
       .source = "found by Relapse",
       .summary = "a request waits for its branch to be made although the branch was deleted",
       .violates = {"P-BOUNDED-TRANSITION"},
       .script = Then(Request({}), {Step("delete_branch", 1, {{"after", 250}})}),
       .world = {{"branch_ready_delay_ms", 2000}}},
      {.defect = D::kErrorNumbersLost,
       .source = "B27",
       .summary = "any error of MySQL reaches a branch's client as 1105",
       .violates = {"P-ERROR-NUMBERS"},
       .script = {Step("create_branch", 1), Ddl(kOrdersIndex), Ddl(kOrdersIndex)}},
      {.defect = D::kBranchStorageCollides,
       .source = "B28",
       .summary = "branch fix with keyspace orders_eu is stored where fix_orders with eu is",
       .violates = {"P-BRANCH-ISOLATION"},
       .script = {Step("create_branch", 1, {{"branch", "fix"}}),
                  Step("create_branch", 2, {{"branch", "fix_orders"}}),
                  Step("execute_ddl", 1, {{"branch", "fix"}, {"statement", kOrdersIndex}})},
       .world = {{"keyspaces", 2}, {"keyspace_names", {"orders_eu", "eu"}}}},
      {.defect = D::kLongNameFailsLate,
       .source = "B28",
       .summary = "a branch whose name is too long to store is accepted and never ready",
       .violates = {"P-BOUNDED-TRANSITION"},
       .script = {Step(
           "create_branch", 1,
           {{"branch", "the-name-of-this-branch-says-everything-there-is-to-say-of-it"}})}},
      {.defect = D::kUnderscoreTablesInDiff,
       .source = "B29",
       .summary = "a table of the system on a branch is created on main",
       .violates = {"P-OWN-CHANGES-ONLY"},
       .script = Request({kInternalTable})},
      {.defect = D::kAutoDeleteIgnored,
       .source = "B40",
       .summary = "a branch that was to go with its request stays",
       .violates = {"P-BRANCH-CLEANUP"},
       .script = Change({kOrdersIndex}, {{"auto_delete_branch", true}})},
      {.defect = D::kUndeployedCannotBeClosed,
       .source = "B45",
       .summary = "a request that was never deployed cannot be closed",
       .violates = {"P-LEGALITY"},
       .script = Then(Request({kOrdersIndex}), {Step("close", 1, When("ready"))})},
      {.defect = D::kAnswersWithoutDeployment,
       .source = "B47",
       .summary = "an action is answered without the deployment",
       .violates = {"P-ANSWER-WHOLE"},
       .script = Then(Request({kOrdersIndex}), {Step("close", 1, When("ready"))})},
      {.defect = D::kAutoCutoverInherited,
       .source = "B48",
       .summary = "a request that is not to cut over by itself inherits that of the one before",
       .violates = {"P-AS-ASKED"},
       .script = {Step("create_branch", 1), Step("create_request", 1),
                  Step("create_request", 1, Gated())},
       .world = {{"refuse_duplicate_deploy_request", false}}},
      {.defect = D::kListIgnoresFilters,
       .source = "B49",
       .summary = "a list of one branch's requests holds every request",
       .violates = {"P-LIST-AS-ASKED"},
       .script = {Step("create_branch", 1), Step("create_branch", 2), Step("create_request", 1),
                  Step("create_request", 2), Step("list_open", 1)}},
  };
}

std::vector<ProviderRow> Restarts() {
  return {
      {.defect = D::kPendingNotResumed,
       .source = "B41",
       .summary = "a request that was being compared when the provider died stays pending",
       .violates = {"P-BOUNDED-TRANSITION"},
       .script = Then(Request({kOrdersIndex}), {Step("look", 1, When("ready"))}),
       .world = {{"diff_delay_ms", 2000}},
       .needs = Needs::kFault},
      {.defect = D::kSnapshotNotResumed,
       .source = "B41",
       .summary = "a branch that was being made when the provider died is never ready",
       .violates = {"P-BOUNDED-TRANSITION"},
       .script = {Step("create_branch", 1), Ddl(kOrdersIndex)},
       .world = {{"branch_ready_delay_ms", 2000}},
       .needs = Needs::kFault},
      {.defect = D::kSubmissionNotResumed,
       .source = "B41",
       .summary = "a submission during which the provider died fails after two minutes",
       .violates = {"P-NO-FALSE-ERROR"},
       .script = Then(Change({kOrdersIndex, kProductsIndex}), {Step("look", 1, When("complete"))}),
       .world = {{"submits_stepwise", true}},
       .needs = Needs::kFault},
      {.defect = D::kSubmissionStartsOver,
       .source = "B41",
       .summary = "a submission during which the provider died begins again with what is there",
       .violates = {"P-STATEMENT-ONCE"},
       .script = Then(Change({kOrdersIndex, kProductsIndex}), {Step("look", 1, When("complete"))}),
       .world = {{"submits_stepwise", true}},
       .needs = Needs::kFault},
  };
}

std::vector<ProviderRow> RevertsAndVschema() {
  return {
      {.defect = D::kOutageReportedAsNotFound,
       .source = "B39",
       .summary = "an outage of the API's own database is answered as not found",
       .violates = {"P-NOT-FOUND-TRUTH"},
       .script = Change({kOrdersIndex}),
       .world = {{"api_outage_ms", 3000}, {"api_outage_trigger", "deploy_accepted"}}},
      {.defect = D::kSnapshotErrorIsAbsence,
       .source = "B17",
       .summary = "a table that could not be read before the deploy is dropped by its revert",
       .violates = {"P-NO-INVENTED-DROP"},
       .script = {Step("create_branch", 1), Ddl(kOrdersIndex, 1, 1), Step("create_request", 1),
                  Step("deploy", 1, When("ready")), Revert(), Step("look", 1)},
       .world = {{"keyspaces", 2}, {"silence_ms", 900}, {"revert_window_ms", 5000}},
       .needs = Needs::kFault},
      {.defect = D::kRevertContextReused,
       .source = "B19",
       .summary = "a revert's context is its number's, so that rows of a former life are its own",
       .violates = {"P-REVERT-TRUTH"},
       .script = Then(Change({kOrdersIndex}), {Revert()}),
       .world = {{"history", {"former_revert"}}, {"revert_window_ms", 5000}}},
      {.defect = D::kCancelledRevertNeverEnds,
       .source = "B20",
       .summary = "a revert whose migrations somebody cancelled goes on for ever",
       .violates = {"P-BOUNDED-TRANSITION"},
       .script = Then(Change({kOrdersIndex}), {Revert(), Step("look", 1, When("complete_revert"))}),
       .world = {{"revert_window_ms", 5000}, {"copy_ticks", 3}},
       .needs = Needs::kFault},
      {.defect = D::kThrottleLeaks,
       .source = "B26",
       .summary = "a throttle of one deployment slows every later one down",
       .violates = {"P-THROTTLE-ENDS"},
       .script = Then(Change({kOrdersIndex}),
                      {Step("throttle", 1, When("in_progress", {{"throttle_ratio", 500}}))}),
       .world = {{"copy_ticks", 3}}},
      {.defect = D::kVschemaLostUpdate,
       .source = "B31",
       .summary = "of two updates of VSchema at one time the later undoes the earlier",
       .violates = {"P-VSCHEMA-KEPT"},
       .script = {Step("create_branch", 1), UpdateOf(kVschema), UpdateOf(kVschema, 1)},
       .world = {{"keyspaces", 2}}},
      {.defect = D::kApprovalNeverGiven,
       .source = "B38",
       .summary = "where an approval is required nobody can give one",
       .violates = {"P-APPROVAL"},
       .script = Then(Request({kOrdersIndex}),
                      {Step("approve", 1, When("ready")), Step("deploy", 1, When("ready"))}),
       .world = {{"require_approval", true}}},
      {.defect = D::kRevertNotResumed,
       .source = "B41",
       .summary = "a revert of VSchema during which the provider died never goes on",
       .violates = {"P-BOUNDED-TRANSITION"},
       .script = Then(VschemaChange(), {Revert(), Step("look", 1, When("complete_revert"))}),
       .world = {{"revert_window_ms", 5000}},
       .needs = Needs::kFault},
      {.defect = D::kRevertSubmissionNotResumed,
       .source = "B41",
       .summary = "what a provider that died had submitted of a revert counts as the whole of it",
       .violates = {"P-REVERT-RESTORES"},
       .script = Then(Change({kOrdersIndex, kProductsIndex}),
                      {Revert(), Step("look", 1, When("complete_revert"))}),
       .world = {{"revert_window_ms", 5000}, {"submits_stepwise", true}},
       .needs = Needs::kFault},
      {.defect = D::kCancelInVschema,
       .source = "B66 (b)",
       .summary = "a cancel before VSchema is applied calls what is live cancelled",
       .violates = {"P-CANCEL-TRUTH"},
       .script = Then(VschemaChange(), {Step("cancel", 1, When("in_progress_vschema"))})},
  };
}

std::vector<ProviderRow> OfVitess() {
  return {
      {.defect = D::kReadyBelowFull,
       .source = "V10",
       .summary = "a migration that waits for its cutover shows less than all of its rows",
       .violates = {"V-READY-IS-FULL"},
       .script = Change({kOrdersIndex}, Gated())},
      {.defect = D::kSuccessorsRunAfterFailure,
       .source = "V3",
       .summary = "a migration runs on although an earlier one of its ordered context failed",
       .violates = {"V-IN-ORDER"},
       .script = Change({kOrdersIndex, kNewTable}),
       .world = {{"fail_deploys", 1}}},
      {.defect = D::kImmediateSuccessorsStayQueued,
       .source = "V4",
       .summary = "a CREATE stays queued after an earlier migration of its context failed",
       .violates = {"V-IN-ORDER"},
       .script = Change({kOrdersIndex, kNewTable}),
       .world = {{"fail_deploys", 1}}},
      {.defect = D::kOrderAcrossContexts,
       .source = "V5",
       .summary = "a migration waits for an earlier one of another context before it completes",
       .violates = {"P-BOUNDED-TRANSITION"},
       .script = Change({kOrdersIndex}),
       .world = {{"history", {"foreign_running"}}}},
      {.defect = D::kInstantIgnoresPostponement,
       .source = "V6",
       .summary = "an ALTER that MySQL can do instantly goes live although it is postponed",
       .violates = {"P-CUTOVER-GATE"},
       .script = Change({kOrdersColumn}, Gated())},
  };
}

}  // namespace

std::vector<DefectInfo> ProviderDefectRows() {
  std::vector<DefectInfo> all;
  for (const auto& rows : {Deployments(), Cancels(), BranchesAndAnswers(), Restarts(),
                           RevertsAndVschema(), OfVitess()}) {
    for (const ProviderRow& row : rows) all.push_back(InfoOf(row));
  }
  return all;
}

}  // namespace relapse::planetscale
