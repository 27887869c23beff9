// The real service's variant, and worlds that are unkind from the start.
#include "tests/fakes/shop.h"

namespace relapse::planetscale {
namespace {

using State = DeploymentState;

TEST(RealService, QueuedComesBeforeSubmitting) {
  Shop shop({.queues_deploys = true});
  const std::int64_t number = shop.OpenDeployed();
  EXPECT_EQ(shop.StateOf(number), State::kQueued);
  EXPECT_TRUE(shop.Taken("T5q"));
  EXPECT_TRUE(shop.Record(number).migration_context.empty());
  shop.Pass(kTickMs);
  EXPECT_EQ(shop.StateOf(number), State::kSubmitting);
  shop.Pass(kTickMs);
  EXPECT_EQ(shop.StateOf(number), State::kInProgress);
  for (int tick = 0; tick < 20 && shop.StateOf(number) != State::kPendingCutover; ++tick) {
    EXPECT_NE(shop.StateOf(number), State::kQueued);
    shop.Pass(kTickMs);
  }
  EXPECT_TRUE(shop.Reach(number, State::kComplete));
}

TEST(RealService, SecondDeployWaitsBehindTheFirst) {
  Shop shop({.queues_deploys = true});
  const std::int64_t first = shop.OpenReady(true, "first");
  const std::int64_t second = shop.OpenReady(true, "second");
  ASSERT_TRUE(shop.Call(DeployDeployRequest{first, false}).ok());
  const Result<DeployRequest> queued = shop.Call(DeployDeployRequest{second, false});
  ASSERT_TRUE(queued.ok());
  EXPECT_EQ(queued->deployment_state, State::kQueued);
  ASSERT_EQ(queued->deployment.preceding_deployments.size(), 1U);
  EXPECT_EQ(queued->deployment.preceding_deployments[0].deploy_request_number, first);
  ASSERT_TRUE(shop.Reach(first, State::kCompletePendingRevert));
  EXPECT_EQ(shop.StateOf(second), State::kQueued);
  ASSERT_TRUE(shop.Reach(first, State::kComplete));
  EXPECT_TRUE(shop.Reach(second, State::kSubmitting));
  EXPECT_TRUE(shop.Call(GetDeployRequest{second})->deployment.preceding_deployments.empty());
}

TEST(RealService, FailedDeployHoldsTheQueue) {
  Shop shop({.fail_deploys = 1, .queues_deploys = true});
  const std::int64_t first = shop.OpenReady(true, "first");
  const std::int64_t second = shop.OpenReady(true, "second");
  ASSERT_TRUE(shop.Call(DeployDeployRequest{first, false}).ok());
  ASSERT_TRUE(shop.Call(DeployDeployRequest{second, false}).ok());
  ASSERT_TRUE(shop.Reach(first, State::kCompleteError));
  shop.Pass(Hours(1));
  EXPECT_EQ(shop.StateOf(second), State::kQueued);
}

TEST(RealService, CancelOfAQueuedDeployIsDoneAtOnce) {
  Shop shop({.queues_deploys = true});
  const std::int64_t number = shop.OpenDeployed();
  ASSERT_TRUE(shop.Call(CancelDeployRequest{number}).ok());
  shop.Pass(kTickMs);
  EXPECT_EQ(shop.StateOf(number), State::kCompleteCancel);
  EXPECT_TRUE(shop.Taken("T22"));
}

TEST(RealService, DeployIsUnprocessableWhileStillValidating) {
  Shop shop({.validating_ms = 5000});
  const std::int64_t number = shop.OpenReady();
  EXPECT_FALSE(shop.Call(GetDeployRequest{number})->deployment.deployable);
  ExpectRefused(shop, DeployDeployRequest{number, false}, kUnprocessable,
                "We're currently validating that these changes are safe to deploy.");
  shop.Pass(5000);
  EXPECT_TRUE(shop.Call(GetDeployRequest{number})->deployment.deployable);
  EXPECT_TRUE(shop.Call(DeployDeployRequest{number, false}).ok());
}

TEST(UnkindWorlds, RequestThatNeverLeavesPendingKeepsNoTimer) {
  Shop shop({.never_leaves_pending = true});
  shop.PrepareBranch();
  const std::int64_t number = shop.Open();
  EXPECT_EQ(shop.world.NextTimer(), kNoTime);
  shop.Pass(Hours(1));
  EXPECT_EQ(shop.StateOf(number), State::kPending);
}

TEST(UnkindWorlds, DiffTakesAsLongAsItTakes) {
  Shop shop({.diff_delay_ms = 3000});
  shop.PrepareBranch();
  const std::int64_t number = shop.Open();
  shop.Pass(2999);
  EXPECT_EQ(shop.StateOf(number), State::kPending);
  shop.Pass(1);
  EXPECT_EQ(shop.StateOf(number), State::kReady);
}

TEST(UnkindWorlds, AutoCutoverIsStoredWhateverWasAsked) {
  Shop shop({.auto_cutover_ignored = true});
  const std::int64_t number = shop.OpenDeployed(false);
  EXPECT_TRUE(shop.Call(GetDeployRequest{number})->deployment.auto_cutover);
  EXPECT_TRUE(shop.Reach(number, State::kComplete));
}

TEST(UnkindWorlds, ForeignDeployHoldsTheSlotUntilItsWindowCloses) {
  Shop shop({.foreign_deploy_ms = 20000});
  const std::int64_t number = shop.OpenReady();
  EXPECT_EQ(number, 2);
  ExpectRefused(shop, DeployDeployRequest{number, false}, kConflict,
                "deploy request 1 is still active (state: complete_pending_revert)");
  EXPECT_TRUE(shop.Reach(1, State::kComplete));
  EXPECT_TRUE(shop.Call(DeployDeployRequest{number, false}).ok());
  EXPECT_EQ(shop.world.Get<ProviderState>().requests_created, 1);
}

TEST(UnkindWorlds, ContextsOfLocalscaleHoldWildcards) {
  Shop shop({.context_style = ContextStyle::kLocalscale});
  const std::int64_t number = shop.OpenDeployed();
  EXPECT_EQ(shop.Record(number).migration_context, Text("localscale:1_000001"));
}

TEST(UnkindWorlds, MainThatMovedBetweenDiffAndDeployFailsTheRow) {
  Shop shop;
  const std::int64_t number = shop.OpenReady();
  SchemaHandle& live = shop.world.Mutate<VitessState>().keyspaces[0].live;
  live = *live.Apply("DROP TABLE `orders`");
  ASSERT_TRUE(shop.Call(DeployDeployRequest{number, false}).ok());
  EXPECT_TRUE(shop.Reach(number, State::kCompleteError));
}

TEST(DeployRequests, AreListedNewestFirstAndFiltered) {
  Shop shop;
  shop.PrepareBranch("one");
  shop.PrepareBranch("two");
  shop.Open("one");
  shop.Open("two");
  shop.Open("one");
  const auto numbers = [&](const ListDeployRequests& request) {
    std::vector<std::int64_t> list;
    const Result<std::vector<DeployRequest>> answer = shop.Call(request);
    for (const DeployRequest& one : *answer) list.push_back(one.number);
    return list;
  };
  EXPECT_EQ(numbers({}), (std::vector<std::int64_t>{3, 2, 1}));
  EXPECT_EQ(numbers({.branch = "one"}), (std::vector<std::int64_t>{3, 1}));
  ASSERT_TRUE(shop.Call(CloseDeployRequest{3}).ok());
  EXPECT_EQ(numbers({.branch = "one", .state = "open"}), (std::vector<std::int64_t>{1}));
  EXPECT_EQ(numbers({.state = "closed"}), (std::vector<std::int64_t>{3}));
  EXPECT_TRUE(numbers({.state = "deployed"}).empty());
  EXPECT_TRUE(numbers({.into_branch = "elsewhere"}).empty());
}

TEST(DeployRequests, EveryCallAnswersTheCompleteObject) {
  Shop shop;
  const std::int64_t number = shop.OpenReady(false);
  const Result<DeployRequest> deployed = shop.Call(DeployDeployRequest{number, false});
  ASSERT_TRUE(deployed.ok());
  EXPECT_EQ(deployed->branch, Text("change"));
  EXPECT_EQ(deployed->into_branch, Text("main"));
  EXPECT_TRUE(deployed->html_url.contains("/deploy-requests/1"));
  EXPECT_FALSE(deployed->deployment.auto_cutover);
  EXPECT_TRUE(deployed->deployment.auto_delete_branch);
}

TEST(Parameters, ArePreservedByJson) {
  WorldParameters parameters;
  parameters.keyspaces = 2;
  parameters.history = {HistoricalKind::kFailed, HistoricalKind::kRevertLater};
  parameters.workload = WorkloadKind::kInstant;
  parameters.history_trigger = HistoryTrigger::kDeployAccepted;
  parameters.context_style = ContextStyle::kLocalscale;
  parameters.taken_branch_name = "ours";
  WorldParameters read;
  FromJson(ToJson(parameters), read);
  EXPECT_EQ(ContentHash(read), ContentHash(parameters));
  EXPECT_EQ(JsonLine(ToJson(read)), JsonLine(ToJson(parameters)));
}

}  // namespace
}  // namespace relapse::planetscale
