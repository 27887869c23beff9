// Branches: snapshots, passwords, the branch database and the API's stale view of it.
#include <algorithm>

#include "tests/fakes/shop.h"

namespace relapse::planetscale {
namespace {

constexpr const char* kAddColumn = "ALTER TABLE `orders` ADD COLUMN `extra` int";

TEST(Branches, MainIsVirtualAndAlwaysReady) {
  Shop shop;
  const Result<Branch> main = shop.Call(GetBranch{"main"});
  ASSERT_TRUE(main.ok());
  EXPECT_TRUE(main->ready);
  EXPECT_TRUE(main->safe_migrations);
  EXPECT_FALSE(main->region.empty());
  EXPECT_EQ(shop.Call(GetBranchSchema{"main", "commerce"})->size(), 4U);
}

TEST(Branches, BecomeReadyAfterTheDelayWithMainsSchemaOfThatMoment) {
  Shop shop({.branch_ready_delay_ms = 2000});
  ASSERT_TRUE(shop.Call(CreateBranch{"change", "main", "us-east"}).ok());
  shop.Pass(1999);
  EXPECT_FALSE(shop.Call(GetBranch{"change"})->ready);
  shop.Pass(1);
  EXPECT_TRUE(shop.Call(GetBranch{"change"})->ready);
  EXPECT_EQ(shop.Call(GetBranchSchema{"change", "commerce"})->size(), 4U);
}

TEST(Branches, DdlChangesTheBranchAndNotMain) {
  Shop shop;
  const Credentials credentials = shop.OpenBranch("change");
  ASSERT_TRUE(shop.Call(ExecuteDdl{credentials, "commerce", kAddColumn}).ok());
  EXPECT_TRUE(shop.Call(ShowCreateTable{credentials, "commerce", "orders"})->contains("`extra`"));
  EXPECT_TRUE(shop.MainIsUntouched());
  EXPECT_EQ(shop.Call(ShowTables{credentials, "commerce"})->size(), 4U);
  EXPECT_EQ(shop.world.Get<ProviderState>().branches[0].executed[0].list().size(), 1U);
}

TEST(Branches, DdlThatFailsWritesNothing) {
  Shop shop;
  const Credentials credentials = shop.OpenBranch("change");
  ASSERT_TRUE(shop.Call(ExecuteDdl{credentials, "commerce", kAddColumn}).ok());
  ExpectRefused(shop, ExecuteDdl{credentials, "commerce", kAddColumn}, kSql, "", 1060);
  ExpectRefused(shop, ExecuteDdl{credentials, "commerce", "DROP TABLE `nothing`"}, kSql, "", 1051);
  ExpectRefused(shop, ExecuteDdl{credentials, "commerce", "OPTIMIZE orders"}, kSql, "", 1064);
}

TEST(Branches, WrongPasswordHostOrKeyspaceIsRefused) {
  Shop shop;
  const Credentials good = shop.OpenBranch("change");
  Credentials bad = good;
  bad.plain_text = "guess";
  ExpectRefused(shop, ShowTables{bad, "commerce"}, kSql, "Access denied", 1045);
  bad = good;
  bad.access_host_url = "elsewhere";
  ExpectRefused(shop, ExecuteDdl{bad, "commerce", kAddColumn}, kSql, "Access denied", 1045);
  ExpectRefused(shop, ShowTables{good, "nothing"}, kSql, "Unknown database", 1049);
  ExpectRefused(shop, ShowCreateTable{good, "commerce", "nothing"}, kSql, "", 1146);
}

TEST(Branches, PasswordsExpireAndCanBeMadeAgain) {
  Shop shop;
  const Credentials credentials = shop.OpenBranch("change");
  shop.Pass(Hours(1));
  ExpectRefused(shop, ShowTables{credentials, "commerce"}, kSql, "Access denied", 1045);
  EXPECT_TRUE(shop.Call(ShowTables{shop.PasswordOf("change"), "commerce"}).ok());
}

TEST(Branches, PasswordOfADeletedBranchDoesNotOpenItsSuccessor) {
  Shop shop;
  const Credentials old = shop.OpenBranch("change");
  ASSERT_TRUE(shop.Call(DeleteBranch{"change"}).ok());
  ExpectRefused(shop, ShowTables{old, "commerce"}, kSql, "Access denied", 1045);
  const Credentials fresh = shop.OpenBranch("change");
  ExpectRefused(shop, ShowTables{old, "commerce"}, kSql, "Access denied", 1045);
  EXPECT_TRUE(shop.Call(ShowTables{fresh, "commerce"}).ok());
}

TEST(Branches, MorePasswordsAreTheSameState) {
  Shop shop;
  shop.OpenBranch("change");
  shop.PasswordOf("change");
  const std::uint64_t hash = shop.world.CanonicalHash();
  for (int i = 0; i < 5; ++i) shop.PasswordOf("change");
  EXPECT_EQ(shop.world.CanonicalHash(), hash);
}

TEST(Branches, SnapshotWindowRefusesDdlForAWhile) {
  Shop shop({.snapshot_window_ms = 20000});
  const Credentials credentials = shop.OpenBranch("change");
  ExpectRefused(shop, ExecuteDdl{credentials, "commerce", kAddColumn}, kSql,
                "schema snapshot is in progress", 1105);
  shop.Pass(20000);
  EXPECT_TRUE(shop.Call(ExecuteDdl{credentials, "commerce", kAddColumn}).ok());
}

TEST(Branches, StaleSchemaApiShowsNothingWhileMysqlShowsAll) {
  Shop shop({.stale_schema_api_ms = 5000});
  const Credentials credentials = shop.OpenBranch("change");
  EXPECT_TRUE(shop.Call(GetBranchSchema{"change", "commerce"})->empty());
  EXPECT_EQ(shop.Call(ShowTables{credentials, "commerce"})->size(), 4U);
  shop.Pass(5000);
  EXPECT_EQ(shop.Call(GetBranchSchema{"change", "commerce"})->size(), 4U);
}

TEST(Branches, StrangerTouchesTheBranchAfterTheFirstStatement) {
  Shop shop({.touch_branch_after_ddl = 1});
  const Credentials credentials = shop.OpenBranch("change");
  ASSERT_TRUE(shop.Call(ExecuteDdl{credentials, "commerce", kAddColumn}).ok());
  EXPECT_TRUE(shop.Call(ShowCreateTable{credentials, "commerce", "orders"})->contains("`touched`"));
}

TEST(Branches, MovedMainDiffersFromWhatThePlanWasMadeFor) {
  Shop shop({.main_moved = true});
  EXPECT_FALSE(shop.MainIsUntouched());
  shop.OpenBranch("change");
  const auto tables = shop.Call(GetBranchSchema{"change", "commerce"});
  EXPECT_TRUE(std::any_of(tables->begin(), tables->end(),
                          [](const TableSchema& table) { return table.name == "audit_log"; }));
}

TEST(Branches, TakenNameHoldsForeignDdl) {
  Shop shop({.taken_branch_name = "ours"});
  const Result<Branch> branch = shop.Call(GetBranch{"ours"});
  ASSERT_TRUE(branch.ok());
  EXPECT_TRUE(branch->ready);
  EXPECT_EQ(shop.Call(GetBranchSchema{"ours", "commerce"})->size(), 5U);
  EXPECT_EQ(shop.world.Get<ProviderState>().branches_created, 0);
}

TEST(Branches, TakenNameHoldsThePlanOfAnEarlierApply) {
  Shop shop({.taken_branch_name = "ours",
             .taken_content = TakenContent::kPlanned,
             .taken_request = TakenRequest::kComplete,
             .taken_by_us = true});
  EXPECT_EQ(shop.Call(GetBranch{"ours"})->actor, OurServiceToken());
  EXPECT_EQ(shop.Call(GetBranchSchema{"ours", "commerce"})->size(), 5U) << "with `refunds`";
  const auto requests = shop.Call(ListDeployRequests{.branch = "ours", .state = "deployed"});
  ASSERT_EQ(requests->size(), 1U);
  EXPECT_EQ(requests->front().state, RequestState::kClosed);
  EXPECT_EQ(requests->front().actor, OurServiceToken());
}

TEST(Branches, TakenNameWhoseBranchIsGoneLeavesItsRequest) {
  Shop shop({.taken_branch_name = "ours",
             .taken_request = TakenRequest::kClosed,
             .taken_branch_gone = true});
  EXPECT_FALSE(shop.Call(GetBranch{"ours"}).ok());
  EXPECT_EQ(shop.Call(ListDeployRequests{.branch = "ours"})->size(), 1U);
}

TEST(Branches, WhatIsMadeHereShowsWhoMadeIt) {
  Shop shop;
  shop.PrepareBranch();
  EXPECT_EQ(shop.Call(GetBranch{"change"})->actor, OurServiceToken());
  EXPECT_NE(shop.Call(GetBranch{"main"})->actor, OurServiceToken());
  const std::int64_t number = shop.Open();
  EXPECT_EQ(shop.Call(GetDeployRequest{.number = number})->actor, OurServiceToken());
}

TEST(Branches, KeyspacesAreListedWithTheirShards) {
  Shop shop({.keyspaces = 3, .shards = 2});
  const auto keyspaces = shop.Call(ListKeyspaces{"main"});
  ASSERT_EQ(keyspaces->size(), 3U);
  EXPECT_EQ((*keyspaces)[2].name, Text("lookup"));
  EXPECT_EQ((*keyspaces)[2].shards, 2);
  EXPECT_TRUE((*keyspaces)[2].sharded);
}

}  // namespace
}  // namespace relapse::planetscale
