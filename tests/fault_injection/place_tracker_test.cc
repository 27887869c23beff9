// A place is said by meaning: the n-th effect of a kind on an object since the last write.
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include "tests/harness/lab.h"
#include "tests/harness/toy.h"

namespace relapse {
namespace {

using lab::At;
using lab::Hands;
using lab::MakeLab;
using ::testing::ElementsAre;

std::string TextOf(const Place& place) {
  std::string text = place.effect.str();
  if (!place.object.empty()) text += " " + place.object.str();
  text += " " + std::to_string(place.nth);
  if (place.anchor_effect.empty()) return text;
  text += " after " + place.anchor_effect.str();
  if (!place.anchor_object.empty()) text += " " + place.anchor_object.str();
  return text + " " + std::to_string(place.anchor_nth);
}

/// Plays faults by position and notes where every point is.
class PlaceLister final : public Decider {
 public:
  explicit PlaceLister(std::vector<IndexedFault> faults)
      : faults_(std::move(faults)), decider_(faults_) {}
  Decision AtEffect(const FaultPoint& point) override {
    places.push_back(tracker_.At(point));
    last_ = decider_.AtEffect(point);
    return last_;
  }
  void AfterEffect(const FaultPoint& point, bool changed) override {
    tracker_.After(point, Executes(last_.outcome));
    decider_.AfterEffect(point, changed);
  }
  std::vector<Place> places;
  std::vector<std::string> Texts() const {
    std::vector<std::string> texts;
    for (const Place& place : places) texts.push_back(TextOf(place));
    return texts;
  }

 private:
  const std::vector<IndexedFault> faults_;
  IndexDecider decider_;
  PlaceTracker tracker_;
  Decision last_;
};

std::vector<std::string> PlacesOf(lab::Body body, std::vector<IndexedFault> faults = {}) {
  const auto lab = MakeLab(std::move(body));
  PlaceLister lister(std::move(faults));
  (void)lab::RunLab(*lab, lister);
  return lister.Texts();
}

TEST(Place, CountsEqualEffectsSinceTheLastWrite) {
  EXPECT_THAT(
      PlacesOf([](Hands& hands) {
        (void)hands.CountOne("a");
        (void)hands.CountOne("b");
        (void)hands.CountOne("a");
        (void)hands.PutOne("x");
        (void)hands.CountOne("a");
        (void)hands.PutOne("x");
        (void)hands.PutOne("y");
        (void)hands.CountOne("a");
        return kExitDone;
      }),
      ElementsAre("count a 1", "count b 1", "count a 2", "put x 1", "count a 1 after put x 1",
                  "put x 1 after put x 1", "put y 1 after put x 2", "count a 1 after put y 1"));
}

TEST(Place, ANewIncarnationCountsFromItsStart) {
  EXPECT_THAT(PlacesOf(
                  [](Hands& hands) {
                    (void)hands.CountOne("a");
                    (void)hands.PutOne("x");
                    (void)hands.CountOne("a");
                    return kExitDone;
                  },
                  {At(2, Outcome::kCrashAfter)}),
              ElementsAre("count a 1", "put x 1", "count a 1 after put x 1",  //
                          "count a 1", "put x 1", "count a 1 after put x 1"));
}

TEST(Place, OnlyAWriteThatWasTriedOnTheOtherSideBecomesTheAnchor) {
  const auto places = [](Outcome outcome, const ErrorKind* error) {
    return PlacesOf(
        [](Hands& hands) {
          (void)hands.PutOne("x");
          (void)hands.CountOne("a");
          return kExitDone;
        },
        {At(0, outcome, error)});
  };
  EXPECT_THAT(places(Outcome::kErrorAfter, &kTimeout),
              ElementsAre("put x 1", "count a 1 after put x 1"));
  EXPECT_THAT(places(Outcome::kErrorBefore, &kTransient), ElementsAre("put x 1", "count a 1"));
  EXPECT_THAT(places(Outcome::kLate, &kTimeout), ElementsAre("put x 1", "count a 1"));
}

TEST(Place, ProcessesAreCountedApart) {
  const lab::Body body = [](Hands& hands) {
    (void)hands.CountOne("a");
    (void)hands.WaitFor(100);
    (void)hands.PutOne("x");
    (void)hands.CountOne("a");
    return kExitDone;
  };
  const auto lab = MakeLab({body, body});
  PlaceLister lister({});
  (void)lab::RunLab(*lab, lister);
  for (const char* process : {"p0", "p1"}) {
    std::vector<std::string> own;
    for (const Place& place : lister.places) {
      if (place.process == Text(process)) own.push_back(TextOf(place));
    }
    EXPECT_THAT(own, ElementsAre("count a 1", "wait 1", "put x 1", "count a 1 after put x 1"));
  }
}

TEST(Place, HintsDoNotDecide) {
  Place a;
  a.effect = "put";
  Place b = a;
  b.incarnation = 3;
  b.index = 9;
  EXPECT_TRUE(SamePlace(a, b));
  for (const auto change :
       {+[](Place& p) { p.nth = 2; }, +[](Place& p) { p.process = "other"; },
        +[](Place& p) { p.effect = "get"; }, +[](Place& p) { p.object = "x"; },
        +[](Place& p) { p.anchor_effect = "put"; }, +[](Place& p) { p.anchor_object = "x"; },
        +[](Place& p) { p.anchor_nth = 1; }}) {
    Place changed = a;
    change(changed);
    EXPECT_FALSE(SamePlace(a, changed));
  }
}

RC_GTEST_PROP(Place, NoTwoPointsOfOneLifeAreTheSamePlace, ()) {
  const auto toy = toy::MakeToy({}, *rc::gen::inRange(0, 4));
  std::vector<IndexedFault> faults;
  const int crashes = *rc::gen::inRange(0, 3);
  for (int i = 0; i < crashes; ++i) {
    IndexedFault crash = At(*rc::gen::inRange(0, 12), Outcome::kCrashAfter);
    crash.incarnation = i + 1;
    faults.push_back(crash);
  }
  PlaceLister lister(faults);
  (void)lab::RunLab(*toy, lister);
  for (std::size_t i = 0; i < lister.places.size(); ++i) {
    for (std::size_t j = 0; j < i; ++j) {
      RC_ASSERT(!(lister.places[i].incarnation == lister.places[j].incarnation &&
                  SamePlace(lister.places[i], lister.places[j])));
    }
  }
}

}  // namespace
}  // namespace relapse
