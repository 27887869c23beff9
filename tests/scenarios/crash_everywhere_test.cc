// One crash at each place of the fault-free history, before and after the effect, with and without
// time passing while the process is down: recovery holds every invariant.
#include <gtest/gtest.h>

#include "tests/scenarios/run.h"

namespace relapse {
namespace {

class CrashAt final : public Decider {
 public:
  CrashAt(int index, Outcome outcome, int timers)
      : index_(index), outcome_(outcome), timers_(timers) {}

  Decision AtEffect(const FaultPoint& point) override {
    if (crashed || point.index != index_) return {};
    crashed = true;
    effect = point.call.spec().name;
    return {.outcome = outcome_, .timers_while_down = timers_};
  }

  bool crashed = false;
  std::string_view effect;

 private:
  int index_;
  Outcome outcome_;
  int timers_;
};

class CrashEverywhereTest : public testing::TestWithParam<const Scenario*> {};

void CrashEverywhere(const Instance& instance, Outcome outcome, int timers) {
  for (int index = 0;; ++index) {
    CrashAt decider(index, outcome, timers);
    const HistoryResult result = RunFrom(instance, decider);
    if (!decider.crashed) break;
    EXPECT_TRUE(Held(result)) << EnumName(outcome) << " " << index << " (" << decider.effect
                              << "), " << timers << " timers: " << Say(result);
    ASSERT_LT(index, 2000) << "the history has no end";
  }
}

TEST_P(CrashEverywhereTest, RecoveryHolds) {
  const auto instance = GetParam()->instantiate(GetParam()->default_parameters, {});
  CrashEverywhere(*instance, Outcome::kCrashAfter, 0);
  CrashEverywhere(*instance, Outcome::kCrashBefore, 0);
}

TEST_P(CrashEverywhereTest, RecoveryHoldsAfterTimeHasPassed) {
  const auto instance = GetParam()->instantiate(GetParam()->default_parameters, {});
  for (const int timers : {1, 3, 1000}) CrashEverywhere(*instance, Outcome::kCrashAfter, timers);
}

INSTANTIATE_TEST_SUITE_P(Scenarios, CrashEverywhereTest, testing::ValuesIn(SoundScenarios()),
                         TestNameOf);

}  // namespace
}  // namespace relapse
