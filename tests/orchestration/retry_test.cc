#include "orchestration/planetscale/retry.h"

#include <gtest/gtest.h>

#include "orchestration/planetscale/constants.h"

namespace relapse::planetscale {
namespace {

TEST(Retry, OrdinaryPausesDoubleUpToTenSeconds) {
  const DurationMs expected[] = {Seconds(2), Seconds(4), Seconds(8), Seconds(10), Seconds(10)};
  for (int failures = 0; failures < 5; ++failures) {
    EXPECT_EQ(NormalPause(failures), (Pause{expected[failures], Seconds(2)}));
  }
  EXPECT_EQ(NormalPause(1000), (Pause{Seconds(10), Seconds(2)}));
}

TEST(Retry, SnapshotPausesDoubleUpToAMinute) {
  const DurationMs expected[] = {Seconds(10), Seconds(20), Seconds(40), Seconds(60), Seconds(60)};
  for (int failures = 0; failures < 5; ++failures) {
    EXPECT_EQ(SnapshotPause(failures), (Pause{expected[failures], Seconds(5)}));
  }
}

TEST(Retry, AttemptsAreRepeatedTwiceAtOnceThenFromThirtySecondsToTenMinutes) {
  const DurationMs expected[] = {
      0,           0,           Seconds(30), Seconds(60), Seconds(120), Seconds(240), Seconds(480),
      Minutes(10), Minutes(10), Minutes(10)};
  for (int retry = 0; retry < kAttemptRetries; ++retry) {
    EXPECT_EQ(AttemptPause(retry), expected[retry]) << retry;
  }
}

TEST(Retry, ThePasswordOutlivesTheWorkOfAllKeyspaces) {
  EXPECT_EQ(PasswordLifetime(0), Hours(1));
  EXPECT_EQ(PasswordLifetime(4), Hours(1));
  EXPECT_EQ(PasswordLifetime(5), Minutes(75));
}

}  // namespace
}  // namespace relapse::planetscale
