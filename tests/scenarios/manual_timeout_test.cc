#include <gtest/gtest.h>

#include "tests/scenarios/story.h"

namespace relapse::planetscale {
namespace {

/// An apply whose deploy was deferred, and nobody starts it.
class Forgotten {
 public:
  explicit Forgotten(DurationMs timeout)
      : story(ManualTimeout(), {}, {.defer_deploy = true, .manual_timeout_ms = timeout}) {
    story.PreparesBranch();
    number = story.CreatesRequest();
  }

  Story story;
  std::int64_t number = 0;
};

TEST(ManualTimeout, HoldsWhereTheRequestIsClosedInTime) {
  Forgotten apply(Minutes(3));
  apply.story.Waits(Minutes(3));
  (void)apply.story.Perform(CloseDeployRequest{apply.number});
  for (int minute = 0; minute < 5; ++minute) apply.story.Waits(Minutes(1));
  EXPECT_FALSE(apply.story.violated()) << apply.story.message();
}

TEST(ManualTimeout, IsBrokenByAWaitWithoutEnd) {
  Forgotten apply(Minutes(3));
  for (int minute = 0; minute < 3; ++minute) apply.story.Waits(Minutes(1));
  EXPECT_FALSE(apply.story.violated()) << apply.story.message();
  for (int minute = 0; minute < 2; ++minute) apply.story.Waits(Minutes(1));
  EXPECT_TRUE(apply.story.violated());
}

TEST(ManualTimeout, IsBrokenByAClockThatEachLifeBeginsAnew) {
  Forgotten apply(Minutes(3));
  apply.story.Waits(Minutes(2));
  apply.story.StartsAgain();
  apply.story.Waits(Minutes(2) + Seconds(30));
  EXPECT_TRUE(apply.story.violated());
}

/// Two drivers: the first has the claim.
class ForgottenByTwo : public Forgotten {
 public:
  explicit ForgottenByTwo(DurationMs timeout) : Forgotten(timeout) {
    story.HasClaims();
    Claims(0);
  }
  void Claims(int driver) {
    story.By(driver);
    (void)story.Perform(ClaimApply{story.stored().apply_id, story.role()});
  }
  /// The claim stays fresh.
  void Waits(int driver, std::int64_t claim, DurationMs duration) {
    story.By(driver).Waits(duration);
    (void)story.Perform(RenewClaim{story.stored().apply_id, claim});
  }
};

TEST(ManualTimeout, CountsNoWaitingForTheClaim) {
  ForgottenByTwo apply(Minutes(3));
  for (int i = 0; i < 18; ++i) {
    apply.Waits(0, 1, Seconds(10));
    apply.Claims(1);
    apply.story.Waits(Seconds(10));
  }
  EXPECT_FALSE(apply.story.violated()) << "three minutes of the holder: " << apply.story.message();
  for (int i = 0; i < 7; ++i) apply.Waits(0, 1, Seconds(10));
  EXPECT_TRUE(apply.story.violated());
}

TEST(ManualTimeout, IsBrokenByAClockThatEachDriverBeginsAnew) {
  ForgottenByTwo apply(Minutes(3));
  for (int i = 0; i < 12; ++i) apply.Waits(0, 1, Seconds(10));
  apply.Claims(1);
  apply.story.Waits(Minutes(1));
  apply.Claims(1);
  // Who has lost the claim and does not know counts no more.
  for (int i = 0; i < 11; ++i) {
    apply.Waits(1, 2, Seconds(10));
    apply.story.By(0).Waits(Seconds(10));
  }
  EXPECT_FALSE(apply.story.violated()) << apply.story.message();
  apply.Waits(1, 2, Seconds(10));
  EXPECT_TRUE(apply.story.violated());
}

TEST(ManualTimeout, HoldsWhereTheTimeoutIsTheUsualOne) {
  Forgotten apply(Hours(14 * 24));
  apply.story.Waits(Hours(24));
  EXPECT_FALSE(apply.story.violated()) << apply.story.message();
}

TEST(ManualTimeout, HoldsInAnOutage) {
  Forgotten apply(Minutes(3));
  apply.story.faults().transparent = false;
  for (int minute = 0; minute < 9; ++minute) apply.story.Waits(Minutes(1));
  EXPECT_FALSE(apply.story.violated()) << apply.story.message();
}

}  // namespace
}  // namespace relapse::planetscale
