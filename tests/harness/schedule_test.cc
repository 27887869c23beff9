// Laws of several processes: who goes on when, what a pause and a preemption are, that a schedule
// is data, and that the explorations of schedules find the races they promise to find.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <set>

#include "harness/explore/counterexample.h"
#include "harness/explore/exhaust.h"
#include "harness/explore/explain.h"
#include "harness/explore/random.h"
#include "harness/explore/shrink.h"
#include "tests/harness/lab.h"

namespace relapse {
namespace {

using lab::Body;
using lab::CountOf;
using lab::Hands;
using lab::Lab;
using lab::MakeLab;
using lab::Put;
using lab::Ran;
using lab::RunLab;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

const Text kSeats("seats");
const Text kBad("bad");

IndexedFault Preempt(const char* process, int index, const char* to) {
  return {.incarnation = 1,
          .index = index,
          .decision = {.outcome = Outcome::kPreempt, .to = to},
          .process = process};
}
IndexedFault PauseOf(const char* process, int index, DurationMs paused_for) {
  return {.incarnation = 1,
          .index = index,
          .decision = {.outcome = Outcome::kPause, .paused_for = paused_for},
          .process = process};
}

/// No two have the same seat, and nothing bad was put.
class OneEach final : public Invariant {
 public:
  OneEach() : Invariant("ONE-EACH", PropertyForm::kAlways, {.world_changes = true}, "one each") {}
  void Step(const Observation& seen, std::uint64_t&, Judge& judge) const override {
    for (const lab::Item& item : seen.world.Get<lab::Shelf>().items) {
      if (item.name == kBad) judge.Violate("bad");
      if (item.name.starts_with("seat ") && item.count > 1) judge.Violate(item.name.str());
    }
  }
};
const OneEach kOneEach;

/// A lost update: counts the seats that are taken, and takes the next.
int TakesTheNextSeat(Hands& hands) {
  if (hands.process.incarnation() > 1) return kExitDone;
  const std::int64_t taken = hands.CountOne(kSeats);
  if (taken < 0 || !hands.PutOne(kSeats).ok()) return kExitDone;
  (void)hands.PutOne(Text("seat " + std::to_string(taken)));
  return kExitDone;
}
/// Takes a seat of its own.
Body TakesItsSeat(int seat) {
  return [seat](Hands& hands) {
    if (hands.process.incarnation() > 1) return kExitDone;
    (void)hands.CountOne(kSeats);
    (void)hands.PutOne(Text("seat " + std::to_string(seat)));
    (void)hands.PutOne(kSeats);
    return kExitDone;
  };
}
/// Leaves a door open for a moment.
int OpensAndCloses(Hands& hands) {
  (void)hands.PutOne("open");
  (void)hands.PutOne("closed");
  return kExitDone;
}
/// Is caught where the door closes while it looks.
int LooksTwice(Hands& hands) {
  if (hands.CountOne("open") <= 0 || hands.CountOne("closed") != 0) return kExitDone;
  if (hands.CountOne("closed") > 0) (void)hands.PutOne(kBad);
  return kExitDone;
}
/// Looks, and takes the first seat if it was free. The second comes a minute later.
int TakesTheFirst(Hands& hands) {
  if (hands.CountOne("seat 0") == 0) (void)hands.PutOne("seat 0");
  return kExitDone;
}
int TakesTheFirstLater(Hands& hands) {
  (void)hands.WaitFor(Minutes(1));
  return TakesTheFirst(hands);
}

std::unique_ptr<Lab> MakeRace(std::vector<Body> bodies) {
  auto lab = MakeLab(std::move(bodies), {&kOneEach});
  lab->rules.pause_for = Minutes(4);
  // In which order they came does not matter.
  lab->masked_fields = {"shelf.**"};
  return lab;
}
std::unique_ptr<Lab> MakeSeats() { return MakeRace({TakesTheNextSeat, TakesTheNextSeat}); }
std::unique_ptr<Lab> MakeDoor() { return MakeRace({OpensAndCloses, LooksTwice}); }
std::unique_ptr<Lab> MakeFirst() { return MakeRace({TakesTheFirst, TakesTheFirstLater}); }

/// What a process does in a second life is no part of these races: what the oracles at rest say of
/// it is left out.
std::set<std::string> SignaturesOf(const Instance& instance, int faults, int preemptions,
                                   bool prune = true) {
  const ExploreOptions options{.prune = prune,
                               .preemptions = preemptions,
                               .congruence_percent = 100,
                               .determinism_percent = 100};
  const ExploreResult result = Exhaust(instance, options, faults);
  EXPECT_EQ(result.harness_failure, "");
  EXPECT_EQ(result.figures.voids, 0);
  const Findings findings = Canonicalise(instance, result.findings);
  EXPECT_EQ(findings.harness_failure, "");
  std::set<std::string> signatures;
  for (const Finding& finding : findings.list) {
    if (finding.verdict.invariant == kOneEach.name()) signatures.insert(finding.signature);
  }
  return signatures;
}

TEST(Preemption, LetsTheOtherGoOnUntilItWaitsOrEnds) {
  const auto lab = MakeSeats();
  EXPECT_EQ(RunLab(*lab).Line(),
            "p0 start, p1 start, p0.count, p0.put, p0.put, p0 exit, p1.count, p1.put, p1.put, "
            "p1 exit,  rest");
  const Ran ran = RunLab(*lab, {Preempt("p0", 1, "p1")});
  EXPECT_EQ(ran.Line(),
            "p0 start, p1 start, p0.count, p0 preempt, p1.count, p1.put, p1.put, p1 exit, p0.put, "
            "p0.put");
  EXPECT_EQ(ran.result.ending, Ending::kViolation);
  EXPECT_EQ(ran.result.message, "seat 0");
  EXPECT_EQ(RunLab(*lab, {Preempt("p0", 1, "p1")}).result.hash, ran.result.hash);
}

TEST(Preemption, IsNoFault) {
  const Ran ran = RunLab(*MakeDoor(), {Preempt("p0", 1, "p1")});
  EXPECT_EQ(ran.result.ending, Ending::kRest);
  EXPECT_EQ(ran.result.end.faults.fired, 0);
}

TEST(Preemption, SaysWhyItFoundNoPlace) {
  const auto lab = MakeDoor();
  const FaultPlan plan{.faults = {{.place = {.process = "p0", .effect = "put", .object = "open"},
                                   .outcome = Outcome::kPreempt,
                                   .to = "p7"}}};
  PlanDecider decider(plan, lab->rules);
  (void)RunLab(*lab, decider);
  EXPECT_EQ(decider.placed(), 0);
  EXPECT_EQ(decider.illegal(), "\"p7\" cannot go on at that moment");
}

TEST(Preemption, AndAFaultMayStandAtOnePlace) {
  const auto lab = MakeSeats();
  IndexedFault crash = PauseOf("p0", 1, 0);
  crash.decision = {.outcome = Outcome::kCrashBefore};
  const std::vector<IndexedFault> faults{Preempt("p0", 1, "p1"), crash};
  IndexDecider decider(faults, true);
  const Ran ran = RunLab(*lab, decider);
  EXPECT_EQ(ran.Line(),
            "p0 start, p1 start, p0.count, p0 preempt, p1.count, p1.put, p1.put, p1 exit, p0.put, "
            "p0 crash, p0 start, p0 exit,  rest");
  EXPECT_EQ(RunLab(*lab, decider.plan()).result.hash, ran.result.hash);
}

TEST(Pause, KeepsTheProcessWhereItIsWhileOthersGoOn) {
  const auto lab = MakeFirst();
  const Ran ran = RunLab(*lab, {PauseOf("p0", 1, Seconds(90))});
  EXPECT_EQ(ran.Line(),
            "p0 start, p1 start, p0.count, p0 pause, p1.wait, p1.count, p1.put, p1 exit, "
            "p0.put");
  EXPECT_EQ(ran.result.ending, Ending::kViolation);
  EXPECT_EQ(ran.recording.events.back().at, Seconds(90));
  EXPECT_EQ(ran.recording.events.back().outcome, Outcome::kPause);
  EXPECT_TRUE(ran.result.end.faults.transparent);
}

TEST(Pause, LastsUntilAnotherHasMoved) {
  const auto lab = MakeFirst();
  for (const DurationMs paused_for : {Seconds(1), Minutes(1)}) {
    EXPECT_THAT(RunLab(*lab, {PauseOf("p0", 1, paused_for)}).Line(),
                HasSubstr("p1.wait, p1.count, p1.put, p1 exit, p0.put"));
  }
  // Who runs then may be preempted by it.
  EXPECT_THAT(RunLab(*lab, {PauseOf("p0", 1, Minutes(1)), Preempt("p1", 2, "p0")}).Line(),
              HasSubstr("p1.wait, p1.count, p1 preempt, p0.put, p0 exit, p1.put"));
}

TEST(Pause, IsNoTimeInWhichAProcessMustComeToRestOrReturn) {
  const auto lab = MakeRace({[](Hands& hands) {
                               (void)hands.PutOne("one");
                               (void)hands.PutOne("two");
                               return kExitDone;
                             },
                             [](Hands&) { return kExitDone; }});
  lab->system.rest_bound = Minutes(1);
  EXPECT_EQ(RunLab(*lab, {PauseOf("p0", 1, Hours(9))}).result.ending, Ending::kRest);
  IndexedFault cancel = PauseOf("p0", 0, 0);
  cancel.decision = {.outcome = Outcome::kCancel};
  EXPECT_EQ(RunLab(*lab, {cancel, PauseOf("p0", 1, Hours(9))}).result.ending, Ending::kRest);
}

TEST(Pause, IsLegalOnlyWhereTheScenarioSaysForHowLong) {
  FaultRules rules;
  EXPECT_FALSE(IsLegal(Put::kEffect, Outcome::kPause, nullptr, rules));
  rules.pause_for = 1;
  EXPECT_TRUE(IsLegal(Put::kEffect, Outcome::kPause, nullptr, rules));
  EXPECT_FALSE(IsLegal(Wait::kEffect, Outcome::kPause, nullptr, rules));
  const auto options = OptionsFor(Put::kEffect, Basis::kStandard, rules);
  EXPECT_EQ(std::count_if(options.begin(), options.end(),
                          [](const FaultOption& one) { return one.outcome == Outcome::kPause; }),
            1);
}

TEST(Schedules, ALostUpdateNeedsOnePreemption) {
  const auto lab = MakeSeats();
  EXPECT_THAT(SignaturesOf(*lab, 0, 0), IsEmpty());
  EXPECT_THAT(SignaturesOf(*lab, 0, 1), ElementsAre("ONE-EACH | put | preempt p0.put"));
}

TEST(Schedules, ARaceThatNeedsTwoPreemptionsIsNotFoundWithOne) {
  const auto lab = MakeDoor();
  EXPECT_THAT(SignaturesOf(*lab, 0, 1), IsEmpty());
  EXPECT_THAT(SignaturesOf(*lab, 0, 2),
              ElementsAre("ONE-EACH | put | preempt p0.put, preempt p1.count"));
}

TEST(Schedules, AZombieNeedsAPauseAndNoPreemption) {
  const auto lab = MakeFirst();
  EXPECT_THAT(SignaturesOf(*lab, 0, 3), IsEmpty());
  EXPECT_THAT(SignaturesOf(*lab, 1, 0), ElementsAre("ONE-EACH | put | pause p0.put"));
}

TEST(Schedules, WhatIsRightHoldsInEverySchedule) {
  const auto lab = MakeRace({TakesItsSeat(0), TakesItsSeat(1), TakesItsSeat(2)});
  EXPECT_THAT(SignaturesOf(*lab, 1, 2), IsEmpty());
}

TEST(Schedules, EndingEarlyInKnownStatesLosesNoFinding) {
  const auto three = MakeRace({TakesTheNextSeat, OpensAndCloses, LooksTwice});
  for (const auto& lab : {MakeSeats(), MakeDoor(), MakeFirst()}) {
    EXPECT_EQ(SignaturesOf(*lab, 1, 2), SignaturesOf(*lab, 1, 2, false));
  }
  EXPECT_EQ(SignaturesOf(*three, 0, 2), SignaturesOf(*three, 0, 2, false));
  const ExploreResult pruned = Exhaust(*three, {}, 1);
  const ExploreResult whole = Exhaust(*three, {.prune = false}, 1);
  EXPECT_EQ(whole.figures.merged, 0);
  EXPECT_GT(pruned.figures.merged, 0);
  EXPECT_LT(pruned.figures.histories, whole.figures.histories);
}

TEST(Schedules, ThatMeetInAStateButEndDifferentlyAreTheHarnesssFailure) {
  // What two processes share outside the world is in no state: here, who came last.
  auto last = std::make_shared<int>(0);
  const auto lab = MakeRace({[last](Hands& hands) {
                               (void)hands.CountOne("one");
                               *last = 0;
                               (void)hands.CountOne("two");
                               return kExitDone;
                             },
                             [last](Hands& hands) {
                               (void)hands.CountOne("three");
                               *last = 1;
                               (void)hands.CountOne("four");
                               (void)hands.CountOne("five");
                               if (*last == 0) (void)hands.PutOne("overtaken");
                               return kExitDone;
                             }});
  const ExploreOptions options{
      .preemptions = 2, .congruence_percent = 100, .determinism_percent = 0};
  EXPECT_THAT(Exhaust(*lab, options, 0).harness_failure, HasSubstr("not congruent"));
}

TEST(Schedules, ShrinkToWhatIsNecessary) {
  const auto lab = MakeRace({TakesTheNextSeat, TakesTheNextSeat, OpensAndCloses});
  // The third has nothing to do with it, and neither has the pause.
  const RawFinding raw{
      .invariant = "ONE-EACH",
      .faults = {Preempt("p0", 0, "p2"), Preempt("p2", 1, "p0"), PauseOf("p0", 1, Minutes(2))}};
  const Findings findings = Canonicalise(*lab, {raw});
  ASSERT_EQ(findings.harness_failure, "");
  ASSERT_EQ(findings.list.size(), 1U);
  EXPECT_EQ(findings.list[0].signature, "ONE-EACH | put | preempt p0.put");
  EXPECT_EQ(CountFaults(findings.list[0].raw_plan), 1);
  EXPECT_EQ(CountPreemptions(findings.list[0].raw_plan), 2);
  EXPECT_EQ(CountFaults(findings.list[0].plan), 0);
}

TEST(Schedules, OfOneRootCauseShrinkToOneSignature) {
  const auto lab = MakeSeats();
  // The second comes first, and is caught in the middle by the first.
  const RawFinding raw{.invariant = "ONE-EACH",
                       .faults = {Preempt("p0", 0, "p1"), Preempt("p1", 1, "p0")}};
  const Findings findings = Canonicalise(*lab, {raw});
  ASSERT_EQ(findings.list.size(), 1U);
  EXPECT_EQ(findings.list[0].signature, "ONE-EACH | put | preempt p0.put");
}

TEST(Schedules, AreExplainedSwitchBySwitch) {
  const auto lab = MakeDoor();
  RestOracle oracle(*lab);
  const std::vector<IndexedFault> faults{Preempt("p0", 1, "p1"), Preempt("p1", 2, "p0")};
  IndexDecider decider(faults, true);
  (void)RunLab(*lab, decider);
  const Explanation explained = Explain(*lab, oracle, decider.plan());
  EXPECT_EQ(explained.verdict.invariant, kOneEach.name());
  EXPECT_THAT(explained.necessary, ElementsAre(0, 1));
  std::vector<std::string> moves;
  for (const Variation& one : explained.variations) {
    if (one.what.starts_with("one step")) {
      moves.push_back(std::to_string(one.fault) + " " + one.what +
                      (one.verdict.SameAs(explained.verdict) ? " breaks" : " holds"));
    }
  }
  EXPECT_THAT(
      moves,
      ElementsAre("0 one step earlier: put open holds", "0 one step later: count open holds",
                  "1 one step earlier: count closed holds", "1 one step later: put closed holds"));
}

TEST(Schedules, AreReplayedFromTheFile) {
  const auto lab = MakeDoor();
  RestOracle oracle(*lab);
  const ExploreResult result = Exhaust(*lab, {}, 0);
  const Findings findings = Canonicalise(*lab, result.findings);
  ASSERT_EQ(findings.list.back().verdict.invariant, kOneEach.name());
  const Counterexample made =
      MakeCounterexample(*lab, oracle, "lab", Json::object(), {}, findings.list.back().plan);
  const Json json = Json::parse(made.ToJson().dump());
  const Counterexample read = Counterexample::FromJson(json);
  EXPECT_EQ(JsonLine(read.ToJson()), JsonLine(json));
  EXPECT_EQ(ReplayCounterexample(*lab, oracle, read).answer, ReplayAnswer::kExact);
  // Another version, in which there is nobody to go on: says which switch found no place.
  const auto changed = MakeRace({OpensAndCloses, [](Hands&) { return kExitDone; }});
  RestOracle changed_oracle(*changed);
  const Replay replay = ReplayCounterexample(*changed, changed_oracle, read);
  EXPECT_EQ(replay.answer, ReplayAnswer::kDiverged);
  EXPECT_THAT(replay.diverged, HasSubstr("p0 goes on before p1's count"));
}

TEST(Schedules, OfOldFilesAreEmpty) {
  const auto lab = MakeSeats();
  RestOracle oracle(*lab);
  Json json = MakeCounterexample(*lab, oracle, "lab", Json::object(), {}, {}).ToJson();
  json["schedule"] = Json::array();
  EXPECT_EQ(CountPreemptions(Counterexample::FromJson(json).plan), 0);
}

Scenario ScenarioOf(std::function<std::unique_ptr<Lab>()> make) {
  Scenario scenario;
  scenario.name = "lab";
  scenario.default_parameters = Json::object();
  scenario.instantiate = [make = std::move(make)](const Json&, const DefectIds&) { return make(); };
  return scenario;
}

TEST(RandomSchedules, FindRacesAndShrinkThem) {
  const std::pair<std::function<std::unique_ptr<Lab>()>, const char*> races[] = {
      {MakeSeats, "ONE-EACH | put | preempt p0.put"},
      {MakeDoor, "ONE-EACH | put | preempt p0.put, preempt p1.count"},
      {MakeFirst, "ONE-EACH | put | pause p0.put"},
  };
  for (const auto& race : races) {
    const std::string signature = race.second;
    RandomOptions options{.seed = 7, .max_histories = 2'000, .determinism_percent = 100};
    const RandomResult result = RunRandom(ScenarioOf(race.first), options);
    EXPECT_EQ(result.harness_failure, "");
    const auto found =
        std::count_if(result.findings.begin(), result.findings.end(),
                      [&](const RandomFinding& one) { return one.finding.signature == signature; });
    EXPECT_EQ(found, 1) << signature;
  }
}

TEST(RandomSchedules, FindNothingWhereNothingIsWrong) {
  const auto make = [] { return MakeRace({TakesItsSeat(0), TakesItsSeat(1), TakesItsSeat(2)}); };
  const RandomResult result = RunRandom(ScenarioOf(make), {.seed = 7, .max_histories = 2'000});
  EXPECT_EQ(result.harness_failure, "");
  for (const RandomFinding& one : result.findings) {
    EXPECT_NE(one.finding.verdict.invariant, kOneEach.name()) << one.finding.signature;
  }
}

}  // namespace
}  // namespace relapse
