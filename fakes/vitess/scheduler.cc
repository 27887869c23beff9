#include "fakes/vitess/scheduler.h"

#include <algorithm>

#include "fakes/vitess/online_ddl.h"

namespace relapse::planetscale {

namespace {

using Status = MigrationStatus;

/// One tick of one shard of one keyspace.
class ShardTick {
 public:
  ShardTick(VitessState& vitess, KeyspaceState& keyspace, Text shard, TimeMs now)
      : vitess_(vitess), keyspace_(keyspace), shard_(shard), second_(FloorToSecond(now)) {}

  /// True if anything changed.
  bool Run() {
    for (std::size_t i = 0; i < rows().size(); ++i) {
      if (Here(i) && rows()[i].migration_status == Status::kQueued) Review(i);
    }
    ScheduleOne();
    RunOne();
    for (std::size_t i = 0; i < rows().size(); ++i) {
      if (Here(i) && rows()[i].migration_status == Status::kRunning) ReviewRunning(i);
    }
    return changed_;
  }

 private:
  const std::vector<MigrationRow>& rows() const { return keyspace_.migrations.rows(); }
  bool Here(std::size_t i) const {
    return !IsTerminal(rows()[i].migration_status) && rows()[i].shard == shard_;
  }
  template <class Change>
  void Update(std::size_t i, const Change& change) {
    keyspace_.migrations.Update(i, change);
    changed_ = true;
  }
  static bool IsIn(const std::vector<Text>& uuids, const MigrationRow& row) {
    return std::find(uuids.begin(), uuids.end(), row.migration_uuid) != uuids.end();
  }
  bool Has(ProviderDefect defect) const { return vitess_.defects.Has(defect); }

  void Review(std::size_t i);
  void ScheduleOne();
  void RunOne();
  void ReviewRunning(std::size_t i);
  bool Conflicts(std::size_t proposed) const;
  /// Rows of the same context that come first. Released versions count all contexts (vitess#20027);
  /// then one foreign change would hold every other, and no clean run would end.
  std::int64_t EarlierPending(std::size_t i) const;
  void BecomeReady(std::size_t i);
  void Complete(std::size_t i);
  void FailRow(std::size_t i, Text message);

