#include <gtest/gtest.h>

#include "tests/scenarios/story.h"

namespace relapse::planetscale {
namespace {

void Shows(Story& story, std::int64_t percent) {
  (void)story.Perform(RecordEvent{.apply_id = story.stored().apply_id,
                                  .status = ApplyStatus::kRunning,
                                  .message = "",
                                  .percent = percent});
}

/// Half of what there is to copy is copied.
void Runs(Story& story) {
  story.PreparesBranch();
  story.Deploys(story.CreatesRequest());
  story.Waits(Seconds(3));
}

WorldParameters Slow() {
  WorldParameters parameters;
  parameters.copy_ticks = 100;
  return parameters;
}

TEST(PercentShown, HoldsOfNothingBeforeTheDeploy) {
  Story story(PercentShown());
  story.PreparesBranch();
  Shows(story, 0);
  EXPECT_FALSE(story.violated()) << story.message();
}

TEST(PercentShown, IsBrokenByProgressBeforeTheDeploy) {
  Story story(PercentShown());
  story.PreparesBranch();
  Shows(story, 1);
  EXPECT_TRUE(story.violated());
}

TEST(PercentShown, IsBrokenByAHundredWhileAShardCopies) {
  Story story(PercentShown(), Slow());
  Runs(story);
  Shows(story, 100);
  EXPECT_TRUE(story.violated());
}

TEST(PercentShown, HoldsOfAHundredOnceEverythingIsCopied) {
  Story story(PercentShown());
  Runs(story);
  story.Waits(Minutes(1));
  Shows(story, 100);
  EXPECT_FALSE(story.violated()) << story.message();
}

TEST(PercentShown, OfVschemaAloneIsAHundredFromWhenItIsLive) {
  WorldParameters parameters;
  parameters.statements = 0;
  parameters.vschema_changes = 1;
  Story story(PercentShown(), parameters);
  story.PreparesBranch();
  story.UpdatesVschema();
  const std::int64_t number = story.CreatesRequest();
  story.Deploys(number);
  while (OurDeployed(story.world())->wire.deployment_state !=
         DeploymentState::kCompletePendingRevert) {
    story.Waits(500);
  }
  (void)story.Perform(RevertDeployRequest{.number = number});
  Shows(story, 100);
  EXPECT_FALSE(story.violated()) << story.message();
}

TEST(PercentShown, IsBrokenByAHundredOfVschemaThatIsNotLive) {
  WorldParameters parameters;
  parameters.statements = 0;
  parameters.vschema_changes = 1;
  Story story(PercentShown(), parameters);
  story.PreparesBranch();
  story.UpdatesVschema();
  story.Deploys(story.CreatesRequest());
  Shows(story, 100);
  EXPECT_TRUE(story.violated());
}

TEST(PercentShown, IsBrokenByMoreThanAll) {
  Story story(PercentShown());
  Runs(story);
  story.Waits(Minutes(1));
  Shows(story, 101);
  EXPECT_TRUE(story.violated());
  EXPECT_EQ(story.message(), "shown at 101 percent");
}

}  // namespace
}  // namespace relapse::planetscale
