// Laws of what a world does by itself meanwhile: stale answers, delayed answers, disturbances, and
// errors that go on for a time. Each has a bug that nothing else finds.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "harness/explore/counterexample.h"
#include "harness/explore/explorer.h"
#include "harness/explore/shrink.h"
#include "tests/harness/lab.h"

namespace relapse::lab {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;
using ::testing::SizeIs;

const Text kX("x");
const Text kDone("done");

IndexedFault Stale(int index) { return At(index, Outcome::kStale); }
IndexedFault Delay(int index, int timers) {
  IndexedFault fault = At(index, Outcome::kDelay);
  fault.decision.timers_meanwhile = timers;
  return fault;
}
IndexedFault Disturbed(int index, const Disturbance& disturbance) {
  IndexedFault fault = At(index, Outcome::kDisturb);
  fault.decision.disturbance = &disturbance;
  fault.decision.outage = !disturbance.transparent;
  return fault;
}

/// Runs `body` under `faults` and returns what it wrote down.
std::vector<std::int64_t> Noted(const std::function<void(Hands&, std::vector<std::int64_t>&)>& body,
                                const std::vector<IndexedFault>& faults) {
  std::vector<std::int64_t> notes;
  const auto lab = MakeLab([&](Hands& hands) {
    body(hands, notes);
    return kExitDone;
  });
  (void)RunLab(*lab, faults);
  return notes;
}

TEST(StaleAnswer, ShowsTheWorldBeforeItsLastChange) {
  const auto body = [](Hands& hands, std::vector<std::int64_t>& notes) {
    (void)hands.PutOne(kX);
    (void)hands.PutOne(kX);
    notes.push_back(hands.CountOneLoosely(kX));
    notes.push_back(hands.CountOneLoosely(kX));
  };
  EXPECT_THAT(Noted(body, {}), ElementsAre(2, 2));
  EXPECT_THAT(Noted(body, {Stale(2)}), ElementsAre(1, 2));
}

TEST(StaleAnswer, IsTheNearestDifferentOneWhateverChangedSince) {
  const auto body = [](Hands& hands, std::vector<std::int64_t>& notes) {
    (void)hands.PutOne(kX);
    (void)hands.PutOne(Text("y"));
    (void)hands.PutOne(Text("z"));
    notes.push_back(hands.CountOneLoosely(kX));
  };
  EXPECT_THAT(Noted(body, {Stale(3)}), ElementsAre(0));
}

TEST(StaleAnswer, IsNotOlderThanThePortAllows) {
  const auto body = [](DurationMs pause) {
    return [pause](Hands& hands, std::vector<std::int64_t>& notes) {
      (void)hands.PutOne(kX);
      (void)hands.WaitFor(pause);
      notes.push_back(hands.CountOneLoosely(kX));
    };
  };
  EXPECT_THAT(Noted(body(Seconds(1)), {Stale(2)}), ElementsAre(0));
  EXPECT_THAT(Noted(body(Seconds(1) + 1), {Stale(2)}), ElementsAre(1));
}

TEST(StaleAnswer, IsThePresentOneWhereItWasNeverAnother) {
  const auto body = [](Hands& hands, std::vector<std::int64_t>& notes) {
    notes.push_back(hands.CountOneLoosely(kX));
  };
  EXPECT_THAT(Noted(body, {Stale(0)}), ElementsAre(0));
}

TEST(StaleAnswer, KnowsNothingOfAnEarlierLife) {
  const auto body = [](Hands& hands, std::vector<std::int64_t>& notes) {
    if (hands.process.incarnation() == 1) (void)hands.PutOne(kX);
    notes.push_back(hands.CountOneLoosely(kX));
  };
  IndexedFault stale = Stale(0);
  stale.incarnation = 2;
  EXPECT_THAT(Noted(body, {At(0, Outcome::kCrashAfter), stale}), ElementsAre(1));
}

TEST(StaleAnswer, IsLegalOnlyAtReadsThatMayLag) {
  EXPECT_TRUE(IsLegal(CountLoosely::kEffect, Outcome::kStale, nullptr, {}));
  EXPECT_FALSE(IsLegal(Count::kEffect, Outcome::kStale, nullptr, {}));
  EXPECT_FALSE(IsLegal(Put::kEffect, Outcome::kStale, nullptr, {}));
}

TEST(DelayedAnswer, LetsTimersFireAfterTheEffectAndBeforeTheAnswer) {
  const auto lab = MakeLab([](Hands& hands) {
    (void)hands.shelf.Perform(SetBell{.after = 100, .every = 100});
    (void)hands.PutOne(kX);
    (void)hands.shelf.Perform(SetBell{.after = 0, .every = 0});
    return kExitDone;
  });
  EXPECT_EQ(RunLab(*lab).Line(),
            "p0 start, p0.set_bell, p0.put, p0.set_bell, p0 exit,  timer,  rest");
  const Ran ran = RunLab(*lab, {Delay(0, 2)});
  EXPECT_EQ(ran.Line(),
            "p0 start, p0.set_bell,  timer,  timer, p0.put, p0.set_bell, p0 exit,  timer,  rest");
  EXPECT_EQ(ran.recording.events[4].at, 200);
}

TEST(DelayedAnswer, ComesWithinTheDeadlineOfTheCall) {
  const auto rings = [](DurationMs timeout) {
    std::int64_t at = -1;
    const auto lab = MakeLab([&](Hands& hands) {
      (void)hands.shelf.Perform(SetBell{.after = 400, .every = 400});
      (void)hands.shelf.Perform(Count{.name = kX}, CallOptions{.timeout = timeout});
      at = hands.runtime.Perform(Now{}).value_or(-1);
      (void)hands.shelf.Perform(SetBell{.after = 0, .every = 0});
      return kExitDone;
    });
    (void)RunLab(*lab, {Delay(1, 1000)});
    return at;
  };
  EXPECT_EQ(rings(1000), 800);
  EXPECT_EQ(rings(400), 0);
  EXPECT_EQ(rings(0), 30'000);  // no deadline of its own: 30 s
}

TEST(DelayedAnswer, IsNotTakenFromTheTimeInWhichAProcessMustReturn) {
  const auto lab = MakeLab([](Hands& hands) {
    (void)hands.shelf.Perform(SetBell{.after = 4000, .every = 4000});
    if (hands.WaitFor(100, hands.process.stop()).ok()) return kExitAgain;
    (void)hands.PutOne(kX);  // detached: cleaning up although it was asked to stop
    (void)hands.shelf.Perform(SetBell{.after = 0, .every = 0});
    return kExitDone;
  });
  IndexedFault late_answer = Delay(2, 3);
  const Ran ran = RunLab(*lab, {At(1, Outcome::kCancel), late_answer});
  EXPECT_EQ(ran.result.end.world.now(), 12'000);
  EXPECT_EQ(ran.result.ending, Ending::kRest) << ran.result.invariant;
}

TEST(Disturbance, HappensBeforeTheEffectAndIsShownByItself) {
  const auto lab = MakeLab([](Hands& hands) {
    (void)hands.PutOne(kX);
    (void)hands.PutOne(kX);
    return kExitDone;
  });
  const Ran ran = RunLab(*lab, {Disturbed(1, kMouse)});
  EXPECT_EQ(ran.Line(), "p0 start, p0.put,  timer, p0.put, p0 exit,  rest");
  EXPECT_EQ(CountOf(ran.result.end.world, kX), 1);
  EXPECT_EQ(ran.recording.events[3].note, "mouse");
  EXPECT_TRUE(ran.result.end.faults.transparent);
  EXPECT_FALSE(RunLab(*lab, {Disturbed(1, kFire)}).result.end.faults.transparent);
}

TEST(Disturbance, APlanSaysWhyOneCannotHappen) {
  const auto lab = MakeLab([](Hands& hands) {
    (void)hands.PutOne(kX);
    return kExitDone;
  });
  lab->rules.disturbances = kDisturbances;
  const auto illegal = [&](const char* name) {
    const FaultPlan plan{.faults = {{.place = {.process = "p0", .effect = "put", .object = "x"},
                                     .outcome = Outcome::kDisturb,
                                     .disturbance = name}}};
    PlanDecider decider(plan, lab->rules);
    (void)RunLab(*lab, decider);
    EXPECT_EQ(decider.placed(), 0);
    return decider.illegal();
  };
  EXPECT_EQ(illegal("mouse"), "mouse is not possible at that moment");
  EXPECT_EQ(illegal("flood"), "the scenario has no disturbance \"flood\"");
}

/// What a power cut leaves: everything, or nothing.
constexpr Disturbance kWiped{
    .name = "wiped",
    .summary = "nothing was on disk yet",
    .possible = [](const World& world) { return !world.Get<Shelf>().items.empty(); },
    .happen = [](World& world) { world.Mutate<Shelf>().items.clear(); }};
constexpr const Disturbance* kMachineCrashes[] = {&kWiped};

IndexedFault MachineCrash(int index, Outcome outcome) {
  IndexedFault fault = At(index, outcome);
  fault.decision.disturbance = &kWiped;
  return fault;
}

/// Puts an x in its first life only; notes what each life finds.
Body PutsOnce(std::vector<std::int64_t>& notes) {
  return [&notes](Hands& hands) {
    if (hands.process.incarnation() == 1) (void)hands.PutOne(kX);
    notes.push_back(hands.CountOne(kX));
    return kExitDone;
  };
}

TEST(MachineCrash, LeavesWhatItsFateSaysOnceTheProcessIsDead) {
  std::vector<std::int64_t> notes;
  const auto lab = MakeLab(PutsOnce(notes));
  lab->rules.machine_crashes = kMachineCrashes;
  (void)RunLab(*lab, {At(0, Outcome::kCrashAfter)});
  (void)RunLab(*lab, {MachineCrash(0, Outcome::kCrashAfter)});
  // Before the put there is nothing to lose: the process dies, no more.
  (void)RunLab(*lab, {MachineCrash(0, Outcome::kCrashBefore)});
  EXPECT_THAT(notes, ElementsAre(1, 0, 0));
}

TEST(MachineCrash, IsExploredBesideTheDeathOfTheProcess) {
  // Puts x, then "done"; whatever kills the process or fails, the next look sees how far it got.
  const auto lab = MakeLab([](Hands& hands) {
    for (;;) {
      const std::int64_t x = hands.CountOne(kX);
      const std::int64_t done = hands.CountOne(kDone);
      if (x < 0 || done < 0) continue;
      RELAPSE_CHECK(x > 0 || done == 0, "x is lost");
      if (x > 0 && done > 0) return kExitDone;
      (void)hands.PutOne(x == 0 ? kX : kDone);
    }
  });
  lab->masked_fields = {"**"};
  const auto found = [&] {
    ExploreResult result = Explorer(*lab, ExploreOptions{}).Exhaust(1);
    EXPECT_EQ(result.harness_failure, "");
    return Canonicalise(*lab, result.findings);
  };
  EXPECT_THAT(found().list, IsEmpty());
  static constexpr Disturbance kLosesX{
      .name = "loses_x",
      .summary = "x was not on disk yet",
      .possible = [](const World& world) { return CountOf(world, kX) > 0; },
      .happen =
          [](World& world) {
            std::erase_if(world.Mutate<Shelf>().items,
                          [](const Item& item) { return item.name == kX; });
          }};
  static constexpr const Disturbance* kFates[] = {&kLosesX};
  lab->rules.machine_crashes = kFates;
  const Findings findings = found();
  ASSERT_THAT(findings.list, SizeIs(1));
  const FaultPlan& plan = findings.list.front().plan;
  ASSERT_THAT(plan.faults, SizeIs(1));
  EXPECT_EQ(Describe(plan.faults.front()), "crash_after:loses_x put done");
  EXPECT_EQ(RunLab(*lab, plan).result.invariant, kProcessInvariant);
}

TEST(MachineCrash, IsNoneWhereTheDeathOfTheProcessIsEnough) {
  const auto lab = MakeLab([](Hands& hands) {
    (void)hands.PutOne(kX);
    RELAPSE_CHECK(hands.process.incarnation() == 1, "it cannot start again");
    return kExitDone;
  });
  lab->rules.machine_crashes = kMachineCrashes;
  RestOracle oracle(*lab);
  const FaultPlan plan{.faults = {{.place = {.process = "p0", .effect = "put", .object = "x"},
                                   .outcome = Outcome::kCrashAfter,
                                   .disturbance = "wiped"}}};
  const PlanRun run = RunPlan(*lab, oracle, plan);
  ASSERT_TRUE(run.all_placed);
  const Shrunk shrunk = Shrink(*lab, oracle, run.fired, run.verdict);
  EXPECT_EQ(CanonicalText(shrunk.plan), "crash_after put");
}

TEST(MachineCrash, APlanMayNameOnlyWhatTheScenarioLists) {
  std::vector<std::int64_t> notes;
  const auto lab = MakeLab(PutsOnce(notes));
  lab->rules.disturbances = kDisturbances;
  lab->rules.machine_crashes = kMachineCrashes;
  const FaultPlan plan{.faults = {{.place = {.process = "p0", .effect = "put", .object = "x"},
                                   .outcome = Outcome::kCrashAfter,
                                   .disturbance = "mouse"}}};
  PlanDecider decider(plan, lab->rules);
  (void)RunLab(*lab, decider);
  EXPECT_EQ(decider.placed(), 0);
  EXPECT_EQ(decider.illegal(), "the scenario has no disturbance \"mouse\"");
}

/// Broken by a put of "done" while no x is there, or with more than one, or after the bell.
class DoneWithOneX final : public Invariant {
 public:
  DoneWithOneX()
      : Invariant("DONE-WITH-ONE-X", PropertyForm::kAlways, {.world_changes = true}, "one x") {}
  void Step(const Observation& seen, std::uint64_t&, Judge& judge) const override {
    if (CountOf(seen.world, kX) > 1) judge.Violate("two x");
    const Put* put = seen.call != nullptr && seen.executed ? seen.call->As<Put>() : nullptr;
    if (put == nullptr || put->name != kDone) return;
    if (CountOf(seen.world, kX) == 0) judge.Violate("done without x");
    if (seen.world.Get<Shelf>().rings > 0) judge.Violate("done too late");
  }
};

const DoneWithOneX kInvariant;

/// Asks a replica whether its own put has arrived, and puts again.
int TrustsAReplica(Hands& hands) {
  if (hands.CountOne(kX) == 0) {
    if (!hands.PutOne(kX).ok()) return kExitDone;
    if (hands.CountOneLoosely(kX) == 0) (void)hands.PutOne(kX);
  }
  return kExitDone;
}
/// Believes that nothing moves between two of its calls.
int BelievesInNoTime(Hands& hands) {
  if (hands.process.incarnation() > 1) return kExitDone;
  if (!hands.PutOne(kX).ok() || !hands.shelf.Perform(SetBell{.after = 1000}).ok()) return kExitDone;
  (void)hands.PutOne(kDone);
  return kExitDone;
}
/// Looks once and is sure for ever.
int LooksOnce(Hands& hands) {
  if (hands.CountOne(kX) == 0) (void)hands.PutOne(kX);
  if (hands.CountOne(kX) == 1) (void)hands.PutOne(kDone);
  return kExitDone;
}

std::unique_ptr<Lab> MakeUnsteady(const Body& body) {
  auto lab = MakeLab(body, {&kInvariant});
  lab->rules.disturbances = kDisturbances;
  return lab;
}

std::vector<std::string> SignaturesOf(const Instance& instance, Basis basis) {
  ExploreOptions options{.basis = basis, .congruence_percent = 100, .real_crash_percent = 100};
  options.determinism_percent = 100;
  const ExploreResult found = Explorer(instance, options).Exhaust(1);
  EXPECT_EQ(found.harness_failure, "");
  const Findings findings = Canonicalise(instance, found.findings);
  EXPECT_EQ(findings.harness_failure, "");
  std::vector<std::string> signatures;
  for (const Finding& one : findings.list) {
    if (one.verdict.invariant == "DONE-WITH-ONE-X") signatures.push_back(one.signature);
  }
  return signatures;
}

TEST(UnsteadyBasis, FindsWhatNoOtherFaultDoes) {
  const struct {
    Body body;
    const char* signature;
  } bugs[] = {
      {TrustsAReplica, "DONE-WITH-ONE-X | put | stale count_loosely"},
      {BelievesInNoTime, "DONE-WITH-ONE-X | put | delay set_bell"},
      {LooksOnce, "DONE-WITH-ONE-X | put | disturb:mouse put"},
  };
  for (const auto& bug : bugs) {
    const auto lab = MakeUnsteady(bug.body);
    EXPECT_THAT(SignaturesOf(*lab, Basis::kStandard), IsEmpty()) << bug.signature;
    EXPECT_THAT(SignaturesOf(*lab, Basis::kShutdown), IsEmpty()) << bug.signature;
    EXPECT_THAT(SignaturesOf(*lab, Basis::kUnsteady), ::testing::Contains(bug.signature));
  }
}

TEST(UnsteadyBasis, CrashStatesBehindItAreHarvested) {
  // Dead right after the mouse came: only the second life can tell.
  const auto lab = MakeUnsteady([](Hands& hands) {
    if (hands.process.incarnation() == 1) {
      (void)hands.PutOne(kX);
      (void)hands.CountOne(kX);
      (void)hands.CountOne(kX);
      return kExitDone;
    }
    return hands.PutOne(kDone).ok() ? kExitDone : kExitAgain;
  });
  ExploreOptions options{.basis = Basis::kUnsteady, .real_crash_percent = 100};
  const ExploreResult found = Explorer(*lab, options).Exhaust(2);
  EXPECT_EQ(found.harness_failure, "");
  bool seen = false;
  for (const RawFinding& one : found.findings) {
    seen = seen || (one.faults.size() == 2 && one.faults[0].decision.disturbance == &kMouse &&
                    IsCrash(one.faults[1].decision.outcome));
  }
  EXPECT_TRUE(seen);
}

TEST(LastingError, CoversEveryCallOfThePortUntilItsTimeIsOver) {
  const auto lab = MakeLab([](Hands& hands) {
    for (int i = 0; i < 6; ++i) {
      (void)hands.CountOne(kX);
      (void)hands.PutOne(kX);
      (void)hands.WaitFor(400);
    }
    return kExitDone;
  });
  IndexedFault lasting = At(1, Outcome::kErrorBefore, &kTransient);
  lasting.lasts = 1000;
  const Ran ran = RunLab(*lab, {lasting});
  EXPECT_EQ(CountOf(ran.result.end.world, kX), 3);
  std::vector<DurationMs> failed;
  for (const Event& event : ran.recording.events) {
    if (event.outcome == Outcome::kErrorBefore) failed.push_back(event.at);
  }
  EXPECT_THAT(failed, ElementsAre(0, 400, 400, 800, 800));
}

TEST(LastingError, IsShrunkToTheCallsThatMatter) {
  // Is done for good once two calls in a row have failed, however long that takes.
  const auto lab = MakeUnsteady([](Hands& hands) {
    for (int i = 0; i < 5; ++i) {
      if (!hands.PutOne(Text("y")).ok() && !hands.PutOne(Text("y")).ok()) {
        while (!hands.PutOne(kDone).ok()) (void)hands.WaitFor(400);
        return kExitDone;
      }
      (void)hands.WaitFor(400);
    }
    return kExitDone;
  });
  const FaultPlan plan{.faults = {{.place = {.process = "p0", .effect = "put", .object = "y"},
                                   .outcome = Outcome::kErrorBefore,
                                   .error = "transient",
                                   .lasts = 64'000}}};
  RestOracle oracle(*lab);
  const PlanRun run = RunPlan(*lab, oracle, plan);
  ASSERT_EQ(run.verdict.invariant, "DONE-WITH-ONE-X");
  const Shrunk shrunk = Shrink(*lab, oracle, run.fired, run.verdict);
  ASSERT_THAT(shrunk.plan.faults, SizeIs(1));
  EXPECT_EQ(shrunk.plan.faults[0].lasts, 0);
  EXPECT_EQ(shrunk.plan.faults[0].calls, 2);
}

TEST(LastingError, ItsPlanSurvivesItsFile) {
  const Fault fault{.place = {.process = "p0", .effect = "put", .object = "x"},
                    .outcome = Outcome::kErrorBefore,
                    .error = "transient",
                    .lasts = 700};
  Fault read;
  FromJson(ToJson(fault), read);
  EXPECT_EQ(read.lasts, 700);
  EXPECT_EQ(Describe(read), "error_before:transient put x and all calls of its port for 700 ms");
}

}  // namespace
}  // namespace relapse::lab
