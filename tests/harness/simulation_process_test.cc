// Laws of a dying process: its handles are dead, its exceptions are its own death, and a failure of
// the harness is never blamed on it.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <stdexcept>

#include "harness/explore/explorer.h"
#include "tests/harness/lab.h"

namespace relapse {
namespace {

using lab::At;
using lab::Body;
using lab::CountOf;
using lab::Hands;
using lab::MakeLab;
using lab::Misbehave;
using lab::Misdeed;
using lab::RunLab;

/// Puts one item when it is destroyed, as a careless component would.
struct PutsWhenDestroyed {
  Hands& hands;
  Text name;
  ~PutsWhenDestroyed() { (void)hands.PutOne(name); }
};

TEST(Zombie, ADestructorsEffectInADeadProcessIsRefusedAndCounted) {
  const auto lab = MakeLab([](Hands& hands) {
    if (hands.process.incarnation() > 1) return kExitDone;
    const PutsWhenDestroyed guard{hands, "zombie"};
    (void)hands.PutOne("alive");
    (void)hands.PutOne("never");
    return kExitDone;
  });
  const auto ran = RunLab(*lab, {At(0, Outcome::kCrashAfter)});
  EXPECT_EQ(ran.result.ending, Ending::kRest) << ran.result.message;
  EXPECT_EQ(ran.result.zombie_calls, 1);
  EXPECT_EQ(CountOf(ran.result.end.world, "alive"), 1);
  EXPECT_EQ(CountOf(ran.result.end.world, "zombie"), 0);
  EXPECT_EQ(CountOf(ran.result.end.world, "never"), 0);
}

TEST(Zombie, SwallowingTheCrashHelpsNobody) {
  int answered = 0;
  const auto lab = MakeLab([&](Hands& hands) {
    if (hands.process.incarnation() > 1) return kExitDone;
    for (const char* name : {"a", "b", "c"}) {
      try {
        (void)hands.PutOne(name);
        ++answered;
      } catch (...) {  // what no component should do
      }
    }
    return kExitDone;
  });
  const auto ran = RunLab(*lab, {At(0, Outcome::kCrashAfter)});
  EXPECT_EQ(answered, 0);
  EXPECT_EQ(ran.result.zombie_calls, 2);
  EXPECT_EQ(ran.result.end.incarnation, 2);
  EXPECT_EQ(CountOf(ran.result.end.world, "b"), 0);
}

TEST(Zombie, ReadingTheClockIsRefusedToo) {
  bool clock_answered = true;
  struct ReadsClock {
    Hands& hands;
    bool& answered;
    ~ReadsClock() { answered = hands.runtime.Perform(Now{}).ok(); }
  };
  const auto lab = MakeLab([&](Hands& hands) {
    if (hands.process.incarnation() > 1) return kExitDone;
    const ReadsClock guard{hands, clock_answered};
    (void)hands.PutOne("a");
    return kExitDone;
  });
  const auto ran = RunLab(*lab, {At(0, Outcome::kCrashBefore)});
  EXPECT_FALSE(clock_answered);
  EXPECT_EQ(ran.result.zombie_calls, 1);
}

TEST(Crash, NoCatchOfStandardExceptionsStopsIt) {
  const auto lab = MakeLab([](Hands& hands) {
    try {
      (void)hands.PutOne("a");
    } catch (const std::exception&) {
      (void)hands.PutOne("caught");
    }
    return kExitDone;
  });
  const auto ran = RunLab(*lab, {At(0, Outcome::kCrashBefore)});
  EXPECT_EQ(ran.Line(), "p0 start, p0.put, p0 crash, p0 start, p0.put, p0 exit,  rest");
  EXPECT_EQ(CountOf(ran.result.end.world, "caught"), 0);
}

TEST(Crash, InsideAHandlerTheNextIncarnationHoldsNoException) {
  bool clean = false;
  const auto lab = MakeLab([&](Hands& hands) {
    if (hands.process.incarnation() > 1) {
      clean = std::current_exception() == nullptr && std::uncaught_exceptions() == 0;
      return kExitDone;
    }
    try {
      throw std::runtime_error("first life");
    } catch (const std::exception&) {
      (void)hands.PutOne("in the handler");
    }
    return kExitDone;
  });
  EXPECT_EQ(RunLab(*lab, {At(0, Outcome::kCrashAfter)}).result.ending, Ending::kRest);
  EXPECT_TRUE(clean);
}

/// The panic that a body is recorded with.
lab::Ran Panicking(Body body) {
  const auto lab = MakeLab(std::move(body));
  auto ran = RunLab(*lab);
  EXPECT_EQ(ran.result.ending, Ending::kViolation);
  EXPECT_EQ(ran.result.invariant, kProcessInvariant);
  EXPECT_EQ(ran.result.harness_failure, "");
  return ran;
}

TEST(Panic, WhateverEscapesIsTheProcessesDeath) {
  EXPECT_EQ(
      Panicking([](Hands&) -> int { throw std::runtime_error("lost my way"); }).result.message,
      "the process died by itself: lost my way");
  EXPECT_EQ(Panicking([](Hands&) -> int { throw 42; }).result.message,
            "the process died by itself: an exception of unknown type escaped");
  const auto checked = Panicking([](Hands&) -> int {
    RELAPSE_CHECK(false, "own check");
    return 0;
  });
  EXPECT_NE(checked.result.message.find("own check"), std::string::npos);
  EXPECT_EQ(checked.result.broken_by, "panic");
  EXPECT_EQ(checked.Line(), "p0 start, p0 panic");
}

TEST(Panic, InATaskEndsTheWholeProcess) {
  const auto ran = Panicking([](Hands& hands) {
    const std::vector<std::function<void()>> tasks{[&] { (void)hands.WaitFor(1000); },
                                                   [&] {
                                                     (void)hands.PutOne("a");
                                                     throw std::runtime_error("task lost");
                                                   }};
    hands.process.tasks().RunAll(tasks, 2);
    (void)hands.PutOne("after");
    return kExitDone;
  });
  EXPECT_EQ(ran.result.message, "the process died by itself: task lost");
  EXPECT_EQ(CountOf(ran.result.end.world, "after"), 0);
}

int Recurse(Hands& hands, int depth) {
  volatile char frame[512];
  frame[0] = static_cast<char>(depth);
  (void)hands.CountOne("deep");
  return depth > 1'000'000 ? 0 : Recurse(hands, depth + 1) + frame[0];
}

TEST(Panic, AnExhaustedStackIsOneAndTheNextHistoryIsNotHarmed) {
  const auto ran = Panicking([](Hands& hands) { return Recurse(hands, 0); });
  EXPECT_EQ(ran.result.message, "the process died by itself: stack exhausted");
  const auto lab =
      MakeLab([](Hands& hands) { return hands.PutOne("a").ok() ? kExitDone : kExitAgain; });
  EXPECT_EQ(RunLab(*lab).result.ending, Ending::kRest);
}

TEST(HarnessFailure, AWrongFakeIsNeverBlamedOnTheProcess) {
  const auto failure = [](Misdeed how) {
    const auto lab = MakeLab([how](Hands& hands) {
      try {
        (void)hands.shelf.Perform(Misbehave{how});
      } catch (const std::exception&) {  // it would hide the fake's mistake
      }
      return kExitDone;
    });
    const auto ran = RunLab(*lab);
    EXPECT_EQ(ran.result.ending, Ending::kVoid);
    EXPECT_EQ(ran.result.invariant, "");
    return ran.result.harness_failure;
  };
  EXPECT_EQ(failure(Misdeed::kReadThatWrites),
            "declared as a read, but it changed the world: misbehave");
  EXPECT_NE(failure(Misdeed::kFailedCheck).find("the fake is wrong"), std::string::npos);
  EXPECT_EQ(failure(Misdeed::kException), "the fake looked too far");
}

/// Keeps a "session" for whoever put one, and ends it with its process.
class SessionKeeper final : public Survivor {
 public:
  void ProcessEnded(World& world, Text) const override {
    if (lab::CountOf(world, "session") == 0) return;
    std::erase_if(world.Mutate<lab::Shelf>().items,
                  [](const lab::Item& item) { return item.name == Text("session"); });
  }
};

TEST(Survivors, NoticeACrashBeforeTheNextIncarnationStarts) {
  const SessionKeeper keeper;
  std::vector<std::int64_t> seen;
  const auto lab = MakeLab([&](Hands& hands) {
    seen.push_back(CountOf(hands.process.world(), "session"));
    (void)hands.PutOne("session");
    (void)hands.PutOne("row");
    return kExitDone;
  });
  lab->model.survivors.push_back(&keeper);
  const auto ran = RunLab(*lab, {At(1, Outcome::kCrashBefore)});
  EXPECT_EQ(ran.result.ending, Ending::kRest) << ran.result.message;
  EXPECT_THAT(seen, testing::ElementsAre(0, 0));
  EXPECT_EQ(CountOf(ran.result.end.world, "session"), 0);  // it returned, in the end
  EXPECT_EQ(CountOf(ran.result.end.world, "row"), 1);
}

TEST(Survivors, AHarvestedCrashStateIsTheOneThatARealCrashLeaves) {
  const SessionKeeper keeper;
  const auto lab = MakeLab([&](Hands& hands) {
    (void)hands.PutOne("session");
    for (const char* name : {"a", "b"}) {
      if (CountOf(hands.process.world(), name) == 0) (void)hands.PutOne(name);
    }
    return kExitDone;
  });
  lab->model.survivors.push_back(&keeper);
  ExploreOptions options;
  options.real_crash_percent = 100;
  const ExploreResult result = Explorer(*lab, options).Close(0);
  EXPECT_EQ(result.harness_failure, "");
  EXPECT_TRUE(result.findings.empty());
  // Nothing, one row, two rows: a session is in none of them.
  EXPECT_EQ(result.figures.states, 3);
}

class WrongAgent final : public Agent {
 public:
  TimeMs NextTimer(const World& world) const override { return world.now() - 1; }
  void Advance(World&) const override {}
};

TEST(HarnessFailure, AWrongAgentIsNeverBlamedOnTheProcess) {
  const WrongAgent agent;
  const auto lab = MakeLab([](Hands& hands) {
    (void)hands.WaitFor(100);
    return kExitDone;
  });
  lab->model.agents.push_back(&agent);
  const auto ran = RunLab(*lab);
  EXPECT_EQ(ran.result.ending, Ending::kVoid);
  EXPECT_NE(ran.result.harness_failure.find("a timer lies in the past"), std::string::npos);
}

struct WrongInvariant final : Invariant {
  WrongInvariant() : Invariant("wrong", PropertyForm::kAlways, {.effects = true}, "throws") {}
  void Step(const Observation&, std::uint64_t&, Judge&) const override {
    throw std::out_of_range("the invariant looked too far");
  }
};

TEST(HarnessFailure, AWrongInvariantIsNeverBlamedOnTheProcess) {
  const WrongInvariant wrong;
  const auto lab = MakeLab([](Hands& hands) { return hands.PutOne("a").ok() ? 0 : 1; }, {&wrong});
  EXPECT_EQ(RunLab(*lab).result.harness_failure, "the invariant looked too far");
}

}  // namespace
}  // namespace relapse
