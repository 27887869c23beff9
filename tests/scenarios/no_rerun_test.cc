#include <gtest/gtest.h>

#include "tests/scenarios/story.h"

namespace relapse::planetscale {
namespace {

TEST(NoAutoRerun, HoldsForOneDeploy) {
  Story story(NoAutoRerun());
  story.Completes();
  EXPECT_FALSE(story.violated()) << story.message();
}

TEST(NoAutoRerun, HoldsWhereARequestThatNeverDeployedIsReplaced) {
  Story story(NoAutoRerun());
  story.PreparesBranch();
  (void)story.Perform(CloseDeployRequest{.number = story.CreatesRequest()});
  story.Deploys(story.CreatesRequest());
  EXPECT_FALSE(story.violated()) << story.message();
}

TEST(NoAutoRerun, IsBrokenByASecondDeployAfterACancelledOne) {
  Story story(NoAutoRerun());
  story.PreparesBranch();
  const std::int64_t number = story.CreatesRequest();
  story.Deploys(number);
  (void)story.Perform(CancelDeployRequest{.number = number});
  story.Waits(Minutes(1));
  story.PreparesBranch("again");
  story.Deploys(story.CreatesRequest("again"));
  EXPECT_TRUE(story.violated());
}

/// A cutover that is refused, because nothing waits for one.
void IsRefused(Story& story, std::int64_t number, int times) {
  for (int i = 0; i < times; ++i) (void)story.Perform(ApplyDeployRequest{.number = number});
}

TEST(BoundedRetry, HoldsForTenRefusals) {
  Story story(BoundedRetry());
  story.PreparesBranch();
  IsRefused(story, story.CreatesRequest(), 10);
  EXPECT_FALSE(story.violated()) << story.message();
}

TEST(BoundedRetry, IsBrokenByElevenRefusalsInARow) {
  Story story(BoundedRetry());
  story.PreparesBranch();
  IsRefused(story, story.CreatesRequest(), 11);
  EXPECT_TRUE(story.violated());
}

TEST(BoundedRetry, HoldsWhereAPauseSparesTheProvider) {
  Story story(BoundedRetry());
  story.PreparesBranch();
  const std::int64_t number = story.CreatesRequest();
  for (int i = 0; i < 20; ++i) {
    IsRefused(story, number, 1);
    story.Waits(Seconds(5));
  }
  EXPECT_FALSE(story.violated()) << story.message();
}

TEST(BoundedRetry, IsBrokenAtThePaceOfPolling) {
  Story story(BoundedRetry());
  story.PreparesBranch();
  const std::int64_t number = story.CreatesRequest();
  for (int i = 0; i < 20; ++i) {
    IsRefused(story, number, 1);
    story.Waits(500);
  }
  EXPECT_TRUE(story.violated());
}

TEST(BoundedRetry, HoldsForTenRefusalsOfEachDriver) {
  Story story(BoundedRetry());
  story.PreparesBranch();
  const std::int64_t number = story.CreatesRequest();
  for (int i = 0; i < 10; ++i) {
    for (const int driver : {0, 1}) IsRefused(story.By(driver), number, 1);
  }
  EXPECT_FALSE(story.violated()) << story.message();
}

TEST(BoundedRetry, IsBrokenBesideADriverThatWaitsForItsClaim) {
  Story story(BoundedRetry());
  story.HasClaims();
  (void)story.Perform(ClaimApply{story.stored().apply_id, story.role()});
  story.PreparesBranch();
  const std::int64_t number = story.CreatesRequest();
  for (int i = 0; i < 11; ++i) {
    IsRefused(story.By(0), number, 1);
    (void)story.By(1).Perform(ClaimApply{story.stored().apply_id, story.role()});
    story.Waits(Seconds(10));
    story.StartsAgain();
  }
  EXPECT_TRUE(story.violated());
}

}  // namespace
}  // namespace relapse::planetscale
