// One row of _vt.schema_migrations: all 63 columns, names and order as SHOW VITESS_MIGRATIONS
// answers them (spec/planetscale-api.md section 4.1). Trivially copyable: rows are copied by the
// dozen.
#ifndef ORCHESTRATION_PORTS_MIGRATION_ROW_H_
#define ORCHESTRATION_PORTS_MIGRATION_ROW_H_

#include <cstdint>
#include <string_view>

#include "harness/core/fields.h"

namespace relapse::planetscale {

/// migration_status. "ready to complete" is a column, not a status.
enum class MigrationStatus : std::uint8_t {
  kRequested,
  kQueued,
  kReady,
  kRunning,
  kComplete,
  kFailed,
  kCancelled,
};

std::string_view EnumName(MigrationStatus status);
void EnumFromName(std::string_view name, MigrationStatus& status);

constexpr bool IsTerminal(MigrationStatus status) { return status >= MigrationStatus::kComplete; }

/// Timestamps are whole seconds (as milliseconds); ratios and percentages are in thousandths,
/// because a simulation holds integers only.
struct MigrationRow {
  std::int64_t id = 0;
  Text migration_uuid;
  Text keyspace;
  Text shard;
  Text mysql_schema;
  Text mysql_table;
  Text migration_statement;
  Text strategy;
  Text options;
  TimeMs added_timestamp = kNoTime;
  TimeMs requested_timestamp = kNoTime;
  TimeMs ready_timestamp = kNoTime;
  TimeMs started_timestamp = kNoTime;
  TimeMs liveness_timestamp = kNoTime;
  TimeMs completed_timestamp = kNoTime;
  TimeMs cleanup_timestamp = kNoTime;
  MigrationStatus migration_status = MigrationStatus::kQueued;
  Text log_path;
  Text artifacts;
  std::int64_t retries = 0;
  Text tablet;
  bool tablet_failure = false;
  std::int64_t progress = 0;  ///< thousandths
  Text migration_context;
  Text ddl_action;
  Text message;
  TimeMs message_timestamp = kNoTime;
  std::int64_t eta_seconds = -1;
  std::int64_t rows_copied = 0;
  std::int64_t vreplication_lag_seconds = 0;
  std::int64_t table_rows = 0;
  std::int64_t added_unique_keys = 0;
  std::int64_t removed_unique_keys = 0;
  Text log_file;
  std::int64_t retain_artifacts_seconds = 86400;
  bool postpone_completion = false;
  Text removed_unique_key_names;
  Text dropped_no_default_column_names;
  Text expanded_column_names;
  Text revertible_notes;
  bool allow_concurrent = false;
  Text reverted_uuid;
  bool is_view = false;
  bool ready_to_complete = false;
  std::int64_t vitess_liveness_indicator = 0;
  std::int64_t user_throttle_ratio = 0;  ///< thousandths
  Text special_plan;
  TimeMs last_throttled_timestamp = kNoTime;
  Text component_throttled;
  Text reason_throttled;
  TimeMs cancelled_timestamp = kNoTime;
  bool postpone_launch = false;
  Text stage;
  std::int64_t cutover_attempts = 0;
  bool is_immediate_operation = false;
  TimeMs reviewed_timestamp = kNoTime;
  TimeMs ready_to_complete_timestamp = kNoTime;
  TimeMs shadow_analyzed_timestamp = kNoTime;
  Text removed_foreign_key_names;
  TimeMs last_cutover_attempt_timestamp = kNoTime;
  bool force_cutover = false;
  std::int64_t cutover_threshold_seconds = 0;
  std::int64_t in_order_completion_pending_count = 0;

