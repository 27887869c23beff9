// Laws of explaining: a table of real runs, all faults placed wherever they can be.
#include <gtest/gtest.h>

#include <algorithm>

#include "harness/explore/explain.h"
#include "harness/explore/explorer.h"
#include "harness/explore/reanchor.h"
#include "harness/explore/shrink.h"
#include "tests/harness/toy.h"

namespace relapse {
namespace {

/// The shrunk finding of an exploration.
Finding FindOne(const Instance& instance, int faults) {
  const ExploreResult result = Explorer(instance, {}).Exhaust(faults);
  const Findings findings = Canonicalise(instance, result.findings);
  EXPECT_EQ(findings.harness_failure, "");
  EXPECT_FALSE(findings.list.empty());
  return findings.list.front();
}

/// The plan without fault `i`, as it stands.
FaultPlan Without(const FaultPlan& plan, std::size_t i) {
  FaultPlan fewer = plan;
  fewer.faults.erase(fewer.faults.begin() + static_cast<std::ptrdiff_t>(i));
  return fewer;
}

class ExplainWorn : public ::testing::Test {
 protected:
  const std::unique_ptr<Instance> toy_ = toy::MakeToy({.worn_read_gives_up = true});
  RestOracle oracle_{*toy_};
  const Finding finding_ = FindOne(*toy_, 3);
  const Explanation explanation_ = Explain(*toy_, oracle_, finding_.plan);
};

TEST_F(ExplainWorn, LaterFaultsAreReanchoredWhereAVariationLeavesThemWithoutAPlace) {
  ASSERT_GE(finding_.plan.faults.size(), 2U);
  int moved = 0;
  for (const Variation& one : explanation_.variations) {
    EXPECT_TRUE(one.placed) << one.fault << " " << one.what;
    moved += one.moved.empty() ? 0 : 1;
    for (const MovedFault& other : one.moved) EXPECT_GT(other.fault, one.fault);
    if (one.what != "removed") continue;
    const auto i = static_cast<std::size_t>(one.fault);
    const PlanRun run = RunPlan(*toy_, oracle_, Without(finding_.plan, i));
    EXPECT_EQ(run.all_placed, one.moved.empty());
  }
  EXPECT_GT(moved, 0) << "nothing had to be re-anchored: choose another plan";
}

TEST_F(ExplainWorn, WhatShrinkingKeptIsNecessary) {
  EXPECT_EQ(explanation_.necessary.size(), finding_.plan.faults.size());
  ASSERT_EQ(explanation_.without.size(), finding_.plan.faults.size());
  const std::vector<Verdict> without =
      VerdictsWithout(*toy_, oracle_, finding_.plan, finding_.verdict);
  for (std::size_t i = 0; i < without.size(); ++i) {
    EXPECT_FALSE(without[i].SameAs(finding_.verdict));
    EXPECT_TRUE(without[i].SameAs(explanation_.without[i]));
  }
}

TEST_F(ExplainWorn, AFaultThatALaterPlaceMakesUpForIsNotNecessary) {
  // Before the finding's plan, a crash that nothing needs: all later ordinals stand after it.
  const auto points = PointsUnder(*toy_, FaultPlan{});
  Fault crash{.place = points.front().place, .outcome = Outcome::kCrashAfter};
  FaultPlan plan = finding_.plan;
  plan.faults.insert(plan.faults.begin(), crash);
  const PlanRun run = RunPlan(*toy_, oracle_, plan);
  ASSERT_TRUE(run.verdict.SameAs(finding_.verdict)) << run.verdict.invariant;
  const Explanation explanation = Explain(*toy_, oracle_, run.fired);
  EXPECT_EQ(std::count(explanation.necessary.begin(), explanation.necessary.end(), 0), 0);
}

}  // namespace
}  // namespace relapse
