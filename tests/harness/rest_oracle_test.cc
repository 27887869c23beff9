// The generic oracles at a rest point: each on a component that it holds for and on one that it
// does not.
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include "harness/explore/rest_oracle.h"
#include "tests/harness/lab.h"

namespace relapse {
namespace {

using lab::At;
using lab::CountOf;
using lab::Hands;
using lab::MakeLab;
using lab::RunLab;

TEST(FlattenJson, NamesEveryLeafAndTheSizeOfEveryList) {
  using Leaf = std::pair<std::string, std::string>;
  EXPECT_THAT(
      FlattenJson(Json::parse(R"({"a": {"b": [1, {"c": "x"}], "d": null}, "e": {}, "f": []})")),
      ::testing::ElementsAre(Leaf{"a.b.size", "2"}, Leaf{"a.b.0", "1"}, Leaf{"a.b.1.c", "\"x\""},
                             Leaf{"a.d", "null"}, Leaf{"e", "{}"}, Leaf{"f.size", "0"}));
}

TEST(FieldPath, MatchesSegmentBySegment) {
  EXPECT_TRUE(MatchesFieldPath("a.b.c", "a.b.c"));
  EXPECT_TRUE(MatchesFieldPath("a.*.c", "a.17.c"));
  EXPECT_TRUE(MatchesFieldPath("*.*", "a.b"));
  EXPECT_TRUE(MatchesFieldPath("**", "a.b.c"));
  EXPECT_TRUE(MatchesFieldPath("a.**", "a.b"));
  EXPECT_TRUE(MatchesFieldPath("a.**", "a.b.c.d"));
  EXPECT_TRUE(MatchesFieldPath("*.b.**", "a.b.c"));
}

TEST(FieldPath, MatchesNothingElse) {
  EXPECT_FALSE(MatchesFieldPath("a.b", "a.b.c"));
  EXPECT_FALSE(MatchesFieldPath("a.b.c", "a.b"));
  EXPECT_FALSE(MatchesFieldPath("a.*", "a.b.c"));
  EXPECT_FALSE(MatchesFieldPath("a.*", "a"));
  EXPECT_FALSE(MatchesFieldPath("a.**", "a"));
  EXPECT_FALSE(MatchesFieldPath("a.b", "a.bb"));
  EXPECT_FALSE(MatchesFieldPath("a.b*", "a.bb"));
  EXPECT_FALSE(MatchesFieldPath("", "a"));
}

RC_GTEST_PROP(FieldPath, AWildcardStandsForOneSegmentAndTwoForTheRest, ()) {
  const auto segments =
      *rc::gen::nonEmpty(rc::gen::container<std::vector<int>>(rc::gen::inRange(0, 30)));
  const std::size_t starred = *rc::gen::inRange<std::size_t>(0, segments.size());
  const std::size_t cut = *rc::gen::inRange<std::size_t>(0, segments.size());
  const auto joined = [&](std::size_t count, const std::function<std::string(std::size_t)>& name) {
    std::string path;
    for (std::size_t i = 0; i < count; ++i) path += (i > 0 ? "." : "") + name(i);
    return path;
  };
  const auto plain = [&](std::size_t i) { return "s" + std::to_string(segments[i]); };
  const std::string path = joined(segments.size(), plain);
  RC_ASSERT(MatchesFieldPath(path, path));
  RC_ASSERT(MatchesFieldPath(
      joined(segments.size(), [&](std::size_t i) { return i == starred ? "*" : plain(i); }), path));
  const std::string prefix = joined(cut, plain);
  RC_ASSERT(MatchesFieldPath(prefix.empty() ? "**" : prefix + ".**", path));
  RC_ASSERT(!MatchesFieldPath(path + ".more", path));
}

/// Puts x unless it is there.
int Careful(Hands& hands) {
  if (hands.CountOne("x") == 0) (void)hands.PutOne("x");
  return kExitDone;
}
/// Puts x in every life.
int Careless(Hands& hands) {
  (void)hands.PutOne("x");
  return kExitDone;
}

/// What the oracles say after a crash at the `index`-th point.
std::optional<RestVerdict> After(const Instance& instance, RestOracle& oracle, int index,
                                 Outcome outcome = Outcome::kCrashAfter,
                                 const ErrorKind* error = nullptr) {
  const auto ran = RunLab(instance, {At(index, outcome, error)});
  EXPECT_EQ(ran.result.ending, Ending::kRest) << ran.result.message;
  return oracle.Check(ran.result);
}

TEST(Differential, HoldsForWhoLooksBeforeActing) {
  const auto lab = MakeLab(Careful);
  RestOracle oracle(*lab);
  EXPECT_FALSE(After(*lab, oracle, 1).has_value());
  EXPECT_FALSE(oracle.Check(oracle.reference()).has_value());
}

TEST(Differential, FindsTheDoubledEffectAndNamesTheField) {
  const auto lab = MakeLab(Careless);
  RestOracle oracle(*lab);
  const auto verdict = After(*lab, oracle, 0);
  ASSERT_TRUE(verdict.has_value());
  EXPECT_EQ(verdict->oracle, kDifferentialOracle);
  EXPECT_EQ(
      verdict->message,
      "the rest point differs from the fault-free run's at shelf.items.0.count: 2 instead of 1");
}

TEST(Differential, FindsWhatIsMissingAndWhatIsTooMuch) {
  const auto lab = MakeLab([](Hands& hands) {
    if (hands.process.incarnation() > 1) (void)hands.PutOne("extra");
    (void)hands.CountOne("x");
    return kExitDone;
  });
  RestOracle oracle(*lab);
  const auto extra = After(*lab, oracle, 0);
  ASSERT_TRUE(extra.has_value());
  EXPECT_NE(extra->message.find("shelf.items.size: 1 instead of 0"), std::string::npos)
      << extra->message;
  const auto forgetful = MakeLab([](Hands& hands) {
    (void)hands.PutOne("x");
    return kExitDone;
  });
  RestOracle misses(*forgetful);
  const auto missing = After(*forgetful, misses, 0, Outcome::kErrorBefore, &kTransient);
  ASSERT_TRUE(missing.has_value());
  EXPECT_NE(missing->message.find("shelf.items.size: 0 instead of 1"), std::string::npos)
      << missing->message;
}

TEST(Differential, LeavesMaskedFieldsOut) {
  const auto lab = MakeLab([](Hands& hands) {
    if (hands.CountOne("x") < 2) (void)hands.PutOne("x");
    if (hands.CountOne("x") < 2 && hands.process.incarnation() > 1) (void)hands.PutOne("x");
    return kExitDone;
  });
  lab->masked_fields = {"shelf.items.*.count"};
  RestOracle oracle(*lab);
  const auto verdict = After(*lab, oracle, 1);
  EXPECT_TRUE(!verdict.has_value() || verdict->oracle != kDifferentialOracle);
}

TEST(Differential, DoesNotJudgeAnOutage) {
  const auto lab = MakeLab([](Hands& hands) {
    (void)hands.PutOne("x");
    if (!hands.PutOne("y").ok()) return kExitGaveUp;
    return kExitDone;
  });
  lab->masked_fields = {"shelf.items.0.count", "shelf.items.1.count"};
  RestOracle oracle(*lab);
  auto fault = At(1, Outcome::kErrorBefore, &kTransient);
  const auto transparent = oracle.Check(RunLab(*lab, {fault}).result);
  ASSERT_TRUE(transparent.has_value());
  EXPECT_EQ(transparent->oracle, kDifferentialOracle);
  fault.decision.outage = true;
  const auto outage = oracle.Check(RunLab(*lab, {fault}).result);
  // Nor what the next worker does, where this one gave up.
  EXPECT_FALSE(outage.has_value());
}

TEST(Idempotent, HoldsForWhoLooksBeforeActing) {
  const auto lab = MakeLab(Careful);
  RestOracle oracle(*lab);
  EXPECT_FALSE(oracle.Check(oracle.reference()).has_value());
}

TEST(Idempotent, FindsWhoActsAgainAtTheRestPoint) {
  const auto lab = MakeLab(Careless);
  RestOracle oracle(*lab);
  const auto verdict = oracle.Check(oracle.reference());
  ASSERT_TRUE(verdict.has_value());
  EXPECT_EQ(verdict->oracle, kIdempotentOracle);
  EXPECT_EQ(verdict->message,
            "recovering at the rest point changes shelf.items.0.count from 1 to 2");
}

TEST(Idempotent, HoldsForWhoOnlyLetsTimePass) {
  const auto lab = MakeLab([](Hands& hands) {
    if (hands.process.incarnation() == 1) {
      (void)hands.shelf.Perform(lab::SetBell{.after = Seconds(10), .every = Seconds(3)});
    } else {
      (void)hands.WaitFor(Seconds(11));
    }
    return kExitDone;
  });
  RestOracle oracle(*lab);
  EXPECT_FALSE(oracle.Check(oracle.reference()).has_value());
}

/// "x is put once": remembers, and does not look at the world.
struct PutOnce final : Invariant {
  PutOnce() : Invariant("PUT-ONCE", PropertyForm::kAlways, {.effects = true}, "x is put once") {}
  void Step(const Observation& o, std::uint64_t& memory, Judge& judge) const override {
    if (o.call == nullptr || o.call->As<lab::Put>() == nullptr || !o.executed) return;
    if (memory != 0) judge.Violate("put again");
    memory = 1;
  }
};

TEST(Idempotent, FindsWhatRecoveringBreaks) {
  const PutOnce put_once;
  const auto lab = MakeLab(Careless, {&put_once});
  RestOracle oracle(*lab);
  const auto verdict = oracle.Check(oracle.reference());
  ASSERT_TRUE(verdict.has_value());
  EXPECT_EQ(verdict->message, "recovering at the rest point breaks PUT-ONCE: put again");
}

TEST(RestOracle, JudgesEachStateOnce) {
  const auto lab = MakeLab(Careful);
  RestOracle oracle(*lab);
  const auto ran = RunLab(*lab);
  (void)oracle.Check(ran.result);
  const std::int64_t histories = oracle.histories();
  (void)oracle.Check(ran.result);
  (void)oracle.Check(oracle.reference());
  EXPECT_EQ(oracle.histories(), histories);
}

TEST(RestOracle, TheMonitorsMemoryIsPartOfTheState) {
  const PutOnce put_once;
  // Puts nothing: whether recovering breaks the invariant depends on what the monitor remembers.
  const auto lab = MakeLab(
      [](Hands& hands) {
        (void)hands.shelf.Perform(lab::Put{"x", 0});
        return kExitDone;
      },
      {&put_once});
  RestOracle oracle(*lab);
  HistoryResult fresh = oracle.reference();
  fresh.end.memory = {};
  EXPECT_FALSE(oracle.Check(fresh).has_value());
  EXPECT_TRUE(oracle.Check(oracle.reference()).has_value());
}

}  // namespace
}  // namespace relapse
