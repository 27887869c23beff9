// Every leaf of the resume decision and every row of the error classification of the engine
// (spec/planetscale-engine.md sections 2.3 and 2.4), and of what becomes of a revert window, is
// reached by some random history of its scenarios.
#include <gtest/gtest.h>

#include <algorithm>
#include <string>
#include <vector>

#include "harness/explore/random.h"
#include "orchestration/planetscale/marks.h"
#include "tests/scenarios/run.h"

namespace relapse::planetscale {
namespace {

/// No call of the service removes a deploy request, and no fault may lie that one is gone. The
/// number is never stored without the deferral: that it is not there yet is left of older rows.
constexpr Mark kNotHere[] = {Mark::kRequestGone, Mark::kRecordsDeferral};

/// Worlds that are drawn too seldom, or never.
struct Rare {
  const char* scenario;
  Json parameters;
  std::int64_t histories = 800;
};
std::vector<Rare> RareCases() {
  return {
      {"planetscale/apply", {{"require_approval", true}}},
      {"planetscale/apply", {{"statements", 0}}},
      {"planetscale/apply", {{"main_moved", true}}},
      {"planetscale/apply", {{"touch_branch_after_ddl", 2}}},
      {"planetscale/apply", {{"branch_ready_delay_ms", 2100000}}, 100},
      {"planetscale/operator-branch", {{"taken_branch_gone", true}}},
      {"planetscale/operator-branch", {{"taken_content", "foreign"}}},
      {"planetscale/reused-branch",
       {{"taken_when", "anytime"}, {"taken_request", "none"}, {"taken_by_us", false}},
       3000},
      {"planetscale/third-party", {{"diff_delay_ms", 5000}}, 3000},
      {"planetscale/deferred-cutover", {{"not_staged_ms", 20000}}},
      {"planetscale/revert-window", {{"operator", "none"}, {"skip_revert", true}}, 100},
      {"planetscale/deferred-deploy", {{"operator", "none"}, {"manual_timeout_ms", 5000}}, 100},
  };
}

void RunSome(const Scenario& scenario, const Json& parameters, std::int64_t histories) {
  RandomOptions options{.seed = 1, .max_histories = histories, .fixed_parameters = parameters};
  const RandomResult result = RunRandom(scenario, options);
  EXPECT_EQ(result.harness_failure, "") << scenario.name;
  EXPECT_TRUE(result.findings.empty()) << scenario.name;
}

TEST(EngineMarks, AreAllReached) {
  ForgetMarks();
  for (const Scenario* scenario : SoundScenarios()) {
    if (scenario->component == "planetscale/engine") RunSome(*scenario, Json(), 800);
  }
  for (const Rare& rare : RareCases()) {
    const Scenario& scenario = *TheCatalogue().FindScenario(rare.scenario);
    Json parameters = scenario.default_parameters;
    parameters.update(rare.parameters);
    RunSome(scenario, parameters, rare.histories);
  }
  for (int i = 0; i < kMarkCount; ++i) {
    const Mark mark = static_cast<Mark>(i);
    const bool is_reachable = std::ranges::count(kNotHere, mark) == 0;
    EXPECT_EQ(IsReached(mark), is_reachable) << WordsOf(mark);
  }
}

TEST(EngineMarks, AreForgotten) {
  Reach(Mark::kBusySnapshot);
  EXPECT_TRUE(IsReached(Mark::kBusySnapshot));
  ForgetMarks();
  EXPECT_FALSE(IsReached(Mark::kBusySnapshot));
}

}  // namespace
}  // namespace relapse::planetscale
