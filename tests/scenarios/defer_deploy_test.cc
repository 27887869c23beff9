#include <gtest/gtest.h>

#include "tests/scenarios/story.h"

namespace relapse::planetscale {
namespace {

TEST(DeferDeploy, HoldsWhereTheOperatorStartedIt) {
  Story story(DeferDeploy(), {}, {.defer_deploy = true});
  story.PreparesBranch();
  const std::int64_t number = story.CreatesRequest();
  story.Commands(ControlOperation::kStart);
  story.Deploys(number);
  EXPECT_FALSE(story.violated()) << story.message();
}

TEST(DeferDeploy, HoldsWhereNothingWasDeferred) {
  Story story(DeferDeploy());
  story.PreparesBranch();
  story.Deploys(story.CreatesRequest());
  EXPECT_FALSE(story.violated()) << story.message();
}

TEST(DeferDeploy, IsBrokenByADeployOfItsOwn) {
  Story story(DeferDeploy(), {}, {.defer_deploy = true});
  story.PreparesBranch();
  story.Deploys(story.CreatesRequest());
  EXPECT_TRUE(story.violated());
}

TEST(DeferDeploy, IsBrokenWhereTheOperatorSaidSomethingElse) {
  Story story(DeferDeploy(), {}, {.defer_deploy = true});
  story.PreparesBranch();
  const std::int64_t number = story.CreatesRequest();
  story.Commands(ControlOperation::kCancel);
  story.Deploys(number);
  EXPECT_TRUE(story.violated());
}

}  // namespace
}  // namespace relapse::planetscale
