// Laws of monitors: each invariant is shown what it asked for and nothing else, remembers one word,
// and the first in the scenario's order speaks.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/harness/lab.h"

namespace relapse {
namespace {

/// Notes the moments it is shown; speaks when told to.
struct Watcher final : Invariant {
  Watcher(std::string_view watcher_name, Interest wanted,
          PropertyForm property = PropertyForm::kAlways)
      : Invariant(watcher_name, property, wanted, "notes what it sees") {}
  void Step(const Observation& observation, std::uint64_t& memory, Judge& judge) const override {
    seen.push_back(observation.moment);
    if (step) step(observation, memory, judge);
  }
  mutable std::vector<Moment> seen;
  std::function<void(const Observation&, std::uint64_t&, Judge&)> step;
};

struct Stage {
  World world;
  FaultContext faults;
  MonitorMemory memory;
  std::uint64_t reached = 0;
  std::string message;

  int Show(const InvariantSet& set, Moment moment, bool changed = false) {
    Observation observation{.moment = moment, .world = world, .faults = faults};
    observation.changed = changed;
    return set.Step(observation, memory, reached, message);
  }
  void ShowEverything(const InvariantSet& set) {
    for (const Moment moment : {Moment::kStart, Moment::kCrash, Moment::kExit, Moment::kRest}) {
      Show(set, moment);
    }
    Show(set, Moment::kTimer, true);
    Show(set, Moment::kEffect, false);
    Show(set, Moment::kEffect, true);
  }
};

TEST(Interest, AnInvariantSeesWhatItAskedForAndNothingElse) {
  const Watcher changes("changes", {.world_changes = true});
  const Watcher effects("effects", {.effects = true});
  const Watcher lifecycle("lifecycle", {.lifecycle = true});
  const Watcher rest("rest", {.rest = true});
  const Watcher timers("timers", {.timers = true});
  const Watcher nothing("nothing", {});
  const InvariantSet set({&changes, &effects, &lifecycle, &rest, &timers, &nothing});
  Stage stage;
  stage.ShowEverything(set);
  using ::testing::ElementsAre;
  EXPECT_THAT(changes.seen, ElementsAre(Moment::kTimer, Moment::kEffect));
  EXPECT_THAT(effects.seen, ElementsAre(Moment::kEffect, Moment::kEffect));
  EXPECT_THAT(lifecycle.seen, ElementsAre(Moment::kStart, Moment::kCrash, Moment::kExit));
  EXPECT_THAT(rest.seen, ElementsAre(Moment::kRest));
  EXPECT_THAT(timers.seen, ElementsAre(Moment::kTimer));
  EXPECT_THAT(nothing.seen, ElementsAre());
}

TEST(Interest, WhoAsksForEffectsAndChangesSeesAChangingEffectOnce) {
  const Watcher both("both", {.world_changes = true, .effects = true});
  const InvariantSet set({&both});
  Stage stage;
  stage.Show(set, Moment::kEffect, true);
  EXPECT_EQ(both.seen.size(), 1U);
}

/// The effects of a history that fails once, as one invariant is shown them.
std::vector<std::string> SeenEffects(Interest interest) {
  std::vector<std::string> seen;
  Watcher watcher("watcher", std::move(interest));
  watcher.step = [&](const Observation& o, std::uint64_t&, Judge&) {
    const bool failed = o.call->error() != nullptr;
    seen.push_back(std::string(o.call->spec().name) + (failed ? " failed" : ""));
  };
  const Watcher others("others", {.of = EffectsOf<lab::SetBell, lab::CountLoosely>()});
  const auto lab = lab::MakeLab(
      [](lab::Hands& hands) {
        (void)hands.CountOne("a");
        (void)hands.PutOne("a");
        (void)hands.PutOne("a");
        (void)hands.CountOne("a");
        return kExitDone;
      },
      {&watcher, &others});
  (void)lab::RunLab(*lab, {lab::At(1, Outcome::kErrorBefore, &kTransient),
                           lab::At(3, Outcome::kErrorBefore, &kTransient)});
  return seen;
}

TEST(Interest, EffectsOfAKindAreShownWhateverComesOfThem) {
  using ::testing::ElementsAre;
  EXPECT_THAT(SeenEffects({.of = EffectsOf<lab::Put>()}), ElementsAre("put failed", "put"));
  EXPECT_THAT(SeenEffects({.of = EffectsOf<lab::Count>()}), ElementsAre("count", "count failed"));
  EXPECT_THAT(SeenEffects({.of = EffectsOf<lab::Put, lab::Count>()}),
              ElementsAre("count", "put failed", "put", "count failed"));
  EXPECT_THAT(SeenEffects({.of = EffectsOf<lab::Misbehave>()}), ElementsAre());
}

TEST(Interest, ErrorsAreThoseOfEveryKind) {
  using ::testing::ElementsAre;
  EXPECT_THAT(SeenEffects({.errors = true}), ElementsAre("put failed", "count failed"));
  EXPECT_THAT(SeenEffects({.errors = true, .of = EffectsOf<lab::Put>()}),
              ElementsAre("put failed", "put", "count failed"));
}

TEST(Interest, KindsAndErrorsAreMomentsOfEffectsOnly) {
  const Watcher watcher("watcher", {.errors = true, .of = EffectsOf<lab::Put>()});
  const InvariantSet set({&watcher});
  Stage stage;
  stage.ShowEverything(set);
  EXPECT_TRUE(watcher.seen.empty());
}

TEST(Monitors, EachRemembersItsOwnWord) {
  Watcher first("first", {.effects = true});
  Watcher second("second", {.effects = true});
  first.step = [](const Observation&, std::uint64_t& memory, Judge&) { memory += 1; };
  second.step = [](const Observation&, std::uint64_t& memory, Judge&) { memory += 10; };
  const InvariantSet set({&first, &second});
  Stage stage;
  const std::uint64_t fresh = set.MemoryHash(stage.memory);
  stage.Show(set, Moment::kEffect);
  stage.Show(set, Moment::kEffect);
  EXPECT_EQ(stage.memory.words[0], 2U);
  EXPECT_EQ(stage.memory.words[1], 20U);
  EXPECT_NE(set.MemoryHash(stage.memory), fresh);
  MonitorMemory copy = stage.memory;
  EXPECT_EQ(copy, stage.memory);
  copy.words[1] = 21;
  EXPECT_NE(copy, stage.memory);
  EXPECT_NE(set.MemoryHash(copy), set.MemoryHash(stage.memory));
}

TEST(Monitors, TheFirstInTheOrderOfTheScenarioSpeaks) {
  Watcher first("first", {.effects = true});
  Watcher second("second", {.effects = true});
  const auto violate = [](const std::string& text) {
    return [text](const Observation&, std::uint64_t&, Judge& judge) { judge.Violate(text); };
  };
  first.step = violate("one");
  second.step = violate("two");
  Stage stage;
  EXPECT_EQ(stage.Show(InvariantSet({&first, &second}), Moment::kEffect), 0);
  EXPECT_EQ(stage.message, "one");
  EXPECT_EQ(stage.Show(InvariantSet({&second, &first}), Moment::kEffect), 0);
  EXPECT_EQ(stage.message, "two");
  first.step = nullptr;
  EXPECT_EQ(stage.Show(InvariantSet({&first, &second}), Moment::kEffect), 1);
  EXPECT_EQ(stage.Show(InvariantSet({&first}), Moment::kEffect), -1);
}

TEST(Monitors, TheFirstMessageOfAStepCounts) {
  Judge judge;
  EXPECT_FALSE(judge.violated());
  judge.Violate("first");
  judge.Violate("second");
  EXPECT_TRUE(judge.violated());
  EXPECT_EQ(judge.message(), "first");
}

TEST(Sometimes, WhatWasReachedIsOneBitEachAndStays) {
  Watcher never("never", {.effects = true}, PropertyForm::kSometimes);
  Watcher once("once", {.effects = true}, PropertyForm::kSometimes);
  once.step = [](const Observation& observation, std::uint64_t&, Judge& judge) {
    if (observation.changed) judge.Reach();
  };
  const InvariantSet set({&never, &once});
  Stage stage;
  EXPECT_EQ(stage.Show(set, Moment::kEffect, false), -1);
  EXPECT_EQ(stage.reached, 0U);
  EXPECT_EQ(stage.Show(set, Moment::kEffect, true), -1);
  stage.Show(set, Moment::kEffect, false);
  EXPECT_EQ(stage.reached, 0b10U);
}

TEST(Monitors, MoreInvariantsThanWordsAreRefused) {
  const Watcher watcher("watcher", {});
  const std::vector<const Invariant*> most(kMostInvariants, &watcher);
  EXPECT_EQ(InvariantSet(most).all().size(), kMostInvariants);
  const std::vector<const Invariant*> too_many(kMostInvariants + 1, &watcher);
  EXPECT_THROW(InvariantSet{too_many}, CheckFailure);
}

TEST(Monitors, SeeAWholeHistoryInOrder) {
  const Watcher all("all",
                    {.world_changes = true, .effects = true, .lifecycle = true, .rest = true});
  const auto lab = lab::MakeLab(
      [](lab::Hands& hands) {
        (void)hands.PutOne("a");
        (void)hands.CountOne("a");
        return kExitDone;
      },
      {&all});
  all.seen.clear();
  (void)lab::RunLab(*lab, {lab::At(0, Outcome::kCrashAfter)});
  EXPECT_THAT(all.seen, ::testing::ElementsAre(Moment::kStart, Moment::kEffect, Moment::kCrash,
                                               Moment::kStart, Moment::kEffect, Moment::kEffect,
                                               Moment::kExit, Moment::kRest));
}

TEST(Monitors, TheObservationSaysWhatHappenedAndWhoHeard) {
  struct Line {
    bool executed, heard, changed;
    bool operator==(const Line&) const = default;
  };
  std::vector<Line> lines;
  Watcher watcher("watcher", {.effects = true});
  watcher.step = [&](const Observation& o, std::uint64_t&, Judge&) {
    lines.push_back({o.executed, o.heard, o.changed});
  };
  const auto lab = lab::MakeLab(
      [](lab::Hands& hands) {
        if (hands.process.incarnation() == 1) (void)hands.PutOne("a");
        return kExitDone;
      },
      {&watcher});
  const auto observed = [&](Outcome outcome, const ErrorKind* error) {
    lines.clear();
    (void)lab::RunLab(*lab, {lab::At(0, outcome, error)});
    return lines;
  };
  using Lines = std::vector<Line>;
  EXPECT_EQ(observed(Outcome::kNone, nullptr), (Lines{{true, true, true}}));
  EXPECT_EQ(observed(Outcome::kErrorBefore, &kTransient), (Lines{{false, true, false}}));
  EXPECT_EQ(observed(Outcome::kErrorAfter, &kTimeout), (Lines{{true, true, true}}));
  EXPECT_EQ(observed(Outcome::kCrashAfter, nullptr), (Lines{{true, false, true}}));
  EXPECT_EQ(observed(Outcome::kCrashBefore, nullptr), (Lines{}));
}

}  // namespace
}  // namespace relapse
