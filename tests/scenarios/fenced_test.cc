#include <gtest/gtest.h>

#include "tests/scenarios/story.h"

namespace relapse::planetscale {
namespace {

InvariantPointer Fenced() { return std::move(ClaimInvariants().front()); }

/// The first claims; a minute later the second does, too.
void BothClaim(Story& story) {
  story.HasClaims();
  (void)story.By(0).Perform(ClaimApply{story.stored().apply_id, "a"});
  story.Waits(kClaimStaleAfter);
  (void)story.By(1).Perform(ClaimApply{story.stored().apply_id, "b"});
}
void SavesABranch(Story& story, std::int64_t claim) {
  SaveResumeState save{story.stored().apply_id, story.stored().migration_context,
                       story.stored().metadata};
  save.metadata.branch_name = "ours";
  save.claim = claim;
  (void)story.Perform(save);
}

TEST(Fenced, HoldsForWhoClaimedLast) {
  Story story(Fenced());
  BothClaim(story);
  SavesABranch(story.By(1), 2);
  EXPECT_FALSE(story.violated()) << story.message();
}

TEST(Fenced, HoldsWhereTheWriteOfTheEarlierDriverIsRefused) {
  Story story(Fenced());
  BothClaim(story);
  SavesABranch(story.By(0), 1);
  EXPECT_FALSE(story.violated()) << story.message();
}

TEST(Fenced, HoldsForALineOfTheLog) {
  Story story(Fenced());
  BothClaim(story);
  (void)story.By(0).Perform(RecordEvent{story.stored().apply_id, {}, "still here"});
  EXPECT_FALSE(story.violated()) << story.message();
}

TEST(Fenced, IsBrokenByAWriteThatCarriesNoClaim) {
  Story story(Fenced());
  BothClaim(story);
  SavesABranch(story.By(0), 0);
  EXPECT_TRUE(story.violated());
}

TEST(Fenced, IsBrokenByAWriteUnderSomebodyElsesClaim) {
  Story story(Fenced());
  BothClaim(story);
  SavesABranch(story.By(0), 2);
  EXPECT_TRUE(story.violated());
}

TEST(Fenced, IsBrokenByALaterLifeThatDoesNotClaimAgain) {
  Story story(Fenced());
  story.HasClaims();
  (void)story.Perform(ClaimApply{story.stored().apply_id, "a"});
  story.StartsAgain();
  SavesABranch(story, 1);
  EXPECT_TRUE(story.violated());
}

}  // namespace
}  // namespace relapse::planetscale
