// Vitess' own rules: sections 4.4 to 4.6.
#include <algorithm>

#include "tests/fakes/shop.h"

namespace relapse::planetscale {
namespace {

using Status = MigrationStatus;

constexpr const char* kOrdersIndex = "ALTER TABLE `orders` ADD INDEX `state_index` (`state`)";
constexpr const char* kProductsIndex = "ALTER TABLE `products` ADD INDEX `name_index` (`name`)";
constexpr const char* kOrdersColumn = "ALTER TABLE `orders` ADD COLUMN `note` varchar(255)";
constexpr const char* kNewTable =
    "CREATE TABLE `refunds` (`id` bigint NOT NULL, PRIMARY KEY (`id`))";

Text Submit(Shop& shop, Text statement, bool postpone, bool instant = false, bool doomed = false) {
  return SubmitMigration(shop.world.Mutate<VitessState>(),
                         {"commerce", statement, "test:1", postpone, instant, doomed},
                         shop.world.now());
}

const MigrationRow& RowOf(Shop& shop, Text uuid) {
  const auto& rows = shop.vitess().keyspaces[0].migrations.rows();
  return *std::find_if(rows.begin(), rows.end(),
                       [&](const MigrationRow& row) { return row.migration_uuid == uuid; });
}

TEST(Scheduler, CopiesInTicksAndCompletes) {
  Shop shop({.copy_ticks = 3});
  const Text uuid = Submit(shop, kOrdersIndex, false);
  EXPECT_EQ(RowOf(shop, uuid).migration_status, Status::kQueued);
  shop.Pass(kTickMs);
  EXPECT_EQ(RowOf(shop, uuid).migration_status, Status::kRunning);
  EXPECT_EQ(RowOf(shop, uuid).rows_copied, kTableRows / 3);
  EXPECT_EQ(RowOf(shop, uuid).progress, kFullProgress / 3);
  shop.Pass(2 * kTickMs);
  EXPECT_EQ(RowOf(shop, uuid).migration_status, Status::kComplete);
  EXPECT_EQ(RowOf(shop, uuid).progress, kFullProgress);
  EXPECT_EQ(RowOf(shop, uuid).eta_seconds, 0);
  EXPECT_FALSE(shop.MainIsUntouched());
  EXPECT_TRUE(shop.Settle());
}

TEST(Scheduler, TimestampsAreWholeSeconds) {
  Shop shop;
  shop.Pass(1300);
  const Text uuid = Submit(shop, kOrdersIndex, false);
  EXPECT_EQ(RowOf(shop, uuid).requested_timestamp, kWorldStart + 1000);
  shop.Settle();
  EXPECT_EQ(RowOf(shop, uuid).completed_timestamp % 1000, 0);
  EXPECT_LE(RowOf(shop, uuid).completed_timestamp, shop.world.now());
}

TEST(Scheduler, PostponedCompletionWaitsForComplete) {
  Shop shop;
  const Text uuid = Submit(shop, kOrdersIndex, true);
  EXPECT_TRUE(shop.Settle());
  EXPECT_EQ(RowOf(shop, uuid).migration_status, Status::kRunning);
  EXPECT_TRUE(RowOf(shop, uuid).ready_to_complete);
  EXPECT_TRUE(shop.MainIsUntouched());
  EXPECT_EQ(CompleteContext(shop.world.Mutate<VitessState>(), "test:1", shop.world.now()), 1);
  EXPECT_TRUE(shop.Settle());
  EXPECT_EQ(RowOf(shop, uuid).migration_status, Status::kComplete);
}

TEST(Scheduler, PostponedCreateStaysQueuedAndReady) {
  Shop shop;
  const Text uuid = Submit(shop, kNewTable, true);
  EXPECT_TRUE(shop.Settle());
  EXPECT_EQ(RowOf(shop, uuid).migration_status, Status::kQueued);
  EXPECT_TRUE(RowOf(shop, uuid).ready_to_complete);
  EXPECT_TRUE(RowOf(shop, uuid).is_immediate_operation);
  CompleteContext(shop.world.Mutate<VitessState>(), "test:1", shop.world.now());
  EXPECT_TRUE(shop.Settle());
  EXPECT_EQ(RowOf(shop, uuid).migration_status, Status::kComplete);
}

TEST(Scheduler, AltersCopyOneAfterTheOtherAndCompleteInOrder) {
  Shop shop;
  const Text first = Submit(shop, kOrdersIndex, true);
  const Text second = Submit(shop, kProductsIndex, true);
  shop.Pass(kTickMs);
  EXPECT_EQ(RowOf(shop, first).migration_status, Status::kRunning);
  EXPECT_EQ(RowOf(shop, second).migration_status, Status::kQueued);
  EXPECT_TRUE(shop.Settle());
  EXPECT_EQ(RowOf(shop, second).in_order_completion_pending_count, 1);
  shop.world.Mutate<VitessState>().keyspaces[0].migrations.Update(
      1, [](MigrationRow& row) { row.postpone_completion = false; });
  shop.world.Mutate<VitessState>().Wake(shop.world.now());
  EXPECT_TRUE(shop.Settle());
  EXPECT_EQ(RowOf(shop, second).migration_status, Status::kRunning);
  CompleteContext(shop.world.Mutate<VitessState>(), "test:1", shop.world.now());
  EXPECT_TRUE(shop.Settle());
  EXPECT_EQ(RowOf(shop, second).migration_status, Status::kComplete);
}

TEST(Scheduler, InstantDdlIsImmediate) {
  Shop shop;
  const Text uuid = Submit(shop, kOrdersColumn, false, true);
  EXPECT_TRUE(shop.Settle());
  EXPECT_TRUE(RowOf(shop, uuid).is_immediate_operation);
  EXPECT_EQ(RowOf(shop, uuid).rows_copied, 0);
  EXPECT_TRUE(RowOf(shop, uuid).special_plan.contains("instant-ddl"));
}

TEST(Scheduler, WhatCannotBeInstantFallsBackToCopying) {
  Shop shop;
  const Text uuid = Submit(shop, kOrdersIndex, false, true);
  EXPECT_TRUE(shop.Settle());
  EXPECT_FALSE(RowOf(shop, uuid).is_immediate_operation);
  EXPECT_EQ(RowOf(shop, uuid).rows_copied, kTableRows);
}

TEST(Scheduler, FailureTakesLaterRowsOfItsContextAlong) {
  Shop shop;
  const Text first = Submit(shop, kOrdersIndex, true, false, true);
  const Text second = Submit(shop, kProductsIndex, true);
  EXPECT_TRUE(shop.Settle());
  EXPECT_EQ(RowOf(shop, first).migration_status, Status::kFailed);
  EXPECT_EQ(RowOf(shop, second).migration_status, Status::kFailed);
  EXPECT_TRUE(RowOf(shop, second).message.contains("cannot run because prior migration"));
}

TEST(Scheduler, CancelEndsWhatIsPendingAndLeavesTerminalRowsAlone) {
  Shop shop;
  const Text uuid = Submit(shop, kOrdersIndex, true);
  shop.Pass(kTickMs);
  EXPECT_EQ(CancelContext(shop.world.Mutate<VitessState>(), "test:1", shop.world.now()), 1);
  EXPECT_EQ(RowOf(shop, uuid).migration_status, Status::kCancelled);
  EXPECT_NE(RowOf(shop, uuid).cancelled_timestamp, kNoTime);
  EXPECT_EQ(RowOf(shop, uuid).message, Text("CANCEL issued by user"));
  EXPECT_EQ(CancelContext(shop.world.Mutate<VitessState>(), "test:1", shop.world.now()), 0);
}

TEST(Scheduler, RetryKeepsTheTimeOfTheRequest) {
  Shop shop;
  const Text uuid = Submit(shop, kOrdersIndex, true, false, true);
  EXPECT_TRUE(shop.Settle());
  shop.world.Mutate<VitessState>().doomed_uuids.clear();
  shop.Pass(Minutes(5));
  EXPECT_EQ(RetryMigration(shop.world.Mutate<VitessState>(), uuid, shop.world.now()), 1);
  EXPECT_EQ(RowOf(shop, uuid).migration_status, Status::kQueued);
  EXPECT_EQ(RowOf(shop, uuid).retries, 1);
  EXPECT_EQ(RowOf(shop, uuid).requested_timestamp, kWorldStart);
  EXPECT_EQ(RowOf(shop, uuid).completed_timestamp, kNoTime);
  EXPECT_TRUE(RowOf(shop, uuid).message.empty());
  EXPECT_TRUE(shop.Settle());
  EXPECT_TRUE(RowOf(shop, uuid).ready_to_complete);
}

TEST(Scheduler, KeyspaceChangesWithItsLastShard) {
  Shop shop({.shards = 3});
  Submit(shop, kOrdersIndex, false);
  EXPECT_EQ(shop.vitess().keyspaces[0].migrations.rows().size(), 3U);
  EXPECT_EQ(shop.vitess().keyspaces[0].migrations.rows()[1].shard, Text("55-aa"));
  EXPECT_TRUE(shop.Settle());
  EXPECT_FALSE(shop.MainIsUntouched());
}

TEST(Scheduler, RowsAreNeverDeleted) {
  Shop shop({.history = {HistoricalKind::kFinished}});
  const std::int64_t number = shop.OpenDeployed();
  ASSERT_TRUE(shop.Reach(number, DeploymentState::kComplete));
  shop.Pass(Hours(24 * 30));
  EXPECT_EQ(shop.vitess().keyspaces[0].migrations.rows().size(), 1U + 3U);
}

}  // namespace
}  // namespace relapse::planetscale
