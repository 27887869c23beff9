// Laws of repeating: a sampled history gives the same hash from its JSON, and where two runs part
// is said in one event.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "harness/explore/explorer.h"
#include "harness/explore/random.h"
#include "harness/explore/repeat.h"
#include "tests/harness/lab.h"
#include "tests/harness/toy.h"

namespace relapse {
namespace {

using ::testing::HasSubstr;

/// The history as another process would read it.
SampledHistory Sent(const SampledHistory& history, const Catalogue& catalogue) {
  return SampledFromJson(Json::parse(JsonLine(ToJson(history))), catalogue.effects, {});
}

TEST(Repeater, EveryHistoryOfAnExplorationRepeats) {
  const Catalogue catalogue = toy::MakeToyCatalogue();
  for (const bool closing : {false, true}) {
    const auto toy = toy::MakeToy({.expired_is_new = true, .worn_read_gives_up = true}, 2);
    Repeater repeater(*toy);
    std::int64_t repeated = 0;
    std::size_t most_lives = 0;
    ExploreOptions options;
    options.sample_percent = 100;
    options.max_states = closing ? 3000 : 100'000;  // this courier's counters grow for ever
    options.sample = [&](const SampledHistory& history) {
      const HistoryResult again = repeater.Repeat(Sent(history, catalogue));
      ASSERT_EQ(again.harness_failure, "") << closing << JsonLine(ToJson(history));
      ASSERT_EQ(again.hash, history.hash);
      ++repeated;
      most_lives = std::max(most_lives, history.lives.size());
    };
    Explorer explorer(*toy, options);
    const ExploreResult result = closing ? explorer.Close(1) : explorer.Exhaust(2);
    EXPECT_EQ(result.harness_failure, "");
    EXPECT_GT(repeated, 100);
    EXPECT_LE(repeated, result.figures.histories);
    EXPECT_GE(most_lives, 3U);
  }
}

TEST(Repeater, RandomHistoriesRepeat) {
  const Catalogue catalogue = toy::MakeToyCatalogue();
  const Scenario& scenario = catalogue.scenarios.front();
  std::int64_t repeated = 0;
  RandomOptions options;
  options.max_histories = 2000;
  options.sample_percent = 100;
  options.sample = [&](const Json& parameters, const SampledHistory& history) {
    const auto instance = scenario.instantiate(parameters, {});
    ASSERT_EQ(Repeater(*instance).Repeat(Sent(history, catalogue)).hash, history.hash);
    ++repeated;
  };
  RunRandom(scenario, options);
  EXPECT_EQ(repeated, 2000);
}

TEST(Repeater, SamplesOneInAHundred) {
  const auto toy = toy::MakeToy({});
  std::int64_t sampled = 0;
  ExploreOptions options;
  options.sample = [&](const SampledHistory&) { ++sampled; };
  options.max_states = 100;
  const ExploreResult result = Explorer(*toy, options).Close(1);
  EXPECT_GT(sampled * 200, result.figures.histories);
  EXPECT_LT(sampled * 50, result.figures.histories);
}

TEST(Repeater, SaysWhichLifeDidNotCrash) {
  const auto toy = toy::MakeToy({});
  SampledHistory history{.lives = {{lab::At(900, Outcome::kCrashAfter)}, {}}};
  EXPECT_THAT(Repeater(*toy).Repeat(history).harness_failure,
              HasSubstr("life 1 did not end in its crash"));
}

TEST(Difference, NamesTheFirstDifferingEvent) {
  const std::vector<std::string> here{"a", "b", "c"};
  EXPECT_THAT(DifferenceOf(here, {"a", "x", "c"}),
              HasSubstr("number 1, \"b\" here and \"x\" there"));
  EXPECT_THAT(DifferenceOf(here, {"a"}), HasSubstr("number 1, \"b\" here and missing there"));
  EXPECT_THAT(DifferenceOf(here, here), HasSubstr("do not differ"));
}

TEST(Difference, IsSaidOfAHistoryThatIsNotRepeatable) {
  int lives = 0;
  const auto lab = lab::MakeLab([&](lab::Hands& hands) {
    (void)hands.PutOne("same");
    (void)hands.CountOne(Text("other " + std::to_string(++lives)));
    return kExitDone;
  });
  ExploreOptions options;
  options.determinism_percent = 100;
  const ExploreResult result = Explorer(*lab, options).Exhaust(1);
  EXPECT_THAT(result.harness_failure, HasSubstr("not deterministic"));
  EXPECT_THAT(result.harness_failure, HasSubstr("event is number 2"));
  EXPECT_THAT(result.harness_failure, HasSubstr("count other"));
}

TEST(Explorer, RefusesSeveralProcesses) {
  const lab::Body body = [](lab::Hands& hands) { return hands.PutOne("a").ok() ? 0 : 1; };
  const auto lab = lab::MakeLab({body, body});
  EXPECT_THROW(Explorer(*lab, {}).Close(1), CheckFailure);
  EXPECT_THROW(Explorer(*lab, {}).Exhaust(1), CheckFailure);
  const auto one = lab::MakeLab(body);
  EXPECT_EQ(Explorer(*one, {}).Close(1).harness_failure, "");
}

}  // namespace
}  // namespace relapse
