#include <gtest/gtest.h>

#include "tests/scenarios/story.h"

namespace relapse::planetscale {
namespace {

WorldParameters Workload(WorkloadKind kind) {
  WorldParameters parameters;
  parameters.workload = kind;
  return parameters;
}

void StoresMode(Story& story, bool is_instant) {
  story.Save([&](ResumeMetadata& metadata) { metadata.is_instant = is_instant; });
}
void DeploysAs(Story& story, std::int64_t number, bool is_instant) {
  (void)story.Perform(DeployDeployRequest{.number = number, .instant_ddl = is_instant});
}

TEST(ModeConsistent, HoldsWhereAnInstantChangeIsDeployedInstantly) {
  Story story(ModeConsistent(), Workload(WorkloadKind::kInstant));
  story.PreparesBranch();
  const std::int64_t number = story.CreatesRequest();
  StoresMode(story, true);
  DeploysAs(story, number, true);
  EXPECT_FALSE(story.violated()) << story.message();
}

TEST(ModeConsistent, HoldsWhereRowsAreCopied) {
  Story story(ModeConsistent());
  story.Completes();
  EXPECT_FALSE(story.violated()) << story.message();
}

TEST(ModeConsistent, IsBrokenByAnInstantChangeThatCopiesRows) {
  Story story(ModeConsistent(), Workload(WorkloadKind::kInstant));
  story.PreparesBranch();
  story.Deploys(story.CreatesRequest());
  EXPECT_TRUE(story.violated());
}

TEST(ModeConsistent, IsBrokenByAnInstantDeployWhoseCutoverWasDeferred) {
  Story story(ModeConsistent(), Workload(WorkloadKind::kInstant), {.defer_cutover = true});
  story.PreparesBranch();
  const std::int64_t number = story.CreatesRequest();
  StoresMode(story, true);
  DeploysAs(story, number, true);
  EXPECT_TRUE(story.violated());
}

TEST(ModeConsistent, IsBrokenByAnotherModeThanTheStoredOne) {
  Story story(ModeConsistent(), Workload(WorkloadKind::kInstant));
  story.PreparesBranch();
  const std::int64_t number = story.CreatesRequest();
  StoresMode(story, false);
  DeploysAs(story, number, true);
  EXPECT_TRUE(story.violated());
  EXPECT_EQ(story.message(), "the stored mode is not that of the deploy that was accepted");
}

TEST(Revertable, HoldsWhereADropCopiesRows) {
  Story story(Revertable(), Workload(WorkloadKind::kDropping));
  story.Completes();
  EXPECT_FALSE(story.violated()) << story.message();
}

TEST(Revertable, IsBrokenByADropThatIsDeployedInstantly) {
  Story story(Revertable(), Workload(WorkloadKind::kDropping));
  story.PreparesBranch();
  const std::int64_t number = story.CreatesRequest();
  // A provider that takes the drop for eligible, as MySQL does of a column.
  for (RequestRecord& request : story.world().Mutate<ProviderState>().requests) {
    request.wire.deployment.instant_ddl_eligible = true;
  }
  DeploysAs(story, number, true);
  EXPECT_TRUE(story.violated());
  EXPECT_EQ(story.message(), "a change that destroys data was deployed instantly");
}

}  // namespace
}  // namespace relapse::planetscale
