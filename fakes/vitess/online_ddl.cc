#include "fakes/vitess/online_ddl.h"

#include <fmt/format.h>

namespace relapse::planetscale {

namespace {

Text GatedOptions() {
  static const Text kOptions("--in-order-completion --allow-concurrent --postpone-completion");
  return kOptions;
}
Text UngatedOptions() {
  static const Text kOptions("--in-order-completion --allow-concurrent");
  return kOptions;
}
Text InstantOptions() {
  static const Text kOptions("--in-order-completion --allow-concurrent --prefer-instant-ddl");
  return kOptions;
}

/// The columns that are the same for every row of one submission.
MigrationRow RowOf(const Submission& submission, Text uuid, TimeMs requested) {
  static const Text kStrategy("vitess");
  static const Text kTablet("zone1-0000000101");
  const StatementFacts& facts = FactsOf(submission.statement);
  MigrationRow row;
  row.migration_uuid = uuid;
  row.keyspace = submission.keyspace;
  row.mysql_schema = submission.keyspace;
  row.mysql_table = facts.table;
  row.migration_statement = submission.statement;
  row.strategy = kStrategy;
  row.options = submission.prefer_instant_ddl    ? InstantOptions()
                : submission.postpone_completion ? GatedOptions()
                                                 : UngatedOptions();
  row.added_timestamp = requested;
  row.requested_timestamp = requested;
  row.tablet = kTablet;
  row.migration_context = submission.migration_context;
  row.ddl_action = facts.action;
  row.table_rows = facts.verb == mysql::Verb::kAlter ? kTableRows : 0;
  row.postpone_completion = submission.postpone_completion;
  row.allow_concurrent = true;
  return row;
}

/// Calls `change(row)` for every row of the context that `wanted(row)` picks. Answers how many.
template <class Wanted, class Change>
int UpdateWhere(VitessState& vitess, const Wanted& wanted, const Change& change) {
  int changed = 0;
  for (KeyspaceState& keyspace : vitess.keyspaces) {
    for (std::size_t i = 0; i < keyspace.migrations.rows().size(); ++i) {
      if (!wanted(keyspace.migrations.rows()[i])) continue;
      keyspace.migrations.Update(i, change);
      ++changed;
    }
  }
  return changed;
}

}  // namespace

Text MigrationUuid(std::int64_t number) {
  static const std::vector<Text> kSmall = [] {
    std::vector<Text> uuids;
    for (int i = 0; i < 64; ++i) {
      uuids.emplace_back(fmt::format("{:08x}_0000_11ef_a000_000000000001", i));
    }
    return uuids;
  }();
  if (number >= 0 && number < static_cast<std::int64_t>(kSmall.size())) {
    return kSmall[static_cast<std::size_t>(number)];
  }
  return Text(fmt::format("{:08x}_0000_11ef_a000_000000000001", number));
}

bool CompletesInOrder(const MigrationRow& row) {
  return row.options == GatedOptions() || row.options == UngatedOptions() ||
         row.options == InstantOptions();
}
bool PrefersInstantDdl(const MigrationRow& row) { return row.options == InstantOptions(); }

Text SubmitMigration(VitessState& vitess, const Submission& submission, TimeMs now) {
  KeyspaceState* keyspace = vitess.Find(submission.keyspace);
  RELAPSE_CHECK(keyspace != nullptr, "no keyspace " + submission.keyspace.str());
  const Text uuid = MigrationUuid(vitess.next_migration++);
  MigrationRow row = RowOf(submission, uuid, FloorToSecond(now));
  for (const Text shard : ShardNames(keyspace->shards)) {
    // Ids count per shard: every submission makes one row on each.
    row.id = static_cast<std::int64_t>(keyspace->migrations.rows().size()) / keyspace->shards + 1;
    row.shard = shard;
    keyspace->migrations.Append(row);
  }
  if (submission.doomed) vitess.doomed_uuids.push_back(uuid);
  vitess.last_requested_at = FloorToSecond(now);
  vitess.Wake(now);
  return uuid;
}

int CompleteContext(VitessState& vitess, Text migration_context, TimeMs now) {
  const int changed = UpdateWhere(
      vitess,
      [&](const MigrationRow& row) {
        return row.migration_context == migration_context && row.postpone_completion;
      },
      [](MigrationRow& row) { row.postpone_completion = false; });
  if (changed > 0) vitess.Wake(now);
  return changed;
}

int CancelContext(VitessState& vitess, Text migration_context, TimeMs now) {
  static const Text kMessage("CANCEL issued by user");
  if (vitess.refuses_cancel) return 0;
  const int changed = UpdateWhere(
      vitess,
      [&](const MigrationRow& row) {
        return row.migration_context == migration_context && !IsTerminal(row.migration_status);
      },
      [&](MigrationRow& row) {
        row.migration_status = MigrationStatus::kCancelled;
        row.cancelled_timestamp = FloorToSecond(now);
        row.completed_timestamp = FloorToSecond(now);
        row.message = kMessage;
      });
  if (changed > 0) vitess.Wake(now);
  return changed;
}

int RetryMigration(VitessState& vitess, Text migration_uuid, TimeMs now) {
  const int changed = UpdateWhere(
      vitess,
      [&](const MigrationRow& row) {
        return row.migration_uuid == migration_uuid &&
               (row.migration_status == MigrationStatus::kFailed ||
                row.migration_status == MigrationStatus::kCancelled);
      },
      [](MigrationRow& row) {
        row.migration_status = MigrationStatus::kQueued;
        ++row.retries;
        row.message = Text();
        row.stage = Text();
        row.cutover_attempts = 0;
        row.tablet_failure = false;
        row.ready_timestamp = kNoTime;
        row.started_timestamp = kNoTime;
        row.liveness_timestamp = kNoTime;
        row.cancelled_timestamp = kNoTime;
        row.completed_timestamp = kNoTime;
        row.cleanup_timestamp = kNoTime;
        row.shadow_analyzed_timestamp = kNoTime;
        row.last_cutover_attempt_timestamp = kNoTime;
      });
  if (changed > 0) vitess.Wake(now);
  return changed;
}

Census CountContext(const VitessState& vitess, Text migration_context) {
  Census census;
  for (const KeyspaceState& keyspace : vitess.keyspaces) {
    for (const MigrationRow& row : keyspace.migrations.rows()) {
      if (row.migration_context != migration_context) continue;
      ++census.rows;
      if (row.is_immediate_operation) ++census.immediate;
      if (row.migration_status == MigrationStatus::kComplete) {
        ++census.complete;
      } else if (row.migration_status == MigrationStatus::kFailed) {
        ++census.failed;
      } else if (row.migration_status == MigrationStatus::kCancelled) {
        ++census.cancelled;
      } else if (row.ready_to_complete) {
        ++census.waiting;
      } else if (row.migration_status == MigrationStatus::kRunning) {
        ++census.running;
      } else {
        ++census.queued;
      }
    }
  }
  return census;
}

}  // namespace relapse::planetscale
