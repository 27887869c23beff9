// The world as a value: copies, reads, and the canonical form of a world in which nothing happens
// any more.
#include "harness/world/in_flight.h"
#include "tests/fakes/shop.h"

namespace relapse::planetscale {
namespace {

WorldParameters WithHistory() {
  return {.history = {HistoricalKind::kFinished, HistoricalKind::kFailed,
                      HistoricalKind::kCancelled, HistoricalKind::kResurrected,
                      HistoricalKind::kForeignRunning, HistoricalKind::kForeignLater}};
}

/// Settled: no timer, and the canonical form no longer knows what time it is.
void ExpectSettled(Shop& shop, const char* what) {
  ASSERT_TRUE(shop.Settle()) << what;
  // The last order times may still be of this second: the next full minute is another one.
  shop.world.AdvanceTo(shop.world.now() - shop.world.now() % 1000 + Minutes(1));
  const std::uint64_t hash = shop.world.CanonicalHash();
  const auto words = shop.world.CanonicalWords();
  for (const DurationMs later : {Seconds(1), Minutes(3), Hours(24), Hours(24 * 365)}) {
    World aged = shop.world;
    aged.AdvanceTo(shop.world.now() + later);
    EXPECT_EQ(aged.CanonicalHash(), hash) << what << " after " << later;
    EXPECT_EQ(aged.CanonicalWords(), words) << what;
    EXPECT_EQ(aged.NextTimer(), kNoTime) << what;
  }
}

TEST(Closing, SettledWorldsDoNotAge) {
  {
    Shop shop(WithHistory());
    ExpectSettled(shop, "begun");
  }
  {
    Shop shop(WithHistory());
    shop.PrepareBranch();
    ExpectSettled(shop, "branch");
  }
  {
    Shop shop(WithHistory());
    shop.OpenReady();
    ExpectSettled(shop, "ready");
  }
  {
    Shop shop(WithHistory());
    shop.OpenDeployed(false);
    ExpectSettled(shop, "pending_cutover");
  }
  {
    Shop shop(WithHistory());
    shop.OpenDeployed(true);
    ExpectSettled(shop, "complete");
    EXPECT_TRUE(shop.MainIsAsPlanned());
  }
  {
    Shop shop(WithHistory());
    const std::int64_t number = shop.OpenDeployed(false);
    ASSERT_TRUE(shop.Call(CancelDeployRequest{number}).ok());
    ExpectSettled(shop, "cancelled");
  }
}

TEST(Closing, TheSameCourseAtAnotherTimeIsTheSameState) {
  const auto course = [](DurationMs wait_first, DurationMs wait_before_deploy) {
    Shop shop(WithHistory());
    shop.Pass(wait_first);
    const std::int64_t number = shop.OpenReady();
    shop.Pass(wait_before_deploy);
    EXPECT_TRUE(shop.Call(DeployDeployRequest{number, false}).ok());
    shop.Pass(Seconds(60));
    return shop.world.CanonicalHash();
  };
  EXPECT_EQ(course(0, 2000), course(3000, 2000));
  EXPECT_EQ(course(0, 2000), course(0, 7000));
  // Another phase within the second is another state.
  EXPECT_NE(course(0, 2000), course(300, 2000));
}

TEST(Closing, SameSecondAndLaterSecondAreDifferentStates) {
  // A request made in the second of another one ties with it; made a second later it does not.
  Shop shop;
  shop.PrepareBranch();
  shop.world.AdvanceTo(shop.world.now() - shop.world.now() % 1000 + Seconds(5));
  shop.Open();
  EXPECT_TRUE(shop.Call(CloseDeployRequest{1}).ok());
  ASSERT_EQ(shop.world.NextTimer(), kNoTime);
  World later = shop.world;
  later.AdvanceTo(later.now() + Seconds(1));
  EXPECT_NE(later.CanonicalHash(), shop.world.CanonicalHash());
  World much_later = shop.world;
  much_later.AdvanceTo(much_later.now() + Hours(1));
  EXPECT_EQ(much_later.CanonicalHash(), later.CanonicalHash());
}

TEST(Closing, CopiesAreIndependent) {
  Shop shop(WithHistory());
  shop.OpenDeployed();
  const std::vector<std::uint64_t> raw = shop.world.RawWords();
  const std::string json = JsonLine(shop.world.ToJson());
  Shop other = shop;
  ASSERT_TRUE(other.Settle());
  other.OpenBranch("another");
  EnqueueControlRequest(other.world, "apply-1", ControlOperation::kCancel);
  EXPECT_EQ(shop.world.RawWords(), raw);
  EXPECT_EQ(JsonLine(shop.world.ToJson()), json);
  ASSERT_TRUE(shop.Settle());
  EXPECT_TRUE(shop.MainIsAsPlanned());
}

TEST(Closing, ReadsChangeNothing) {
  Shop shop(WithHistory());
  const Credentials credentials = shop.OpenBranch("change");
  const std::int64_t number = shop.Open("change");
  const std::uint64_t before = shop.world.change_count();
  const auto raw = shop.world.RawWords();
  EXPECT_TRUE(shop.Call(GetBranch{"change"}).ok());
  EXPECT_TRUE(shop.Call(GetBranch{"main"}).ok());
  EXPECT_TRUE(shop.Call(ListKeyspaces{"main"}).ok());
  EXPECT_TRUE(shop.Call(GetBranchSchema{"change", "commerce"}).ok());
  EXPECT_TRUE(shop.Call(ListDeployRequests{}).ok());
  EXPECT_TRUE(shop.Call(GetDeployRequest{number}).ok());
  EXPECT_TRUE(shop.Call(ShowTables{credentials, "commerce"}).ok());
  EXPECT_TRUE(shop.Call(ShowCreateTable{credentials, "commerce", "orders"}).ok());
  EXPECT_TRUE(shop.Call(ShowVitessMigrations{"commerce", ""}).ok());
  EXPECT_TRUE(shop.Call(ShowVitessMigrations{"commerce", "%"}).ok());
  EXPECT_TRUE(shop.Call(LoadApply{"apply-1"}).ok());
  EXPECT_EQ(shop.world.change_count(), before);
  EXPECT_EQ(shop.world.RawWords(), raw);
}

TEST(Closing, LateRequestsLand) {
  Shop shop;
  const Credentials credentials = shop.OpenBranch("change");
  const auto leave = [&](const auto& request) {
    using Request = std::decay_t<decltype(request)>;
    InFlightRequest late;
    late.effect = Text(Request::kEffect.name);
    late.due = shop.world.now() + 1000;
    late.spec = &Request::kEffect;
    late.request = std::make_shared<const Request>(request);
    shop.world.Mutate<InFlightRequests>().requests.push_back(late);
  };
  leave(ExecuteDdl{credentials, "commerce", "ALTER TABLE `orders` ADD COLUMN `late` int"});
  leave(CreateDeployRequest{"change", "main", "", true, true});
  shop.Pass(1000);
  EXPECT_TRUE(shop.Call(ShowCreateTable{credentials, "commerce", "orders"})->contains("`late`"));
  EXPECT_EQ(shop.StateOf(1), DeploymentState::kPending);
}

}  // namespace
}  // namespace relapse::planetscale
