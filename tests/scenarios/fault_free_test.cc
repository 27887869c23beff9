// Without faults every scenario comes to rest and breaks nothing, at its defaults and wherever it
// is drawn.
#include <gtest/gtest.h>

#include "tests/scenarios/run.h"

namespace relapse {
namespace {

class FaultFreeTest : public testing::TestWithParam<const Scenario*> {};

TEST_P(FaultFreeTest, TheDefaultsComeToRest) {
  const auto instance = GetParam()->instantiate(GetParam()->default_parameters, {});
  FaultFree decider;
  const HistoryResult result = RunFrom(*instance, decider);
  EXPECT_TRUE(Held(result)) << Say(result);
  EXPECT_EQ(result.rest, Rest::kSettled);
  EXPECT_EQ(result.zombie_calls, 0);
}

TEST_P(FaultFreeTest, SoDoDrawnParameters) {
  for (std::uint64_t seed = 1; seed <= 100; ++seed) {
    const Json parameters = GetParam()->draw_parameters(seed);
    const auto instance = GetParam()->instantiate(parameters, {});
    FaultFree decider;
    const HistoryResult result = RunFrom(*instance, decider);
    EXPECT_TRUE(Held(result)) << "seed " << seed << ": " << Say(result) << "\n"
                              << JsonLine(parameters);
  }
}

TEST_P(FaultFreeTest, TheSameSeedDrawsTheSame) {
  EXPECT_EQ(GetParam()->draw_parameters(7), GetParam()->draw_parameters(7));
  EXPECT_NE(GetParam()->draw_parameters(7), GetParam()->draw_parameters(8));
}

TEST_P(FaultFreeTest, SmallerParametersAreOtherOnesAndMakeSense) {
  const Json parameters = GetParam()->draw_parameters(3);
  const std::vector<Json> smaller = GetParam()->shrink_parameters(parameters);
  EXPECT_FALSE(smaller.empty());
  for (const Json& one : smaller) {
    EXPECT_NE(one, parameters);
    EXPECT_NO_THROW((void)GetParam()->instantiate(one, {}));
  }
}

INSTANTIATE_TEST_SUITE_P(Scenarios, FaultFreeTest, testing::ValuesIn(SoundScenarios()), TestNameOf);

TEST(Parameters, UnknownNamesAreRefused) {
  const Scenario* apply = TheCatalogue().FindScenario("planetscale/apply");
  EXPECT_THROW((void)apply->instantiate({{"keyspace", 2}}, {}), std::invalid_argument);
  EXPECT_THROW((void)apply->instantiate({{"keyspaces", 4}}, {}), std::invalid_argument);
  EXPECT_THROW((void)apply->instantiate(Json::object(), {"planetscale/nothing"}),
               std::invalid_argument);
}

}  // namespace
}  // namespace relapse
