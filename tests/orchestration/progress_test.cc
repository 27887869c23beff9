#include "orchestration/planetscale/progress.h"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include "tests/orchestration/migration_rows.h"

namespace relapse::planetscale {
namespace {

using RowStatus = MigrationStatus;

const Text kContext = "localscale:1_000007";

MigrationRow Shard(Text table, Text shard, RowStatus status, std::int64_t copied, std::int64_t rows,
                   bool is_ready = false) {
  MigrationRow row = Row(kContext, table, status);
  row.shard = shard;
  row.rows_copied = copied;
  row.table_rows = rows;
  row.ready_to_complete = is_ready;
  return row;
}

Progress Aggregate(std::vector<MigrationRow> rows) {
  const std::vector<MigrationRows> lists{RowsOf(std::move(rows))};
  return AggregateProgress(lists, kContext);
}

TEST(ProgressOfATable, SumsItsShards) {
  const Progress progress = Aggregate({Shard("orders", "-80", RowStatus::kRunning, 10, 100),
                                       Shard("orders", "80-", RowStatus::kRunning, 80, 100)});
  ASSERT_EQ(progress.tables.size(), 1U);
  EXPECT_EQ(progress.tables[0].percent, 45);
  EXPECT_EQ(progress.percent, 45);
}

TEST(ProgressOfATable, IsInTheWorstStateOfItsShards) {
  const auto state = [](std::vector<MigrationRow> rows) {
    return Aggregate(std::move(rows)).tables[0].state;
  };
  const MigrationRow complete = Shard("orders", "a", RowStatus::kComplete, 1, 1);
  const MigrationRow ready = Shard("orders", "b", RowStatus::kRunning, 1, 1, true);
  const MigrationRow queued = Shard("orders", "c", RowStatus::kQueued, 0, 1);
  const MigrationRow running = Shard("orders", "d", RowStatus::kRunning, 0, 1);
  const MigrationRow failed = Shard("orders", "e", RowStatus::kFailed, 0, 1);
  EXPECT_EQ(state({complete}), TableState::kComplete);
  EXPECT_EQ(state({complete, ready}), TableState::kReadyToComplete);
  EXPECT_EQ(state({complete, ready, queued}), TableState::kQueued);
  EXPECT_EQ(state({complete, ready, queued, running}), TableState::kRunning);
  EXPECT_EQ(state({complete, ready, queued, running, failed}), TableState::kFailed);
}

TEST(ProgressOfATable, AReadyFlagOnAFailedRowMeansNothing) {
  const MigrationRow row = Shard("orders", "0", RowStatus::kFailed, 10, 100, true);
  EXPECT_EQ(Aggregate({row}).tables[0].state, TableState::kFailed);
  EXPECT_EQ(Aggregate({row}).percent, 10);
}

TEST(ProgressOfATable, AReadyShardIsCopiedWhateverItsEstimateSays) {
  const Progress progress = Aggregate({Shard("orders", "-80", RowStatus::kRunning, 87, 100, true),
                                       Shard("orders", "80-", RowStatus::kRunning, 50, 100)});
  EXPECT_EQ(progress.tables[0].percent, 75);
}

TEST(ProgressOfATable, AnEmptyTableIsDoneWhenItsShardsAre) {
  EXPECT_EQ(Aggregate({Shard("orders", "0", RowStatus::kQueued, 0, 0)}).percent, 0);
  EXPECT_EQ(Aggregate({Shard("orders", "0", RowStatus::kComplete, 0, 0)}).percent, 100);
}

TEST(ProgressOfATable, IsOverWhenEveryShardIs) {
  MigrationRow first = Shard("orders", "-80", RowStatus::kComplete, 1, 1);
  MigrationRow second = Shard("orders", "80-", RowStatus::kComplete, 1, 1);
  first.started_timestamp = kSomeDay + Seconds(2);
  second.started_timestamp = kSomeDay + Seconds(1);
  first.completed_timestamp = kSomeDay + Seconds(9);
  EXPECT_EQ(Aggregate({first, second}).tables[0].completed_at, kNoTime);
  second.completed_timestamp = kSomeDay + Seconds(5);
  EXPECT_EQ(Aggregate({first, second}).tables[0].completed_at, kSomeDay + Seconds(9));
  EXPECT_EQ(Aggregate({first, second}).tables[0].started_at, kSomeDay + Seconds(1));
}

TEST(ProgressOfATable, IsInstantOnlyIfAllOfItIs) {
  MigrationRow instant = Shard("orders", "-80", RowStatus::kComplete, 1, 1);
  instant.is_immediate_operation = true;
  EXPECT_TRUE(Aggregate({instant}).tables[0].is_instant);
  EXPECT_FALSE(Aggregate({instant, Shard("orders", "80-", RowStatus::kComplete, 1, 1)})
                   .tables[0]
                   .is_instant);
}

TEST(ProgressOfATable, TellsWhyAShardFailed) {
  MigrationRow failed = Shard("orders", "80-", RowStatus::kFailed, 0, 1);
  failed.message = "disk full";
  EXPECT_EQ(
      Aggregate({Shard("orders", "-80", RowStatus::kRunning, 0, 1), failed}).tables[0].message,
      Text("disk full"));
}

TEST(ProgressOfAContext, SiblingsThatLikeMatchesDoNotCount) {
  MigrationRow sibling = Shard("orders", "0", RowStatus::kRunning, 90, 100);
  sibling.migration_context = "localscale:1x000007";
  const Progress progress = Aggregate({sibling, Shard("users", "0", RowStatus::kRunning, 10, 100)});
  ASSERT_EQ(progress.tables.size(), 1U);
  EXPECT_EQ(progress.tables[0].table, Text("users"));
  EXPECT_EQ(progress.percent, 10);
}

TEST(ProgressOfAContext, NothingVisibleIsNothingDone) { EXPECT_EQ(Aggregate({}).percent, 0); }

TEST(ProgressOfAContext, IsKnownOnceEveryKeyspaceOfThePlanHasRows) {
  const auto plan = [](Text keyspace, std::vector<Text> statements) {
    KeyspacePlan planned;
    planned.keyspace = keyspace;
    planned.statements = std::move(statements);
    return planned;
  };
  const std::vector<KeyspacePlan> plans{plan("commerce", {"ALTER"}), plan("customer", {"ALTER"}),
                                        plan("untouched", {})};
  const MigrationRows ours = RowsOf({Shard("orders", "0", RowStatus::kRunning, 1, 2)});
  MigrationRow sibling = Shard("orders", "0", RowStatus::kRunning, 1, 2);
  sibling.migration_context = "localscale:1x000007";
  const std::vector<MigrationRows> all{ours, ours, MigrationRows()};
  const std::vector<MigrationRows> some{ours, RowsOf({sibling}), MigrationRows()};
  EXPECT_TRUE(CoversPlan(all, plans, kContext));
  EXPECT_FALSE(CoversPlan(some, plans, kContext));
}

TEST(ProgressOfAContext, ContextsThatWouldBreakTheQueryAreNotAsked) {
  EXPECT_TRUE(IsQuotable(kContext));
  for (const char* context : {"a:'", "a:\"", "a:\\", "a:`"}) EXPECT_FALSE(IsQuotable(context));
}

/// 0 <= percent <= 100, and 100 only if every shard is ready or complete.
RC_GTEST_PROP(ProgressOfAContext, StaysWithinItsBounds, ()) {
  std::vector<MigrationRow> rows;
  bool all_copied = true;
  const int count = *rc::gen::inRange(1, 8);
  for (int i = 0; i < count; ++i) {
    const auto status = static_cast<RowStatus>(*rc::gen::inRange(0, 7));
    const bool is_ready = *rc::gen::arbitrary<bool>();
    const auto copied = *rc::gen::inRange<std::int64_t>(0, 1000);
    const auto total = *rc::gen::inRange<std::int64_t>(0, 1000);
    const char* table = i % 2 == 0 ? "orders" : "users";
    rows.push_back(Shard(table, Text(std::to_string(i)), status, copied, total, is_ready));
    all_copied = all_copied &&
                 (status == RowStatus::kComplete || (status == RowStatus::kRunning && is_ready));
  }
  const Progress progress = Aggregate(rows);
  RC_ASSERT(progress.percent >= 0);
  RC_ASSERT(progress.percent <= 100);
  RC_ASSERT((progress.percent == 100) == all_copied);
}

}  // namespace
}  // namespace relapse::planetscale
