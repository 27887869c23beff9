// Laws of ending: a history comes to rest, or somebody says why it does not.
#include <gtest/gtest.h>

#include "tests/harness/lab.h"

namespace relapse {
namespace {

using lab::At;
using lab::CountOf;
using lab::Hands;
using lab::MakeLab;
using lab::Put;
using lab::RunLab;
using lab::SetBell;
using lab::Shelf;

lab::Ran NotProgressing(lab::Lab& lab) {
  auto ran = RunLab(lab);
  EXPECT_EQ(ran.result.ending, Ending::kViolation);
  EXPECT_EQ(ran.result.invariant, kLivenessInvariant);
  EXPECT_EQ(ran.result.harness_failure, "");
  return ran;
}

TEST(Budget, AProcessThatNeverStopsActingRunsOutOfEffects) {
  const auto lab = MakeLab([](Hands& hands) {
    while (true) (void)hands.CountOne("a");
    return kExitDone;
  });
  lab->system.effect_budget = 100;
  const auto ran = NotProgressing(*lab);
  EXPECT_EQ(ran.result.effects, 101);
  EXPECT_EQ(ran.result.broken_by, "budget");
}

TEST(Budget, SpinningOnTheClockIsFoundToo) {
  const auto lab = MakeLab([](Hands& hands) {
    while (hands.runtime.Perform(Now{}).value() < Hours(1)) {
    }
    return kExitDone;
  });
  EXPECT_EQ(NotProgressing(*lab).result.message, "the process spins without letting time pass");
}

TEST(Budget, SpinningOnACancelledCallIsFoundToo) {
  const auto lab = MakeLab([](Hands& hands) {
    const std::atomic<bool> stopped = true;
    const CallOptions options{.stop = StopToken(&stopped)};
    while (!hands.shelf.Perform(Put{"a"}, options).ok()) {
    }
    return kExitDone;
  });
  EXPECT_EQ(NotProgressing(*lab).result.broken_by, "put");
}

TEST(Budget, ExitingForEverIsNoProgress) {
  const auto lab = MakeLab([](Hands&) { return kExitAgain; });
  EXPECT_EQ(NotProgressing(*lab).result.message, "the process asks to be started again for ever");
}

TEST(RestBound, IsCountedFromTheLastFault) {
  const auto lab = MakeLab([](Hands& hands) {
    (void)hands.PutOne("a");
    (void)hands.WaitFor(Minutes(3));
    (void)hands.PutOne("b");
    (void)hands.WaitFor(Minutes(3));
    return kExitDone;
  });
  lab->system.rest_bound = Minutes(5);
  EXPECT_EQ(NotProgressing(*lab).result.message, "no rest point within 300 s after the last fault");
  // A fault at the second put starts the bound anew.
  EXPECT_EQ(RunLab(*lab, {At(2, Outcome::kErrorBefore, &kTransient)}).result.ending, Ending::kRest);
}

TEST(RestBound, EndingElsewhereThanAtARestPointIsNoProgress) {
  const auto lab = MakeLab([](Hands&) { return kExitDone; });
  lab->system.rest = [](const World&) { return Rest::kNo; };
  EXPECT_EQ(NotProgressing(*lab).result.message,
            "every process has ended, but not at a rest point");
}

TEST(GivingUp, IsLegitimateInAnOutageOnly) {
  const auto lab = MakeLab([](Hands& hands) {
    for (int i = 0; i < 3; ++i) {
      if (hands.PutOne("a").ok()) return kExitDone;
    }
    return kExitGaveUp;
  });
  lab->system.rest = [](const World& world) {
    return CountOf(world, "a") > 0 ? Rest::kSettled : Rest::kNo;
  };
  auto faults = std::vector{At(0, Outcome::kErrorBefore, &kTransient, 3)};
  EXPECT_EQ(RunLab(*lab, faults).result.invariant, kLivenessInvariant);
  faults[0].decision.outage = true;
  const auto outage = RunLab(*lab, faults);
  EXPECT_EQ(outage.result.ending, Ending::kRest);
  EXPECT_EQ(outage.result.rest, Rest::kParked);
  lab->system.may_give_up = false;
  EXPECT_EQ(RunLab(*lab, faults).result.invariant, kLivenessInvariant);
}

TEST(Waiting, ForeverWithNothingScheduledIsNoProgressAndNoHang) {
  const auto wait_forever = [](Hands& hands) {
    (void)hands.WaitFor(kNoTime, hands.process.stop());
    return kExitDone;
  };
  for (const std::size_t processes : {1U, 2U}) {
    const auto lab = MakeLab(std::vector<lab::Body>(processes, wait_forever));
    lab->system.rest = [](const World&) { return Rest::kNo; };
    EXPECT_EQ(NotProgressing(*lab).result.message, "every process waits and nothing is scheduled");
    lab->system.rest = [](const World&) { return Rest::kParked; };
    EXPECT_EQ(RunLab(*lab).result.rest, Rest::kParked);
  }
}

TEST(Waiting, AtAGateIsARestPointUnlessSomethingIsScheduled) {
  const auto lab = MakeLab([](Hands& hands) {
    (void)hands.shelf.Perform(SetBell{.after = Seconds(10)});
    while (CountOf(hands.process.world(), "command") == 0) (void)hands.WaitFor(Seconds(3));
    return kExitDone;
  });
  lab->system.rest = [](const World& world) {
    return CountOf(world, "command") == 0 ? Rest::kParked : Rest::kSettled;
  };
  const auto ran = RunLab(*lab);
  EXPECT_EQ(ran.result.ending, Ending::kRest);
  EXPECT_EQ(ran.result.rest, Rest::kParked);
  EXPECT_EQ(ran.result.end.world.Get<Shelf>().rings, 1);
  EXPECT_EQ(ran.Events("wait"), 4);  // the bell rings in the fourth; a fifth would wait for nothing
}

TEST(TheEnd, TheWorldRunsOnUntilNothingIsDue) {
  const auto lab = MakeLab([](Hands& hands) {
    (void)hands.shelf.Perform(SetBell{.after = Hours(9)});
    return kExitDone;
  });
  const auto ran = RunLab(*lab);
  EXPECT_EQ(ran.result.ending, Ending::kRest) << ran.result.message;
  EXPECT_EQ(ran.result.end.world.now(), Hours(9));
  EXPECT_EQ(ran.Line(), "p0 start, p0.set_bell, p0 exit,  timer,  rest");
}

TEST(TheEnd, AWorldThatNeverRestsIsTheHarnessesFailure) {
  const auto lab = MakeLab([](Hands& hands) {
    (void)hands.shelf.Perform(SetBell{.after = 10, .every = 10});
    return kExitDone;
  });
  FaultFree decider;
  HistoryOptions options{.decider = &decider};
  const auto result = RunHistory(lab->system, StartState{.world = lab->initial}, options);
  EXPECT_EQ(result.harness_failure, "the world's timers never end after every process has ended");
}

/// Puts until it is stopped, in steps of a second; `listens` passes the stop token along.
lab::Body PutsUntilStopped(bool listens) {
  return [listens](Hands& hands) {
    const CallOptions options{.stop = listens ? hands.process.stop() : StopToken()};
    for (int i = 0; i < 60; ++i) {
      const Status put = hands.shelf.Perform(Put{"a"}, options);
      if (!put.ok() && put.error().Is(kCancelled)) return kExitDone;
      (void)hands.runtime.Perform(Wait{Seconds(1)}, options);
    }
    return kExitDone;
  };
}

TEST(Cancel, TheEffectHappensAndWhatFollowsIsRefused) {
  const auto lab = MakeLab(PutsUntilStopped(true));
  const auto ran = RunLab(*lab, {At(2, Outcome::kCancel)});
  EXPECT_EQ(ran.result.ending, Ending::kRest) << ran.result.message;
  EXPECT_EQ(CountOf(ran.result.end.world, "a"), 2);
  EXPECT_EQ(ran.result.end.world.now(), Seconds(1));
  EXPECT_EQ(ran.result.zombie_calls, 0);
}

TEST(Cancel, EndsAWaitAtOnce) {
  const auto lab = MakeLab(PutsUntilStopped(true));
  const auto ran = RunLab(*lab, {At(3, Outcome::kCancel)});
  EXPECT_EQ(ran.result.ending, Ending::kRest);
  EXPECT_EQ(CountOf(ran.result.end.world, "a"), 2);
  EXPECT_EQ(ran.result.end.world.now(), Seconds(1));
}

TEST(Cancel, WhoDoesNotListenBreaksTheShutdownBound) {
  const auto lab = MakeLab(PutsUntilStopped(false));
  lab->system.shutdown_bound = Seconds(5);
  const auto ran = RunLab(*lab, {At(0, Outcome::kCancel)});
  EXPECT_EQ(ran.result.ending, Ending::kViolation);
  EXPECT_EQ(ran.result.invariant, kShutdownInvariant);
  EXPECT_EQ(ran.result.end.world.now(), Seconds(6));
}

TEST(Cancel, WhoReturnsWithinTheBoundHolds) {
  const auto lab = MakeLab([](Hands& hands) {
    (void)hands.PutOne("a");
    (void)hands.WaitFor(Seconds(5));
    return kExitDone;
  });
  EXPECT_EQ(RunLab(*lab, {At(0, Outcome::kCancel)}).result.ending, Ending::kRest);
}

TEST(Cancel, TheNextIncarnationIsNotAskedToStop) {
  bool asked_again = true;
  const auto lab = MakeLab([&](Hands& hands) {
    if (hands.process.incarnation() == 1) {
      (void)hands.PutOne("a");
      return kExitAgain;
    }
    asked_again = hands.process.stop().requested();
    return kExitDone;
  });
  EXPECT_EQ(RunLab(*lab, {At(0, Outcome::kCancel)}).result.ending, Ending::kRest);
  EXPECT_FALSE(asked_again);
}

}  // namespace
}  // namespace relapse
