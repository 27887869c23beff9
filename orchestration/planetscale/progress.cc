#include "orchestration/planetscale/progress.h"

#include <algorithm>

namespace relapse::planetscale {

namespace {

/// Terminal statuses first: Vitess leaves ready_to_complete set on rows that failed.
TableState StateOf(const MigrationRow& row) {
  switch (row.migration_status) {
    case MigrationStatus::kFailed:
    case MigrationStatus::kCancelled:
      return TableState::kFailed;
    case MigrationStatus::kComplete:
      return TableState::kComplete;
    case MigrationStatus::kRunning:
      return row.ready_to_complete ? TableState::kReadyToComplete : TableState::kRunning;
    case MigrationStatus::kRequested:
    case MigrationStatus::kQueued:
    case MigrationStatus::kReady:
      return TableState::kQueued;
  }
  return TableState::kRunning;
}

bool IsCopied(TableState state) { return state >= TableState::kReadyToComplete; }

std::int64_t Percent(std::int64_t copied, std::int64_t total, bool is_copied) {
  if (is_copied) return 100;
  if (total <= 0) return 0;
  return std::clamp<std::int64_t>(copied * 100 / total, 0, 99);
}

TableProgress& TableOf(std::vector<TableProgress>& tables, const MigrationRow& row) {
  const auto known = std::ranges::find_if(tables, [&](const TableProgress& table) {
    return table.migration_uuid == row.migration_uuid && table.table == row.mysql_table &&
           table.keyspace == row.keyspace;
  });
  if (known != tables.end()) return *known;
  tables.push_back({.keyspace = row.keyspace,
                    .table = row.mysql_table,
                    .migration_uuid = row.migration_uuid,
                    .completed_at = 0});
  return tables.back();
}

void AddShard(TableProgress& table, const MigrationRow& row) {
  const TableState state = StateOf(row);
  table.state = std::min(table.state, state);
  table.rows_copied +=
      IsCopied(state) ? std::max(row.rows_copied, row.table_rows) : row.rows_copied;
  table.table_rows += row.table_rows;
  table.eta_seconds = std::max(table.eta_seconds, row.eta_seconds);
  table.started_at = std::min(table.started_at, row.started_timestamp);
  table.completed_at = std::max(table.completed_at, row.completed_timestamp);  // kNoTime wins
  table.is_instant = table.is_instant && row.is_immediate_operation;
  if (state == TableState::kFailed && table.message.empty()) table.message = row.message;
}

}  // namespace

Progress AggregateProgress(std::span<const MigrationRows> rows, Text context, RowFilter filter) {
  Progress progress;
  for (const MigrationRows& list : rows) {
    for (const MigrationRow& row : list) {
      if (filter == RowFilter::kAsAnswered || row.migration_context == context)
        AddShard(TableOf(progress.tables, row), row);
    }
  }
  std::int64_t copied = 0;
  std::int64_t total = 0;
  bool is_copied = !progress.tables.empty();
  for (TableProgress& table : progress.tables) {
    table.percent = Percent(table.rows_copied, table.table_rows, IsCopied(table.state));
    copied += table.rows_copied;
    total += table.table_rows;
    is_copied = is_copied && IsCopied(table.state);
  }
  progress.percent = Percent(copied, total, is_copied);
  return progress;
}

bool CoversPlan(std::span<const MigrationRows> rows, std::span<const KeyspacePlan> plans,
                Text context) {
  for (std::size_t i = 0; i < plans.size(); ++i) {
    if (plans[i].statements.empty()) continue;
    const bool has_rows = std::ranges::any_of(
        rows[i], [&](const MigrationRow& row) { return row.migration_context == context; });
    if (!has_rows) return false;
  }
  return true;
}

bool IsQuotable(Text context) {
  return std::ranges::none_of(context.view(), [](char character) {
    return character == '\'' || character == '"' || character == '\\' || character == '`';
  });
}

}  // namespace relapse::planetscale
