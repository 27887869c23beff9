// One test for each refusal of spec/planetscale-api.md sections 1.3 and 2.5 that exists here. A
// refusal writes nothing: ExpectRefused looks at the world's change count.
#include "tests/fakes/shop.h"

namespace relapse::planetscale {
namespace {

using State = DeploymentState;

TEST(Refusals, UnknownNumberIsNotFound) {
  Shop shop;
  for (const std::int64_t number : {0, 1, -1, 7}) {
    ExpectRefused(shop, GetDeployRequest{number}, kNotFound, "deploy request not found");
    ExpectRefused(shop, DeployDeployRequest{number, false}, kNotFound, "deploy request not found");
    ExpectRefused(shop, CancelDeployRequest{number}, kNotFound, "deploy request not found");
    ExpectRefused(shop, ApplyDeployRequest{number}, kNotFound, "deploy request not found");
    ExpectRefused(shop, CloseDeployRequest{number}, kNotFound, "deploy request not found");
  }
}

TEST(Refusals, DeployWhilePending) {
  Shop shop;
  shop.PrepareBranch();
  const std::int64_t number = shop.Open();
  ExpectRefused(shop, DeployDeployRequest{number, false}, kConflict, "still being prepared");
}

TEST(Refusals, DeployTwice) {
  Shop shop;
  const std::int64_t number = shop.OpenDeployed();
  ExpectRefused(shop, DeployDeployRequest{number, false}, kConflict,
                "deploy request already deployed");
  ASSERT_TRUE(shop.Settle());
  ExpectRefused(shop, DeployDeployRequest{number, false}, kConflict,
                "deploy request already deployed");
  EXPECT_EQ(shop.world.Get<ProviderState>().deploys_accepted, 1);
}

TEST(Refusals, DeployWhileAnotherIsActiveUntilItsRevertWindowCloses) {
  Shop shop;
  const std::int64_t first = shop.OpenReady(true, "first");
  const std::int64_t second = shop.OpenReady(true, "second");
  ASSERT_TRUE(shop.Call(DeployDeployRequest{first, false}).ok());
  ExpectRefused(shop, DeployDeployRequest{second, false}, kConflict,
                "deploy request 1 is still active (state: submitting)");
  ASSERT_TRUE(shop.Reach(first, State::kCompletePendingRevert));
  ExpectRefused(shop, DeployDeployRequest{second, false}, kConflict,
                "deploy request 1 is still active (state: complete_pending_revert)");
  ASSERT_TRUE(shop.Reach(first, State::kComplete));
  EXPECT_TRUE(shop.Call(DeployDeployRequest{second, false}).ok());
}

TEST(Refusals, DeployWithoutApproval) {
  Shop shop({.require_approval = true});
  const std::int64_t number = shop.OpenReady();
  ExpectRefused(shop, DeployDeployRequest{number, false}, kPermission,
                "Deploy request must be approved before deploying.");
}

TEST(Refusals, DeployOfAClosedRequest) {
  Shop shop;
  const std::int64_t number = shop.OpenReady();
  ASSERT_TRUE(shop.Call(CloseDeployRequest{number}).ok());
  ExpectRefused(shop, DeployDeployRequest{number, false}, kConflict, "is closed");
}

TEST(Refusals, DeployOfAnErroredRequest) {
  Shop shop({.fail_diffs = 1});
  const std::int64_t number = shop.OpenReady();
  ExpectRefused(shop, DeployDeployRequest{number, false}, kConflict,
                "This deploy request cannot be deployed");
}

TEST(Refusals, InstantDeployOfAnIneligibleRequest) {
  Shop shop({.workload = WorkloadKind::kCopying});
  const std::int64_t number = shop.OpenReady();
  ExpectRefused(shop, DeployDeployRequest{number, true}, kUnprocessable, "not eligible");
}

TEST(Refusals, CancelOutsideOfADeployment) {
  Shop shop;
  shop.PrepareBranch();
  const std::int64_t number = shop.Open();
  ExpectRefused(shop, CancelDeployRequest{number}, kConflict,
                "cannot cancel: deploy request is in state \"pending\"");
  shop.Pass(kTickMs);
  ExpectRefused(shop, CancelDeployRequest{number}, kConflict, "state \"ready\"");
  ASSERT_TRUE(shop.Call(DeployDeployRequest{number, false}).ok());
  ASSERT_TRUE(shop.Reach(number, State::kCompletePendingRevert));
  ExpectRefused(shop, CancelDeployRequest{number}, kConflict, "complete_pending_revert");
  ASSERT_TRUE(shop.Settle());
  ExpectRefused(shop, CancelDeployRequest{number}, kConflict, "state \"complete\"");
}

TEST(Refusals, CancelTwice) {
  Shop shop;
  const std::int64_t number = shop.OpenDeployed();
  ASSERT_TRUE(shop.Call(CancelDeployRequest{number}).ok());
  ExpectRefused(shop, CancelDeployRequest{number}, kConflict, "state \"in_progress_cancel\"");
}

TEST(Refusals, CutoverOutsideOfPendingCutover) {
  Shop shop;
  const std::int64_t number = shop.OpenDeployed(false);
  ExpectRefused(shop, ApplyDeployRequest{number}, kConflict,
                "cannot cutover: deploy request is in state \"submitting\", expected "
                "pending_cutover");
  ASSERT_TRUE(shop.Reach(number, State::kPendingCutover));
  ASSERT_TRUE(shop.Call(ApplyDeployRequest{number}).ok());
  ExpectRefused(shop, ApplyDeployRequest{number}, kConflict, "state \"in_progress_cutover\"");
}

TEST(Refusals, CloseOnceDeployed) {
  Shop shop;
  const std::int64_t number = shop.OpenDeployed();
  ExpectRefused(shop, CloseDeployRequest{number}, kConflict, "has been deployed");
  ASSERT_TRUE(shop.Settle());
  ExpectRefused(shop, CloseDeployRequest{number}, kConflict, "has been deployed");
}

TEST(Refusals, CloseTwice) {
  Shop shop;
  const std::int64_t number = shop.OpenReady();
  ASSERT_TRUE(shop.Call(CloseDeployRequest{number}).ok());
  ExpectRefused(shop, CloseDeployRequest{number}, kConflict, "already closed");
}

TEST(Refusals, CloseOfAnErroredRequestThatWasNeverDeployedIsAccepted) {
  Shop shop({.fail_diffs = 1});
  const std::int64_t number = shop.OpenReady();
  EXPECT_TRUE(shop.Call(CloseDeployRequest{number}).ok());
}

TEST(Refusals, RequestOfAnUnknownBranch) {
  Shop shop;
  ExpectRefused(shop, CreateDeployRequest{"nothing", "main", "", true, true}, kNotFound,
                "branch not found");
}

TEST(Refusals, RequestIntoABranchWithoutSafeMigrations) {
  Shop shop;
  shop.OpenBranch("one");
  shop.OpenBranch("two");
  ExpectRefused(shop, CreateDeployRequest{"one", "two", "", true, true}, kInvalid,
                "must be a branch with safe migrations enabled");
  Shop unsafe({.main_safe_migrations = false});
  unsafe.OpenBranch("one");
  EXPECT_FALSE(unsafe.Call(GetBranch{"main"})->safe_migrations);
  ExpectRefused(unsafe, CreateDeployRequest{"one", "main", "", true, true}, kInvalid,
                "must be a branch with safe migrations enabled");
}

TEST(Refusals, SecondOpenRequestOnlyWhereTheWorldSaysSo) {
  Shop lenient;
  lenient.PrepareBranch();
  EXPECT_EQ(lenient.Open(), 1);
  EXPECT_EQ(lenient.Open(), 2);
  Shop strict({.refuse_duplicate_deploy_request = true});
  strict.PrepareBranch();
  const std::int64_t number = strict.Open();
  ExpectRefused(strict, CreateDeployRequest{"change", "main", "", true, true}, kConflict,
                "open already");
  ASSERT_TRUE(strict.Call(CloseDeployRequest{number}).ok());
  EXPECT_EQ(strict.Open(), 2);
}

TEST(Refusals, BranchNameThatIsTaken) {
  Shop shop({.taken_branch_name = "ours"});
  ExpectRefused(shop, CreateBranch{"ours", "main", "us-east"}, kConflict,
                "Name has already been taken");
  ExpectRefused(shop, CreateBranch{"main", "main", "us-east"}, kConflict,
                "Name has already been taken");
}

TEST(Refusals, BranchNameThatIsNone) {
  Shop shop;
  ExpectRefused(shop, CreateBranch{"", "main", ""}, kInvalid, "branch name");
  ExpectRefused(shop, CreateBranch{"a b", "main", ""}, kInvalid, "branch name");
  ExpectRefused(shop, CreateBranch{"child", "nobody", ""}, kNotFound, "branch not found");
}

TEST(Refusals, DeleteWhileADeploymentIsInProgress) {
  Shop shop;
  const std::int64_t number = shop.OpenDeployed();
  ExpectRefused(shop, DeleteBranch{"change"}, kUnprocessable,
                "cannot be deleted while a deployment is in progress");
  ASSERT_TRUE(shop.Reach(number, State::kCompletePendingRevert));
  ExpectRefused(shop, DeleteBranch{"change"}, kUnprocessable,
                "cannot be deleted while a deployment is in progress");
}

TEST(Refusals, DeleteOfMainAndOfNothing) {
  Shop shop;
  ExpectRefused(shop, DeleteBranch{"main"}, kPermission, "cannot be deleted");
  ExpectRefused(shop, DeleteBranch{"nothing"}, kNotFound, "branch not found");
}

TEST(Refusals, PasswordOfABranchThatIsNotReady) {
  Shop shop;
  ASSERT_TRUE(shop.Call(CreateBranch{"change", "main", "us-east"}).ok());
  ExpectRefused(shop, CreateBranchPassword{"change", "admin", 3600}, kConflict, "is not ready");
  ExpectRefused(shop, CreateBranchPassword{"other", "admin", 3600}, kNotFound, "branch not found");
}

TEST(Refusals, SchemaWithoutKeyspace) {
  Shop shop;
  ExpectRefused(shop, GetBranchSchema{"main", ""}, kInvalid, "keyspace query parameter required");
  ExpectRefused(shop, GetBranchSchema{"main", "nothing"}, kNotFound, "keyspace not found");
  ExpectRefused(shop, GetBranchSchema{"nothing", "commerce"}, kNotFound, "branch not found");
}

}  // namespace
}  // namespace relapse::planetscale
