// Each `sometimes` is reached by the history it names, and not by one without it.
#include "scenarios/planetscale/invariants/reached.h"

#include <gtest/gtest.h>

#include "tests/scenarios/story.h"

namespace relapse::planetscale {
namespace {

TEST(Reached, ACrashBeforeTheNumberIsStored) {
  Story lost(RequestNotStored());
  lost.PreparesBranch();
  (void)lost.Then(Outcome::kCrashAfter).Perform(CreateDeployRequest{"ours", "main", ""});
  EXPECT_TRUE(lost.reached());

  Story stored(RequestNotStored());
  stored.PreparesBranch();
  stored.CreatesRequest();
  stored.StartsAgain();
  EXPECT_FALSE(stored.reached());
}

TEST(Reached, AnAdoptedRequest) {
  Story story(RequestAdopted());
  story.PreparesBranch();
  (void)story.Then(Outcome::kCrashAfter).Perform(CreateDeployRequest{"ours", "main", ""});
  EXPECT_FALSE(story.reached());
  story.Save([](ResumeMetadata& metadata) { metadata.deploy_request_id = 1; });
  EXPECT_TRUE(story.reached());

  Story plain(RequestAdopted());
  plain.PreparesBranch();
  plain.StartsAgain();
  plain.CreatesRequest();
  EXPECT_FALSE(plain.reached());
}

TEST(Reached, DdlHalfDone) {
  Story half(DdlHalfDone());
  half.PreparesBranch("ours", 1);
  half.StartsAgain();
  EXPECT_TRUE(half.reached());

  Story whole(DdlHalfDone());
  whole.PreparesBranch();
  whole.StartsAgain();
  EXPECT_FALSE(whole.reached());
}

TEST(Reached, LiveWhileDown) {
  Story story(LiveWhileDown());
  story.PreparesBranch();
  story.Deploys(story.CreatesRequest());
  story.StartsAgain();
  EXPECT_FALSE(story.reached());
  story.Waits(Minutes(1));
  story.StartsAgain();
  EXPECT_TRUE(story.reached());
}

TEST(Reached, AContextThatALaterLifeFinds) {
  Story later(ContextFoundLater());
  later.PreparesBranch();
  later.Deploys(later.CreatesRequest());
  later.Waits(Seconds(1));
  later.StartsAgain();
  later.SaveContext(later.TrueContext());
  EXPECT_TRUE(later.reached());

  Story same(ContextFoundLater());
  same.Completes();
  EXPECT_FALSE(same.reached());
}

TEST(Reached, AnAmbiguousDeployThatIsResolved) {
  Story story(AmbiguousDeployResolved());
  story.PreparesBranch();
  const std::int64_t number = story.CreatesRequest();
  story.Then(Outcome::kErrorAfter, kTimeout).Deploys(number);
  EXPECT_FALSE(story.reached());
  story.Waits(Minutes(1));
  story.Settles(ApplyStatus::kCompleted);
  EXPECT_TRUE(story.reached());

  Story plain(AmbiguousDeployResolved());
  plain.Completes();
  EXPECT_FALSE(plain.reached());
}

TEST(Reached, AnObeyedCommand) {
  Story story(CommandObeyed());
  story.Commands(ControlOperation::kStart);
  const Text apply_id = story.stored().apply_id;
  EXPECT_FALSE(story.reached());
  (void)story.Perform(CompleteControlRequest{apply_id, 1, ControlStatus::kCompleted, "done"});
  EXPECT_TRUE(story.reached());
}

TEST(Reached, ARevertThatIsSettled) {
  Story story(RevertSettled());
  story.PreparesBranch();
  story.Deploys(story.CreatesRequest());
  story.Settles(ApplyStatus::kReverted);
  EXPECT_TRUE(story.reached());

  Story kept(RevertSettled());
  kept.Completes();
  EXPECT_FALSE(kept.reached());
}

TEST(Reached, AWindowThatWeClose) {
  Story story(WindowClosed(), {.revert_window_ms = Minutes(2)});
  story.PreparesBranch();
  const std::int64_t number = story.CreatesRequest();
  story.Deploys(number);
  story.Waits(Minutes(1));
  (void)story.Perform(SkipRevertDeployRequest{number});
  EXPECT_FALSE(story.reached());
  story.Settles(ApplyStatus::kCompleted);
  EXPECT_TRUE(story.reached());

  Story expired(WindowClosed());
  expired.Completes();
  EXPECT_FALSE(expired.reached());
}

TEST(Reached, ABaselineThatHoldsSomething) {
  Story story(BaselineHeld());
  story.Save([](ResumeMetadata& metadata) { metadata.baseline_captured = true; });
  EXPECT_FALSE(story.reached());
  story.Save([](ResumeMetadata& metadata) {
    metadata.existing_migration_contexts.push_back({.context = "singularity:1"});
  });
  EXPECT_TRUE(story.reached());
}

}  // namespace
}  // namespace relapse::planetscale
