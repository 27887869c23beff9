// What is stored about one apply: the reviewed plan, the operator's options, the resume state and
// the outcome (spec/planetscale-engine.md sections 0.3, 1.7 and 7.2).
#ifndef ORCHESTRATION_PORTS_APPLY_TYPES_H_
#define ORCHESTRATION_PORTS_APPLY_TYPES_H_

#include <cstdint>
#include <memory>
#include <string_view>
#include <vector>

#include "harness/core/fields.h"
#include "orchestration/ports/planetscale_types.h"

namespace relapse::planetscale {

/// What an operator is shown. The last four are settled and never change again.
enum class ApplyStatus : std::uint8_t {
  kPending,
  kPreparingBranch,
  kApplyingBranchChanges,
  kValidatingBranch,
  kCreatingDeployRequest,
  kValidatingDeployRequest,
  kWaitingForDeploy,
  kRunning,
  kWaitingForCutover,
  kCuttingOver,
  kRevertWindow,
  kReverting,
  kFailedRetryable,
  kCompleted,
  kFailed,
  kCancelled,
  kReverted,
};
std::string_view EnumName(ApplyStatus status);
void EnumFromName(std::string_view name, ApplyStatus& status);
constexpr bool IsSettled(ApplyStatus status) { return status >= ApplyStatus::kCompleted; }

/// The reviewed change of one keyspace: statements in order, and the tables declared as its result;
/// then its VSchema.
struct KeyspacePlan {
  Text keyspace;
  std::vector<Text> statements;
  std::vector<TableSchema> desired;
  Text vschema;  ///< JSON as the reviewer saw it; empty: the plan does not change it

  template <class Self, class Visitor>
  static void VisitFields(Self& self, Visitor&& visit) {
    visit("keyspace", self.keyspace, field::kPlain);
    visit("statements", self.statements, field::kPlain);
    visit("desired", self.desired, field::kPlain);
    visit("vschema", self.vschema, field::kPlain);
  }
};

struct ReviewedPlan {
  Text plan_id;
  Text database;
  Text main_branch = "main";
  std::vector<KeyspacePlan> keyspaces;

  template <class Self, class Visitor>
  static void VisitFields(Self& self, Visitor&& visit) {
    visit("plan_id", self.plan_id, field::kPlain);
    visit("database", self.database, field::kPlain);
    visit("main_branch", self.main_branch, field::kPlain);
    visit("keyspaces", self.keyspaces, field::kPlain);
  }
};

struct ApplyOptions {
  bool defer_deploy = false;
  bool defer_cutover = false;
  bool skip_revert = false;  ///< the revert window is closed as soon as it opens
  /// The revert window is closed so long after it opened, if the provider did not do so before.
  DurationMs revert_deadline_ms = Minutes(30);
  /// A gate at which nobody commands for so long cancels the apply.
  DurationMs manual_timeout_ms = Hours(14 * 24);
  /// The operator's own branch, on which to apply the plan; empty: one is made and deleted.
  Text branch;

  template <class Self, class Visitor>
  static void VisitFields(Self& self, Visitor&& visit) {
    visit("defer_deploy", self.defer_deploy, field::kPlain);
    visit("defer_cutover", self.defer_cutover, field::kPlain);
    visit("skip_revert", self.skip_revert, field::kPlain);
    visit("revert_deadline_ms", self.revert_deadline_ms, field::kPlain);
    visit("manual_timeout_ms", self.manual_timeout_ms, field::kPlain);
    visit("branch", self.branch, field::kPlain);
  }
};

/// One schema-change context seen before the deploy.
struct BaselineContext {
  Text context;
  TimeMs requested_timestamp = kNoTime;
  TimeMs started_timestamp = kNoTime;
  TimeMs completed_timestamp = kNoTime;

  template <class Self, class Visitor>
  static void VisitFields(Self& self, Visitor&& visit) {
    visit("context", self.context, field::kPlain);
    visit("requested_timestamp", self.requested_timestamp, field::kOrder);
    visit("started_timestamp", self.started_timestamp, field::kUnread);
    visit("completed_timestamp", self.completed_timestamp, field::kUnread);
  }
};

/// A branch or deploy request that an earlier attempt of the same apply left and gave up.
struct Predecessor {
  Text branch_name;
  std::int64_t deploy_request_id = 0;

