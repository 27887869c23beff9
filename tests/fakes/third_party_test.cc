// What somebody else may do to what is ours, and when.
#include "fakes/planetscale/third_party.h"

#include "tests/fakes/shop.h"

namespace relapse::planetscale {
namespace {

using State = DeploymentState;

const Disturbance& Named(std::string_view name) {
  for (const Disturbance* one : ThirdParty()) {
    if (one->name == name) return *one;
  }
  throw std::invalid_argument(std::string(name));
}

const RequestRecord& Request(const Shop& shop, std::int64_t number) {
  return *shop.world.Get<ProviderState>().FindRequest(number);
}

TEST(ThirdParty, FindsNothingOfOursAtFirst) {
  Shop shop;
  for (const Disturbance* one : ThirdParty()) EXPECT_FALSE(one->possible(shop.world)) << one->name;
}

TEST(ThirdParty, ClosesAnOpenRequest) {
  Shop shop;
  shop.PrepareBranch();
  const std::int64_t number = shop.Open();
  ASSERT_TRUE(Named("request_closed").possible(shop.world));
  Named("request_closed").happen(shop.world);
  EXPECT_EQ(Request(shop, number).wire.state, RequestState::kClosed);
}

TEST(ThirdParty, CancelsADeployment) {
  Shop shop;
  const std::int64_t number = shop.OpenDeployed();
  ASSERT_TRUE(Named("deployment_cancelled").possible(shop.world));
  Named("deployment_cancelled").happen(shop.world);
  ASSERT_TRUE(shop.Settle());
  EXPECT_EQ(Request(shop, number).wire.deployment_state, State::kCompleteCancel);
}

TEST(ThirdParty, DeploysARequestThatIsReady) {
  Shop shop;
  shop.PrepareBranch();
  const std::int64_t number = shop.Open();
  EXPECT_FALSE(Named("request_deployed").possible(shop.world)) << "its diff is not there yet";
  shop.Pass(Seconds(5));
  ASSERT_TRUE(Named("request_deployed").possible(shop.world));
  Named("request_deployed").happen(shop.world);
  EXPECT_NE(Request(shop, number).wire.deployed_at, kNoTime);
  EXPECT_EQ(shop.world.Get<ProviderState>().deploys_accepted, 0) << "it was not ours";
}

TEST(ThirdParty, DeploysNothingWhileTheSlotIsTaken) {
  Shop shop({.foreign_deploy_ms = Minutes(1)});
  shop.OpenReady();
  EXPECT_FALSE(Named("request_deployed").possible(shop.world));
  shop.Pass(Minutes(2));
  EXPECT_TRUE(Named("request_deployed").possible(shop.world));
}

TEST(Colleague, DeploysOurFirstRequestAfterATime) {
  Shop shop({.colleague_deploys_ms = Seconds(3)});
  const std::int64_t number = shop.OpenReady();
  shop.Pass(Seconds(2));
  EXPECT_EQ(Request(shop, number).wire.deployed_at, kNoTime);
  shop.Pass(Seconds(1));
  EXPECT_NE(Request(shop, number).wire.deployed_at, kNoTime);
  EXPECT_EQ(shop.world.Get<ProviderState>().deploys_accepted, 0);
  EXPECT_TRUE(shop.Settle());
}

TEST(Colleague, WaitsForTheDiffAndForTheSlot) {
  Shop shop(
      {.diff_delay_ms = Seconds(10), .foreign_deploy_ms = Minutes(1), .colleague_deploys_ms = 1});
  const std::int64_t number = shop.OpenReady();
  shop.Pass(Seconds(30));
  EXPECT_EQ(Request(shop, number).wire.deployed_at, kNoTime);
  shop.Pass(Minutes(1));
  EXPECT_NE(Request(shop, number).wire.deployed_at, kNoTime);
}

TEST(Colleague, GivesUpWhereThereIsNothingLeftToDeploy) {
  Shop shop({.colleague_deploys_ms = Seconds(30)});
  const std::int64_t number = shop.OpenReady();
  ASSERT_TRUE(shop.Call(CloseDeployRequest{number}).ok());
  EXPECT_TRUE(shop.Settle());
  EXPECT_EQ(Request(shop, number).wire.deployed_at, kNoTime);
  EXPECT_EQ(shop.world.Get<ProviderState>().third_party_acts, 0);
}

TEST(ThirdParty, DeletesABranchThatNoDeploymentHolds) {
  Shop shop;
  shop.PrepareBranch();
  ASSERT_TRUE(Named("branch_deleted").possible(shop.world));
  Named("branch_deleted").happen(shop.world);
  for (const BranchRecord& branch : shop.world.Get<ProviderState>().branches) {
    EXPECT_TRUE(branch.foreign) << branch.wire.name.str();
  }
}

TEST(ThirdParty, LeavesTheBranchOfARunningDeployment) {
  Shop shop;
  shop.OpenDeployed();
  EXPECT_FALSE(Named("branch_deleted").possible(shop.world));
}

TEST(NameTaking, TakesTheNameWhileNobodyHasIt) {
  Shop shop({.taken_branch_name = "change",
             .taken_content = TakenContent::kPlanned,
             .taken_request = TakenRequest::kOpen,
             .taken_when = TakenWhen::kAnytime});
  const Disturbance& taking = *NameTaking()[0];
  EXPECT_FALSE(shop.Call(GetBranch{"change"}).ok());
  ASSERT_TRUE(taking.possible(shop.world));
  taking.happen(shop.world);
  EXPECT_EQ(shop.Call(GetBranch{"change"})->actor, Stranger());
  const auto requests = shop.Call(ListDeployRequests{.branch = "change", .state = "open"});
  ASSERT_EQ(requests->size(), 1U);
  EXPECT_EQ(requests->front().actor, Stranger());
  EXPECT_FALSE(taking.possible(shop.world)) << "once is enough";
}

TEST(NameTaking, ComesTooLateWhereWeHaveTheName) {
  Shop shop({.taken_branch_name = "change", .taken_when = TakenWhen::kAnytime});
  shop.PrepareBranch();
  EXPECT_FALSE(NameTaking()[0]->possible(shop.world));
}

TEST(NameTaking, IsNotPossibleWhereTheNameWasTakenBefore) {
  Shop shop({.taken_branch_name = "change", .taken_branch_gone = true});
  EXPECT_FALSE(NameTaking()[0]->possible(shop.world));
}

TEST(ThirdParty, ActsOnce) {
  Shop shop;
  shop.PrepareBranch();
  shop.Open();
  Named("request_closed").happen(shop.world);
  for (const Disturbance* one : ThirdParty()) EXPECT_FALSE(one->possible(shop.world)) << one->name;
}

}  // namespace
}  // namespace relapse::planetscale
