#include <gtest/gtest.h>

#include "tests/scenarios/story.h"

namespace relapse::planetscale {
namespace {

/// A change that is live; the provider keeps its revert window open for half an hour.
class Window {
 public:
  explicit Window(InvariantPointer invariant, const ApplyOptions& options = {})
      : story(std::move(invariant), {.revert_window_ms = Minutes(30)}, options) {
    story.PreparesBranch();
    number = story.CreatesRequest();
    story.Deploys(number);
    while (story.Perform(GetDeployRequest{number})->deployment_state !=
           DeploymentState::kCompletePendingRevert) {
      story.Waits(500);
    }
  }
  void Skips() { (void)story.Perform(SkipRevertDeployRequest{number}); }

  Story story;
  std::int64_t number = 0;
};

const ApplyOptions kThreeMinutes{.revert_deadline_ms = Minutes(3)};

TEST(RevertClose, HoldsWhereTheWindowIsClosedInTime) {
  Window window(RevertClose(), kThreeMinutes);
  window.story.Waits(Minutes(3));
  window.story.Waits(500);
  window.Skips();
  for (int minute = 0; minute < 5; ++minute) window.story.Waits(Minutes(1));
  EXPECT_FALSE(window.story.violated()) << window.story.message();
}

TEST(RevertClose, IsBrokenByAWindowThatIsNotClosed) {
  Window window(RevertClose(), kThreeMinutes);
  for (int half = 0; half < 8; ++half) window.story.Waits(Seconds(30));
  EXPECT_FALSE(window.story.violated()) << window.story.message();
  window.story.Waits(Seconds(30));
  EXPECT_TRUE(window.story.violated());
}

TEST(RevertClose, IsBrokenByADeadlineThatBeginsAnewWithACrash) {
  Window window(RevertClose(), kThreeMinutes);
  window.story.Waits(Minutes(2));
  window.story.StartsAgain();
  window.story.Waits(Minutes(2) + Seconds(30));
  EXPECT_TRUE(window.story.violated());
}

TEST(RevertClose, IsBrokenWhereNobodySkipsWhatIsToBeSkipped) {
  Window window(RevertClose(), {.skip_revert = true});
  window.story.Waits(Seconds(90));
  EXPECT_TRUE(window.story.violated());
}

TEST(RevertClose, HoldsWithinAMinuteOfTheLastFault) {
  Window window(RevertClose(), kThreeMinutes);
  window.story.faults().last_fault_at = window.story.world().now() + Minutes(4);
  window.story.Waits(Minutes(5));
  EXPECT_FALSE(window.story.violated()) << window.story.message();
  window.story.Waits(Seconds(30));
  EXPECT_TRUE(window.story.violated());
}

TEST(RevertClose, HoldsInAnOutage) {
  Window window(RevertClose(), kThreeMinutes);
  window.story.faults().transparent = false;
  window.story.Waits(Minutes(10));
  EXPECT_FALSE(window.story.violated()) << window.story.message();
}

TEST(RevertKeptOpen, HoldsAtTheDeadline) {
  Window window(RevertKeptOpen(), kThreeMinutes);
  window.story.Waits(Minutes(3));
  window.Skips();
  EXPECT_FALSE(window.story.violated()) << window.story.message();
}

TEST(RevertKeptOpen, HoldsWhereTheOperatorKeepsTheChange) {
  Window window(RevertKeptOpen(), kThreeMinutes);
  window.story.Commands(ControlOperation::kSkipRevert);
  window.Skips();
  EXPECT_FALSE(window.story.violated()) << window.story.message();
}

TEST(RevertKeptOpen, HoldsWhereTheOptionsSkipTheWindow) {
  Window window(RevertKeptOpen(), {.skip_revert = true});
  window.Skips();
  EXPECT_FALSE(window.story.violated()) << window.story.message();
}

TEST(RevertKeptOpen, IsBrokenByClosingTheWindowTooSoon) {
  Window window(RevertKeptOpen(), kThreeMinutes);
  window.story.Waits(Minutes(2));
  window.Skips();
  EXPECT_TRUE(window.story.violated());
}

TEST(RevertKeptOpen, HoldsWhereTheOperatorReverts) {
  Window window(RevertKeptOpen());
  window.story.Commands(ControlOperation::kRevert);
  (void)window.story.Perform(RevertDeployRequest{window.number});
  EXPECT_FALSE(window.story.violated()) << window.story.message();
}

TEST(RevertKeptOpen, IsBrokenByARevertThatNobodyAskedFor) {
  Window window(RevertKeptOpen());
  (void)window.story.Perform(RevertDeployRequest{window.number});
  EXPECT_TRUE(window.story.violated());
}

}  // namespace
}  // namespace relapse::planetscale
