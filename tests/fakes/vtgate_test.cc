// SHOW VITESS_MIGRATIONS: sharing, errors and LIKE.
#include "fakes/vitess/like.h"
#include "tests/fakes/shop.h"

namespace relapse::planetscale {
namespace {

std::size_t CountLike(Shop& shop, Text like) {
  return shop.Call(ShowVitessMigrations{"commerce", like})->size();
}

TEST(VtGate, AnswersTheTableItselfWithoutLike) {
  Shop shop({.history = {HistoricalKind::kFinished, HistoricalKind::kFailed}});
  const Result<MigrationRows> first = shop.Call(ShowVitessMigrations{"commerce", ""});
  const Result<MigrationRows> second = shop.Call(ShowVitessMigrations{"commerce", ""});
  ASSERT_TRUE(first.ok());
  EXPECT_EQ(first->size(), 2U);
  EXPECT_EQ(&first->list(), &second->list());
}

TEST(VtGate, AnswersStayAsTheyWereWhenRowsChange) {
  Shop shop;
  const std::int64_t number = shop.OpenDeployed();
  shop.Pass(kTickMs);
  const Result<MigrationRows> before = shop.Call(ShowVitessMigrations{"commerce", ""});
  ASSERT_EQ(before->size(), 3U);
  ASSERT_TRUE(shop.Reach(number, DeploymentState::kComplete));
  for (const MigrationRow& row : *before) {
    EXPECT_EQ(row.migration_status, MigrationStatus::kQueued);
  }
}

TEST(VtGate, RefusesWithoutKeyspaceAndWithAnUnknownOne) {
  Shop shop;
  ExpectRefused(shop, ShowVitessMigrations{"", ""}, kSql, "VT09005", 1046);
  ExpectRefused(shop, ShowVitessMigrations{"nothing", ""}, kSql, "unknown database", 1049);
}

TEST(VtGate, LikeMatchesUuidContextAndStatus) {
  Shop shop({.history = {HistoricalKind::kFinished, HistoricalKind::kFailed,
                         HistoricalKind::kForeignRunning}});
  EXPECT_EQ(CountLike(shop, HistoricalContext(HistoricalKind::kFinished, 0)), 1U);
  EXPECT_EQ(CountLike(shop, HistoricalUuid(1)), 1U);
  EXPECT_EQ(CountLike(shop, "running"), 1U);
  EXPECT_EQ(CountLike(shop, "RUNNING"), 1U);
  EXPECT_EQ(CountLike(shop, "singularity:%"), 3U);
  EXPECT_EQ(CountLike(shop, "nothing"), 0U);
}

TEST(VtGate, LikeOfAContextWithUnderscoreAlsoAnswersItsSibling) {
  Shop shop({.history = {HistoricalKind::kUnderscoreSibling},
             .context_style = ContextStyle::kLocalscale});
  const std::int64_t number = shop.OpenDeployed();
  shop.Pass(kTickMs);
  EXPECT_EQ(CountLike(shop, shop.Record(number).migration_context), 3U + 1U);
}

TEST(Like, FollowsMySql) {
  EXPECT_TRUE(MatchesLike("", ""));
  EXPECT_TRUE(MatchesLike("", "%"));
  EXPECT_FALSE(MatchesLike("", "_"));
  EXPECT_TRUE(MatchesLike("abc", "a_c"));
  EXPECT_FALSE(MatchesLike("abbc", "a_c"));
  EXPECT_TRUE(MatchesLike("abbc", "a%c"));
  EXPECT_TRUE(MatchesLike("abcabc", "%abc"));
  EXPECT_FALSE(MatchesLike("abcab", "%abc"));
  EXPECT_TRUE(MatchesLike("a%c", "a\\%c"));
  EXPECT_FALSE(MatchesLike("abc", "a\\%c"));
  EXPECT_FALSE(MatchesLike("axc", "a\\_c"));
  EXPECT_TRUE(MatchesLike("ABC", "abc"));
  EXPECT_TRUE(MatchesLike("localscale:1x5", "localscale:1_5"));
}

}  // namespace
}  // namespace relapse::planetscale
