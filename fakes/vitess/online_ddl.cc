#include "fakes/vitess/online_ddl.h"

#include <fmt/format.h>

#include <algorithm>

#include "fakes/vitess/like.h"

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

/// A failed row that `row` would have to wait for, or null.
const MigrationRow* FailedBefore(const KeyspaceState& keyspace, const MigrationRow& row) {
  for (const MigrationRow& other : keyspace.migrations.rows()) {
    if (other.migration_status == MigrationStatus::kFailed && other.shard == row.shard &&
        other.migration_context == row.migration_context && CompletesInOrder(other)) {
      return &other;
    }
  }
  return nullptr;
}

/// Calls `change(row)` for every row that `wanted(row)` picks in a keyspace that answers. Answers
/// how many.
template <class Wanted, class Change>
int UpdateWhere(VitessState& vitess, TimeMs now, const Wanted& wanted, const Change& change) {
  int changed = 0;
  for (KeyspaceState& keyspace : vitess.keyspaces) {
    if (!vitess.Answers(keyspace, now)) continue;
    for (std::size_t i = 0; i < keyspace.migrations.rows().size(); ++i) {
      if (!wanted(keyspace.migrations.rows()[i])) continue;
      keyspace.migrations.Update(i, change);
      ++changed;
    }
  }
  return changed;
}

/// Whether `wanted` picks a row of the context that has not ended.
template <class Wanted>
bool AnyPending(const VitessState& vitess, Text migration_context, const Wanted& wanted) {
  return std::any_of(vitess.keyspaces.begin(), vitess.keyspaces.end(),
                     [&](const KeyspaceState& keyspace) {
                       const auto& rows = keyspace.migrations.rows();
                       return std::any_of(rows.begin(), rows.end(), [&](const MigrationRow& row) {
                         return !IsTerminal(row.migration_status) && wanted(row) &&
                                IsOfContext(vitess, row, migration_context);
                       });
                     });
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

void FailByOrder(MigrationRow& row, const MigrationRow& failed, TimeMs second) {
  row.message =
      Text("migration " + row.migration_uuid.str() + " cannot run because prior migration " +
           failed.migration_uuid.str() + " in same context has failed");
  row.migration_status = MigrationStatus::kFailed;
  row.completed_timestamp = second;
}

Text SubmitMigration(VitessState& vitess, const Submission& submission, TimeMs now) {
  KeyspaceState* keyspace = vitess.Find(submission.keyspace);
  RELAPSE_CHECK(keyspace != nullptr, "no keyspace " + submission.keyspace.str());
  const Text uuid = MigrationUuid(vitess.next_migration++);
  MigrationRow row = RowOf(submission, uuid, FloorToSecond(now));
  for (const Text shard : ShardNames(keyspace->shards)) {
    // Ids count per shard: every submission makes one row on each.
    row.id = static_cast<std::int64_t>(keyspace->migrations.rows().size()) / keyspace->shards + 1;
    row.shard = shard;
    row.user_throttle_ratio = keyspace->throttle_ratio;
    MigrationRow late = row;
    if (const MigrationRow* failed = FailedBefore(*keyspace, row);
        failed != nullptr && !vitess.defects.Has(ProviderDefect::kSuccessorsRunAfterFailure)) {
      FailByOrder(late, *failed, FloorToSecond(now));
    }
    keyspace->migrations.Append(late);
  }
  if (submission.doomed) vitess.doomed_uuids.push_back(uuid);
  vitess.last_requested_at = FloorToSecond(now);
  vitess.Wake(now);
  return uuid;
}

bool IsOfContext(const VitessState& vitess, const MigrationRow& row, Text migration_context) {
  if (!vitess.defects.Has(ProviderDefect::kContextMatchedAsPattern)) {
    return row.migration_context == migration_context;
  }
  return MatchesLike(row.migration_context.view(), migration_context.view());
}

bool HasPending(const VitessState& vitess, Text migration_context) {
  return AnyPending(vitess, migration_context, [](const MigrationRow&) { return true; });
}

bool HasPostponed(const VitessState& vitess, Text migration_context) {
  return AnyPending(vitess, migration_context,
                    [](const MigrationRow& row) { return row.postpone_completion; });
}

int CompleteContext(VitessState& vitess, Text migration_context, TimeMs now) {
  // Rows are per shard and share a uuid: one command for each row is one too many for each further
  // shard, and meets a shard in the middle of its cutover (B1).
  const bool once_a_row = vitess.defects.Has(ProviderDefect::kDuplicateComplete);
  const int changed = UpdateWhere(
      vitess, now,
      [&](const MigrationRow& row) {
        return row.postpone_completion && IsOfContext(vitess, row, migration_context);
      },
      [&](MigrationRow& row) {
        row.postpone_completion = false;
        const Text first_shard = ShardNames(vitess.Find(row.keyspace)->shards).front();
        if (once_a_row && row.shard != first_shard)
          vitess.stalled_uuids.push_back(row.migration_uuid);
      });
  if (changed > 0) vitess.Wake(now);
  return changed;
}

int CancelContext(VitessState& vitess, Text migration_context, TimeMs now) {
  static const Text kMessage("CANCEL issued by user");
  if (vitess.refuses_cancel) return 0;
  const bool is_failure = vitess.defects.Has(ProviderDefect::kUserCancelRecordedAsFailed);
  const int changed = UpdateWhere(
      vitess, now,
      [&](const MigrationRow& row) {
        return !IsTerminal(row.migration_status) && IsOfContext(vitess, row, migration_context);
      },
      [&](MigrationRow& row) {
        row.migration_status = is_failure ? MigrationStatus::kFailed : MigrationStatus::kCancelled;
        row.cancelled_timestamp = is_failure ? kNoTime : FloorToSecond(now);
        row.completed_timestamp = FloorToSecond(now);
        row.message = kMessage;
      });
  if (changed > 0) vitess.Wake(now);
  return changed;
}

void ThrottleAll(VitessState& vitess, std::int64_t ratio, TimeMs now) {
  for (KeyspaceState& keyspace : vitess.keyspaces) keyspace.throttle_ratio = ratio;
  UpdateWhere(
      vitess, now,
      [](const MigrationRow& row) {
        return !IsTerminal(row.migration_status) && row.user_throttle_ratio < kFullyThrottled;
      },
      [ratio](MigrationRow& row) { row.user_throttle_ratio = ratio; });
}

int RetryMigration(VitessState& vitess, Text migration_uuid, TimeMs now) {
  const int changed = UpdateWhere(
      vitess, now,
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

Census CountContext(const VitessState& vitess, Text migration_context, TimeMs now) {
  Census census;
  const bool believes_ready = vitess.defects.Has(ProviderDefect::kStaleReadyCountsAsWaiting);
  for (const KeyspaceState& keyspace : vitess.keyspaces) {
    if (!vitess.Answers(keyspace, now)) continue;
    for (const MigrationRow& row : keyspace.migrations.rows()) {
      if (!IsOfContext(vitess, row, migration_context)) continue;
      ++census.rows;
      if (row.is_immediate_operation) ++census.immediate;
      if (row.migration_status == MigrationStatus::kComplete) {
        ++census.complete;
      } else if (row.ready_to_complete && believes_ready) {
        ++census.waiting;
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

Census CountContext(const VitessState& vitess, Text migration_context) {
  return CountContext(vitess, migration_context, kNoTime);
}

}  // namespace relapse::planetscale