  template <class Self, class Visitor>
  static void VisitFields(Self& self, Visitor&& visit) {
    visit("id", self.id, field::kPlain);
    visit("migration_uuid", self.migration_uuid, field::kPlain);
    visit("keyspace", self.keyspace, field::kPlain);
    visit("shard", self.shard, field::kPlain);
    visit("mysql_schema", self.mysql_schema, field::kPlain);
    visit("mysql_table", self.mysql_table, field::kPlain);
    visit("migration_statement", self.migration_statement, field::kPlain);
    visit("strategy", self.strategy, field::kPlain);
    visit("options", self.options, field::kPlain);
    visit("added_timestamp", self.added_timestamp, field::kUnread);
    visit("requested_timestamp", self.requested_timestamp, field::kOrder);
    visit("ready_timestamp", self.ready_timestamp, field::kUnread);
    visit("started_timestamp", self.started_timestamp, field::kUnread);
    visit("liveness_timestamp", self.liveness_timestamp, field::kUnread);
    visit("completed_timestamp", self.completed_timestamp, field::kUnread);
    visit("cleanup_timestamp", self.cleanup_timestamp, field::kUnread);
    visit("migration_status", self.migration_status, field::kPlain);
    visit("log_path", self.log_path, field::kPlain);
    visit("artifacts", self.artifacts, field::kPlain);
    visit("retries", self.retries, field::kPlain);
    visit("tablet", self.tablet, field::kPlain);
    visit("tablet_failure", self.tablet_failure, field::kPlain);
    visit("progress", self.progress, field::kPlain);
    visit("migration_context", self.migration_context, field::kPlain);
    visit("ddl_action", self.ddl_action, field::kPlain);
    visit("message", self.message, field::kPlain);
    visit("message_timestamp", self.message_timestamp, field::kUnread);
    visit("eta_seconds", self.eta_seconds, field::kPlain);
    visit("rows_copied", self.rows_copied, field::kPlain);
    visit("vreplication_lag_seconds", self.vreplication_lag_seconds, field::kPlain);
    visit("table_rows", self.table_rows, field::kPlain);
    visit("added_unique_keys", self.added_unique_keys, field::kPlain);
    visit("removed_unique_keys", self.removed_unique_keys, field::kPlain);
    visit("log_file", self.log_file, field::kPlain);
    visit("retain_artifacts_seconds", self.retain_artifacts_seconds, field::kPlain);
    visit("postpone_completion", self.postpone_completion, field::kPlain);
    visit("removed_unique_key_names", self.removed_unique_key_names, field::kPlain);
    visit("dropped_no_default_column_names", self.dropped_no_default_column_names, field::kPlain);
    visit("expanded_column_names", self.expanded_column_names, field::kPlain);
    visit("revertible_notes", self.revertible_notes, field::kPlain);
    visit("allow_concurrent", self.allow_concurrent, field::kPlain);
    visit("reverted_uuid", self.reverted_uuid, field::kPlain);
    visit("is_view", self.is_view, field::kPlain);
    visit("ready_to_complete", self.ready_to_complete, field::kPlain);
    visit("vitess_liveness_indicator", self.vitess_liveness_indicator, field::kUnread);
    visit("user_throttle_ratio", self.user_throttle_ratio, field::kPlain);
    visit("special_plan", self.special_plan, field::kPlain);
    visit("last_throttled_timestamp", self.last_throttled_timestamp, field::kUnread);
    visit("component_throttled", self.component_throttled, field::kPlain);
    visit("reason_throttled", self.reason_throttled, field::kPlain);
    visit("cancelled_timestamp", self.cancelled_timestamp, field::kUnread);
    visit("postpone_launch", self.postpone_launch, field::kPlain);
    visit("stage", self.stage, field::kPlain);
    visit("cutover_attempts", self.cutover_attempts, field::kPlain);
    visit("is_immediate_operation", self.is_immediate_operation, field::kPlain);
    visit("reviewed_timestamp", self.reviewed_timestamp, field::kUnread);
    visit("ready_to_complete_timestamp", self.ready_to_complete_timestamp, field::kUnread);
    visit("shadow_analyzed_timestamp", self.shadow_analyzed_timestamp, field::kUnread);
    visit("removed_foreign_key_names", self.removed_foreign_key_names, field::kPlain);
    visit("last_cutover_attempt_timestamp", self.last_cutover_attempt_timestamp, field::kUnread);
    visit("force_cutover", self.force_cutover, field::kPlain);
    visit("cutover_threshold_seconds", self.cutover_threshold_seconds, field::kPlain);
    visit("in_order_completion_pending_count", self.in_order_completion_pending_count,
          field::kPlain);
  }
};

}  // namespace relapse::planetscale

#endif  // ORCHESTRATION_PORTS_MIGRATION_ROW_H_
