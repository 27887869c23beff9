// An API that is out of order, and deployments that are not ready for their cutover.
#include "fakes/planetscale/api_front.h"

#include "tests/fakes/shop.h"

namespace relapse::planetscale {
namespace {

using State = DeploymentState;

WorldParameters OutageAt(OutageTrigger trigger) {
  WorldParameters parameters;
  parameters.api_outage_ms = Seconds(10);
  parameters.api_outage_trigger = trigger;
  return parameters;
}

TEST(ApiFront, AnswersAsWhatIsBehindIt) {
  Shop shop;
  EXPECT_TRUE(PlanetScaleFront().On(shop.world, GetBranch{"main"}).ok());
}

TEST(ApiFront, IsOutOfOrderForATimeOnceABranchIsCreated) {
  Shop shop(OutageAt(OutageTrigger::kBranchCreated));
  ASSERT_TRUE(PlanetScaleFront().On(shop.world, GetBranch{"main"}).ok());
  // The call that triggers it is still answered.
  ASSERT_TRUE(PlanetScaleFront().On(shop.world, CreateBranch{"ours", "main", "us-east"}).ok());
  const Result<Branch> during = PlanetScaleFront().On(shop.world, GetBranch{"main"});
  ASSERT_FALSE(during.ok());
  EXPECT_TRUE(during.error().Is(kTransient));
  shop.Pass(Seconds(10));
  EXPECT_TRUE(PlanetScaleFront().On(shop.world, GetBranch{"main"}).ok());
}

TEST(ApiFront, RefusesTheDeployThatTriggersAnOutageAndPerformsNothing) {
  Shop shop(OutageAt(OutageTrigger::kDeployAsked));
  shop.PrepareBranch();
  const std::int64_t number = shop.Open();
  shop.Pass(Seconds(5));
  const Result<DeployRequest> deployed =
      PlanetScaleFront().On(shop.world, DeployDeployRequest{number, false});
  ASSERT_FALSE(deployed.ok());
  EXPECT_TRUE(deployed.error().message.contains("approved"));
  EXPECT_EQ(shop.world.Get<ProviderState>().deploys_accepted, 0);
  shop.Pass(Seconds(10));
  EXPECT_TRUE(PlanetScaleFront().On(shop.world, DeployDeployRequest{number, false}).ok());
}

TEST(ApiFront, IsOutOfOrderForATimeOnceARequestIsCreated) {
  Shop shop(OutageAt(OutageTrigger::kRequestCreated));
  shop.PrepareBranch();
  const std::int64_t number = shop.Open();
  ASSERT_FALSE(PlanetScaleFront().On(shop.world, GetDeployRequest{number}).ok());
  shop.Pass(Seconds(10));
  EXPECT_TRUE(PlanetScaleFront().On(shop.world, GetDeployRequest{number}).ok());
}

TEST(ApiFront, IsOutOfOrderOnce) {
  Shop shop(OutageAt(OutageTrigger::kDeployAsked));
  shop.PrepareBranch();
  const std::int64_t number = shop.Open();
  shop.Pass(Seconds(5));
  (void)PlanetScaleFront().On(shop.world, DeployDeployRequest{number, false});
  shop.Pass(Seconds(10));
  (void)PlanetScaleFront().On(shop.world, DeployDeployRequest{number, false});
  EXPECT_TRUE(PlanetScaleFront().On(shop.world, GetBranch{"main"}).ok());
}

/// What a cutover is answered as soon as the deployment waits for it, and what after the window.
void ExpectRefusedCutover(const WorldParameters& parameters, const ErrorKind& kind,
                          std::string_view message) {
  Shop shop(parameters);
  const std::int64_t number = shop.OpenDeployed(false);
  while (shop.world.Get<ProviderState>().FindRequest(number)->wire.deployment_state !=
         State::kPendingCutover) {
    shop.Pass(500);
  }
  ExpectRefused(shop, ApplyDeployRequest{number}, kind, message);
  shop.Pass(Seconds(30));
  EXPECT_TRUE(shop.Call(ApplyDeployRequest{number}).ok());
}

TEST(Staging, RefusesACutoverBeforeTheChangesAreStaged) {
  WorldParameters parameters;
  parameters.not_staged_ms = Seconds(30);
  ExpectRefusedCutover(parameters, kConflict, "have not been staged yet");
}

TEST(Staging, OrRefusesItForNoReasonGiven) {
  WorldParameters parameters;
  parameters.cutover_fails_ms = Seconds(30);
  ExpectRefusedCutover(parameters, kUnprocessable, "could not be completed");
}

}  // namespace
}  // namespace relapse::planetscale
