// Laws of several processes of which one is down or all wait at a gate, and of a crash that is
// drawn while an exception of the process's own is in flight.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <stdexcept>

#include "tests/harness/lab.h"

namespace relapse {
namespace {

using lab::Body;
using lab::CountOf;
using lab::Hands;
using lab::MakeLab;
using lab::Ran;
using lab::RunLab;
using lab::SetBell;
using ::testing::Each;
using ::testing::ElementsAre;

IndexedFault CrashOf(const char* process, int index, int timers,
                     Outcome outcome = Outcome::kCrashAfter) {
  return {.incarnation = 1,
          .index = index,
          .decision = {.outcome = outcome, .timers_while_down = timers},
          .process = process};
}

/// When the process was started, in milliseconds.
std::vector<DurationMs> StartsOf(const Ran& ran, const char* process) {
  std::vector<DurationMs> starts;
  for (const Event& event : ran.recording.events) {
    if (event.kind == EventKind::kStart && event.process == Text(process)) {
      starts.push_back(event.at);
    }
  }
  return starts;
}

std::vector<DurationMs> PutsOf(const Ran& ran, const char* process) {
  std::vector<DurationMs> puts;
  for (const Event& event : ran.recording.events) {
    if (event.effect == Text("put") && event.process == Text(process)) puts.push_back(event.at);
  }
  return puts;
}

/// Puts one item, at once in each life.
int PutsOne(Hands& hands) { return hands.PutOne("once").ok() ? kExitDone : kExitAgain; }

/// Starts a bell that rings every second, puts an item every 400 ms, and has it ring once more.
int RingsAndPuts(Hands& hands) {
  (void)hands.shelf.Perform(SetBell{.after = 1000, .every = 1000});
  for (int i = 0; i < 10; ++i) {
    (void)hands.WaitFor(400);
    (void)hands.PutOne("again");
  }
  (void)hands.shelf.Perform(SetBell{.after = 1});
  return kExitDone;
}

TEST(DownTime, TheOthersGoOnMeanwhile) {
  for (const bool first : {true, false}) {
    const auto lab = first ? MakeLab({RingsAndPuts, PutsOne}) : MakeLab({PutsOne, RingsAndPuts});
    const char* rings = first ? "p0" : "p1";
    const char* down = first ? "p1" : "p0";
    // Whichever runs first, the bell is set before the first wait of anybody.
    lab->initial.Mutate<lab::Shelf>().rings_at = 1000;
    const auto ran = RunLab(*lab, {CrashOf(down, 0, 3)});
    EXPECT_EQ(ran.result.ending, Ending::kRest) << ran.result.message;
    EXPECT_THAT(StartsOf(ran, down), ElementsAre(0, 3000));
    EXPECT_THAT(PutsOf(ran, rings),
                ElementsAre(400, 800, 1200, 1600, 2000, 2400, 2800, 3200, 3600, 4000));
    EXPECT_EQ(CountOf(ran.result.end.world, "once"), 2);
    EXPECT_EQ(RunLab(*lab, {CrashOf(down, 0, 3)}).result.hash, ran.result.hash);
  }
}

TEST(DownTime, EndsAtOnceWhereNoTimerIsLeftToCountIt) {
  const Body polls = [](Hands& hands) {
    while (hands.CountOne("once") < 2) (void)hands.WaitFor(500);
    return kExitDone;
  };
  const auto lab = MakeLab({PutsOne, polls});
  const auto ran = RunLab(*lab, {CrashOf("p0", 0, 5)});
  EXPECT_EQ(ran.result.ending, Ending::kRest) << ran.result.message;
  EXPECT_THAT(StartsOf(ran, "p0"), ElementsAre(0, 0));
  // One ring, then none: the start does not wait for a second.
  lab->initial.Mutate<lab::Shelf>().rings_at = 1200;
  EXPECT_THAT(StartsOf(RunLab(*lab, {CrashOf("p0", 0, 5)}), "p0"), ElementsAre(0, 1200));
}

TEST(DownTime, OfTwoIsCountedForEach) {
  const auto lab = MakeLab({PutsOne, PutsOne, RingsAndPuts});
  lab->initial.Mutate<lab::Shelf>() = {.rings_at = 1000, .every = 1000};
  const auto ran = RunLab(*lab, {CrashOf("p0", 0, 1), CrashOf("p1", 0, 2)});
  EXPECT_EQ(ran.result.ending, Ending::kRest) << ran.result.message;
  EXPECT_THAT(StartsOf(ran, "p0"), ElementsAre(0, 1000));
  EXPECT_THAT(StartsOf(ran, "p1"), ElementsAre(0, 2000));
  EXPECT_THAT(StartsOf(ran, "p2"), ElementsAre(0));
}

TEST(DownTime, IsNoTimeInWhichTheOthersMustComeToRest) {
  const Body waits = [](Hands& hands) {
    while (hands.CountOne("once") < 2) (void)hands.WaitFor(500);
    return kExitDone;
  };
  const auto lab = MakeLab({PutsOne, waits});
  lab->initial.Mutate<lab::Shelf>().rings_at = Minutes(30);
  lab->system.rest_bound = Minutes(10);
  const auto ran = RunLab(*lab, {CrashOf("p0", 0, 1)});
  EXPECT_EQ(ran.result.ending, Ending::kRest) << ran.result.message;
  EXPECT_THAT(StartsOf(ran, "p0"), ElementsAre(0, Minutes(30)));
}

/// Polls for ever; answers work that it sees for the first time.
Body Answers(const char* name, DurationMs pause) {
  return [=](Hands& hands) -> int {
    for (;;) {
      if (hands.CountOne("work") > 0 && hands.CountOne(name) == 0) (void)hands.PutOne(name);
      (void)hands.WaitFor(pause);
    }
  };
}

TEST(Parked, IsRecognisedWhenEveryProcessPollsAtItsGate) {
  const Body works = [](Hands& hands) -> int {
    if (hands.CountOne("work") == 0) {
      (void)hands.WaitFor(2000);
      (void)hands.PutOne("work");
    }
    for (;;) (void)hands.WaitFor(1000);
  };
  for (const auto& bodies : {std::vector<Body>{works, Answers("a", 700), Answers("b", 3300)},
                             std::vector<Body>{Answers("a", 3300), Answers("b", 10), works}}) {
    const auto lab = MakeLab(bodies);
    lab->system.rest = [](const World& world) {
      return CountOf(world, "work") > 0 ? Rest::kParked : Rest::kNo;
    };
    const auto ran = RunLab(*lab);
    EXPECT_EQ(ran.result.ending, Ending::kRest) << ran.result.message;
    EXPECT_EQ(ran.result.rest, Rest::kParked);
    // Nobody was parked before it had seen the work.
    EXPECT_EQ(CountOf(ran.result.end.world, "a"), 1);
    EXPECT_EQ(CountOf(ran.result.end.world, "b"), 1);
    EXPECT_LE(ran.result.end.world.now(), 12'000);
  }
}

TEST(Parked, NobodyIsWhileSomebodyWorks) {
  const Body polls = [](Hands& hands) -> int {
    for (;;) (void)hands.WaitFor(100);
  };
  const Body works_late = [](Hands& hands) {
    (void)hands.WaitFor(Seconds(60));
    return hands.PutOne("late").ok() ? kExitDone : kExitAgain;
  };
  const auto lab = MakeLab({polls, works_late});
  lab->system.rest = [](const World&) { return Rest::kParked; };
  const auto ran = RunLab(*lab);
  EXPECT_EQ(ran.result.rest, Rest::kParked) << ran.result.message;
  EXPECT_EQ(CountOf(ran.result.end.world, "late"), 1);
}

/// Does something when it is destroyed, as a careless component would.
struct ActsWhenDestroyed {
  std::function<void()> act;
  ~ActsWhenDestroyed() { act(); }
};

TEST(Crash, WhileAnExceptionIsInFlightEndsTheProcessAndNotTheProgram) {
  const auto lab = MakeLab([](Hands& hands) {
    if (hands.process.incarnation() > 1) return kExitDone;
    try {
      const ActsWhenDestroyed guard{[&] {
        (void)hands.PutOne("in the destructor");
        (void)hands.PutOne("dead");
      }};
      throw std::runtime_error("lost my way");
    } catch (const std::runtime_error&) {
      (void)hands.PutOne("dead");
    }
    return kExitDone;
  });
  for (const Outcome outcome : {Outcome::kCrashAfter, Outcome::kCrashBefore}) {
    const auto ran = RunLab(*lab, {CrashOf("p0", 0, 0, outcome)});
    EXPECT_EQ(ran.Line(), "p0 start, p0.put, p0 crash, p0 start, p0 exit,  rest");
    EXPECT_EQ(CountOf(ran.result.end.world, "in the destructor"),
              outcome == Outcome::kCrashAfter ? 1 : 0);
    EXPECT_EQ(CountOf(ran.result.end.world, "dead"), 0);
    EXPECT_EQ(ran.result.zombie_calls, 2);
    EXPECT_EQ(ran.result.end.incarnation, 2);
  }
}

TEST(Crash, OfAnotherStrandWhileAnExceptionIsInFlightDoesNotEndTheProgramEither) {
  std::string heard;
  const auto lab = MakeLab([&](Hands& hands) {
    if (hands.process.incarnation() > 1) return kExitDone;
    const std::vector<std::function<void()>> tasks{
        [&] {
          try {
            const ActsWhenDestroyed guard{[&] {
              const Status waited = hands.WaitFor(1000);
              heard = waited.ok() ? "nothing" : std::string(waited.error().kind->name);
            }};
            throw std::runtime_error("lost my way");
          } catch (const std::runtime_error&) {
          }
        },
        [&] { (void)hands.PutOne("a"); }};
    hands.process.tasks().RunAll(tasks, 2);
    return kExitDone;
  });
  const auto ran = RunLab(*lab, {CrashOf("p0", 1, 0)});
  EXPECT_EQ(ran.result.ending, Ending::kRest) << ran.result.message;
  EXPECT_EQ(ran.result.end.incarnation, 2);
  EXPECT_EQ(heard, "cancelled");
}

}  // namespace
}  // namespace relapse
