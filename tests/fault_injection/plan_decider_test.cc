// Laws of plans: a fault fires at its place, once the fault before it has fired, and only if it is
// legal.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/harness/lab.h"

namespace relapse {
namespace {

using lab::CountOf;
using lab::Hands;
using lab::MakeLab;
using lab::RunLab;

Place PlaceOf(const char* effect, const char* object, int nth = 1, const char* anchor_effect = "",
              const char* anchor_object = "", int anchor_nth = 0) {
  return {.process = "p0",
          .effect = effect,
          .object = object,
          .nth = nth,
          .anchor_effect = anchor_effect,
          .anchor_object = anchor_object,
          .anchor_nth = anchor_nth};
}
Fault CrashAfter(Place place) { return {.place = place, .outcome = Outcome::kCrashAfter}; }
Fault Failed(Place place, int calls = 1) {
  return {.place = place, .outcome = Outcome::kErrorBefore, .error = "transient", .calls = calls};
}

struct Played {
  lab::Ran ran;
  int placed = 0;
  std::vector<Fault> fired;
  std::optional<Place> nearest;
  std::string illegal;
};
Played Play(const Instance& instance, const FaultPlan& plan) {
  PlanDecider decider(plan, instance.rules);
  Played played;
  played.ran = RunLab(instance, decider);
  played.placed = decider.placed();
  played.fired = decider.fired();
  played.nearest = decider.nearest();
  played.illegal = decider.illegal();
  return played;
}

/// Two reads of a, a write of x, two reads of a.
int ReadsAndAWrite(Hands& hands) {
  (void)hands.CountOne("a");
  (void)hands.CountOne("a");
  (void)hands.PutOne("x");
  (void)hands.CountOne("a");
  (void)hands.CountOne("a");
  return kExitDone;
}

TEST(PlanDecider, AFaultFiresAtItsPlaceAndOnce) {
  const auto lab = MakeLab(ReadsAndAWrite);
  const auto played = Play(*lab, {{CrashAfter(PlaceOf("count", "a", 2, "put", "x", 1))}});
  EXPECT_EQ(played.placed, 1);
  ASSERT_EQ(played.fired.size(), 1U);
  EXPECT_EQ(played.fired[0].place.incarnation, 1);
  EXPECT_EQ(played.fired[0].place.index, 4);
  EXPECT_EQ(played.ran.result.end.incarnation, 2);
}

TEST(PlanDecider, APlaceSurvivesOtherEffectsAroundIt) {
  const auto changed = MakeLab([](Hands& hands) {
    for (int i = 0; i < 3; ++i) (void)hands.CountOne("new read");
    (void)hands.WaitFor(100);
    return ReadsAndAWrite(hands);
  });
  const auto played = Play(*changed, {{CrashAfter(PlaceOf("count", "a", 2, "put", "x", 1))}});
  EXPECT_EQ(played.placed, 1);
  EXPECT_EQ(played.fired[0].place.index, 8);
}

TEST(PlanDecider, AFaultIsArmedOnceTheOneBeforeItHasFired) {
  const auto lab = MakeLab(ReadsAndAWrite);
  // The second place comes first in the first life, and again in the second.
  const auto played =
      Play(*lab, {{CrashAfter(PlaceOf("put", "x")), Failed(PlaceOf("count", "a"))}});
  EXPECT_EQ(played.placed, 2);
  EXPECT_EQ(played.fired[1].place.incarnation, 2);
}

TEST(PlanDecider, APlaceThatComesAgainInALaterLifeCanBeMeant) {
  const auto lab = MakeLab([](Hands& hands) {
    (void)hands.PutOne("x");
    return hands.process.incarnation() < 4 ? kExitAgain : kExitDone;
  });
  for (int skip = 0; skip < 4; ++skip) {
    Fault fault = Failed(PlaceOf("put", "x"));
    fault.skip = skip;
    const auto played = Play(*lab, {{fault}});
    EXPECT_EQ(played.placed, 1);
    EXPECT_EQ(played.fired[0].place.incarnation, skip + 1);
  }
  Fault never = Failed(PlaceOf("put", "x"));
  never.skip = 4;
  const auto played = Play(*lab, {{never}});
  EXPECT_EQ(played.placed, 0);
  EXPECT_TRUE(played.nearest.has_value());
}

TEST(PlanDecider, AFaultWithoutAPlaceStaysUnplacedAndSoDoThoseAfterIt) {
  const auto lab = MakeLab(ReadsAndAWrite);
  const auto played =
      Play(*lab, {{Failed(PlaceOf("count", "a", 9)), CrashAfter(PlaceOf("put", "x"))}});
  EXPECT_EQ(played.placed, 0);
  EXPECT_EQ(played.illegal, "");
  EXPECT_EQ(played.ran.result.end.incarnation, 1);
  ASSERT_TRUE(played.nearest.has_value());
  EXPECT_EQ(played.nearest->effect, Text("count"));
  EXPECT_FALSE(Play(*lab, {{Failed(PlaceOf("no such effect", ""))}}).nearest.has_value());
}

TEST(PlanDecider, WhatIsNotLegalDoesNotFireAndSaysWhy) {
  const auto lab = MakeLab(ReadsAndAWrite);
  const auto illegal = [&](const char* effect, const char* object, Outcome outcome,
                           const char* error) {
    const Fault fault{.place = PlaceOf(effect, object), .outcome = outcome, .error = error};
    const auto played = Play(*lab, {{fault}});
    EXPECT_EQ(played.placed, 0);
    EXPECT_EQ(played.ran.result.end.faults.fired, 0);
    return played.illegal;
  };
  EXPECT_EQ(illegal("count", "a", Outcome::kErrorAfter, "timeout"),
            "error_after is not legal at count");
  EXPECT_EQ(illegal("put", "x", Outcome::kErrorAfter, "rate_limited"),
            "error_after is not legal at put");
  EXPECT_EQ(illegal("count", "a", Outcome::kErrorBefore, "not_found"),
            "error_before is not legal at count");
  EXPECT_EQ(illegal("count", "a", Outcome::kErrorBefore, "connection_lost"),
            "count has no error kind \"connection_lost\"");
  EXPECT_EQ(illegal("put", "x", Outcome::kErrorBefore, ""), "error_before is not legal at put");
}

TEST(PlanDecider, NoMoreRequestsAreLeftInFlightThanTheRulesAllow) {
  const auto lab = MakeLab([](Hands& hands) {
    (void)hands.PutOne("x");
    (void)hands.PutOne("y");
    return kExitDone;
  });
  const auto late = [](const char* object) {
    return Fault{.place = PlaceOf("put", object),
                 .outcome = Outcome::kLate,
                 .error = "timeout",
                 .late_by = 500};
  };
  const FaultPlan plan{{late("x"), late("y")}};
  const auto played = Play(*lab, plan);
  EXPECT_EQ(played.placed, 1);
  EXPECT_NE(played.illegal, "");
  lab->rules.most_in_flight = 2;
  const auto both = Play(*lab, plan);
  EXPECT_EQ(both.placed, 2);
  EXPECT_EQ(CountOf(both.ran.result.end.world, "y"), 1);
}

TEST(PlanDecider, CallsCoverTheNextCallsOfTheSameEffectAndObject) {
  std::vector<std::string> heard;
  const auto lab = MakeLab([&](Hands& hands) {
    for (const char* name : {"x", "y", "x", "x", "x"}) {
      heard.push_back(std::string(name) + (hands.PutOne(name).ok() ? " ok" : " failed"));
    }
    return kExitDone;
  });
  const auto played = Play(*lab, {{Failed(PlaceOf("put", "x"), 3)}});
  EXPECT_THAT(heard, ::testing::ElementsAre("x failed", "y ok", "x failed", "x failed", "x ok"));
  EXPECT_EQ(played.placed, 1);
  EXPECT_EQ(played.ran.result.end.faults.fired, 3);
}

/// Puts x until it is there, `patience` times at most, then asks for another life.
lab::Body Retries(int patience) {
  return [patience](Hands& hands) {
    for (int i = 0; i < patience; ++i) {
      if (hands.PutOne("x").ok()) return kExitDone;
    }
    return kExitAgain;
  };
}

bool Transparent(const Instance& instance, const FaultPlan& plan) {
  const auto played = Play(instance, plan);
  EXPECT_EQ(played.placed, static_cast<int>(plan.faults.size()));
  return played.ran.result.end.faults.transparent;
}

TEST(Outage, ErrorsAreCountedPerIncarnation) {
  const auto lab = MakeLab(Retries(9));
  lab->rules.transparent_errors = 2;
  const auto errors = [](int count) {
    FaultPlan plan;
    for (int i = 1; i <= count; ++i) plan.faults.push_back(Failed(PlaceOf("put", "x", i)));
    return plan;
  };
  EXPECT_TRUE(Transparent(*lab, errors(2)));
  EXPECT_FALSE(Transparent(*lab, errors(3)));
  FaultPlan two_lives = errors(2);
  two_lives.faults.push_back({.place = PlaceOf("put", "x", 3), .outcome = Outcome::kCrashBefore});
  for (const Fault& fault : errors(2).faults) two_lives.faults.push_back(fault);
  EXPECT_TRUE(Transparent(*lab, two_lives));
}

TEST(Outage, EveryCallThatAFaultCoversCounts) {
  const auto lab = MakeLab(Retries(9));
  lab->rules.transparent_errors = 2;
  EXPECT_TRUE(Transparent(*lab, {{Failed(PlaceOf("put", "x"), 2)}}));
  EXPECT_FALSE(Transparent(*lab, {{Failed(PlaceOf("put", "x"), 3)}}));
}

TEST(Outage, CrashesAndCancelsNeverAreOne) {
  const auto lab = MakeLab(Retries(9));
  lab->rules.transparent_errors = 0;
  EXPECT_TRUE(Transparent(*lab, {{CrashAfter(PlaceOf("put", "x"))}}));
  EXPECT_TRUE(Transparent(*lab, {{{.place = PlaceOf("put", "x"), .outcome = Outcome::kCancel}}}));
  EXPECT_FALSE(Transparent(*lab, {{Failed(PlaceOf("put", "x"))}}));
}

TEST(Outage, ProcessesHaveTheirOwnBudgets) {
  const auto lab = MakeLab({Retries(9), Retries(9)});
  lab->rules.transparent_errors = 1;
  FaultPlan plan{{Failed(PlaceOf("put", "x")), Failed(PlaceOf("put", "x"))}};
  plan.faults[1].place.process = "p1";
  EXPECT_TRUE(Transparent(*lab, plan));
}

TEST(Jitter, IsZeroUnlessThePlanHasASeedAndThenRepeats) {
  std::vector<std::uint64_t> drawn;
  const auto lab = MakeLab([&](Hands& hands) {
    drawn.clear();
    for (int i = 0; i < 8; ++i) {
      drawn.push_back(hands.runtime.Perform(RandomBelow{.bound = 1000}).value());
    }
    return kExitDone;
  });
  const auto draws = [&](std::uint32_t jitter) {
    (void)Play(*lab, {.faults = {}, .jitter = jitter});
    return drawn;
  };
  EXPECT_THAT(draws(0), ::testing::Each(0U));
  EXPECT_EQ(draws(5), draws(5));
  EXPECT_NE(draws(5), draws(6));
  EXPECT_THAT(draws(5), ::testing::Each(::testing::Lt(1000U)));
}

}  // namespace
}  // namespace relapse
