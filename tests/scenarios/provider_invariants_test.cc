// Each invariant of the provider: one history that holds and one that breaks it, the same but for a
// bug or for an event that the bug would have to survive.
#include "fakes/planetscale/provider_events.h"
#include "tests/scenarios/provider_story.h"

namespace relapse::planetscale::provider {
namespace {

using State = DeploymentState;
using D = ProviderDefect;
using Factory = InvariantPointer (*)();

/// What happens, told to a story whose world may hold a bug.
struct Law {
  const char* name;
  Factory invariant;
  void (*tell)(ProviderStory& story);
  D bug;
  WorldParameters world = {};
};

void Completes(ProviderStory& story) {
  story.Deployed();
  story.Pass(Minutes(3));
  story.Rests();
}
void CompletesAndIsDeleted(ProviderStory& story) {
  story.Deployed({kOrdersIndex}, true, true);
  story.Pass(Minutes(1));
}
void CompletesAColumn(ProviderStory& story) {
  story.Deployed({kOrdersColumn});
  story.Pass(Minutes(1));
}
void WaitsAtTheGate(ProviderStory& story) {
  story.Deployed({kOrdersColumn}, false);
  story.Pass(Minutes(1));
  story.Rests();
}
void FailsInTheMiddle(ProviderStory& story) {
  story.Deployed({kOrdersIndex, kProductsIndex});
  story.Pass(Minutes(1));
}
void FailsBeforeACreate(ProviderStory& story) {
  story.Deployed({kOrdersIndex, kNewTable});
  story.Pass(Minutes(1));
}
void DeploysAFailedDiff(ProviderStory& story) {
  story.Branch("change", {kOrdersIndex});
  const std::int64_t number = story.Request();
  ASSERT_TRUE(story.Reaches(number, State::kError));
  (void)story.Call(DeployDeployRequest{number, false});
}
void IsClosed(ProviderStory& story) {
  story.Branch("change", {kOrdersIndex});
  const std::int64_t number = story.Request();
  story.Pass(kTickMs);
  (void)story.Call(CloseDeployRequest{number});
}
void IsCancelledWhileSubmitting(ProviderStory& story) {
  const std::int64_t number = story.Deployed({kOrdersIndex, kProductsIndex});
  story.Pass(kTickMs);
  ASSERT_TRUE(story.Call(CancelDeployRequest{number}).ok());
  story.Pass(Minutes(1));
}
void IsCancelledInItsCutover(ProviderStory& story) {
  const std::int64_t number = story.Deployed();
  ASSERT_TRUE(story.Reaches(number, State::kInProgressCutover));
  (void)story.Call(CancelDeployRequest{number});
  story.Pass(Minutes(1));
}
void IsCancelledAtItsGate(ProviderStory& story) {
  const std::int64_t number = story.Deployed({kOrdersIndex}, false);
  ASSERT_TRUE(story.Reaches(number, State::kPendingCutover));
  ASSERT_TRUE(story.Call(CancelDeployRequest{number}).ok());
  story.Pass(Minutes(1));
}
void IsCancelledEarly(ProviderStory& story) {
  const std::int64_t number = story.Deployed({kOrdersIndex, kProductsIndex});
  ASSERT_TRUE(story.Reaches(number, State::kInProgress));
  ASSERT_TRUE(story.Call(CancelDeployRequest{number}).ok());
  story.Pass(Minutes(1));
}
void IsNeverCancelled(ProviderStory& story) {
  const std::int64_t number = story.Deployed();
  ASSERT_TRUE(story.Reaches(number, State::kInProgress));
  ASSERT_TRUE(story.Call(CancelDeployRequest{number}).ok());
  story.Pass(Minutes(1));
}
void IsCancelledInVitessAtItsGate(ProviderStory& story) {
  const std::int64_t number = story.Deployed({kOrdersIndex}, false);
  ASSERT_TRUE(story.Reaches(number, State::kPendingCutover));
  story.Happens([&](World& world) {
    const Text context = world.Get<ProviderState>().FindRequest(number)->migration_context;
    CancelContext(world.Mutate<VitessState>(), context, world.now());
  });
  story.Pass(Minutes(1));
  story.Rests();
}
void AnOldBranchComesLater(ProviderStory& story) {
  story.Branch("first", {kOrdersIndex});
  story.Branch("second", {kProductsIndex});
  const std::int64_t number = story.Request("first");
  ASSERT_TRUE(story.Reaches(number, State::kReady));
  ASSERT_TRUE(story.Call(DeployDeployRequest{number, false}).ok());
  ASSERT_TRUE(story.Reaches(number, State::kComplete));
  story.Request("second");
  story.Pass(kTickMs);
}
void ABranchIsAskedForTooEarly(ProviderStory& story) {
  ASSERT_TRUE(story.Call(CreateBranch{"change", "main", "us-east"}).ok());
  story.Request();
  story.Pass(Minutes(1));
}
void AStatementFails(ProviderStory& story) {
  const Credentials credentials = story.Branch("change", {kOrdersIndex});
  EXPECT_FALSE(story.Call(ExecuteDdl{credentials, "commerce", kOrdersIndex}).ok());
}
void TwoRequestsOneGated(ProviderStory& story) {
  story.Branch("change", {kOrdersIndex});
  story.Request("change", true);
  story.Request("change", false);
}
void OneBranchIsListed(ProviderStory& story) {
  story.Branch("change", {});
  story.Branch("other", {});
  story.Request("change");
  story.Request("other");
  EXPECT_TRUE(story.Call(ListDeployRequests{"change", "main", "open"}).ok());
}
void TheOlderIsDeployedLast(ProviderStory& story) {
  story.Branch("first", {kOrdersIndex});
  story.Branch("second", {kProductsIndex});
  story.Branch("third", {kNewTable});
  for (const char* branch : {"first", "second", "third"}) story.Request(branch);
  story.Pass(kTickMs);
  ASSERT_TRUE(story.Call(DeployDeployRequest{3, false}).ok());
  ASSERT_TRUE(story.Reaches(3, State::kComplete));
  ASSERT_TRUE(story.Call(DeployDeployRequest{1, false}).ok());
  (void)story.Call(DeployDeployRequest{2, false});
}
void TwoBranchesOfOneStorage(ProviderStory& story) {
  story.Branch("fix", {});
  story.Happens([](World& world) {
    // Keyspace names of which one ends as the other: fix + orders_commerce, fix_orders + commerce.
    world.Mutate<VitessState>().keyspaces[1].name = Text("orders_commerce");
  });
  const Credentials other = story.Branch("fix_orders", {});
  ASSERT_TRUE(story.Call(ExecuteDdl{other, "commerce", kOrdersIndex}).ok());
}

void IsReverted(ProviderStory& story) {
  const std::int64_t number = story.Deployed();
  ASSERT_TRUE(story.Reaches(number, State::kCompletePendingRevert));
  ASSERT_TRUE(story.Call(RevertDeployRequest{number}).ok());
  story.Pass(Minutes(1));
}
void IsRevertedAfterASilence(ProviderStory& story) {
  const Credentials credentials = story.Branch("change", {});
  ASSERT_TRUE(story.Call(ExecuteDdl{credentials, "customer", kOrdersIndex}).ok());
  const std::int64_t number = story.Request();
  ASSERT_TRUE(story.Reaches(number, State::kReady));
  ASSERT_TRUE(story.Call(DeployDeployRequest{number, false}).ok());
  story.Happens(
      [](World& world) { world.Mutate<VitessState>().silent_until = world.now() + kTickMs + 1; });
  ASSERT_TRUE(story.Reaches(number, State::kCompletePendingRevert));
  ASSERT_TRUE(story.Call(RevertDeployRequest{number}).ok());
  story.Pass(Minutes(1));
}
void IsThrottled(ProviderStory& story) {
  const std::int64_t number = story.Deployed();
  ASSERT_TRUE(story.Call(ThrottleDeployRequest{number, 500}).ok());
  story.Pass(Minutes(1));
}
void IsApproved(ProviderStory& story) {
  story.Branch("change", {kOrdersIndex});
  const std::int64_t number = story.Request();
  ASSERT_TRUE(story.Call(ReviewDeployRequest{number, true}).ok());
}
void TwoVschemasAreUpdated(ProviderStory& story) {
  story.Branch("change", {});
  for (const char* keyspace : {"commerce", "customer"}) {
    ASSERT_TRUE(story.Call(UpdateKeyspaceVschema{"change", keyspace, R"({"sharded":true})"}).ok());
  }
}

void IsLookedAtInAnOutage(ProviderStory& story) {
  const std::int64_t number = story.Deployed();
  EXPECT_FALSE(story.Call(GetDeployRequest{number}).ok());
}
void TheProviderDiesInsideARevert(ProviderStory& story) {
  const std::int64_t number = story.Deployed({kOrdersIndex, kProductsIndex});
  ASSERT_TRUE(story.Reaches(number, State::kCompletePendingRevert));
  ASSERT_TRUE(story.Call(RevertDeployRequest{number}).ok());
  story.Pass(kTickMs);
  story.Happens([](World& world) { ProviderEvents().front()->happen(world); });
  story.Pass(Minutes(1));
}

std::vector<SchemaHandle> TablesBefore() {
  const Workload workload = DefaultWorkload({.keyspaces = 2});
  return {workload.keyspaces[0].before, workload.keyspaces[1].before};
}
InvariantPointer NoInventedDropHere() { return NoInventedDrop(TablesBefore()); }
InvariantPointer RevertRestoresHere() { return RevertRestores(TablesBefore()); }

const WorldParameters kStepwise{.submits_stepwise = true};
const WorldParameters kFailing{.fail_deploys = 1};

const Law kLaws[] = {
    {"AnswerWhole", AnswerWhole, IsClosed, D::kAnswersWithoutDeployment},
    {"ListAsAsked", ListAsAsked, OneBranchIsListed, D::kListIgnoresFilters},
    {"CutoverAsAsked", CutoverAsAsked, TwoRequestsOneGated, D::kAutoCutoverInherited},
    {"ErrorNumbers", ErrorNumbers, AStatementFails, D::kErrorNumbersLost},
    {"LegalityRefused", Legality, IsClosed, D::kUndeployedCannotBeClosed},
    {"LegalityAccepted",
     Legality,
     DeploysAFailedDiff,
     D::kFailedValidationDeploys,
     {.fail_diffs = 1}},
    {"IntentKept", IntentKept, IsCancelledWhileSubmitting, D::kSubmissionOverwritesCancel,
     kStepwise},
    {"CancelTruthLive", CancelTruth, IsCancelledInItsCutover, D::kCancelAfterLastCutover},
    {"CancelTruthError", CancelTruth, IsCancelledAtItsGate, D::kStaleReadyCountsAsWaiting},
    {"BranchIsolation",
     BranchIsolation,
     TwoBranchesOfOneStorage,
     D::kBranchStorageCollides,
     {.keyspaces = 2}},
    {"ReadyBranch", ReadyBranch, ABranchIsAskedForTooEarly, D::kDiffOfHalfMadeBranch},
    {"OwnChangesOnly", OwnChangesOnly, AnOldBranchComesLater, D::kTwoWayDiff},
    {"BranchCleanup", BranchCleanup, CompletesAndIsDeleted, D::kAutoDeleteIgnored},
    {"OneActive", OneActive, TheOlderIsDeployedLast, D::kOnlyNewestDeployBlocks},
    {"OwnRows",
     OwnRows,
     IsCancelledEarly,
     D::kContextMatchedAsPattern,
     {.history = {HistoricalKind::kUnderscoreSibling}, .context_style = ContextStyle::kLocalscale}},
    {"TerminalOwnsNothing", TerminalOwnsNothing, FailsInTheMiddle, D::kFailedDeployLeavesSiblings,
     kFailing},
    {"CutoverGate", CutoverGate, WaitsAtTheGate, D::kInstantIgnoresPostponement},
    {"NoFalseErrorOfRows",
     NoFalseError,
     Completes,
     D::kDeployContextReused,
     {.history = {HistoricalKind::kFormerLife}}},
    {"RevertWindow", RevertWindow, CompletesAColumn, D::kEligibleCountsAsInstant},
    {"Approval", Approval, IsApproved, D::kApprovalNeverGiven},
    {"VschemaKept", VschemaKept, TwoVschemasAreUpdated, D::kVschemaLostUpdate, {.keyspaces = 2}},
    {"NoInventedDrop",
     NoInventedDropHere,
     IsRevertedAfterASilence,
     D::kSnapshotErrorIsAbsence,
     {.keyspaces = 2, .revert_window_ms = 60'000}},
    {"RevertRestores",
     RevertRestoresHere,
     IsRevertedAfterASilence,
     D::kSnapshotErrorIsAbsence,
     {.keyspaces = 2, .revert_window_ms = 60'000}},
    {"RevertTruth",
     RevertTruth,
     IsReverted,
     D::kRevertContextReused,
     {.history = {HistoricalKind::kFormerRevert}, .revert_window_ms = 60'000}},
    {"RevertRestoresAfterADeath",
     RevertRestoresHere,
     TheProviderDiesInsideARevert,
     D::kRevertSubmissionNotResumed,
     {.keyspaces = 2, .revert_window_ms = 60'000, .submits_stepwise = true}},
    {"NotFoundTruth",
     NotFoundTruth,
     IsLookedAtInAnOutage,
     D::kOutageReportedAsNotFound,
     {.api_outage_ms = 60'000}},
    {"ReadyIsFull", ReadyIsFull, WaitsAtTheGate, D::kReadyBelowFull},
    {"ThrottleEnds", ThrottleEnds, IsThrottled, D::kThrottleLeaks},
    {"CancelStatus", CancelStatus, IsCancelledAtItsGate, D::kUserCancelRecordedAsFailed},
    {"InOrder", InOrder, FailsBeforeACreate, D::kImmediateSuccessorsStayQueued, kFailing},
    {"GateObserved", GateObserved, IsCancelledInVitessAtItsGate, D::kGateNotObserved},
    {"BoundedTransitionAtRest", BoundedTransition, Completes, D::kDuplicateComplete, {.shards = 2}},
    {"BoundedTransitionInTime",
     BoundedTransition,
     IsNeverCancelled,
     D::kCancelWithoutDeadline,
     {.cancel_hangs = true}},
};

class ProviderLawTest : public testing::TestWithParam<Law> {};

TEST_P(ProviderLawTest, HoldsWithoutTheBug) {
  ProviderStory story(GetParam().invariant(), GetParam().world);
  GetParam().tell(story);
  EXPECT_FALSE(story.violated()) << story.message();
}

TEST_P(ProviderLawTest, IsBrokenByTheBug) {
  ProviderStory story(GetParam().invariant(), GetParam().world, {GetParam().bug});
  GetParam().tell(story);
  EXPECT_TRUE(story.violated());
  EXPECT_FALSE(story.message().empty());
}

INSTANTIATE_TEST_SUITE_P(All, ProviderLawTest, testing::ValuesIn(kLaws),
                         [](const auto& law) { return std::string(law.param.name); });

TEST(StatementOnce, HoldsAfterAStepwiseSubmission) {
  ProviderStory story(StatementOnce(), kStepwise);
  story.Deployed({kOrdersIndex, kProductsIndex});
  story.Pass(Minutes(1));
  EXPECT_FALSE(story.violated()) << story.message();
}

TEST(StatementOnce, IsBrokenByASubmissionThatStartsOver) {
  ProviderStory story(StatementOnce(), kStepwise);
  const std::int64_t number = story.Deployed({kOrdersIndex, kProductsIndex});
  story.Pass(kTickMs);
  story.Happens([&](World& world) { world.Mutate<ProviderState>().Request(number).forgotten = 1; });
  story.Pass(Minutes(1));
  EXPECT_TRUE(story.violated());
}

TEST(CompleteMeansAll, HoldsOverTwoKeyspaces) {
  ProviderStory story(CompleteMeansAll(), {.keyspaces = 2, .shards = 2});
  story.Deployed();
  story.Pass(Minutes(1));
  EXPECT_FALSE(story.violated()) << story.message();
}

TEST(CompleteMeansAll, IsBrokenWhereAKeyspaceIsSilent) {
  ProviderStory story(CompleteMeansAll(), {.keyspaces = 2}, {D::kPartialReadIsTheWhole});
  const Credentials credentials = story.Branch("change", {kOrdersIndex});
  ASSERT_TRUE(story.Call(ExecuteDdl{credentials, "customer", kProductsIndex}).ok());
  const std::int64_t number = story.Request();
  ASSERT_TRUE(story.Reaches(number, State::kReady));
  ASSERT_TRUE(story.Call(DeployDeployRequest{number, false}).ok());
  ASSERT_TRUE(story.Reaches(number, State::kQueued));
  story.Happens(
      [](World& world) { world.Mutate<VitessState>().silent_until = world.now() + Minutes(1); });
  story.Pass(Minutes(1));
  EXPECT_TRUE(story.violated());
}

TEST(NoFalseError, HoldsWhereTheSubmissionFails) {
  ProviderStory story(NoFalseError(), {.fail_submissions = 1});
  const std::int64_t number = story.Deployed();
  EXPECT_TRUE(story.Reaches(number, State::kError));
  EXPECT_FALSE(story.violated()) << story.message();
}

TEST(NoFalseError, IsBrokenByATimeoutThatCountsFromTheCreation) {
  ProviderStory story(NoFalseError(), {}, {D::kSubmissionTimeoutFromCreation});
  story.Branch("change", {kOrdersIndex});
  const std::int64_t number = story.Request();
  story.Pass(Minutes(3));
  ASSERT_TRUE(story.Call(DeployDeployRequest{number, false}).ok());
  story.Pass(kTickMs);
  EXPECT_TRUE(story.violated());
}

TEST(BoundedTransition, IsBrokenByABranchThatIsNeverReady) {
  ProviderStory story(BoundedTransition(), {}, {D::kLongNameFailsLate});
  const std::string name(60, 'b');
  ASSERT_TRUE(story.Call(CreateBranch{Text(name), "main", "us-east"}).ok());
  story.Pass(Minutes(1));
  story.Rests();
  EXPECT_TRUE(story.violated());
}

}  // namespace
}  // namespace relapse::planetscale::provider
