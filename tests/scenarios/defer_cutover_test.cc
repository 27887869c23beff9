#include <gtest/gtest.h>

#include "tests/scenarios/story.h"

namespace relapse::planetscale {
namespace {

TEST(DeferCutover, HoldsWhereTheOperatorCutOver) {
  Story story(DeferCutover(), {}, {.defer_cutover = true});
  story.PreparesBranch();
  const std::int64_t number = story.CreatesRequest();
  story.Deploys(number);
  story.Waits(Minutes(1));
  ASSERT_EQ(story.world().Get<ProviderState>().requests[0].wire.deployment_state,
            DeploymentState::kPendingCutover);
  story.Commands(ControlOperation::kCutover);
  (void)story.Perform(ApplyDeployRequest{number});
  story.Waits(Minutes(1));
  EXPECT_FALSE(story.violated()) << story.message();
}

TEST(DeferCutover, IsBrokenByAProviderThatCutsOverByItself) {
  WorldParameters parameters;
  parameters.auto_cutover_ignored = true;
  Story story(DeferCutover(), parameters, {.defer_cutover = true});
  story.PreparesBranch();
  story.Deploys(story.CreatesRequest());
  ASSERT_FALSE(story.violated());
  story.Waits(Minutes(1));
  EXPECT_TRUE(story.violated());
}

/// A colleague deploys our request, and it cuts over.
void IsDeployedByAColleague(Story& story, bool auto_cutover) {
  story.PreparesBranch();
  (void)story.Perform(
      CreateDeployRequest{.branch = "ours", .into_branch = "main", .auto_cutover = auto_cutover});
  story.Waits(Minutes(2));
  const ProviderState& provider = story.world().Get<ProviderState>();
  ASSERT_TRUE(Deployed(provider.requests[0]));
  ASSERT_TRUE(In(kCutOver, provider.requests[0]));
  ASSERT_EQ(provider.deploys_accepted, 0);
}

TEST(DeferCutover, HoldsWhereAColleagueDeploysWhatTheProviderWouldNotHold) {
  Story story(DeferCutover(), {.auto_cutover_ignored = true, .colleague_deploys_ms = 1},
              {.defer_cutover = true});
  IsDeployedByAColleague(story, false);
  EXPECT_FALSE(story.violated()) << story.message();
}

TEST(DeferCutover, IsBrokenWhereAColleagueDeploysWhatWasNotToWait) {
  Story story(DeferCutover(), {.colleague_deploys_ms = 1}, {.defer_cutover = true});
  IsDeployedByAColleague(story, true);
  EXPECT_TRUE(story.violated());
}

TEST(DeferCutover, IsBrokenByAnInstantDeploy) {
  WorldParameters parameters;
  parameters.workload = WorkloadKind::kInstant;
  Story story(DeferCutover(), parameters, {.defer_cutover = true});
  story.PreparesBranch();
  const std::int64_t number = story.CreatesRequest();
  (void)story.Perform(DeployDeployRequest{.number = number, .instant_ddl = true});
  EXPECT_TRUE(story.violated());
}

}  // namespace
}  // namespace relapse::planetscale