  VitessState& vitess_;
  KeyspaceState& keyspace_;
  Text shard_;
  TimeMs second_;
  bool changed_ = false;
};

void ShardTick::Review(std::size_t i) {
  if (rows()[i].reviewed_timestamp != kNoTime) return;
  const MigrationRow& row = rows()[i];
  const bool asks_for_instant =
      PrefersInstantDdl(row) || Has(ProviderDefect::kInstantIgnoresPostponement);
  const bool immediate =
      FactsOf(row.migration_statement).verb != mysql::Verb::kAlter ||
      (asks_for_instant && keyspace_.live.RunsInstantly(row.migration_statement));
  static const Text kInstantPlan("{\"operation\":\"instant-ddl\"}");
  Update(i, [&](MigrationRow& changing) {
    changing.reviewed_timestamp = second_;
    changing.is_immediate_operation = immediate;
    if (immediate && changing.table_rows > 0) {
      changing.special_plan = kInstantPlan;
      if (Has(ProviderDefect::kInstantIgnoresPostponement)) changing.postpone_completion = false;
    }
    if (immediate) changing.table_rows = 0;
  });
}

void ShardTick::ScheduleOne() {
  for (std::size_t i = 0; i < rows().size(); ++i) {
    const MigrationRow& row = rows()[i];
    if (!Here(i) || row.migration_status != Status::kQueued || row.postpone_launch) continue;
    if (row.is_immediate_operation && row.postpone_completion) {
      // Stays queued, ready, until COMPLETE.
      if (!row.ready_to_complete) BecomeReady(i);
      continue;
    }
    Update(i, [&](MigrationRow& changing) {
      changing.migration_status = Status::kReady;
      changing.ready_timestamp = second_;
    });
    return;
  }
}

bool ShardTick::Conflicts(std::size_t proposed) const {
  const MigrationRow& wanted = rows()[proposed];
  const bool alters = FactsOf(wanted.migration_statement).verb == mysql::Verb::kAlter;
  for (const MigrationRow& running : rows()) {
    if (running.shard != shard_ || running.migration_status != Status::kRunning) continue;
    if (running.mysql_table == wanted.mysql_table) return true;
    if (!running.allow_concurrent && !wanted.allow_concurrent) return true;
    if (alters && running.ready_to_complete_timestamp == kNoTime) return true;
  }
  return false;
}

std::int64_t ShardTick::EarlierPending(std::size_t i) const {
  std::int64_t pending = 0;
  if (!CompletesInOrder(rows()[i])) return 0;
  for (std::size_t before = 0; before < i; ++before) {
    const bool is_of_context = rows()[before].migration_context == rows()[i].migration_context ||
                               Has(ProviderDefect::kOrderAcrossContexts);
    if (Here(before) && is_of_context) ++pending;
  }
  return pending;
}

void ShardTick::RunOne() {
  for (std::size_t i = 0; i < rows().size(); ++i) {
    if (!Here(i) || rows()[i].migration_status != Status::kReady || Conflicts(i)) continue;
    if (rows()[i].is_immediate_operation && EarlierPending(i) > 0) continue;
    Update(i, [&](MigrationRow& changing) {
      changing.migration_status = Status::kRunning;
      changing.started_timestamp = second_;
      changing.liveness_timestamp = second_;
    });
    return;
  }
}

void ShardTick::BecomeReady(std::size_t i) {
  Update(i, [&](MigrationRow& changing) {
    changing.ready_to_complete = true;
    const bool is_estimated = Has(ProviderDefect::kReadyBelowFull);
    changing.progress = is_estimated ? kFullProgress * 9 / 10 : kFullProgress;
    changing.eta_seconds = is_estimated ? 1 : 0;
    if (changing.ready_to_complete_timestamp == kNoTime) {
      changing.ready_to_complete_timestamp = second_;
    }
  });
}

void ShardTick::ReviewRunning(std::size_t i) {
  const MigrationRow& row = rows()[i];
  if (row.user_throttle_ratio >= kFullyThrottled || IsIn(vitess_.stalled_uuids, row)) return;
  if (IsIn(vitess_.doomed_uuids, row)) {
    static const Text kMessage("duplicate entry for a new unique key");
    FailRow(i, kMessage);
    return;
  }
  if (row.rows_copied < row.table_rows) {
    const std::int64_t full = (row.table_rows + vitess_.copy_ticks - 1) / vitess_.copy_ticks;
    const std::int64_t step =
        std::max<std::int64_t>(1, full * (kFullyThrottled - row.user_throttle_ratio) / 1000);
    Update(i, [&](MigrationRow& changing) {
      changing.rows_copied = std::min(changing.table_rows, changing.rows_copied + step);
      changing.progress = kFullProgress * changing.rows_copied / changing.table_rows;
      const std::int64_t elapsed = (second_ - changing.started_timestamp) / 1000;
      changing.eta_seconds = elapsed * (kFullProgress - changing.progress) / changing.progress;
      changing.liveness_timestamp = second_;
    });
    if (rows()[i].rows_copied < rows()[i].table_rows) return;
  }
  const std::int64_t pending = EarlierPending(i);
  if (pending != rows()[i].in_order_completion_pending_count) {
    Update(i,
           [&](MigrationRow& changing) { changing.in_order_completion_pending_count = pending; });
  }
  if (!rows()[i].ready_to_complete) BecomeReady(i);
  if (!rows()[i].postpone_completion && pending == 0) Complete(i);
}

void ShardTick::Complete(std::size_t i) {
  const Text uuid = rows()[i].migration_uuid;
  const bool last_shard =
      std::none_of(rows().begin(), rows().end(), [&](const MigrationRow& other) {
        return other.migration_uuid == uuid && other.shard != shard_ &&
               other.migration_status != Status::kComplete;
      });
  if (last_shard) {
    // The keyspace has one schema here: it changes with its last shard.
    const Result<SchemaHandle> after = keyspace_.live.Apply(rows()[i].migration_statement);
    if (!after.ok()) return FailRow(i, after.error().message);
    keyspace_.live = *after;
  }
  Update(i, [&](MigrationRow& changing) {
    changing.migration_status = Status::kComplete;
    changing.progress = kFullProgress;
    changing.eta_seconds = 0;
    changing.completed_timestamp = second_;
    changing.cutover_attempts = changing.is_immediate_operation ? 0 : 1;
  });
}

void ShardTick::FailRow(std::size_t i, Text message) {
  Update(i, [&](MigrationRow& changing) {
    changing.migration_status = Status::kFailed;
    changing.completed_timestamp = second_;
    changing.message = message;
  });
  if (!CompletesInOrder(rows()[i]) || Has(ProviderDefect::kSuccessorsRunAfterFailure)) return;
  const MigrationRow failed = rows()[i];
  for (std::size_t later = i + 1; later < rows().size(); ++later) {
    const MigrationRow& row = rows()[later];
    if (!Here(later) || row.migration_context != failed.migration_context) continue;
    if (row.is_immediate_operation && Has(ProviderDefect::kImmediateSuccessorsStayQueued)) continue;
    Update(later, [&](MigrationRow& changing) { FailByOrder(changing, failed, second_); });
  }
}

bool AnyPending(const KeyspaceState& keyspace) {
  const auto& rows = keyspace.migrations.rows();
  return std::any_of(rows.begin(), rows.end(),
                     [](const MigrationRow& row) { return !IsTerminal(row.migration_status); });
}

}  // namespace

TimeMs VitessScheduler::NextTimer(const World& world) const {
  return world.Get<VitessState>().next_tick;
}

void VitessScheduler::Advance(World& world) const {
  VitessState& vitess = world.Mutate<VitessState>();
  bool changed = false;
  for (KeyspaceState& keyspace : vitess.keyspaces) {
    if (!AnyPending(keyspace)) continue;
    for (const Text shard : ShardNames(keyspace.shards)) {
      if (ShardTick(vitess, keyspace, shard, world.now()).Run()) changed = true;
    }
  }
  vitess.next_tick = changed ? TickAfter(world.now()) : kNoTime;
}

}  // namespace relapse::planetscale
