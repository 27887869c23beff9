#include <gtest/gtest.h>

#include "tests/scenarios/story.h"

namespace relapse::planetscale {
namespace {

void SaveBaseline(Story& story) {
  story.Save([](ResumeMetadata& metadata) { metadata.baseline_captured = true; });
}

TEST(ErrorNotEmpty, HoldsWhereTheReadIsTriedAgain) {
  Story story(ErrorNotEmpty());
  (void)story.Then(Outcome::kErrorBefore).Perform(ListKeyspaces{"main"});
  (void)story.Perform(ListKeyspaces{"main"});
  (void)story.Then(Outcome::kErrorBefore).Perform(ShowVitessMigrations{"commerce", ""});
  (void)story.Perform(ShowVitessMigrations{"commerce", ""});
  SaveBaseline(story);
  EXPECT_FALSE(story.violated()) << story.message();
}

TEST(ErrorNotEmpty, HoldsWhereTheNextLifeReadsItAll) {
  Story story(ErrorNotEmpty());
  (void)story.Then(Outcome::kErrorBefore).Perform(ShowVitessMigrations{"commerce", ""});
  story.StartsAgain();
  (void)story.Perform(ShowVitessMigrations{"commerce", ""});
  SaveBaseline(story);
  EXPECT_FALSE(story.violated()) << story.message();
}

TEST(ErrorNotEmpty, HoldsWhereAReadFailsOnceTheBaselineIsStored) {
  Story story(ErrorNotEmpty());
  (void)story.Perform(ShowVitessMigrations{"commerce", ""});
  SaveBaseline(story);
  (void)story.Then(Outcome::kErrorBefore).Perform(ShowVitessMigrations{"commerce", ""});
  story.SaveContext("singularity:1");
  EXPECT_FALSE(story.violated()) << story.message();
}

TEST(ErrorNotEmpty, IsBrokenByABaselineWithoutItsKeyspaces) {
  Story story(ErrorNotEmpty());
  (void)story.Then(Outcome::kErrorBefore).Perform(ListKeyspaces{"main"});
  SaveBaseline(story);
  EXPECT_TRUE(story.violated());
}

TEST(ErrorNotEmpty, IsBrokenByABaselineWithoutOneOfTwoKeyspaces) {
  WorldParameters parameters;
  parameters.keyspaces = 2;
  Story story(ErrorNotEmpty(), parameters);
  (void)story.Then(Outcome::kErrorBefore).Perform(ShowVitessMigrations{"commerce", ""});
  (void)story.Perform(ShowVitessMigrations{"customer", ""});
  SaveBaseline(story);
  EXPECT_TRUE(story.violated());
}

TEST(ErrorNotEmpty, HoldsForADriverWhosePlaceAnotherTook) {
  for (const int executes : {0, 1}) {
    Story story(ErrorNotEmpty());
    story.HasClaims();
    (void)story.By(0).Perform(ClaimApply{story.stored().apply_id, story.role()});
    story.PreparesBranch("ours", 0);
    story.Waits(kClaimStaleAfter);
    (void)story.By(1).Perform(ClaimApply{story.stored().apply_id, story.role()});
    story.By(executes).Executes("ours", "CREATE TABLE `orders` (`id` bigint, PRIMARY KEY (`id`))");
    EXPECT_EQ(story.violated(), executes == 1) << "it is no excuse for who drives now";
  }
}

TEST(ErrorNotEmpty, IsBrokenByCreatingATableThatIsLive) {
  Story story(ErrorNotEmpty());
  story.PreparesBranch("ours", 0);
  story.Executes("ours", "CREATE TABLE `orders` (`id` bigint, PRIMARY KEY (`id`))");
  EXPECT_TRUE(story.violated());
}

TEST(ErrorNotEmpty, HoldsForAVschemaThatWasReadAgain) {
  Story story(ErrorNotEmpty());
  story.PreparesBranch("ours", 0);
  (void)story.Then(Outcome::kErrorBefore).Perform(GetKeyspaceVschema{"ours", "commerce"});
  (void)story.Perform(GetKeyspaceVschema{"ours", "commerce"});
  (void)story.Perform(UpdateKeyspaceVschema{"ours", "commerce", R"({"tables": {}})"});
  EXPECT_FALSE(story.violated()) << story.message();
}

TEST(ErrorNotEmpty, HoldsForAVschemaThatALaterAttemptWritesAgain) {
  Story story(ErrorNotEmpty());
  story.PreparesBranch("ours", 0);
  (void)story.Then(Outcome::kErrorBefore).Perform(GetKeyspaceVschema{"ours", "commerce"});
  (void)story.Perform(LoadApply{story.stored().apply_id});
  (void)story.Perform(CreateBranchPassword{.branch = "ours"});
  (void)story.Perform(UpdateKeyspaceVschema{"ours", "commerce", R"({"tables": {}})"});
  EXPECT_FALSE(story.violated()) << story.message();
}

TEST(ErrorNotEmpty, IsBrokenByReplacingAVschemaThatWasNotReadThoughTheApplyIsLoadedMeanwhile) {
  Story story(ErrorNotEmpty());
  story.PreparesBranch("ours", 0);
  (void)story.Then(Outcome::kErrorBefore).Perform(GetKeyspaceVschema{"ours", "commerce"});
  (void)story.Perform(LoadApply{story.stored().apply_id});
  (void)story.Perform(UpdateKeyspaceVschema{"ours", "commerce", R"({"tables": {}})"});
  EXPECT_TRUE(story.violated());
}

TEST(ErrorNotEmpty, IsBrokenByReplacingAVschemaThatWasNotRead) {
  for (const char* updated : {"commerce", "customer"}) {
    WorldParameters parameters;
    parameters.keyspaces = 2;
    Story story(ErrorNotEmpty(), parameters);
    story.PreparesBranch("ours", 0);
    (void)story.Then(Outcome::kErrorBefore).Perform(GetKeyspaceVschema{"ours", "commerce"});
    (void)story.Perform(GetKeyspaceVschema{"ours", "customer"});
    (void)story.Perform(UpdateKeyspaceVschema{"ours", updated, R"({"tables": {}})"});
    EXPECT_EQ(story.violated(), updated == std::string("commerce")) << story.message();
  }
}

}  // namespace
}  // namespace relapse::planetscale
