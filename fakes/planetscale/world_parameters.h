// WorldParameters: everything in which two PlanetScale worlds differ when they begin. JSON at the
// edge.
#ifndef FAKES_PLANETSCALE_WORLD_PARAMETERS_H_
#define FAKES_PLANETSCALE_WORLD_PARAMETERS_H_

#include <string_view>
#include <vector>

#include "fakes/vitess/seeded_history.h"

namespace relapse::planetscale {

/// What the reviewed statements of a default workload are.
enum class WorkloadKind : std::uint8_t {
  kCopying,   ///< ADD INDEX: copies rows, never instant
  kInstant,   ///< ADD COLUMN: MySQL can do it instantly
  kMixed,     ///< an index, a column and a new table in turn: not eligible for instant DDL
  kDropping,  ///< like kMixed, and the last statement of a keyspace drops a table
};
std::string_view EnumName(WorkloadKind kind);
void EnumFromName(std::string_view name, WorkloadKind& kind);

/// What our apply does at which the later half of the seeded history happens.
enum class HistoryTrigger : std::uint8_t { kRequestCreated, kDeployAccepted };
std::string_view EnumName(HistoryTrigger trigger);
void EnumFromName(std::string_view name, HistoryTrigger& trigger);

/// How the provider names the context of a deploy.
enum class ContextStyle : std::uint8_t {
  kSingularity,  ///< the real service: `singularity:<uuid>`
  kLocalscale,   ///< LocalScale: `localscale:<number>_<6 digits>`, with LIKE's wildcard in it
};
std::string_view EnumName(ContextStyle style);
void EnumFromName(std::string_view name, ContextStyle& style);

/// What our apply does at which the API goes out of order.
enum class OutageTrigger : std::uint8_t {
  kBranchCreated,
  kDeployAsked,
  kDeployAccepted,
  kRequestCreated
};
std::string_view EnumName(OutageTrigger trigger);
void EnumFromName(std::string_view name, OutageTrigger& trigger);

/// What is on a branch that carries a name we would choose, besides what main has.
enum class TakenContent : std::uint8_t {
  kForeign,  ///< somebody else's change
  kPlanned,  ///< all of our plan's statements, as an earlier apply of the same plan leaves them
  kAsMain,   ///< nothing
  kForeignVschema,  ///< somebody else's VSchema of the first keyspace
};
std::string_view EnumName(TakenContent content);
void EnumFromName(std::string_view name, TakenContent& content);

/// The deploy request that was made from such a branch.
enum class TakenRequest : std::uint8_t { kNone, kOpen, kClosed, kComplete };
std::string_view EnumName(TakenRequest request);
void EnumFromName(std::string_view name, TakenRequest& request);

/// When a name is taken.
enum class TakenWhen : std::uint8_t {
  kBefore,   ///< before the apply begins
  kAnytime,  ///< at any moment while no branch has it: a disturbance (third_party.h)
};
std::string_view EnumName(TakenWhen when);
void EnumFromName(std::string_view name, TakenWhen& when);

/// A part of the world that never changes.
struct WorldParameters {
  static constexpr std::string_view kPartName = "parameters";

  // The database.
  std::int64_t keyspaces = 1;  ///< 1 to 3
  std::int64_t shards = 1;     ///< of each keyspace
  WorkloadKind workload = WorkloadKind::kMixed;
  std::int64_t statements = 3;       ///< of each keyspace, in a default workload
  std::int64_t vschema_changes = 0;  ///< so many of the keyspaces have a new VSchema in the plan
  bool invalid_vschema = false;      ///< which is no JSON object: the API refuses it
  std::vector<HistoricalKind> history;
  HistoryTrigger history_trigger = HistoryTrigger::kRequestCreated;
  DurationMs history_delay_ms = 0;  ///< 0: within the call itself

  // Branches.
  DurationMs branch_ready_delay_ms = 2000;
  DurationMs snapshot_window_ms = 0;  ///< after ready, DDL answers "schema snapshot is in progress"
  DurationMs stale_schema_api_ms = 0;  ///< after ready, the API shows no tables (R13)
  /// A branch of that name exists (E11): somebody else's, unless the apply's options name it.
  Text taken_branch_name;
  TakenContent taken_content = TakenContent::kForeign;
  TakenRequest taken_request = TakenRequest::kNone;
  TakenWhen taken_when = TakenWhen::kBefore;
  bool taken_by_us = false;  ///< by an earlier apply: with the service token that we have, too
  bool taken_branch_gone = false;  ///< only its request is left
  std::int64_t touch_branch_after_ddl =
      0;                    ///< after so many statements a stranger alters our branch
  bool main_moved = false;  ///< another change landed on main after the plan was made (R14)
  bool main_safe_migrations = true;

  // Deploy requests.
  DurationMs diff_delay_ms = 0;
  bool never_leaves_pending = false;  ///< E3
  std::int64_t fail_diffs = 0;        ///< so many of our first requests end in `error`
  bool require_approval = false;
  bool refuse_duplicate_deploy_request = false;  ///< false as in LocalScale
  bool auto_cutover_ignored = false;             ///< stored as true whatever was asked (E20)
  ContextStyle context_style = ContextStyle::kSingularity;

