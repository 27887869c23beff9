#include <gtest/gtest.h>

#include "tests/scenarios/story.h"

namespace relapse::planetscale {
namespace {

TEST(OutcomeTruth, HoldsWhereTheRequestIsComplete) {
  Story story(OutcomeTruth());
  story.Completes();
  EXPECT_FALSE(story.violated()) << story.message();
}

TEST(OutcomeTruth, HoldsWhereTheBranchEqualledMain) {
  WorldParameters parameters;
  parameters.statements = 0;
  Story story(OutcomeTruth(), parameters);
  story.PreparesBranch();
  story.CreatesRequest();
  story.Settles(ApplyStatus::kCompleted);
  EXPECT_FALSE(story.violated()) << story.message();
}

TEST(OutcomeTruth, IsBrokenByNoChangesSettledAsFailed) {
  WorldParameters parameters;
  parameters.statements = 0;
  Story story(OutcomeTruth(), parameters);
  story.PreparesBranch();
  story.CreatesRequest();
  story.Settles(ApplyStatus::kFailed);
  EXPECT_TRUE(story.violated());
}

TEST(OutcomeTruth, IsBrokenByCompletedBeforeTheEnd) {
  Story story(OutcomeTruth());
  story.PreparesBranch();
  story.Deploys(story.CreatesRequest());
  story.Settles(ApplyStatus::kCompleted);
  EXPECT_TRUE(story.violated());
}

TEST(OutcomeTruth, HoldsWhereTheCancelWasAccepted) {
  Story story(OutcomeTruth());
  story.PreparesBranch();
  const std::int64_t number = story.CreatesRequest();
  story.Deploys(number);
  story.Waits(Seconds(1));
  (void)story.Perform(CancelDeployRequest{number});
  story.Settles(ApplyStatus::kCancelled);
  story.Waits(Minutes(1));
  EXPECT_FALSE(story.violated()) << story.message();
}

TEST(OutcomeTruth, IsBrokenByCancelledWhileTheDeploymentGoesOn) {
  Story story(OutcomeTruth());
  story.PreparesBranch();
  story.Deploys(story.CreatesRequest());
  story.Settles(ApplyStatus::kCancelled);
  EXPECT_TRUE(story.violated());
}

TEST(OutcomeTruth, IsBrokenByCancelledWhileARequestIsStillOpen) {
  Story story(OutcomeTruth());
  story.PreparesBranch();
  story.CreatesRequest();
  story.Settles(ApplyStatus::kCancelled);
  ASSERT_FALSE(story.violated());
  story.Rests();
  EXPECT_TRUE(story.violated());
}

/// A change that is live, and whose revert window is open for 10 min.
class Live {
 public:
  Live() : story(OutcomeTruth(), {.revert_window_ms = Minutes(10)}) {
    story.PreparesBranch();
    number = story.CreatesRequest();
    story.Deploys(number);
    story.Waits(Minutes(1));
  }
  void Reverts() { (void)story.Perform(RevertDeployRequest{number}); }
  void Shows(ApplyStatus status) {
    (void)story.Perform(RecordEvent{story.stored().apply_id, status, "shown"});
  }

  Story story;
  std::int64_t number = 0;
};

TEST(OutcomeTruth, HoldsWhereTheRevertIsComplete) {
  Live live;
  live.Reverts();
  live.Shows(ApplyStatus::kReverting);
  live.story.Waits(Minutes(1));
  live.story.Settles(ApplyStatus::kReverted);
  EXPECT_FALSE(live.story.violated()) << live.story.message();
}

TEST(OutcomeTruth, IsBrokenByRevertedBeforeTheRevertIsComplete) {
  Live live;
  live.Reverts();
  live.story.Settles(ApplyStatus::kReverted);
  EXPECT_TRUE(live.story.violated());
}

TEST(OutcomeTruth, IsBrokenByAnythingElseOfWhatIsReverted) {
  for (const ApplyStatus outcome :
       {ApplyStatus::kCompleted, ApplyStatus::kFailed, ApplyStatus::kCancelled}) {
    Live live;
    live.Reverts();
    live.story.Waits(Minutes(1));
    live.story.Settles(outcome);
    EXPECT_TRUE(live.story.violated()) << EnumName(outcome);
  }
}

TEST(OutcomeTruth, IsBrokenByARevertShownAsRunning) {
  Live live;
  live.Reverts();
  live.Shows(ApplyStatus::kRunning);
  EXPECT_TRUE(live.story.violated());
  EXPECT_EQ(live.story.message(),
            "shown as running, but deploy request #1 (in_progress_revert) is taken back");
}

}  // namespace
}  // namespace relapse::planetscale
