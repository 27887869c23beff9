// Seeded history: each kind is what it says, wakes nobody, and does not hold a deploy up.
#include <algorithm>

#include "tests/fakes/shop.h"

namespace relapse::planetscale {
namespace {

using Kind = HistoricalKind;
using Status = MigrationStatus;

constexpr TimeMs kDayAgo = kWorldStart - Hours(24);

const MigrationRow* FindRow(Shop& shop, std::int64_t index = 0) {
  for (const KeyspaceState& keyspace : shop.vitess().keyspaces) {
    for (const MigrationRow& row : keyspace.migrations.rows()) {
      if (row.migration_uuid == HistoricalUuid(index)) return &row;
    }
  }
  return nullptr;
}

struct Expected {
  Kind kind;
  Status status;
  bool old;  ///< requested more than a day before the world began
};

class Seeded : public testing::TestWithParam<Expected> {};

TEST_P(Seeded, IsWhatItSays) {
  Shop shop({.history = {GetParam().kind}});
  const MigrationRow* row = FindRow(shop);
  ASSERT_NE(row, nullptr);
  EXPECT_EQ(row->migration_status, GetParam().status);
  EXPECT_EQ(row->requested_timestamp < kDayAgo, GetParam().old);
  EXPECT_EQ(row->requested_timestamp % 1000, 0);
  EXPECT_EQ(row->completed_timestamp != kNoTime, IsTerminal(GetParam().status));
  EXPECT_EQ(row->migration_context, HistoricalContext(GetParam().kind, 0));
  EXPECT_EQ(shop.world.NextTimer(), kNoTime);
}

TEST_P(Seeded, DoesNotHoldADeployUpNorTouchMain) {
  Shop shop({.history = {GetParam().kind}});
  const std::int64_t number = shop.OpenDeployed();
  EXPECT_TRUE(shop.Reach(number, DeploymentState::kComplete));
  EXPECT_TRUE(shop.MainIsAsPlanned());
  EXPECT_TRUE(shop.Settle());
}

INSTANTIATE_TEST_SUITE_P(
    History, Seeded,
    testing::Values(Expected{Kind::kFinished, Status::kComplete, true},
                    Expected{Kind::kFinishedRecently, Status::kComplete, false},
                    Expected{Kind::kFailed, Status::kFailed, true},
                    Expected{Kind::kCancelled, Status::kCancelled, true},
                    Expected{Kind::kResurrected, Status::kRunning, true},
                    Expected{Kind::kRetriedLater, Status::kFailed, true},
                    Expected{Kind::kForeignRunning, Status::kRunning, false},
                    Expected{Kind::kFinishedRevert, Status::kComplete, true},
                    Expected{Kind::kRevertRunning, Status::kRunning, false},
                    Expected{Kind::kUnderscore, Status::kComplete, true},
                    Expected{Kind::kUnderscoreSibling, Status::kRunning, false}),
    [](const testing::TestParamInfo<Expected>& param) {
      return std::string(EnumName(param.param.kind));
    });

TEST(History, ForeignChangeStartsWhenOurRequestIsCreated) {
  Shop shop({.history = {Kind::kForeignLater}});
  shop.PrepareBranch();
  EXPECT_EQ(FindRow(shop), nullptr);
  shop.Open();
  ASSERT_NE(FindRow(shop), nullptr);
  EXPECT_EQ(FindRow(shop)->migration_status, Status::kRunning);
  EXPECT_EQ(FindRow(shop)->requested_timestamp, FloorToSecond(shop.world.now()));
  shop.Open();
  EXPECT_EQ(shop.vitess().keyspaces[0].migrations.rows().size(), 1U);  // once
}

TEST(History, RetryHappensWhenTheDeployIsAccepted) {
  Shop shop({.history = {Kind::kRetriedLater}, .history_trigger = HistoryTrigger::kDeployAccepted});
  const std::int64_t number = shop.OpenReady();
  EXPECT_EQ(FindRow(shop)->migration_status, Status::kFailed);
  const TimeMs requested = FindRow(shop)->requested_timestamp;
  ASSERT_TRUE(shop.Call(DeployDeployRequest{number, false}).ok());
  EXPECT_EQ(FindRow(shop)->migration_status, Status::kQueued);
  EXPECT_EQ(FindRow(shop)->requested_timestamp, requested);
  EXPECT_TRUE(shop.Reach(number, DeploymentState::kComplete));
  EXPECT_EQ(FindRow(shop)->migration_status, Status::kRunning);
  EXPECT_TRUE(shop.MainIsAsPlanned());
}

TEST(History, LaterHalfCanBeDelayed) {
  Shop shop({.history = {Kind::kRevertLater}, .history_delay_ms = 700});
  shop.PrepareBranch();
  shop.Open();
  shop.Pass(699);
  EXPECT_EQ(FindRow(shop), nullptr);
  shop.Pass(1);
  ASSERT_NE(FindRow(shop), nullptr);
  EXPECT_TRUE(FindRow(shop)->migration_context.starts_with("revert:"));
}

TEST(History, ContextsAndUuidsAreUnique) {
  WorldParameters parameters;
  for (int i = 0; i <= static_cast<int>(Kind::kUnderscoreSibling); ++i) {
    parameters.history.push_back(static_cast<Kind>(i));
  }
  Shop shop(parameters);
  std::vector<Text> contexts;
  for (const MigrationRow& row : shop.vitess().keyspaces[0].migrations.rows()) {
    EXPECT_EQ(std::count(contexts.begin(), contexts.end(), row.migration_context), 0);
    contexts.push_back(row.migration_context);
  }
  EXPECT_EQ(contexts.size(), parameters.history.size() - 2);
}

TEST(History, IsSpreadOverKeyspacesAndShards) {
  Shop shop({.keyspaces = 2, .shards = 2, .history = {Kind::kFinished, Kind::kFailed}});
  EXPECT_EQ(shop.vitess().keyspaces[0].migrations.rows().size(), 2U);
  EXPECT_EQ(shop.vitess().keyspaces[1].migrations.rows().size(), 2U);
}

}  // namespace
}  // namespace relapse::planetscale
