// Laws of one history: what each outcome does, that handles die with their incarnation, that time
// moves only when everybody waits.
#include <gtest/gtest.h>

#include "fault_injection/plan_decider.h"
#include "harness/simulation/history.h"
#include "tests/harness/toy.h"

namespace relapse {
namespace {

struct Ran {
  HistoryResult result;
  Recording recording;
};

Ran RunWith(const Instance& instance, const std::vector<IndexedFault>& faults) {
  Ran ran;
  IndexDecider decider(faults);
  HistoryOptions options{.decider = &decider, .recording = &ran.recording};
  ran.result = RunHistory(instance.system, StartState{.world = instance.initial}, options);
  return ran;
}

int Count(const Recording& recording, std::string_view effect) {
  int count = 0;
  for (const Event& event : recording.events) count += event.effect.view() == effect;
  return count;
}

IndexedFault At(int index, Outcome outcome, const ErrorKind* error = nullptr) {
  return {.incarnation = 1, .index = index, .decision = {.outcome = outcome, .error = error}};
}

// The courier's effects: look, knock, knock, open, confirm, record_notice, send_notice, close.
constexpr int kOpen = 3;

TEST(Simulation, AFaultFreeHistoryRests) {
  const auto toy = toy::MakeToy({});
  const Ran ran = RunWith(*toy, {});
  EXPECT_EQ(ran.result.ending, Ending::kRest) << ran.result.message;
  EXPECT_EQ(ran.result.rest, Rest::kSettled);
  EXPECT_EQ(ran.result.effects, 8);
  EXPECT_EQ(ran.result.zombie_calls, 0);
}

TEST(Simulation, TheSameHistoryHasTheSameHashAndAnotherAnother) {
  const auto toy = toy::MakeToy({});
  const auto again = toy::MakeToy({});
  EXPECT_EQ(RunWith(*toy, {}).result.hash, RunWith(*again, {}).result.hash);
  EXPECT_NE(RunWith(*toy, {}).result.hash,
            RunWith(*toy, {At(kOpen, Outcome::kCrashAfter)}).result.hash);
}

TEST(Simulation, CrashBeforeLeavesTheEffectUndoneAndCrashAfterDone) {
  const auto toy = toy::MakeToy({});
  const Ran before = RunWith(*toy, {At(kOpen, Outcome::kCrashBefore)});
  EXPECT_EQ(Count(before.recording, "open"), 2);
  const Ran after = RunWith(*toy, {At(kOpen, Outcome::kCrashAfter)});
  EXPECT_EQ(Count(after.recording, "open"), 1);
  EXPECT_EQ(after.result.end.incarnation, 2);
  EXPECT_EQ(after.result.ending, Ending::kRest);
}

TEST(Simulation, AnErrorIsToldWhetherOrNotTheEffectHappened) {
  const auto toy = toy::MakeToy({});
  const Ran before = RunWith(*toy, {At(kOpen, Outcome::kErrorBefore, &kTransient)});
  const Ran after = RunWith(*toy, {At(kOpen, Outcome::kErrorAfter, &kTimeout)});
  EXPECT_EQ(Count(before.recording, "open"), 2);  // looked, found nothing, opened
  EXPECT_EQ(Count(after.recording, "open"), 1);   // looked, found it open
  EXPECT_EQ(before.result.ending, Ending::kRest);
  EXPECT_EQ(after.result.ending, Ending::kRest);
}

TEST(Simulation, ALateRequestLandsAtItsTime) {
  const auto toy = toy::MakeToy({.blind_retry = true});
  IndexedFault late = At(kOpen, Outcome::kLate, &kTimeout);
  late.decision.late_by = 500;
  const Ran ran = RunWith(*toy, {late});
  EXPECT_EQ(ran.result.ending, Ending::kViolation);
  EXPECT_EQ(ran.result.invariant, "ONE-ORDER");
  EXPECT_EQ(ran.result.broken_by, "timer");
}

TEST(Simulation, APanicIsAViolationAndNotOurs) {
  const auto toy = toy::MakeToy({.panics_on_recovery = true});
  const Ran ran = RunWith(*toy, {At(kOpen, Outcome::kCrashAfter)});
  EXPECT_EQ(ran.result.ending, Ending::kViolation);
  EXPECT_EQ(ran.result.invariant, kProcessInvariant);
  EXPECT_TRUE(ran.result.harness_failure.empty());
}

TEST(Simulation, TasksShareTheProcessAndDieWithIt) {
  const auto toy = toy::MakeToy({}, 3);
  const Ran whole = RunWith(*toy, {});
  EXPECT_EQ(Count(whole.recording, "step"), 3);
  EXPECT_EQ(whole.result.ending, Ending::kRest);
  // Three waits and three steps follow the notice; the process dies in each of them.
  for (int index = 7; index < 13; ++index) {
    for (const Outcome outcome : {Outcome::kCrashBefore, Outcome::kCrashAfter}) {
      const Ran ran = RunWith(*toy, {At(index, outcome)});
      EXPECT_EQ(ran.result.ending, Ending::kRest) << ran.result.message;
      EXPECT_EQ(ran.result.zombie_calls, 0);
    }
  }
}

TEST(Simulation, TimeMovesToTheEarliestWakeOfAllTasks) {
  const auto toy = toy::MakeToy({}, 2);
  const Ran ran = RunWith(*toy, {});
  // Tasks wait 200 and 100 ms side by side: the history takes 200, not 300.
  EXPECT_EQ(ran.recording.events.back().at, 200);
}

TEST(Simulation, DowntimeLetsTimersFire) {
  const auto toy = toy::MakeToy({.expired_is_new = true});
  IndexedFault crash = At(kOpen, Outcome::kCrashAfter);
  EXPECT_EQ(RunWith(*toy, {crash}).result.ending, Ending::kRest);
  crash.decision.timers_while_down = 1;
  EXPECT_EQ(RunWith(*toy, {crash}).result.invariant, "ONE-ORDER");
}

}  // namespace
}  // namespace relapse
