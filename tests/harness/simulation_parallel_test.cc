// Laws of several fibers: processes side by side, tasks within one, and who runs next.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/harness/lab.h"

namespace relapse {
namespace {

using lab::At;
using lab::Body;
using lab::CountOf;
using lab::Hands;
using lab::MakeLab;
using lab::RunLab;

IndexedFault AtOf(const char* process, int incarnation, int index, Outcome outcome) {
  IndexedFault fault = At(index, outcome);
  fault.incarnation = incarnation;
  fault.process = process;
  return fault;
}

/// Puts `times` items of its own name, waiting `pause` before each.
Body Puts(const char* name, int times, DurationMs pause) {
  return [=](Hands& hands) {
    while (hands.CountOne(name) < times) {
      (void)hands.WaitFor(pause);
      (void)hands.PutOne(name);
    }
    return kExitDone;
  };
}

TEST(Processes, RunSideBySideOnOneClock) {
  const auto lab = MakeLab({Puts("a", 3, 1000), Puts("b", 2, 700)});
  const auto ran = RunLab(*lab);
  EXPECT_EQ(ran.result.ending, Ending::kRest) << ran.result.message;
  std::vector<std::pair<DurationMs, std::string>> puts;
  for (const Event& event : ran.recording.events) {
    if (event.effect == Text("put")) puts.emplace_back(event.at, event.object.str());
  }
  using P = std::pair<DurationMs, std::string>;
  EXPECT_THAT(puts, ::testing::ElementsAre(P{700, "b"}, P{1000, "a"}, P{1400, "b"}, P{2000, "a"},
                                           P{3000, "a"}));
}

TEST(Processes, OneMayEndWhileAnotherWaits) {
  for (const auto& bodies : {std::vector<Body>{Puts("a", 1, 0), Puts("b", 3, 5000)},
                             std::vector<Body>{Puts("b", 3, 5000), Puts("a", 1, 0)}}) {
    const auto lab = MakeLab(bodies);
    const auto ran = RunLab(*lab);
    EXPECT_EQ(ran.result.ending, Ending::kRest) << ran.result.message;
    EXPECT_EQ(CountOf(ran.result.end.world, "b"), 3);
    EXPECT_EQ(ran.result.end.world.now(), 15'000);
  }
}

TEST(Processes, ACrashOfOneLeavesTheOthersWhereTheyAre) {
  for (int crashed = 0; crashed < 2; ++crashed) {
    const auto lab = MakeLab({Puts("a", 4, 1000), Puts("b", 4, 1500)});
    const char* name = crashed == 0 ? "p0" : "p1";
    const auto ran = RunLab(
        *lab, {AtOf(name, 1, 1, Outcome::kCrashAfter), AtOf(name, 2, 2, Outcome::kCrashBefore)});
    EXPECT_EQ(ran.result.ending, Ending::kRest) << ran.result.message;
    EXPECT_EQ(CountOf(ran.result.end.world, "a"), 4);
    EXPECT_EQ(CountOf(ran.result.end.world, "b"), 4);
    for (const Event& event : ran.recording.events) {
      if (event.process == Text(name)) continue;
      EXPECT_LE(event.incarnation, 1);
      // A wait is never cut short by another process's death.
      const DurationMs step = crashed == 0 ? 1500 : 1000;
      EXPECT_EQ(event.effect == Text("put") ? event.at % step : 0, 0);
    }
  }
}

TEST(Processes, AHistoryIsRepeatableAndSaysWhichProcessActed) {
  const auto lab = MakeLab({Puts("a", 3, 1000), Puts("a", 3, 700)});
  EXPECT_EQ(RunLab(*lab).result.hash, RunLab(*lab).result.hash);
  const auto other = MakeLab({Puts("a", 3, 700), Puts("a", 3, 1000)});
  EXPECT_NE(RunLab(*lab).result.hash, RunLab(*other).result.hash);
}

/// Lets another fiber go on after every effect, and notes which one was chosen.
class RoundRobin final : public Decider {
 public:
  Decision AtEffect(const FaultPoint& point) override {
    order.push_back(point.process.str());
    return {};
  }
  int NextFiber(int runnable, int current) override {
    ++asked;
    return current < 0 ? 0 : (current + 1) % runnable;
  }
  std::vector<std::string> order;
  int asked = 0;
};

TEST(Scheduling, TheChosenFiberIsTheOneThatRuns) {
  const Body three_puts = [](Hands& hands) {
    for (int i = 0; i < 3; ++i) (void)hands.PutOne("a");
    return kExitDone;
  };
  const auto lab = MakeLab({three_puts, three_puts, three_puts});
  RoundRobin decider;
  const auto ran = RunLab(*lab, decider);
  EXPECT_EQ(ran.result.ending, Ending::kRest);
  EXPECT_THAT(decider.order,
              ::testing::ElementsAre("p0", "p1", "p2", "p0", "p1", "p2", "p0", "p1", "p2"));
  // Once at the start, once after each effect with several runnable, once for each that ended.
  EXPECT_LE(decider.asked, 12);
}

TEST(Tasks, RunSideBySideButNoMoreThanAskedFor) {
  int running = 0;
  int most = 0;
  const auto lab = MakeLab([&](Hands& hands) {
    std::vector<std::function<void()>> tasks;
    for (int i = 0; i < 5; ++i) {
      tasks.emplace_back([&] {
        most = std::max(most, ++running);
        (void)hands.WaitFor(100);
        (void)hands.PutOne("a");
        --running;
      });
    }
    hands.process.tasks().RunAll(tasks, 2);
    return kExitDone;
  });
  const auto ran = RunLab(*lab);
  EXPECT_EQ(ran.result.ending, Ending::kRest) << ran.result.message;
  EXPECT_EQ(most, 2);
  EXPECT_EQ(CountOf(ran.result.end.world, "a"), 5);
  EXPECT_EQ(ran.result.end.world.now(), 300);
}

TEST(Tasks, MayRunTasksOfTheirOwn) {
  const auto lab = MakeLab([](Hands& hands) {
    const std::function<void()> leaf = [&] {
      (void)hands.WaitFor(100);
      (void)hands.PutOne("leaf");
    };
    const std::function<void()> branch = [&] {
      const std::vector<std::function<void()>> leaves{leaf, leaf, leaf};
      hands.process.tasks().RunAll(leaves, 3);
      (void)hands.PutOne("branch");
    };
    const std::vector<std::function<void()>> branches{branch, branch};
    hands.process.tasks().RunAll(branches, 2);
    return kExitDone;
  });
  const auto ran = RunLab(*lab);
  EXPECT_EQ(ran.result.ending, Ending::kRest) << ran.result.message;
  EXPECT_EQ(CountOf(ran.result.end.world, "leaf"), 6);
  EXPECT_EQ(CountOf(ran.result.end.world, "branch"), 2);
  for (int index = 0; index < 14; ++index) {
    const auto crashed = RunLab(*lab, {At(index, Outcome::kCrashAfter)});
    EXPECT_EQ(crashed.result.ending, Ending::kRest) << index << crashed.result.message;
    EXPECT_EQ(crashed.result.zombie_calls, 0);
  }
}

/// Says in `alive` whether the object that a task refers to still lives when the task unwinds.
struct LooksWhenDestroyed {
  const bool& lives;
  bool& alive;
  ~LooksWhenDestroyed() { alive = lives; }
};

TEST(Tasks, UnwindBeforeTheStackTheyUse) {
  bool alive = false;
  const auto lab = MakeLab([&](Hands& hands) {
    if (hands.process.incarnation() > 1) return kExitDone;
    struct Owner {
      bool lives = true;
      ~Owner() { lives = false; }
    };
    const auto owner = std::make_shared<Owner>();
    const bool& lives = owner->lives;
    struct Closer {  // ends the owner when the joining strand unwinds
      Owner& owner;
      ~Closer() { owner.lives = false; }
    } const closer{*owner};
    const std::vector<std::function<void()>> tasks{[&hands, &alive, &lives, keeps = owner] {
                                                     const LooksWhenDestroyed guard{lives, alive};
                                                     (void)hands.WaitFor(1000);
                                                   },
                                                   [&] { (void)hands.PutOne("a"); }};
    hands.process.tasks().RunAll(tasks, 2);
    return kExitDone;
  });
  // The second task dies; the first is unwound with it, while its parent's locals still live.
  const auto ran = RunLab(*lab, {At(1, Outcome::kCrashAfter)});
  EXPECT_EQ(ran.result.ending, Ending::kRest) << ran.result.message;
  EXPECT_TRUE(alive);
}

TEST(Tasks, OfADeadProcessAreNotStarted) {
  bool started = false;
  struct RunsTasksWhenDestroyed {
    Hands& hands;
    bool& began;
    ~RunsTasksWhenDestroyed() {
      const std::function<void()> task = [this] { began = hands.PutOne("zombie").ok(); };
      const std::vector<std::function<void()>> tasks{task, task};
      hands.process.tasks().RunAll(tasks, 2);
    }
  };
  const auto lab = MakeLab([&](Hands& hands) {
    if (hands.process.incarnation() > 1) return kExitDone;
    const RunsTasksWhenDestroyed guard{hands, started};
    (void)hands.PutOne("a");
    return kExitDone;
  });
  const auto ran = RunLab(*lab, {At(0, Outcome::kCrashAfter)});
  EXPECT_EQ(ran.result.ending, Ending::kRest) << ran.result.message;
  EXPECT_EQ(ran.result.zombie_calls, 2);
  EXPECT_FALSE(started);
}

TEST(Tasks, OfTwoProcessesDoNotMixUp) {
  const Body with_tasks = [](Hands& hands) {
    std::vector<std::function<void()>> tasks;
    for (int i = 1; i <= 3; ++i) {
      tasks.emplace_back([&hands, i] {
        (void)hands.WaitFor(100 * i);
        (void)hands.PutOne("a");
      });
    }
    hands.process.tasks().RunAll(tasks, 2);
    return kExitDone;
  };
  const auto lab = MakeLab({with_tasks, with_tasks});
  const auto whole = RunLab(*lab);
  EXPECT_EQ(whole.result.ending, Ending::kRest) << whole.result.message;
  EXPECT_EQ(CountOf(whole.result.end.world, "a"), 6);
  for (const char* process : {"p0", "p1"}) {
    for (int index = 0; index < 6; ++index) {
      const auto ran = RunLab(*lab, {AtOf(process, 1, index, Outcome::kCrashAfter)});
      EXPECT_EQ(ran.result.ending, Ending::kRest) << process << index << ran.result.message;
      EXPECT_GE(CountOf(ran.result.end.world, "a"), 6);
      EXPECT_EQ(ran.result.zombie_calls, 0);
    }
  }
}

}  // namespace
}  // namespace relapse