  // Deployments.
  std::int64_t copy_ticks = 2;
  DurationMs revert_window_ms = 2000;
  std::int64_t fail_submissions = 0;  ///< so many of our first deploys end in `error` (T9)
  bool submission_hangs = false;      ///< T10
  std::int64_t fail_vschema = 0;      ///< so many of our first deploys cannot apply VSchema (T16)
  std::int64_t fail_deploys = 0;      ///< so many of our first deploys end in `complete_error`
  bool cancel_hangs = false;          ///< Vitess accepts CANCEL and goes on (T24)
  bool submits_stepwise = false;      ///< one statement a tick, so that much can happen in between
  std::int64_t accepted_before_failure = 0;  ///< statements, where a stepwise submission fails
  DurationMs silence_ms = 5000;              ///< how long a keyspace that goes silent stays so
  DurationMs not_staged_ms = 0;              ///< at the gate, a cutover is "not staged" so long
  DurationMs cutover_fails_ms = 0;           ///< the same, but a cutover fails for no reason given
  bool third_party = false;             ///< somebody else may act on what is ours (third_party.h)
  DurationMs foreign_deploy_ms = 0;     ///< somebody else's revert window stays open so long
  DurationMs colleague_deploys_ms = 0;  ///< so long after our first request; 0: nobody (Colleague)

  // The API itself (api_front.h).
  DurationMs api_outage_ms = 0;  ///< once triggered, every call is answered 503 so long
  OutageTrigger api_outage_trigger = OutageTrigger::kDeployAccepted;

  // Our own storage.
  std::int64_t metadata_limit = 0;  ///< contexts that the column of the resume state holds; 0: any

  // The real service's variant (section 2.6).
  bool queues_deploys = false;   ///< `queued` before `submitting`; queueing instead of refusing
  DurationMs validating_ms = 0;  ///< after ready, deploy answers 422 `unprocessable`

  /// Bugs of the provider that are switched on. No field: they are no state, and come from the bank
  /// instead of from JSON.
  ProviderDefects defects;

  template <class Self, class Visitor>
  static void VisitFields(Self& self, Visitor&& visit) {
    visit("keyspaces", self.keyspaces, field::kPlain);
    visit("shards", self.shards, field::kPlain);
    visit("workload", self.workload, field::kPlain);
    visit("statements", self.statements, field::kPlain);
    // Never change, and what they made is in other parts: no state is told apart by them.
    visit("vschema_changes", self.vschema_changes, field::kUnread);
    visit("invalid_vschema", self.invalid_vschema, field::kUnread);
    visit("history", self.history, field::kPlain);
    visit("history_trigger", self.history_trigger, field::kPlain);
    visit("history_delay_ms", self.history_delay_ms, field::kPlain);
    visit("branch_ready_delay_ms", self.branch_ready_delay_ms, field::kPlain);
    visit("snapshot_window_ms", self.snapshot_window_ms, field::kPlain);
    visit("stale_schema_api_ms", self.stale_schema_api_ms, field::kPlain);
    visit("taken_branch_name", self.taken_branch_name, field::kPlain);
    visit("taken_content", self.taken_content, field::kUnread);
    visit("taken_request", self.taken_request, field::kUnread);
    visit("taken_when", self.taken_when, field::kUnread);
    visit("taken_by_us", self.taken_by_us, field::kUnread);
    visit("taken_branch_gone", self.taken_branch_gone, field::kUnread);
    visit("touch_branch_after_ddl", self.touch_branch_after_ddl, field::kPlain);
    visit("main_moved", self.main_moved, field::kPlain);
    visit("main_safe_migrations", self.main_safe_migrations, field::kPlain);
    visit("diff_delay_ms", self.diff_delay_ms, field::kPlain);
    visit("never_leaves_pending", self.never_leaves_pending, field::kPlain);
    visit("fail_diffs", self.fail_diffs, field::kPlain);
    visit("require_approval", self.require_approval, field::kPlain);
    visit("refuse_duplicate_deploy_request", self.refuse_duplicate_deploy_request, field::kPlain);
    visit("auto_cutover_ignored", self.auto_cutover_ignored, field::kPlain);
    visit("context_style", self.context_style, field::kPlain);
    visit("copy_ticks", self.copy_ticks, field::kPlain);
    visit("revert_window_ms", self.revert_window_ms, field::kPlain);
    visit("fail_submissions", self.fail_submissions, field::kPlain);
    visit("submission_hangs", self.submission_hangs, field::kPlain);
    visit("fail_deploys", self.fail_deploys, field::kPlain);
    visit("fail_vschema", self.fail_vschema, field::kUnread);  // never changes
    visit("cancel_hangs", self.cancel_hangs, field::kPlain);
    visit("submits_stepwise", self.submits_stepwise, field::kPlain);
    visit("accepted_before_failure", self.accepted_before_failure, field::kPlain);
    visit("silence_ms", self.silence_ms, field::kPlain);
    visit("not_staged_ms", self.not_staged_ms, field::kPlain);
    visit("cutover_fails_ms", self.cutover_fails_ms, field::kPlain);
    visit("third_party", self.third_party, field::kPlain);
    visit("foreign_deploy_ms", self.foreign_deploy_ms, field::kPlain);
    visit("colleague_deploys_ms", self.colleague_deploys_ms, field::kUnread);
    visit("api_outage_ms", self.api_outage_ms, field::kPlain);
    visit("api_outage_trigger", self.api_outage_trigger, field::kPlain);
    visit("metadata_limit", self.metadata_limit, field::kPlain);
    visit("queues_deploys", self.queues_deploys, field::kPlain);
    visit("validating_ms", self.validating_ms, field::kPlain);
  }
};

}  // namespace relapse::planetscale

#endif  // FAKES_PLANETSCALE_WORLD_PARAMETERS_H_
