// Laws of the interest check: an invariant that is blind is named, with the moment that it misses,
// and one that sees what it looks at never is; what is checked judges as it does unchecked.
#include "harness/oracle/interest_check.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "harness/explore/explorer.h"
#include "tests/harness/lab.h"
#include "tests/harness/toy.h"

namespace relapse {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;
using Look = void (*)(const Observation&, std::uint64_t&, Judge&);

class Looker final : public Invariant {
 public:
  Looker(Interest interest, Look look)
      : Invariant("looker", PropertyForm::kAlways, std::move(interest), "looks"), look_(look) {}
  void Step(const Observation& observation, std::uint64_t& memory, Judge& judge) const override {
    look_(observation, memory, judge);
  }

 private:
  Look look_;
};

bool Puts(const Observation& observation) {
  return observation.call != nullptr && observation.call->As<lab::Put>() != nullptr;
}
bool Counts(const Observation& observation) {
  return observation.call != nullptr && observation.call->As<lab::Count>() != nullptr;
}

/// What the check finds of `looker` on a history that puts twice, counts, dies and counts again.
std::vector<std::string> GapsOf(const Looker& looker) {
  const InvariantSet plain({&looker});
  InterestCheck check(plain);
  const auto lab = lab::MakeLab([](lab::Hands& hands) {
    if (hands.process.incarnation() == 1) {
      (void)hands.PutOne("a");
      (void)hands.PutOne("a");
    }
    (void)hands.CountOne("a");
    return kExitDone;
  });
  lab->system.invariants = &plain;
  const lab::Ran as_ever = lab::RunLab(*lab, {lab::At(2, Outcome::kCrashAfter)});
  lab->system.invariants = &check.invariants();
  const lab::Ran checked = lab::RunLab(*lab, {lab::At(2, Outcome::kCrashAfter)});
  EXPECT_EQ(checked.result.ending, as_ever.result.ending);
  EXPECT_EQ(checked.result.message, as_ever.result.message);
  EXPECT_EQ(checked.result.reached, as_ever.result.reached);
  std::vector<std::string> gaps;
  for (const InterestCheck::Gap& gap : check.gaps()) {
    gaps.push_back(gap.invariant + " at " + gap.at + ": " + gap.what);
  }
  return gaps;
}

TEST(InterestCheck, WhoAsksForWhatItLooksAtHasNoGap) {
  const Look second_put = [](const Observation& observation, std::uint64_t& memory, Judge& judge) {
    if (Puts(observation) && ++memory == 2) judge.Violate("two");
  };
  EXPECT_THAT(GapsOf({{.of = EffectsOf<lab::Put>()}, second_put}), IsEmpty());
  EXPECT_THAT(GapsOf({{.effects = true}, second_put}), IsEmpty());
  EXPECT_THAT(GapsOf({{.world_changes = true}, second_put}), IsEmpty());
}

TEST(InterestCheck, AViolationThatIsNotSeenIsNamed) {
  const Looker blind({.of = EffectsOf<lab::Count>()},
                     [](const Observation& observation, std::uint64_t&, Judge& judge) {
                       if (Puts(observation)) judge.Violate("a put");
                     });
  EXPECT_THAT(GapsOf(blind), ElementsAre("looker at put (changing): broken, and not seen: a put"));
}

TEST(InterestCheck, WhatIsNotRememberedIsNamedWhereItWouldCount) {
  const Looker forgetful({.of = EffectsOf<lab::Count>()},
                         [](const Observation& observation, std::uint64_t& memory, Judge&) {
                           if (Puts(observation)) memory = 1;
                           if (Counts(observation)) memory |= 2;
                         });
  EXPECT_THAT(GapsOf(forgetful), ElementsAre("looker at count: remembers something else"));
}

TEST(InterestCheck, SoIsAViolationThatWhatIsNotSeenWouldExcuse) {
  const Looker harsh({.of = EffectsOf<lab::Count>()},
                     [](const Observation& observation, std::uint64_t& memory, Judge& judge) {
                       if (Puts(observation)) memory = 1;
                       if (Counts(observation) && memory == 0) judge.Violate("nothing was put");
                     });
  EXPECT_THAT(GapsOf(harsh),
              ElementsAre("looker at count: not broken, if all is seen: nothing was put",
                          "looker at count: remembers something else"));
}

TEST(InterestCheck, AndWhatIsReachedUnseen) {
  const Look put = [](const Observation& observation, std::uint64_t&, Judge& judge) {
    if (Puts(observation)) judge.Reach();
  };
  EXPECT_THAT(GapsOf({{.lifecycle = true}, put}),
              ElementsAre("looker at put (changing): reached, and not seen"));
}

TEST(InterestCheck, MomentsAreNamedToo) {
  const Look dead = [](const Observation& observation, std::uint64_t&, Judge& judge) {
    if (observation.moment == Moment::kCrash) judge.Violate("dead");
  };
  EXPECT_THAT(GapsOf({{.effects = true, .rest = true}, dead}),
              ElementsAre("looker at crash: broken, and not seen: dead"));
}

/// Memories are part of crash states, and go on from them.
TEST(InterestCheck, AnExplorationFindsTheSame) {
  const auto plain = toy::MakeToy({.notice_not_recorded = true});
  const auto checked = toy::MakeToy({.notice_not_recorded = true});
  InterestCheck check(*checked->system.invariants);
  checked->system.invariants = &check.invariants();
  const ExploreResult wanted = Explorer(*plain, {}).Exhaust(2);
  const ExploreResult found = Explorer(*checked, {}).Exhaust(2);
  EXPECT_EQ(found.harness_failure, "");
  EXPECT_EQ(found.figures.history_hash, wanted.figures.history_hash);
  EXPECT_EQ(found.figures.states, wanted.figures.states);
  EXPECT_GT(found.violating_histories, 0);
  EXPECT_EQ(found.violating_histories, wanted.violating_histories);
  EXPECT_THAT(check.gaps(), IsEmpty());
}

}  // namespace
}  // namespace relapse
