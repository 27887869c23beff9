// Laws of shrinking: what is left is needed, canonical, and breaks the same thing at the same
// effect.
#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <map>

#include "harness/explore/shrink.h"
#include "tests/harness/drawn_faults.h"
#include "tests/harness/lab.h"
#include "tests/harness/toy.h"

namespace relapse {
namespace {

IndexedFault FaultAt(int incarnation, int index, Decision decision, int calls = 1) {
  return {.incarnation = incarnation, .index = index, .decision = decision, .calls = calls};
}

/// The plan of faults by position, and how it is judged.
struct Found {
  FaultPlan plan;
  Verdict verdict;
};
Found Find(const Instance& instance, RestOracle& oracle, const std::vector<IndexedFault>& faults,
           std::uint32_t jitter = 0) {
  IndexDecider decider(faults, true, jitter);
  HistoryOptions options{.decider = &decider};
  const HistoryResult result =
      RunHistory(instance.system, StartState{.world = instance.initial}, options);
  return {decider.plan(), VerdictOf(result, oracle)};
}

// The courier's effects: look, knock, knock, open, confirm, record_notice, send_notice, close.
constexpr int kOpen = 3;

TEST(Shrink, NeedlessFaultsGo) {
  const auto toy = toy::MakeToy({.blind_retry = true});
  RestOracle oracle(*toy);
  const Found found =
      Find(*toy, oracle,
           {FaultAt(1, 0, {.outcome = Outcome::kErrorBefore, .error = &kTransient}),
            FaultAt(1, 3, {.outcome = Outcome::kErrorBefore, .error = &kTimeout}),
            FaultAt(1, 4, {.outcome = Outcome::kCrashBefore}),
            FaultAt(2, kOpen, {.outcome = Outcome::kErrorAfter, .error = &kTimeout})},
           77);
  ASSERT_EQ(found.verdict.invariant, "ONE-ORDER");
  ASSERT_EQ(found.plan.faults.size(), 4U);
  const Shrunk shrunk = Shrink(*toy, oracle, found.plan, found.verdict);
  ASSERT_EQ(shrunk.plan.faults.size(), 1U);
  EXPECT_EQ(Describe(shrunk.plan.faults[0]), "error_after:timeout open");
  EXPECT_EQ(shrunk.plan.faults[0].place.incarnation, 1);
  EXPECT_EQ(shrunk.plan.jitter, 0U);
  EXPECT_EQ(shrunk.signature, "ONE-ORDER | open | error_after:timeout open");
}

TEST(Shrink, NumbersGetSmall) {
  const auto toy = toy::MakeToy({.expired_is_new = true});
  RestOracle oracle(*toy);
  const Found found = Find(
      *toy, oracle, {FaultAt(1, kOpen, {.outcome = Outcome::kCrashAfter, .timers_while_down = 9})});
  ASSERT_EQ(found.verdict.invariant, "ONE-ORDER");
  const Shrunk shrunk = Shrink(*toy, oracle, found.plan, found.verdict);
  EXPECT_EQ(shrunk.plan.faults[0].timers_while_down, 1);

  const auto blind = toy::MakeToy({.blind_retry = true});
  RestOracle blind_oracle(*blind);
  const Found burst =
      Find(*blind, blind_oracle,
           {FaultAt(1, kOpen, {.outcome = Outcome::kErrorAfter, .error = &kTimeout}, 2)});
  EXPECT_EQ(Shrink(*blind, blind_oracle, burst.plan, burst.verdict).plan.faults[0].calls, 1);
}

TEST(Shrink, ACrashBeforeAnEffectBecomesOneAfterTheEffectBeforeIt) {
  const auto toy = toy::MakeToy({.panics_on_recovery = true});
  RestOracle oracle(*toy);
  const Found found =
      Find(*toy, oracle, {FaultAt(1, kOpen + 1, {.outcome = Outcome::kCrashBefore})});
  ASSERT_EQ(found.verdict.invariant, kProcessInvariant);
  const Shrunk shrunk = Shrink(*toy, oracle, found.plan, found.verdict);
  EXPECT_EQ(CanonicalText(shrunk.plan), "crash_after open");
}

TEST(Shrink, AFaultMovesToTheEarliestPlaceThatKeepsTheVerdict) {
  // Breaks after any crash once x is there.
  struct NoSecondLife final : Invariant {
    NoSecondLife()
        : Invariant("ONE-LIFE", PropertyForm::kAlways, {.lifecycle = true}, "one life") {}
    void Step(const Observation& o, std::uint64_t&, Judge& judge) const override {
      if (o.moment == Moment::kCrash && lab::CountOf(o.world, "x") > 0) judge.Violate("died");
    }
  } const no_second_life;
  const auto lab = lab::MakeLab(
      [](lab::Hands& hands) {
        for (const char* name : {"a", "x", "b", "c", "d"}) (void)hands.PutOne(name);
        return kExitDone;
      },
      {&no_second_life});
  lab->masked_fields = {"**"};
  RestOracle oracle(*lab);
  const Found found = Find(*lab, oracle, {FaultAt(1, 4, {.outcome = Outcome::kCrashAfter})});
  ASSERT_EQ(found.verdict.invariant, "ONE-LIFE");
  const Shrunk shrunk = Shrink(*lab, oracle, found.plan, found.verdict);
  EXPECT_EQ(Describe(shrunk.plan.faults[0]), "crash_after put x");
}

TEST(Shrink, StopsAtTheRunsItMayUse) {
  const auto toy = toy::MakeToy({.blind_retry = true});
  RestOracle oracle(*toy);
  const Found found =
      Find(*toy, oracle,
           {FaultAt(1, 0, {.outcome = Outcome::kErrorBefore, .error = &kTransient}),
            FaultAt(1, 4, {.outcome = Outcome::kCrashBefore}),
            FaultAt(2, kOpen, {.outcome = Outcome::kErrorAfter, .error = &kTimeout})});
  ASSERT_TRUE(found.verdict.violated());
  for (const int most : {0, 1, 2, 5, 10, 30}) {
    const Shrunk shrunk = Shrink(*toy, oracle, found.plan, found.verdict, most);
    EXPECT_LE(shrunk.runs, most);
    EXPECT_TRUE(RunPlan(*toy, oracle, shrunk.plan).verdict.SameAs(found.verdict));
  }
  EXPECT_EQ(ToJson(Shrink(*toy, oracle, found.plan, found.verdict, 0).plan), ToJson(found.plan));
}

RC_GTEST_PROP(Shrink, AnyPlanOfABugBecomesOneMinimalPlan, (std::uint64_t seed)) {
  struct Case {
    toy::ToyBugs bugs;
    const char* signature;
  };
  static const std::vector<Case> kCases{
      {{.expired_is_new = true}, "ONE-ORDER | open | crash_after open"},
      {{.notice_not_recorded = true}, "ONE-NOTICE | send_notice | crash_after send_notice"},
      {{.blind_retry = true}, "ONE-ORDER | open | error_after:timeout open"},
      {{.panics_on_recovery = true}, "L-PROC | panic | crash_after open"}};
  const Case& one = kCases[*rc::gen::inRange<std::size_t>(0, kCases.size())];
  const auto toy = toy::MakeToy(one.bugs, *rc::gen::inRange(0, 3));
  RestOracle oracle(*toy);
  Found found;
  for (std::uint64_t attempt = 0; attempt < 300 && !found.verdict.violated(); ++attempt) {
    DrawnFaults drawing(toy->rules, HashCombine(seed, attempt));
    HistoryOptions options{.decider = &drawing};
    (void)RunHistory(toy->system, StartState{.world = toy->initial}, options);
    found = Find(*toy, oracle, drawing.faults);
  }
  RC_ASSERT(found.verdict.violated());

  const Shrunk shrunk = Shrink(*toy, oracle, found.plan, found.verdict);
  RC_ASSERT(shrunk.signature == one.signature);
  RC_ASSERT(shrunk.verdict.SameAs(found.verdict));
  RC_ASSERT(shrunk.plan.faults.size() <= found.plan.faults.size());
  const PlanRun again = RunPlan(*toy, oracle, shrunk.plan);
  RC_ASSERT(again.all_placed);
  RC_ASSERT(again.verdict.SameAs(found.verdict));
  for (std::size_t i = 0; i < shrunk.plan.faults.size(); ++i) {
    FaultPlan without = shrunk.plan;
    without.faults.erase(without.faults.begin() + static_cast<std::ptrdiff_t>(i));
    RC_ASSERT(!(RunPlan(*toy, oracle, without).all_placed &&
                RunPlan(*toy, oracle, without).verdict.SameAs(found.verdict)));
  }
  const Shrunk twice = Shrink(*toy, oracle, shrunk.plan, shrunk.verdict);
  RC_ASSERT(twice.signature == shrunk.signature);
  RC_ASSERT(ToJson(twice.plan) == ToJson(shrunk.plan));
}

}  // namespace
}  // namespace relapse
