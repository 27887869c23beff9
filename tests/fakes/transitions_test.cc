// One test for each transition of spec/planetscale-api.md section 2.2 that exists here.
#include "tests/fakes/shop.h"

namespace relapse::planetscale {
namespace {

using State = DeploymentState;

TEST(Transitions, T1CreateStartsPendingUnderTheNextNumber) {
  Shop shop;
  shop.PrepareBranch();
  const std::int64_t first = shop.Open();
  EXPECT_EQ(first, 1);
  EXPECT_EQ(shop.StateOf(first), State::kPending);
  EXPECT_EQ(shop.Open(), 2);
  EXPECT_TRUE(shop.Taken("T1"));
  EXPECT_EQ(shop.Call(GetDeployRequest{1})->created_at, shop.world.now());
}

TEST(Transitions, T2DiffWithChangesBecomesReady) {
  Shop shop;
  const std::int64_t number = shop.OpenReady();
  EXPECT_EQ(shop.StateOf(number), State::kReady);
  EXPECT_TRUE(shop.Taken("T2"));
  EXPECT_TRUE(shop.Call(GetDeployRequest{number})->deployment.deployable);
  EXPECT_EQ(shop.Record(number).ddl[0].list().size(), 3U);
}

TEST(Transitions, T3DiffWithoutChangesBecomesNoChanges) {
  Shop shop;
  shop.OpenBranch("same");
  const std::int64_t number = shop.Open("same");
  shop.Pass(kTickMs);
  EXPECT_EQ(shop.StateOf(number), State::kNoChanges);
  EXPECT_TRUE(shop.Taken("T3"));
}

TEST(Transitions, T4DiffErrorBecomesErrorForTheFirstRequestsOnly) {
  Shop shop({.fail_diffs = 1});
  const std::int64_t number = shop.OpenReady();
  EXPECT_EQ(shop.StateOf(number), State::kError);
  EXPECT_TRUE(shop.Taken("T4"));
  const std::int64_t second = shop.Open();
  shop.Pass(kTickMs);
  EXPECT_EQ(shop.StateOf(second), State::kReady);
}

TEST(Transitions, T4DiffOfABranchThatIsGoneBecomesError) {
  Shop shop;
  shop.PrepareBranch();
  const std::int64_t number = shop.Open();
  ASSERT_TRUE(shop.Call(DeleteBranch{"change"}).ok());
  shop.Pass(kTickMs);
  EXPECT_EQ(shop.StateOf(number), State::kError);
}

TEST(Transitions, T5DeployIsAcceptedOnceAndSubmits) {
  Shop shop;
  const std::int64_t number = shop.OpenDeployed();
  EXPECT_EQ(shop.StateOf(number), State::kSubmitting);
  EXPECT_TRUE(shop.Taken("T5"));
  EXPECT_EQ(shop.Call(GetDeployRequest{number})->deployed_at, shop.world.now());
  EXPECT_EQ(shop.world.Get<ProviderState>().deploys_accepted, 1);
  EXPECT_TRUE(shop.Record(number).migration_context.starts_with("singularity:"));
}

TEST(Transitions, T6DeployOfNoChangesStaysNoChanges) {
  Shop shop;
  shop.OpenBranch("same");
  const std::int64_t number = shop.Open("same");
  shop.Pass(kTickMs);
  ASSERT_TRUE(shop.Call(DeployDeployRequest{number, false}).ok());
  EXPECT_EQ(shop.StateOf(number), State::kNoChanges);
  EXPECT_NE(shop.Call(GetDeployRequest{number})->deployed_at, kNoTime);
  EXPECT_TRUE(shop.Taken("T6"));
}

TEST(Transitions, T7SubmissionQueuesOneMigrationPerStatementAndShard) {
  Shop shop({.keyspaces = 2, .shards = 2});
  const std::int64_t number = shop.OpenDeployed();
  shop.Pass(kTickMs);
  EXPECT_EQ(shop.StateOf(number), State::kQueued);
  EXPECT_TRUE(shop.Taken("T7"));
  const Census census = CountContext(shop.vitess(), shop.Record(number).migration_context);
  EXPECT_EQ(census.rows, 2 * 3 * 2);
}

TEST(Transitions, T8VschemaAloneOpensTheRevertWindow) {
  Shop shop;
  shop.OpenBranch("vschema");
  ASSERT_TRUE(shop.Call(UpdateKeyspaceVschema{"vschema", "commerce", R"({"sharded":true})"}).ok());
  const std::int64_t number = shop.Open("vschema");
  shop.Pass(kTickMs);
  ASSERT_TRUE(shop.Call(DeployDeployRequest{number, false}).ok());
  shop.Pass(kTickMs);
  EXPECT_EQ(shop.StateOf(number), State::kCompletePendingRevert);
  EXPECT_TRUE(shop.Taken("T8"));
}

TEST(Transitions, T9FailedSubmissionBecomesError) {
  Shop shop({.fail_submissions = 1});
  const std::int64_t number = shop.OpenDeployed();
  shop.Pass(kTickMs);
  EXPECT_EQ(shop.StateOf(number), State::kError);
  EXPECT_TRUE(shop.Taken("T9"));
  EXPECT_TRUE(shop.vitess().keyspaces[0].migrations.rows().empty());
}

TEST(Transitions, T10HungSubmissionBecomesErrorTwoMinutesAfterTheDeploy) {
  Shop shop({.submission_hangs = true});
  const std::int64_t number = shop.OpenReady();
  shop.Pass(Minutes(5));  // the age of the request does not count
  ASSERT_TRUE(shop.Call(DeployDeployRequest{number, false}).ok());
  shop.Pass(Minutes(2));
  EXPECT_EQ(shop.StateOf(number), State::kSubmitting);
  shop.Pass(kTickMs);
  EXPECT_EQ(shop.StateOf(number), State::kError);
  EXPECT_TRUE(shop.Taken("T10"));
}

TEST(Transitions, T11StateFollowsTheRows) {
  Shop shop;
  const std::int64_t number = shop.OpenDeployed(false);
  EXPECT_TRUE(shop.Reach(number, State::kInProgress));
  EXPECT_TRUE(shop.Reach(number, State::kPendingCutover));
  EXPECT_TRUE(shop.Taken("T11"));
  EXPECT_TRUE(shop.MainIsUntouched());
}

TEST(Transitions, T12AutoCutoverLeavesThePendingCutover) {
  Shop shop;
  const std::int64_t number = shop.OpenDeployed(true);
  EXPECT_TRUE(shop.Reach(number, State::kPendingCutover));
  EXPECT_TRUE(shop.Reach(number, State::kInProgressCutover));
  EXPECT_TRUE(shop.Taken("T12"));
  EXPECT_FALSE(shop.Taken("T13"));
}

TEST(Transitions, T13GatedCutoverWaitsForTheCall) {
  Shop shop;
  const std::int64_t number = shop.OpenDeployed(false);
  ASSERT_TRUE(shop.Reach(number, State::kPendingCutover));
  shop.Pass(Hours(3));
  EXPECT_EQ(shop.StateOf(number), State::kPendingCutover);
  EXPECT_EQ(shop.world.NextTimer(), kNoTime);
  ASSERT_TRUE(shop.Call(ApplyDeployRequest{number}).ok());
  EXPECT_EQ(shop.StateOf(number), State::kInProgressCutover);
  EXPECT_TRUE(shop.Taken("T13"));
  EXPECT_FALSE(shop.Taken("T12"));
  EXPECT_TRUE(shop.Reach(number, State::kComplete));
}

TEST(Transitions, T14OutstandingVschemaComesAfterTheDdl) {
  Shop shop;
  shop.PrepareBranch();
  ASSERT_TRUE(shop.Call(UpdateKeyspaceVschema{"change", "commerce", R"({"sharded":true})"}).ok());
  const std::int64_t number = shop.Open();
  shop.Pass(kTickMs);
  ASSERT_TRUE(shop.Call(DeployDeployRequest{number, false}).ok());
  EXPECT_TRUE(shop.Reach(number, State::kInProgressVschema));
  EXPECT_TRUE(shop.Taken("T14"));
  EXPECT_TRUE(shop.MainIsAsPlanned());
  EXPECT_TRUE(shop.Reach(number, State::kCompletePendingRevert));
  EXPECT_TRUE(shop.Taken("T15"));
}

TEST(Transitions, T17InstantDeployCompletesWithoutRevertWindow) {
  Shop shop({.workload = WorkloadKind::kInstant});
  const std::int64_t number = shop.OpenDeployed(false, true);
  EXPECT_TRUE(shop.Reach(number, State::kComplete));
  EXPECT_TRUE(shop.Taken("T17"));
  EXPECT_FALSE(shop.Taken("T18"));
  EXPECT_FALSE(shop.Taken("T13"));
  EXPECT_TRUE(shop.MainIsAsPlanned());
}

TEST(Transitions, T17IsForRequestedInstantDdlNotForEligible) {
  Shop shop({.workload = WorkloadKind::kInstant});
  const std::int64_t number = shop.OpenDeployed(true, false);
  EXPECT_TRUE(shop.Call(GetDeployRequest{number})->deployment.instant_ddl_eligible);
  EXPECT_TRUE(shop.Reach(number, State::kCompletePendingRevert));
  EXPECT_FALSE(shop.Taken("T17"));
}

TEST(Transitions, T18CompletionOpensTheRevertWindow) {
  Shop shop({.keyspaces = 3, .shards = 2});
  const std::int64_t number = shop.OpenDeployed();
  EXPECT_TRUE(shop.Reach(number, State::kCompletePendingRevert));
  EXPECT_TRUE(shop.Taken("T18"));
  EXPECT_TRUE(shop.MainIsAsPlanned());
  EXPECT_TRUE(shop.Record(number).Active());
}

TEST(Transitions, T19FailedRowFailsTheDeployAndCancelsItsSiblings) {
  Shop shop({.workload = WorkloadKind::kCopying, .fail_deploys = 1});
  const std::int64_t number = shop.OpenDeployed();
  EXPECT_TRUE(shop.Reach(number, State::kCompleteError));
  EXPECT_TRUE(shop.Taken("T19"));
  EXPECT_TRUE(shop.MainIsUntouched());
  const Census census = CountContext(shop.vitess(), shop.Record(number).migration_context);
  EXPECT_GT(census.failed, 0);
  EXPECT_TRUE(census.AllTerminal());
  EXPECT_GT(census.cancelled, 0);
}

TEST(Transitions, T20RowCancelledInVitessCancelsTheDeploy) {
  Shop shop;
  const std::int64_t number = shop.OpenDeployed();
  ASSERT_TRUE(shop.Reach(number, State::kInProgress));
  CancelContext(shop.world.Mutate<VitessState>(), shop.Record(number).migration_context,
                shop.world.now());
  WakeProcessor(shop.world);
  EXPECT_TRUE(shop.Reach(number, State::kInProgressCancel));
  EXPECT_TRUE(shop.Taken("T20"));
  EXPECT_TRUE(shop.Reach(number, State::kCompleteCancel));
}

TEST(Transitions, T21CancelIsAcceptedFromSubmittingToCutover) {
  for (const State state :
       {State::kSubmitting, State::kQueued, State::kInProgress, State::kPendingCutover}) {
    Shop shop;
    const std::int64_t number = shop.OpenDeployed();
    ASSERT_TRUE(shop.Reach(number, state)) << EnumName(state);
    ASSERT_TRUE(shop.Call(CancelDeployRequest{number}).ok()) << EnumName(state);
    EXPECT_EQ(shop.StateOf(number), State::kInProgressCancel);
    EXPECT_TRUE(shop.Taken("T21"));
    EXPECT_TRUE(shop.Reach(number, State::kCompleteCancel)) << EnumName(state);
    EXPECT_EQ(shop.Call(GetDeployRequest{number})->state, RequestState::kClosed);
  }
}

TEST(Transitions, T21CancelDuringTheCutoverIsNotCalledCancelled) {
  Shop shop;
  const std::int64_t number = shop.OpenDeployed();
  ASSERT_TRUE(shop.Reach(number, State::kInProgressCutover));
  ASSERT_TRUE(shop.Call(CancelDeployRequest{number}).ok());
  EXPECT_TRUE(shop.Reach(number, State::kCompleteError));
  const Census census = CountContext(shop.vitess(), shop.Record(number).migration_context);
  EXPECT_GT(census.complete, 0);
  EXPECT_TRUE(census.AllTerminal());
}

TEST(Transitions, T18CancelAfterTheLastCutoverIsTooLate) {
  Shop shop({.statements = 1});
  const std::int64_t number = shop.OpenDeployed(false);
  ASSERT_TRUE(shop.Reach(number, State::kPendingCutover));
  ASSERT_TRUE(shop.Call(ApplyDeployRequest{number}).ok());
  shop.world.Mutate<VitessState>().next_tick = shop.world.now();
  shop.world.AdvanceTo(shop.world.now());
  ASSERT_TRUE(shop.MainIsAsPlanned());
  ASSERT_TRUE(shop.Call(CancelDeployRequest{number}).ok());
  EXPECT_TRUE(shop.Reach(number, State::kCompletePendingRevert));
}

TEST(Transitions, T7pSubmitsOneStatementATickAndStopsAtACancel) {
  Shop shop({.submits_stepwise = true});
  const std::int64_t number = shop.OpenDeployed();
  shop.Pass(kTickMs);
  EXPECT_EQ(shop.StateOf(number), State::kSubmitting);
  EXPECT_EQ(CountContext(shop.vitess(), shop.Record(number).migration_context).rows, 1);
  EXPECT_TRUE(shop.Taken("T7p"));
  ASSERT_TRUE(shop.Call(CancelDeployRequest{number}).ok());
  EXPECT_TRUE(shop.Reach(number, State::kCompleteCancel));
  EXPECT_EQ(CountContext(shop.vitess(), shop.Record(number).migration_context).rows, 1);
}

TEST(Transitions, T9SubmissionThatFailsInTheMiddleLeavesNothingRunning) {
  Shop shop({.fail_submissions = 1, .submits_stepwise = true, .accepted_before_failure = 2});
  const std::int64_t number = shop.OpenDeployed();
  EXPECT_TRUE(shop.Reach(number, State::kError));
  const Census census = CountContext(shop.vitess(), shop.Record(number).migration_context);
  EXPECT_EQ(census.rows, 2);
  EXPECT_EQ(census.cancelled, 2);
}

TEST(Transitions, T11GateIsObserved) {
  Shop shop;
  const std::int64_t number = shop.OpenDeployed(false);
  ASSERT_TRUE(shop.Reach(number, State::kPendingCutover));
  CancelContext(shop.world.Mutate<VitessState>(), shop.Record(number).migration_context,
                shop.world.now());
  WakeProcessor(shop.world);
  EXPECT_TRUE(shop.Reach(number, State::kCompleteCancel));
}

TEST(Transitions, T4BranchAndMainInConflictBecomeError) {
  Shop shop({.statements = 1});
  shop.PrepareBranch("first");
  const Credentials second = shop.OpenBranch("second");
  ASSERT_TRUE(
      shop.Call(ExecuteDdl{second, "commerce", "ALTER TABLE `orders` ADD COLUMN `more` int"}).ok());
  const std::int64_t number = shop.Open("first");
  shop.Pass(kTickMs);
  ASSERT_TRUE(shop.Call(DeployDeployRequest{number, false}).ok());
  ASSERT_TRUE(shop.Reach(number, State::kComplete));
  const std::int64_t late = shop.Open("second");
  shop.Pass(kTickMs);
  EXPECT_EQ(shop.StateOf(late), State::kError);
}

TEST(Transitions, T2DiffTakesNothingBackThatMainGainedMeanwhile) {
  Shop shop({.statements = 1});
  shop.PrepareBranch("first");
  const Credentials second = shop.OpenBranch("second");
  ASSERT_TRUE(
      shop.Call(ExecuteDdl{second, "commerce", "ALTER TABLE `users` ADD COLUMN `more` int"}).ok());
  const std::int64_t number = shop.Open("first");
  shop.Pass(kTickMs);
  ASSERT_TRUE(shop.Call(DeployDeployRequest{number, false}).ok());
  ASSERT_TRUE(shop.Reach(number, State::kComplete));
  const std::int64_t later = shop.Open("second");
  shop.Pass(kTickMs);
  EXPECT_EQ(shop.StateOf(later), State::kReady);
  ASSERT_EQ(shop.Record(later).ddl[0].list().size(), 1U);
  EXPECT_TRUE(shop.Record(later).ddl[0].list()[0].contains("`users`"));
}

TEST(Transitions, T2DiffWaitsForTheBranch) {
  Shop shop;
  ASSERT_TRUE(shop.Call(CreateBranch{"change", "main", "us-east"}).ok());
  const std::int64_t number = shop.Open();
  shop.Pass(kTickMs);
  EXPECT_EQ(shop.StateOf(number), State::kPending);
  EXPECT_TRUE(shop.Reach(number, State::kNoChanges));
}

TEST(Transitions, T22CancelBeforeAnythingWasSubmittedIsDoneAtOnce) {
  Shop shop;
  const std::int64_t number = shop.OpenDeployed();
  ASSERT_TRUE(shop.Call(CancelDeployRequest{number}).ok());
  shop.Pass(kTickMs);
  EXPECT_EQ(shop.StateOf(number), State::kCompleteCancel);
  EXPECT_TRUE(shop.Taken("T22"));
  EXPECT_TRUE(shop.vitess().keyspaces[0].migrations.rows().empty());
}

TEST(Transitions, T23CancelCompletesOnceEveryRowIsTerminal) {
  Shop shop;
  const std::int64_t number = shop.OpenDeployed(false);
  ASSERT_TRUE(shop.Reach(number, State::kPendingCutover));
  ASSERT_TRUE(shop.Call(CancelDeployRequest{number}).ok());
  shop.Pass(kTickMs);
  EXPECT_EQ(shop.StateOf(number), State::kCompleteCancel);
  EXPECT_TRUE(shop.Taken("T23"));
  EXPECT_TRUE(shop.MainIsUntouched());
  EXPECT_EQ(CountContext(shop.vitess(), shop.Record(number).migration_context).cancelled, 3);
}

TEST(Transitions, T24UnconfirmedCancelBecomesCompleteErrorAfterTenSeconds) {
  Shop shop({.cancel_hangs = true});
  const std::int64_t number = shop.OpenDeployed(false);
  ASSERT_TRUE(shop.Reach(number, State::kPendingCutover));
  ASSERT_TRUE(shop.Call(CancelDeployRequest{number}).ok());
  shop.Pass(Seconds(10) - 1);
  EXPECT_EQ(shop.StateOf(number), State::kInProgressCancel);
  shop.Pass(kTickMs);
  EXPECT_EQ(shop.StateOf(number), State::kCompleteError);
  EXPECT_TRUE(shop.Taken("T24"));
}

TEST(Transitions, T25ClosedRevertWindowCompletesAndDeletesTheBranch) {
  Shop shop({.revert_window_ms = 2000});
  const std::int64_t number = shop.OpenDeployed();
  ASSERT_TRUE(shop.Reach(number, State::kCompletePendingRevert));
  shop.Pass(2000);
  EXPECT_EQ(shop.StateOf(number), State::kCompletePendingRevert);
  EXPECT_TRUE(shop.Call(GetBranch{"change"}).ok());
  shop.Pass(kTickMs);
  EXPECT_EQ(shop.StateOf(number), State::kComplete);
  EXPECT_TRUE(shop.Taken("T25"));
  EXPECT_EQ(shop.Call(GetDeployRequest{number})->state, RequestState::kClosed);
  EXPECT_EQ(shop.Call(GetBranch{"change"}).error().kind, &kNotFound);
  EXPECT_EQ(shop.world.Get<ProviderState>().branches_deleted, 1);
}

TEST(Transitions, T32CloseKeepsTheDeploymentState) {
  for (const bool ready : {false, true}) {
    Shop shop;
    shop.PrepareBranch();
    const std::int64_t number = shop.Open();
    if (ready) shop.Pass(kTickMs);
    const State before = shop.StateOf(number);
    const Result<DeployRequest> closed = shop.Call(CloseDeployRequest{number});
    ASSERT_TRUE(closed.ok());
    EXPECT_EQ(closed->state, RequestState::kClosed);
    EXPECT_EQ(closed->closed_at, shop.world.now());
    EXPECT_TRUE(shop.Settle());
    EXPECT_EQ(shop.StateOf(number), before);
    EXPECT_TRUE(shop.Taken("T32"));
  }
}

}  // namespace
}  // namespace relapse::planetscale
