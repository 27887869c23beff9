#include "orchestration/planetscale/baseline.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/orchestration/migration_rows.h"

namespace relapse::planetscale {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;
using RowStatus = MigrationStatus;

std::vector<Text> ContextsOf(std::vector<MigrationRow> rows, TimeMs created_at = kSomeDay) {
  const std::vector<MigrationRows> lists{RowsOf(std::move(rows))};
  std::vector<Text> contexts;
  for (const BaselineContext& one : SummariseBaseline(lists, created_at)) {
    contexts.push_back(one.context);
  }
  return contexts;
}

MigrationRow Finished(Text context, TimeMs requested, TimeMs completed) {
  MigrationRow row = Row(context, "orders", RowStatus::kComplete, requested);
  row.completed_timestamp = completed;
  return row;
}

TEST(Baseline, UnfinishedContextsAreKeptHoweverOld) {
  for (const RowStatus status : {RowStatus::kQueued, RowStatus::kReady, RowStatus::kRunning}) {
    EXPECT_THAT(ContextsOf({Row("a:1", "orders", status, kSomeDay - Hours(9000))}),
                ElementsAre(Text("a:1")));
  }
}

TEST(Baseline, OneUnfinishedRowKeepsItsContext) {
  EXPECT_THAT(ContextsOf({Row("a:1", "orders", RowStatus::kComplete, kSomeDay - Hours(900)),
                          Row("a:1", "users", RowStatus::kRunning, kSomeDay - Hours(900))}),
              ElementsAre(Text("a:1")));
}

TEST(Baseline, FinishedContextsAreKeptForADayBeforeTheRequest) {
  const TimeMs edge = kSomeDay - Hours(24);
  EXPECT_THAT(ContextsOf({Finished("a:1", edge - Hours(5), edge)}), ElementsAre(Text("a:1")));
  EXPECT_THAT(ContextsOf({Finished("a:1", edge - Hours(5), edge - Seconds(1))}), IsEmpty());
}

TEST(Baseline, WithoutAnyTimestampAContextIsKept) {
  EXPECT_THAT(ContextsOf({Row("a:1", "orders", RowStatus::kFailed, kNoTime)}),
              ElementsAre(Text("a:1")));
}

TEST(Baseline, ItIsSortedAndSpansShardsAndKeyspaces) {
  const std::vector<MigrationRows> lists{
      RowsOf({Row("b:1", "orders", RowStatus::kRunning)}),
      RowsOf({Row("a:1", "users", RowStatus::kRunning),
              Row("b:1", "users", RowStatus::kRunning, kSomeDay - Seconds(5))})};
  const std::vector<BaselineContext> baseline = SummariseBaseline(lists, kSomeDay);
  ASSERT_EQ(baseline.size(), 2U);
  EXPECT_EQ(baseline[0].context, Text("a:1"));
  EXPECT_EQ(baseline[1].context, Text("b:1"));
  EXPECT_EQ(baseline[1].requested_timestamp, kSomeDay - Seconds(5));
}

TEST(Baseline, ItHoldsTheFirstStartAndTheLastEnd) {
  MigrationRow first = Finished("a:1", kSomeDay, kSomeDay + Seconds(9));
  first.started_timestamp = kSomeDay + Seconds(2);
  MigrationRow second = Finished("a:1", kSomeDay, kSomeDay + Seconds(3));
  second.started_timestamp = kSomeDay + Seconds(1);
  const std::vector<MigrationRows> lists{RowsOf({first, second})};
  const std::vector<BaselineContext> baseline = SummariseBaseline(lists, kSomeDay);
  ASSERT_EQ(baseline.size(), 1U);
  EXPECT_EQ(baseline[0].started_timestamp, kSomeDay + Seconds(1));
  EXPECT_EQ(baseline[0].completed_timestamp, kSomeDay + Seconds(9));
}

}  // namespace
}  // namespace relapse::planetscale
