#include <gtest/gtest.h>

#include "tests/scenarios/story.h"

namespace relapse::planetscale {
namespace {

/// An apply whose deployment copies, and a command for volume 8 (ratio 250).
struct Copying {
  Copying() {
    story.PreparesBranch();
    number = story.CreatesRequest();
    story.Waits(Seconds(1));
    story.Deploys(number);
    id =
        EnqueueControlRequest(story.world(), story.stored().apply_id, ControlOperation::kVolume, 8);
  }
  void Throttles(std::int64_t ratio) {
    EXPECT_TRUE(story.Perform(ThrottleDeployRequest{number, ratio}).ok());
  }
  void Answers(ControlStatus status) {
    EXPECT_TRUE(story
                    .Perform(CompleteControlRequest{
                        .apply_id = story.stored().apply_id, .id = id, .status = status})
                    .ok());
  }

  Story story{VolumeServed()};
  std::int64_t number = 0;
  std::int64_t id = 0;
};

TEST(VolumeServed, HoldsWhereTheProviderTookIt) {
  Copying copying;
  copying.Throttles(250);
  copying.Answers(ControlStatus::kCompleted);
  EXPECT_FALSE(copying.story.violated()) << copying.story.message();
}

TEST(VolumeServed, HoldsWhereNothingIsCopiedAnyMore) {
  Copying copying;
  copying.story.Waits(Minutes(5));
  copying.Answers(ControlStatus::kFailed);
  EXPECT_FALSE(copying.story.violated()) << copying.story.message();
}

TEST(VolumeServed, IsBrokenByARefusalOfWhatCopies) {
  Copying copying;
  copying.Answers(ControlStatus::kFailed);
  EXPECT_TRUE(copying.story.violated());
}

TEST(VolumeServed, IsBrokenByAnAnswerWithoutACall) {
  Copying copying;
  copying.Answers(ControlStatus::kCompleted);
  EXPECT_TRUE(copying.story.violated());
}

TEST(VolumeServed, IsBrokenByARatioThatNobodyCommanded) {
  Copying copying;
  copying.Throttles(500);
  EXPECT_TRUE(copying.story.violated());
}

}  // namespace
}  // namespace relapse::planetscale