  template <class Self, class Visitor>
  static void VisitFields(Self& self, Visitor&& visit) {
    visit("branch_name", self.branch_name, field::kPlain);
    visit("deploy_request_id", self.deploy_request_id, field::kPlain);
  }
};

/// The only thing recovery knows. JSON at the edge, under these names (section 1.7).
struct ResumeMetadata {
  Text branch_name;
  /// Deploy requests of the branch up to this number are not this apply's.
  std::int64_t earlier_requests = 0;
  std::int64_t deploy_request_id = 0;
  Text deploy_request_url;
  bool is_instant = false;
  bool deferred_deploy = false;
  /// False until a baseline was captured: no baseline is not an empty baseline (X4).
  bool baseline_captured = false;
  std::vector<BaselineContext> existing_migration_contexts;
  std::vector<Predecessor> predecessors;
  /// The operator's gate that was reached last, and when: no crash begins the wait anew (C15).
  ApplyStatus gate = ApplyStatus::kPending;
  TimeMs gate_reached_at = kNoTime;

  bool empty() const {
    return branch_name.empty() && deploy_request_id == 0 && predecessors.empty();
  }

  template <class Self, class Visitor>
  static void VisitFields(Self& self, Visitor&& visit) {
    visit("branch_name", self.branch_name, field::kPlain);
    visit("earlier_requests", self.earlier_requests, field::kPlain);
    visit("deploy_request_id", self.deploy_request_id, field::kPlain);
    visit("deploy_request_url", self.deploy_request_url, field::kPlain);
    visit("is_instant", self.is_instant, field::kPlain);
    visit("deferred_deploy", self.deferred_deploy, field::kPlain);
    visit("baseline_captured", self.baseline_captured, field::kPlain);
    visit("existing_migration_contexts", self.existing_migration_contexts, field::kPlain);
    visit("predecessors", self.predecessors, field::kPlain);
    visit("gate", self.gate, field::kPlain);
    visit("gate_reached_at", self.gate_reached_at, field::kUnread);
  }
};

/// An operator's durable command.
enum class ControlOperation : std::uint8_t {
  kStart,
  kCutover,
  kCancel,
  kRevert,
  kSkipRevert,
  kVolume,  ///< how fast rows are copied
};
inline constexpr int kControlOperationCount = 6;
enum class ControlStatus : std::uint8_t { kPending, kCompleted, kFailed };
std::string_view EnumName(ControlOperation operation);
void EnumFromName(std::string_view name, ControlOperation& operation);
std::string_view EnumName(ControlStatus status);
void EnumFromName(std::string_view name, ControlStatus& status);

struct ControlRequest {
  std::int64_t id = 0;
  ControlOperation operation = ControlOperation::kStart;
  ControlStatus status = ControlStatus::kPending;
  std::int64_t volume = 0;  ///< of kVolume: 1, the slowest, to 11, which is not slowed down

  template <class Self, class Visitor>
  static void VisitFields(Self& self, Visitor&& visit) {
    visit("id", self.id, field::kPlain);
    visit("operation", self.operation, field::kPlain);
    visit("status", self.status, field::kPlain);
    visit("volume", self.volume, field::kPlain);
  }
};

struct StoredApply {
  Text apply_id;
  std::shared_ptr<const ReviewedPlan> plan;
  ApplyOptions options;
  ApplyStatus status = ApplyStatus::kPending;
  Text reason;             ///< why it failed
  Text migration_context;  ///< the apply id until a real context (one with a colon) is known
  ResumeMetadata metadata;
  std::vector<ControlRequest> control_requests;

  template <class Self, class Visitor>
  static void VisitFields(Self& self, Visitor&& visit) {
    visit("apply_id", self.apply_id, field::kPlain);
    visit("plan", self.plan, field::kPlain);
    visit("options", self.options, field::kPlain);
    visit("status", self.status, field::kPlain);
    visit("reason", self.reason, field::kPlain);
    visit("migration_context", self.migration_context, field::kPlain);
    visit("metadata", self.metadata, field::kPlain);
    visit("control_requests", self.control_requests, field::kPlain);
  }
};

}  // namespace relapse::planetscale

#endif  // ORCHESTRATION_PORTS_APPLY_TYPES_H_
