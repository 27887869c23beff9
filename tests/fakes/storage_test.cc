// Stored applies: what is committed, what is refused, and what is remembered of the past.
#include "fakes/storage/claim_state.h"
#include "tests/fakes/shop.h"

namespace relapse::planetscale {
namespace {

const ApplyRecord& RecordOf(Shop& shop) { return *shop.world.Get<StorageState>().Find("apply-1"); }

TEST(Storage, BeginsWithTheReviewedPlanAndTheApplyIdAsContext) {
  Shop shop;
  const Result<StoredApply> apply = shop.Call(LoadApply{"apply-1"});
  ASSERT_TRUE(apply.ok());
  EXPECT_EQ(apply->migration_context, Text("apply-1"));
  EXPECT_TRUE(apply->metadata.empty());
  ASSERT_EQ(apply->plan->keyspaces.size(), 1U);
  EXPECT_EQ(apply->plan->keyspaces[0].statements.size(), 3U);
  EXPECT_EQ(apply->plan->keyspaces[0].desired.size(), 5U);
  EXPECT_EQ(shop.Call(LoadApply{"other"}).error().kind, &kNotFound);
}

TEST(Storage, ResumeStateIsStoredWholeAndASecondTimeChangesNothing) {
  Shop shop;
  SaveResumeState save{"apply-1", "apply-1", {}};
  save.metadata.branch_name = "change";
  save.metadata.baseline_captured = true;
  save.metadata.existing_migration_contexts = {{"a:1", kWorldStart + 5000}, {"a:2", 1000}};
  ASSERT_TRUE(shop.Call(save).ok());
  const std::uint64_t changes = shop.world.change_count();
  ASSERT_TRUE(shop.Call(save).ok());
  EXPECT_EQ(shop.world.change_count(), changes);
  EXPECT_EQ(ContentHash(shop.Call(LoadApply{"apply-1"})->metadata), ContentHash(save.metadata));
  save.metadata.existing_migration_contexts[0].requested_timestamp += 1000;
  ASSERT_TRUE(shop.Call(save).ok());
  EXPECT_EQ(shop.world.change_count(), changes + 1);
  EXPECT_EQ(shop.Call(SaveResumeState{"other"}).error().kind, &kNotFound);
}

TEST(Storage, RemembersWhetherARealContextWasLost) {
  Shop shop;
  ASSERT_TRUE(shop.Call(SaveResumeState{"apply-1", "singularity:1", {}}).ok());
  EXPECT_EQ(RecordOf(shop).real_contexts_stored, 1);
  EXPECT_FALSE(RecordOf(shop).real_context_lost);
  ASSERT_TRUE(shop.Call(SaveResumeState{"apply-1", "", {}}).ok());
  EXPECT_TRUE(RecordOf(shop).real_context_lost);
}

TEST(Storage, RemembersHowManyBranchesAndRequestsItHeld) {
  Shop shop;
  SaveResumeState save{"apply-1", "apply-1", {}};
  for (const std::int64_t number : {1, 2, 3}) {
    save.metadata.branch_name = "change";
    save.metadata.deploy_request_id = number;
    ASSERT_TRUE(shop.Call(save).ok());
  }
  EXPECT_EQ(RecordOf(shop).branch_names_stored, 1);
  EXPECT_EQ(RecordOf(shop).request_numbers_stored, 2);  // saturated
}

TEST(Storage, FirstOutcomeSticks) {
  Shop shop;
  ASSERT_TRUE(shop.Call(SettleApply{"apply-1", ApplyStatus::kFailed, "reason"}).ok());
  const std::uint64_t changes = shop.world.change_count();
  EXPECT_TRUE(shop.Call(SettleApply{"apply-1", ApplyStatus::kFailed, "reason"}).ok());
  EXPECT_EQ(shop.world.change_count(), changes);
  ExpectRefused(shop, SettleApply{"apply-1", ApplyStatus::kCompleted, ""}, kConflict, "outcome");
  EXPECT_EQ(RecordOf(shop).apply.status, ApplyStatus::kFailed);
}

TEST(Storage, RunningIsNoOutcome) {
  Shop shop;
  ExpectRefused(shop, SettleApply{"apply-1", ApplyStatus::kRunning, ""}, kConflict, "outcome");
}

TEST(Storage, EventsChangeWhatIsShownUntilTheOutcome) {
  Shop shop;
  ASSERT_TRUE(shop.Call(RecordEvent{"apply-1", ApplyStatus::kRunning, "running"}).ok());
  EXPECT_EQ(RecordOf(shop).apply.status, ApplyStatus::kRunning);
  ASSERT_TRUE(shop.Call(RecordEvent{"apply-1", ApplyStatus::kCompleted, "no"}).ok());
  EXPECT_EQ(RecordOf(shop).apply.status, ApplyStatus::kRunning);
  ASSERT_TRUE(shop.Call(SettleApply{"apply-1", ApplyStatus::kCancelled, ""}).ok());
  ASSERT_TRUE(shop.Call(RecordEvent{"apply-1", ApplyStatus::kRunning, "late"}).ok());
  EXPECT_EQ(RecordOf(shop).apply.status, ApplyStatus::kCancelled);
}

TEST(Storage, LogLinesBeyondManyChangeNothing) {
  Shop shop;
  const std::uint64_t hash = shop.world.CanonicalHash();
  for (int i = 0; i < 3; ++i) ASSERT_TRUE(shop.Call(RecordEvent{"apply-1", {}, "line"}).ok());
  const std::uint64_t changes = shop.world.change_count();
  ASSERT_TRUE(shop.Call(RecordEvent{"apply-1", {}, "line"}).ok());
  EXPECT_EQ(shop.world.change_count(), changes);
  EXPECT_EQ(shop.world.CanonicalHash(), hash);
}

TEST(Storage, ControlRequestsAreAnsweredOnce) {
  Shop shop;
  const std::int64_t id = EnqueueControlRequest(shop.world, "apply-1", ControlOperation::kCutover);
  EXPECT_EQ(shop.Call(LoadApply{"apply-1"})->control_requests.size(), 1U);
  CompleteControlRequest answer{"apply-1", id, ControlStatus::kCompleted, ""};
  ASSERT_TRUE(shop.Call(answer).ok());
  EXPECT_TRUE(shop.Call(answer).ok());
  answer.status = ControlStatus::kFailed;
  ExpectRefused(shop, answer, kConflict, "answered");
  answer.id = 9;
  ExpectRefused(shop, answer, kNotFound, "control request");
}

class Claims : public ::testing::Test {
 protected:
  Claims() { shop_.world.Add(ClaimState{{ClaimRecord{.apply_id = "apply-1"}}}); }
  Result<std::int64_t> Claim(Text owner) { return shop_.Call(ClaimApply{"apply-1", owner}); }

