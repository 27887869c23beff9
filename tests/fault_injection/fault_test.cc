// Faults and plans as data: JSON and back, and as people read them.
#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include "fault_injection/fault.h"

namespace relapse {
namespace {

Text DrawText() {
  static const char* const kNames[] = {"",           "put",    "get", "schema-change-1",
                                       "with space", "ünïcode"};
  return kNames[*rc::gen::inRange(0, 6)];
}

FaultPlan DrawPlan() {
  FaultPlan plan;
  const int faults = *rc::gen::inRange(0, 5);
  for (int i = 0; i < faults; ++i) {
    Fault fault;
    fault.place = {.process = DrawText(),
                   .effect = DrawText(),
                   .object = DrawText(),
                   .nth = *rc::gen::inRange(1, 9),
                   .anchor_effect = DrawText(),
                   .anchor_object = DrawText(),
                   .anchor_nth = *rc::gen::inRange(0, 9),
                   .incarnation = *rc::gen::inRange(0, 9),
                   .index = *rc::gen::inRange(0, 99)};
    fault.outcome = static_cast<Outcome>(*rc::gen::inRange(0, 7));
    fault.error = DrawText();
    fault.timers_while_down = *rc::gen::inRange(0, 20);
    fault.late_by = *rc::gen::inRange(0, 5000);
    fault.calls = *rc::gen::inRange(1, 6);
    fault.skip = *rc::gen::inRange(0, 3);
    plan.faults.push_back(fault);
  }
  plan.jitter = *rc::gen::arbitrary<std::uint32_t>();
  return plan;
}

RC_GTEST_PROP(FaultPlan, ComesBackFromJsonAsItWas, ()) {
  const FaultPlan plan = DrawPlan();
  FaultPlan read;
  FromJson(Json::parse(JsonLine(ToJson(plan))), read);
  RC_ASSERT(read.faults.size() == plan.faults.size());
  RC_ASSERT(read.jitter == plan.jitter);
  for (std::size_t i = 0; i < read.faults.size(); ++i) {
    RC_ASSERT(SamePlace(read.faults[i].place, plan.faults[i].place));
  }
  RC_ASSERT(ToJson(read) == ToJson(plan));
}

TEST(Fault, JsonSaysNamesAndNotNumbers) {
  const Fault fault{.place = {.process = "worker", .effect = "deploy", .object = "#1"},
                    .outcome = Outcome::kErrorAfter,
                    .error = "timeout"};
  EXPECT_EQ(JsonLine(ToJson(fault)),
            R"({"place":{"process":"worker","effect":"deploy","object":"#1","nth":1,)"
            R"("anchor_effect":"","anchor_object":"","anchor_nth":0,"incarnation":0,"index":0},)"
            R"("outcome":"error_after","error":"timeout","timers_while_down":0,)"
            R"("late_by":0,"timers_meanwhile":0,"disturbance":"","calls":1,"lasts":0,"skip":0,)"
            R"("paused_for":0,"to":""})");
}

TEST(Fault, JsonWithoutANewFieldStillReads) {
  Fault fault;
  FromJson(Json::parse(R"({"place": {"effect": "deploy"}, "outcome": "crash_after"})"), fault);
  EXPECT_EQ(fault.outcome, Outcome::kCrashAfter);
  EXPECT_EQ(fault.calls, 1);
  EXPECT_EQ(fault.place.nth, 1);
}

TEST(Fault, APreemptionIsDescribedByBothProcesses) {
  FaultPlan plan{.faults = {{.place = {.process = "a", .effect = "save", .object = "row"},
                             .outcome = Outcome::kPreempt,
                             .to = "b"},
                            {.place = {.process = "b", .effect = "deploy", .object = "#1"},
                             .outcome = Outcome::kPause,
                             .paused_for = 4000}}};
  EXPECT_EQ(Describe(plan.faults[0]), "b goes on before a's save row");
  EXPECT_EQ(Describe(plan.faults[1]), "pause deploy #1, b stopped for 4000 ms");
  EXPECT_EQ(CanonicalText(plan), "preempt a.save, pause b.deploy");
  EXPECT_EQ(CountFaults(plan), 1);
  EXPECT_EQ(CountPreemptions(plan), 1);
}

TEST(Fault, IsDescribedInWords) {
  Fault fault{.place = {.effect = "deploy", .object = "#1"}, .outcome = Outcome::kCrashAfter};
  EXPECT_EQ(Describe(fault), "crash_after deploy #1");
  fault.place.nth = 3;
  fault.timers_while_down = 1;
  EXPECT_EQ(Describe(fault), "crash_after deploy #1 (occurrence 3), down for 1 timer");
  fault.timers_while_down = 2;
  EXPECT_EQ(Describe(fault), "crash_after deploy #1 (occurrence 3), down for 2 timers");
  fault.skip = 1;
  EXPECT_EQ(Describe(fault),
            "crash_after deploy #1 (occurrence 3), coming for the time 2, down for 2 timers");
  const Fault burst{.place = {.effect = "list"},
                    .outcome = Outcome::kErrorBefore,
                    .error = "rate_limited",
                    .calls = 4};
  EXPECT_EQ(Describe(burst), "error_before:rate_limited list for 4 calls");
}

TEST(FaultPlan, ItsCanonicalTextDropsNamesTimesAndOrdinals) {
  FaultPlan plan;
  EXPECT_EQ(CanonicalText(plan), "no fault");
  plan.faults = {
      {.place = {.effect = "deploy", .object = "#1", .nth = 2},
       .outcome = Outcome::kCrashAfter,
       .timers_while_down = 3},
      {.place = {.effect = "list"}, .outcome = Outcome::kErrorBefore, .error = "timeout"}};
  EXPECT_EQ(CanonicalText(plan), "crash_after deploy, error_before:timeout list");
}

}  // namespace
}  // namespace relapse
