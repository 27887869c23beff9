// Reverts, VSchema, refresh, throttle, approval: the laws of spec/planetscale-api.md
// sections 1.5, 2.8-2.10 and 3.3, and what is refused.
#include <algorithm>

#include "fakes/planetscale/provider_events.h"
#include "tests/fakes/shop.h"

namespace relapse::planetscale {
namespace {

using State = DeploymentState;

WorldParameters WideWindow() {
  WorldParameters parameters;
  parameters.revert_window_ms = 60'000;
  return parameters;
}

TEST(Reverts, T28T30RestoreMainAndCloseTheRequest) {
  WorldParameters parameters = WideWindow();
  parameters.keyspaces = 2;
  parameters.workload = WorkloadKind::kDropping;
  Shop shop(parameters);
  const std::int64_t number = shop.OpenDeployed();
  ASSERT_TRUE(shop.Reach(number, State::kCompletePendingRevert));
  EXPECT_FALSE(shop.MainIsUntouched());
  ASSERT_TRUE(shop.Call(RevertDeployRequest{number}).ok());
  EXPECT_EQ(shop.StateOf(number), State::kInProgressRevert);
  EXPECT_TRUE(shop.Reach(number, State::kCompleteRevert));
  EXPECT_TRUE(shop.Taken("T28"));
  EXPECT_TRUE(shop.Taken("T30"));
  EXPECT_TRUE(shop.MainIsUntouched());
  EXPECT_EQ(shop.Call(GetDeployRequest{number})->state, RequestState::kClosed);
  EXPECT_NE(shop.world.Get<ProviderState>().FindBranch("change"), nullptr);
}

TEST(Reverts, T27PutsVschemaBackFirst) {
  Shop shop(WideWindow());
  shop.PrepareBranch();
  ASSERT_TRUE(shop.Call(UpdateKeyspaceVschema{"change", "commerce", R"({"sharded":true})"}).ok());
  const std::int64_t number = shop.Open();
  shop.Pass(kTickMs);
  ASSERT_TRUE(shop.Call(DeployDeployRequest{number, false}).ok());
  ASSERT_TRUE(shop.Reach(number, State::kCompletePendingRevert));
  EXPECT_EQ(shop.vitess().keyspaces[0].vschema, Text(R"({"sharded":true})"));
  ASSERT_TRUE(shop.Call(RevertDeployRequest{number}).ok());
  EXPECT_EQ(shop.StateOf(number), State::kInProgressRevertVschema);
  shop.Pass(kTickMs);
  EXPECT_EQ(shop.StateOf(number), State::kInProgressRevert);
  EXPECT_TRUE(shop.vitess().keyspaces[0].vschema.empty());
  EXPECT_FALSE(shop.MainIsUntouched());
  EXPECT_TRUE(shop.Reach(number, State::kCompleteRevert));
  EXPECT_TRUE(shop.MainIsUntouched());
  EXPECT_TRUE(shop.Taken("T27"));
}

TEST(Reverts, T29RevertsVschemaAlone) {
  Shop shop(WideWindow());
  shop.OpenBranch("vschema");
  ASSERT_TRUE(shop.Call(UpdateKeyspaceVschema{"vschema", "commerce", R"({"sharded":true})"}).ok());
  const std::int64_t number = shop.Open("vschema");
  shop.Pass(kTickMs);
  ASSERT_TRUE(shop.Call(DeployDeployRequest{number, false}).ok());
  ASSERT_TRUE(shop.Reach(number, State::kCompletePendingRevert));
  ASSERT_TRUE(shop.Call(RevertDeployRequest{number}).ok());
  EXPECT_TRUE(shop.Reach(number, State::kCompleteRevert));
  EXPECT_TRUE(shop.Taken("T29"));
  EXPECT_TRUE(shop.vitess().keyspaces[0].vschema.empty());
}

/// Two tables changed in steps of one statement a tick.
WorldParameters InSteps() {
  WorldParameters parameters = WideWindow();
  parameters.submits_stepwise = true;
  parameters.workload = WorkloadKind::kDropping;
  return parameters;
}

TEST(Reverts, T28pSubmitsOneStatementATick) {
  Shop shop(InSteps());
  const std::int64_t number = shop.OpenDeployed();
  ASSERT_TRUE(shop.Reach(number, State::kCompletePendingRevert));
  ASSERT_TRUE(shop.Call(RevertDeployRequest{number}).ok());
  EXPECT_TRUE(shop.Reach(number, State::kCompleteRevert));
  EXPECT_TRUE(shop.Taken("T28p"));
  EXPECT_TRUE(shop.MainIsUntouched());
}

TEST(Reverts, GoOnWhereTheProviderDiedAtAnyStepOfTheSubmission) {
  for (int ticks = 0; ticks < 12; ++ticks) {
    Shop shop(InSteps());
    const std::int64_t number = shop.OpenDeployed();
    ASSERT_TRUE(shop.Reach(number, State::kCompletePendingRevert));
    ASSERT_TRUE(shop.Call(RevertDeployRequest{number}).ok());
    for (int tick = 0; tick < ticks; ++tick) shop.Pass(kTickMs);
    ProviderEvents().front()->happen(shop.world);
    EXPECT_TRUE(shop.Reach(number, State::kCompleteRevert)) << ticks;
    EXPECT_TRUE(shop.MainIsUntouched()) << ticks;
    const Text context = shop.Record(number).revert_context;
    std::vector<std::pair<Text, Text>> seen;
    for (const MigrationRow& row : shop.vitess().keyspaces[0].migrations.rows()) {
      if (row.migration_context == context) seen.emplace_back(row.mysql_table, row.shard);
    }
    std::sort(seen.begin(), seen.end(),
              [](const auto& a, const auto& b) { return a.first.view() < b.first.view(); });
    EXPECT_EQ(std::adjacent_find(seen.begin(), seen.end()), seen.end()) << ticks;
  }
}

TEST(Vschema, T16EndsInErrorWhereItCannotBeApplied) {
  WorldParameters parameters = WideWindow();
  parameters.fail_vschema = 1;
  Shop shop(parameters);
  shop.PrepareBranch();
  ASSERT_TRUE(shop.Call(UpdateKeyspaceVschema{"change", "commerce", R"({"sharded":true})"}).ok());
  const std::int64_t number = shop.Open();
  shop.Pass(kTickMs);
  ASSERT_TRUE(shop.Call(DeployDeployRequest{number, false}).ok());
  EXPECT_TRUE(shop.Reach(number, State::kCompleteError));
  EXPECT_TRUE(shop.Taken("T16"));
  EXPECT_TRUE(shop.vitess().keyspaces[0].vschema.empty());
  EXPECT_FALSE(shop.MainIsUntouched()) << "the tables are live, and only the VSchema is not";
}

TEST(Reverts, T31EndsInErrorWhereSomebodyCancelsIt) {
  Shop shop(WideWindow());
  const std::int64_t number = shop.OpenDeployed();
  ASSERT_TRUE(shop.Reach(number, State::kCompletePendingRevert));
  ASSERT_TRUE(shop.Call(RevertDeployRequest{number}).ok());
  shop.Pass(kTickMs);
  CancelContext(shop.world.Mutate<VitessState>(), shop.Record(number).revert_context,
                shop.world.now());
  WakeProcessor(shop.world);
  EXPECT_TRUE(shop.Reach(number, State::kCompleteRevertError));
  EXPECT_TRUE(shop.Taken("T31"));
}

TEST(Reverts, TheWindowIsCountedFromWhenTheChangeWentLive) {
  Shop shop({.copy_ticks = 10, .revert_window_ms = Minutes(10)});
  const std::int64_t number = shop.OpenDeployed();
  EXPECT_EQ(shop.Record(number).wire.finished_at, kNoTime);
  ASSERT_TRUE(shop.Reach(number, DeploymentState::kCompletePendingRevert));
  const DeployRequest wire = *shop.Call(GetDeployRequest{number});
  EXPECT_EQ(wire.finished_at + Minutes(10), shop.Record(number).revert_expires_at);
  EXPECT_GT(wire.finished_at, wire.deployed_at);
}

TEST(Reverts, T26SkipsTheWindow) {
  Shop shop(WideWindow());
  const std::int64_t number = shop.OpenDeployed();
  ASSERT_TRUE(shop.Reach(number, State::kCompletePendingRevert));
  ASSERT_TRUE(shop.Call(SkipRevertDeployRequest{number}).ok());
  EXPECT_EQ(shop.StateOf(number), State::kComplete);
  EXPECT_TRUE(shop.Taken("T26"));
  EXPECT_TRUE(shop.MainIsAsPlanned());
  ExpectRefused(shop, RevertDeployRequest{number}, kConflict, "cannot revert");
  ExpectRefused(shop, SkipRevertDeployRequest{number}, kConflict, "cannot skip revert");
}

TEST(Vschema, IsKeptPerKeyspaceNormalisedAndComparedWithMain) {
  Shop shop({.keyspaces = 2});
  shop.OpenBranch("change");
  ExpectRefused(shop, UpdateKeyspaceVschema{"change", "commerce", "{"}, kInvalid,
                "invalid VSchema");
  ExpectRefused(shop, UpdateKeyspaceVschema{"main", "commerce", "{}"}, kNotFound, "");
  ExpectRefused(shop, UpdateKeyspaceVschema{"change", "nothing", "{}"}, kNotFound, "");
  const Text text(R"({ "tables" : {}, "sharded" : false })");
  ASSERT_TRUE(shop.Call(UpdateKeyspaceVschema{"change", "customer", text}).ok());
  EXPECT_EQ(shop.Call(GetKeyspaceVschema{"change", "customer"})->raw,
            Text(R"({"sharded":false,"tables":{}})"));
  EXPECT_EQ(shop.Call(GetKeyspaceVschema{"change", "commerce"})->raw, Text("{}"));
  EXPECT_EQ(shop.Call(GetKeyspaceVschema{"main", "customer"})->raw, Text("{}"));
  EXPECT_EQ(shop.Call(GetKeyspaceVschema{"main", "nothing"})->raw, Text("{}"));
  const std::int64_t number = shop.Open();
  shop.Pass(kTickMs);
  EXPECT_EQ(shop.StateOf(number), State::kReady);
}

TEST(Vschema, OneThatIsMadeAsBeforeIsNoChange) {
  Shop shop;
  shop.OpenBranch("change");
  ASSERT_TRUE(shop.Call(UpdateKeyspaceVschema{"change", "commerce", R"({"sharded":true})"}).ok());
  ASSERT_TRUE(shop.Call(UpdateKeyspaceVschema{"change", "commerce", " { } "}).ok());
  const std::int64_t number = shop.Open();
  shop.Pass(kTickMs);
  EXPECT_EQ(shop.StateOf(number), State::kNoChanges);
}

TEST(Branches, RefreshMakesTheBranchAgain) {
  Shop shop;
  const Credentials credentials = shop.OpenBranch("change");
  const Text statement("ALTER TABLE `users` ADD COLUMN `more` int");
  ASSERT_TRUE(shop.Call(ExecuteDdl{credentials, "commerce", statement}).ok());
  ASSERT_TRUE(shop.Call(RefreshBranchSchema{"change"}).ok());
  EXPECT_FALSE(shop.Call(GetBranch{"change"})->ready);
  ExpectRefused(shop, ExecuteDdl{credentials, "commerce", statement}, kSql, "snapshot", 1105);
  shop.Pass(shop.parameters().branch_ready_delay_ms);
  EXPECT_TRUE(shop.Call(GetBranch{"change"})->ready);
  const std::int64_t number = shop.Open();
  shop.Pass(kTickMs);
  EXPECT_EQ(shop.StateOf(number), State::kNoChanges);
  ExpectRefused(shop, RefreshBranchSchema{"nothing"}, kNotFound, "");
}

TEST(Branches, ARequestThatWaitsForItsBranchNoticesThatItIsDeleted) {
  Shop shop;
  ASSERT_TRUE(shop.Call(CreateBranch{"change", "main", "us-east"}).ok());
  const std::int64_t number = shop.Open();
  shop.Pass(kTickMs);
  EXPECT_EQ(shop.StateOf(number), State::kPending);
  ASSERT_TRUE(shop.Call(DeleteBranch{"change"}).ok());
  shop.Pass(kTickMs);
  EXPECT_EQ(shop.StateOf(number), State::kError);
}

TEST(Throttle, SlowsADeploymentDownAndEndsWithIt) {
  Shop shop({.copy_ticks = 4});
  const std::int64_t number = shop.OpenDeployed();
  ExpectRefused(shop, ThrottleDeployRequest{number, 951}, kInvalid, "between 0.0 and 0.95");
  ExpectRefused(shop, ThrottleDeployRequest{number, -1}, kInvalid, "between 0.0 and 0.95");
  ASSERT_TRUE(shop.Reach(number, State::kInProgress));
  ASSERT_TRUE(shop.Call(ThrottleDeployRequest{number, 900}).ok());
  EXPECT_EQ(shop.vitess().keyspaces[0].migrations.rows()[0].user_throttle_ratio, 900);
  const TimeMs began = shop.world.now();
  EXPECT_TRUE(shop.Reach(number, State::kPendingCutover));
  EXPECT_GE(shop.world.now() - began, Seconds(10));
  EXPECT_TRUE(shop.Reach(number, State::kComplete));
  EXPECT_EQ(shop.vitess().keyspaces[0].throttle_ratio, 0);
}

TEST(Approval, IsRequiredGivenAndShown) {
  Shop shop({.require_approval = true});
  const std::int64_t number = shop.OpenReady();
  ExpectRefused(shop, DeployDeployRequest{number, false}, kPermission, "must be approved");
  ASSERT_TRUE(shop.Call(ReviewDeployRequest{number, false}).ok());
  EXPECT_FALSE(shop.Call(GetDeployRequest{number})->approved);
  ASSERT_TRUE(shop.Call(ReviewDeployRequest{number, true}).ok());
  EXPECT_TRUE(shop.Call(GetDeployRequest{number})->approved);
  EXPECT_TRUE(shop.Call(DeployDeployRequest{number, false}).ok());
}

TEST(AutoApply, CutsOverWhatWaitsAtItsGate) {
  Shop shop;
  const std::int64_t number = shop.OpenDeployed(false);
  ASSERT_TRUE(shop.Reach(number, State::kPendingCutover));
  shop.Pass(Minutes(1));
  EXPECT_EQ(shop.StateOf(number), State::kPendingCutover);
  EXPECT_TRUE(shop.Call(SetAutoApply{number, true})->deployment.auto_cutover);
  EXPECT_TRUE(shop.Reach(number, State::kComplete));
  ExpectRefused(shop, SetAutoApply{number, false}, kConflict, "cannot cutover");
}

TEST(CompleteDeploy, LetsTheQueueGoOnBehindAFailure) {
  Shop shop({.workload = WorkloadKind::kCopying, .fail_deploys = 1, .queues_deploys = true});
  shop.PrepareBranch("first");
  const Credentials second = shop.OpenBranch("second");
  ASSERT_TRUE(
      shop.Call(ExecuteDdl{second, "commerce", "ALTER TABLE `visits` ADD COLUMN `more` int"}).ok());
  const std::int64_t failing = shop.Open("first");
  const std::int64_t waiting = shop.Open("second");
  shop.Pass(kTickMs);
  ASSERT_TRUE(shop.Call(DeployDeployRequest{failing, false}).ok());
  ASSERT_TRUE(shop.Call(DeployDeployRequest{waiting, false}).ok());
  ASSERT_TRUE(shop.Reach(failing, State::kCompleteError));
  shop.Pass(Minutes(1));
  EXPECT_EQ(shop.StateOf(waiting), State::kQueued);
  ExpectRefused(shop, CompleteDeploy{waiting}, kConflict, "cannot complete");
  ASSERT_TRUE(shop.Call(CompleteDeploy{failing}).ok());
  EXPECT_TRUE(shop.Reach(waiting, State::kComplete));
}

TEST(Silence, AFailedDeploymentIsCancelledOnceVitessAnswersAgain) {
  Shop shop({.workload = WorkloadKind::kCopying, .copy_ticks = 4});
  const std::int64_t number = shop.OpenDeployed();
  ASSERT_TRUE(shop.Reach(number, State::kInProgress));
  shop.world.Mutate<VitessState>().silent_until = shop.world.now() + Seconds(20);
  WakeProcessor(shop.world);
  EXPECT_EQ(shop.Call(ShowVitessMigrations{"commerce", ""}).error().kind, &kTimeout);
  ASSERT_TRUE(shop.Call(CancelDeployRequest{number}).ok());
  EXPECT_TRUE(shop.Reach(number, State::kCompleteError));
  EXPECT_TRUE(shop.Taken("T24"));
  EXPECT_TRUE(HasPending(shop.vitess(), shop.Record(number).migration_context));
  shop.Pass(Seconds(20));
  EXPECT_FALSE(HasPending(shop.vitess(), shop.Record(number).migration_context));
  EXPECT_EQ(shop.world.NextTimer(), kNoTime);
}

}  // namespace
}  // namespace relapse::planetscale