  Shop shop_;
};

TEST_F(Claims, AreTakenOnceTheLastIsOld) {
  ASSERT_EQ(Claim("a"), 1);
  shop_.Pass(kClaimStaleAfter - 1);
  ExpectRefused(shop_, ClaimApply{"apply-1", "b"}, kConflict, "holds");
  ExpectRefused(shop_, ClaimApply{"apply-1", "a"}, kConflict, "holds");
  shop_.Pass(1);
  EXPECT_EQ(Claim("b"), 2);
}

TEST_F(Claims, StayFreshWhileTheyAreRenewed) {
  ASSERT_EQ(Claim("a"), 1);
  shop_.Pass(kClaimStaleAfter - 1);
  ASSERT_TRUE(shop_.Call(RenewClaim{"apply-1", 1}).ok());
  shop_.Pass(kClaimStaleAfter - 1);
  ExpectRefused(shop_, ClaimApply{"apply-1", "b"}, kConflict, "holds");
}

TEST_F(Claims, AfterAnotherRefuseEveryWriteOfTheRow) {
  ASSERT_EQ(Claim("a"), 1);
  shop_.Pass(kClaimStaleAfter);
  ASSERT_EQ(Claim("b"), 2);
  const std::int64_t id = EnqueueControlRequest(shop_.world, "apply-1", ControlOperation::kCancel);
  SaveResumeState save{"apply-1", "apply-1", {}};
  save.metadata.branch_name = "ours";
  SettleApply settle{"apply-1", ApplyStatus::kFailed, "reason"};
  CompleteControlRequest answer{"apply-1", id, ControlStatus::kCompleted, ""};
  RecordEvent shown{"apply-1", ApplyStatus::kRunning, "running"};
  save.claim = settle.claim = answer.claim = shown.claim = 1;
  ExpectRefused(shop_, save, kClaimLost, "claimed");
  ExpectRefused(shop_, settle, kClaimLost, "claimed");
  ExpectRefused(shop_, answer, kClaimLost, "claimed");
  ExpectRefused(shop_, shown, kClaimLost, "claimed");
  ExpectRefused(shop_, RenewClaim{"apply-1", 1}, kClaimLost, "claimed");
  EXPECT_TRUE(shop_.Call(RecordEvent{"apply-1", {}, "a line", 0, 1}).ok()) << "only the log";
  save.claim = settle.claim = answer.claim = shown.claim = 2;
  EXPECT_TRUE(shop_.Call(shown).ok());
  EXPECT_TRUE(shop_.Call(save).ok());
  EXPECT_TRUE(shop_.Call(answer).ok());
  EXPECT_TRUE(shop_.Call(settle).ok());
}

TEST_F(Claims, OfASettledApplyTakeItFromNobody) {
  ASSERT_EQ(Claim("a"), 1);
  ASSERT_TRUE(shop_.Call(SettleApply{"apply-1", ApplyStatus::kFailed, "reason", 1}).ok());
  const std::uint64_t hash = shop_.world.CanonicalHash();
  EXPECT_EQ(Claim("b"), 1);
  EXPECT_EQ(shop_.world.CanonicalHash(), hash);
}

TEST(Storage, TimesOfABaselineAreComparedByRank) {
  Shop shop;
  const auto hash_with = [&](TimeMs first, TimeMs second) {
    World world = shop.world;
    SaveResumeState save{"apply-1", "apply-1", {}};
    save.metadata.existing_migration_contexts = {{"a:1", first}, {"a:2", second}};
    EXPECT_TRUE(StorageServer().On(world, save).ok());
    return world.CanonicalHash();
  };
  const TimeMs start = kWorldStart;
  EXPECT_EQ(hash_with(start + 1000, start + 2000), hash_with(start + 5000, start + 9000));
  EXPECT_NE(hash_with(start + 1000, start + 2000), hash_with(start + 2000, start + 1000));
  EXPECT_NE(hash_with(start + 1000, start + 2000), hash_with(start + 1000, start + 1000));
  // Before the world began: as they are.
  EXPECT_NE(hash_with(start - 1000, start - 2000), hash_with(start - 1000, start - 3000));
}

}  // namespace
}  // namespace relapse::planetscale
