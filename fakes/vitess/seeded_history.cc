#include "fakes/vitess/seeded_history.h"

#include <fmt/format.h>

#include <array>

#include "fakes/vitess/online_ddl.h"
#include "harness/core/enum_names.h"

namespace relapse::planetscale {

namespace {

constexpr std::array<std::string_view, 15> kKinds{
    "finished",           "finished_recently", "failed",          "cancelled",
    "resurrected",        "retried_later",     "foreign_running", "foreign_later",
    "finished_revert",    "revert_running",    "revert_later",    "underscore",
    "underscore_sibling", "former_life",       "former_revert"};

/// The columns that do not depend on how the migration went. Its table is nobody else's.
MigrationRow BlankRow(HistoricalKind kind, std::int64_t index, Text keyspace, TimeMs requested) {
  const Text table(fmt::format("archive_{}", index));
  MigrationRow row;
  row.migration_uuid = HistoricalUuid(index);
  row.migration_context = HistoricalContext(kind, index);
  row.keyspace = keyspace;
  row.mysql_schema = keyspace;
  row.mysql_table = table;
  row.migration_statement =
      Text(fmt::format("ALTER TABLE `archive_{}` ADD COLUMN `note` varchar(255)", index));
  row.strategy = Text("vitess");
  row.options = Text("--allow-concurrent");
  row.added_timestamp = requested;
  row.requested_timestamp = requested;
  row.reviewed_timestamp = requested;
  row.tablet = Text("zone1-0000000101");
  row.ddl_action = Text("alter");
  row.table_rows = kTableRows;
  row.allow_concurrent = true;
  return row;
}

void End(MigrationRow& row, MigrationStatus status, TimeMs at) {
  row.migration_status = status;
  row.ready_timestamp = row.requested_timestamp;
  row.started_timestamp = row.requested_timestamp;
  row.liveness_timestamp = at;
  row.completed_timestamp = at;
  // It had been ready once: retried, it does not hold other changes up (section 4.6).
  row.ready_to_complete_timestamp = at;
  row.rows_copied = status == MigrationStatus::kComplete ? kTableRows : kTableRows / 2;
  row.progress = kFullProgress * row.rows_copied / row.table_rows;
  if (status == MigrationStatus::kComplete) row.ready_to_complete = true;
  if (status == MigrationStatus::kComplete) row.eta_seconds = 0;
  if (status == MigrationStatus::kFailed) row.message = Text("lost connection to the source");
  if (status == MigrationStatus::kCancelled) {
    row.message = Text("CANCEL issued by user");
    row.cancelled_timestamp = at;
  }
}

/// Standing still at 40 %: throttled, and ready once before, so that it holds nobody up.
void StandStill(MigrationRow& row, TimeMs started) {
  row.migration_status = MigrationStatus::kRunning;
  row.ready_timestamp = started;
  row.started_timestamp = started;
  row.liveness_timestamp = started;
  row.ready_to_complete_timestamp = started;
  row.user_throttle_ratio = kFullyThrottled;
  row.rows_copied = kTableRows * 2 / 5;
  row.progress = kFullProgress * 2 / 5;
  row.eta_seconds = 3600;
}

bool IsRevert(HistoricalKind kind) {
  return kind == HistoricalKind::kFinishedRevert || kind == HistoricalKind::kRevertRunning ||
         kind == HistoricalKind::kRevertLater;
}

KeyspaceState& KeyspaceOf(VitessState& vitess, std::int64_t index) {
  return vitess.keyspaces[static_cast<std::size_t>(index) % vitess.keyspaces.size()];
}

void AppendOnEveryShard(KeyspaceState& keyspace, MigrationRow row) {
  for (const Text shard : ShardNames(keyspace.shards)) {
    row.id = static_cast<std::int64_t>(keyspace.migrations.rows().size()) / keyspace.shards + 1;
    row.shard = shard;
    keyspace.migrations.Append(row);
  }
}

void AddRunning(VitessState& vitess, HistoricalKind kind, std::int64_t index, TimeMs requested) {
  KeyspaceState& keyspace = KeyspaceOf(vitess, index);
  MigrationRow row = BlankRow(kind, index, keyspace.name, requested);
  if (IsRevert(kind)) {
    row.strategy = Text("online");
    row.reverted_uuid = MigrationUuid(0);
  }
  StandStill(row, requested);
  AppendOnEveryShard(keyspace, row);
}

}  // namespace

std::string_view EnumName(HistoricalKind kind) { return NameOf(kKinds, kind); }
void EnumFromName(std::string_view name, HistoricalKind& kind) { ReadName(kKinds, name, kind); }

Text HistoricalUuid(std::int64_t index) {
  return Text(fmt::format("{:08x}_7fdb_11eb_ac2c_f875a4d24e90", index + 1));
}

Text HistoricalContext(HistoricalKind kind, std::int64_t index) {
  if (kind == HistoricalKind::kUnderscore) return Text(fmt::format("localscale:{}_5", index));
  if (kind == HistoricalKind::kUnderscoreSibling) return Text("localscale:1x000001");
  if (kind == HistoricalKind::kFormerLife) return Text("localscale:1");
  if (kind == HistoricalKind::kFormerRevert) return Text("localscale-revert:1");
  if (IsRevert(kind)) {
    return Text(fmt::format("revert:singularity:{:08x}-7fdb-41eb-ac2c-f875a4d24e90", index + 1));
  }
  // Foreign changes of other systems and of our own provider look alike.
  return Text(fmt::format("singularity:{:08x}-7fdb-41eb-ac2c-f875a4d24e90", index + 1));
}

void SeedHistory(VitessState& vitess, HistoricalKind kind, std::int64_t index) {
  using Kind = HistoricalKind;
  KeyspaceState& keyspace = KeyspaceOf(vitess, index);
  const TimeMs days_ago = kWorldStart - Hours(24 * 30 - index);
  const TimeMs hour_ago = kWorldStart - Hours(1) + Seconds(index);
  MigrationRow row = BlankRow(kind, index, keyspace.name, days_ago);
  switch (kind) {
    case Kind::kForeignLater:
    case Kind::kRevertLater:
      return;
    case Kind::kForeignRunning:
    case Kind::kRevertRunning:
    case Kind::kUnderscoreSibling:
      return AddRunning(vitess, kind, index, hour_ago);
    case Kind::kFinishedRecently:
      row = BlankRow(kind, index, keyspace.name, hour_ago);
      End(row, MigrationStatus::kComplete, hour_ago + Minutes(5));
      break;
    case Kind::kFailed:
    case Kind::kFormerLife:
    case Kind::kFormerRevert:
    case Kind::kRetriedLater:
      End(row, MigrationStatus::kFailed, days_ago + Minutes(30));
      row.user_throttle_ratio = kFullyThrottled;  // retried, it stands still
      break;
    case Kind::kCancelled:
      End(row, MigrationStatus::kCancelled, days_ago + Minutes(30));
      break;
    case Kind::kResurrected:
      End(row, MigrationStatus::kFailed, days_ago + Minutes(30));
      row.message = Text();
      row.completed_timestamp = kNoTime;
      row.retries = 1;
      StandStill(row, kWorldStart - Minutes(1));
      break;
    case Kind::kFinishedRevert:
      row.strategy = Text("online");
      row.reverted_uuid = MigrationUuid(0);
      End(row, MigrationStatus::kComplete, days_ago + Minutes(1));
      break;
    case Kind::kFinished:
    case Kind::kUnderscore:
      End(row, MigrationStatus::kComplete, days_ago + Minutes(30));
      break;
  }
  AppendOnEveryShard(keyspace, row);
}

void HappenLater(VitessState& vitess, HistoricalKind kind, std::int64_t index, TimeMs now) {
  if (kind == HistoricalKind::kRetriedLater) {
    RetryMigration(vitess, HistoricalUuid(index), now);
    return;
  }
  AddRunning(vitess, kind, index, FloorToSecond(now));
  vitess.last_requested_at = FloorToSecond(now);
}

}  // namespace relapse::planetscale
