// Laws of what acts by itself: timers, agents that act together, requests that land late.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/harness/lab.h"

namespace relapse {
namespace {

using lab::CountOf;
using lab::FakeShelf;
using lab::Put;
using lab::Shelf;
using lab::ShelfPort;

struct Notes {
  static constexpr std::string_view kPartName = "notes";
  std::vector<Text> lines;
  TimeMs a = kNoTime;
  TimeMs b = kNoTime;
  template <class Self, class Visitor>
  static void VisitFields(Self& self, Visitor&& visit) {
    visit("lines", self.lines, field::kPlain);
    visit("a", self.a, field::Age{0});
    visit("b", self.b, field::Age{0});
  }
};

/// Acts once at its time; the first may make the second due at once.
class Once final : public Agent {
 public:
  Once(Text name, TimeMs Notes::*at, TimeMs Notes::*wakes = nullptr)
      : name_(name), at_(at), wakes_(wakes) {}
  TimeMs NextTimer(const World& world) const override { return world.Get<Notes>().*at_; }
  void Advance(World& world) const override {
    Notes& notes = world.Mutate<Notes>();
    notes.lines.push_back(name_);
    notes.*at_ = kNoTime;
    if (wakes_ != nullptr) notes.*wakes_ = world.now();
  }

 private:
  Text name_;
  TimeMs Notes::*at_;
  TimeMs Notes::*wakes_;
};

/// Never moves on.
class Stuck final : public Agent {
 public:
  TimeMs NextTimer(const World& world) const override { return world.now(); }
  void Advance(World& world) const override { world.Mutate<Notes>(); }
};

World WithNotes(const WorldModel& model, Notes notes) {
  World world(&model);
  world.Add(std::move(notes));
  return world;
}

TEST(Agents, TheNextTimerIsTheEarliest) {
  const Once a("a", &Notes::a);
  const Once b("b", &Notes::b);
  const WorldModel model{{&a, &b}, {}};
  EXPECT_EQ(WithNotes(model, {.a = 700, .b = 300}).NextTimer(), 300);
  EXPECT_EQ(WithNotes(model, {.a = 700}).NextTimer(), 700);
  EXPECT_EQ(WithNotes(model, {}).NextTimer(), kNoTime);
  EXPECT_EQ(World().NextTimer(), kNoTime);
}

TEST(Agents, EverythingDueActsInTheOrderOfTheModelAndNothingElse) {
  const Once a("a", &Notes::a);
  const Once b("b", &Notes::b);
  const WorldModel model{{&a, &b}, {}};
  World world = WithNotes(model, {.a = 300, .b = 300});
  world.AdvanceTo(299);
  EXPECT_THAT(world.Get<Notes>().lines, ::testing::IsEmpty());
  world.AdvanceTo(300);
  EXPECT_THAT(world.Get<Notes>().lines, ::testing::ElementsAre(Text("a"), Text("b")));
  EXPECT_EQ(world.now(), 300);
}

TEST(Agents, OneMayMakeAnotherDueAtOnce) {
  const Once b("b", &Notes::b);
  const Once a("a", &Notes::a, &Notes::b);
  const WorldModel model{{&b, &a}, {}};  // b has been asked before a wakes it
  World world = WithNotes(model, {.a = 300});
  world.AdvanceTo(300);
  EXPECT_THAT(world.Get<Notes>().lines, ::testing::ElementsAre(Text("a"), Text("b")));
}

TEST(Agents, OneThatSpinsIsCaught) {
  const Stuck stuck;
  const WorldModel model{{&stuck}, {}};
  World world = WithNotes(model, {});
  EXPECT_THROW(world.AdvanceTo(0), CheckFailure);
}

TEST(Agents, ATimerInThePastIsCaught) {
  const Once a("a", &Notes::a);
  const WorldModel model{{&a}, {}};
  World world = WithNotes(model, {.a = 300});
  world.SetClock(301);
  EXPECT_THROW((void)world.NextTimer(), CheckFailure);
}

struct Harbour {
  FakeShelf fake;
  ServerLander<ShelfPort, FakeShelf> lander{fake};
  InFlightAgent agent;
  WorldModel model{{&agent}, {&lander}};
  World world{&model};
  Harbour() {
    world.Add(Shelf{});
    world.Add(InFlightRequests{});
  }
  void Leave(const Put& put, TimeMs due) {
    world.Mutate<InFlightRequests>().requests.push_back(
        {.effect = "put",
         .object = put.name,
         .request_hash = ContentHash(put),
         .due = due,
         .spec = &Put::kEffect,
         .request = std::make_shared<const Put>(put)});
  }
};

TEST(InFlight, ARequestLandsOnceAtItsTime) {
  Harbour harbour;
  harbour.Leave(Put{"a", 1}, 500);
  EXPECT_EQ(harbour.world.NextTimer(), 500);
  harbour.world.AdvanceTo(499);
  EXPECT_EQ(CountOf(harbour.world, "a"), 0);
  harbour.world.AdvanceTo(500);
  EXPECT_EQ(CountOf(harbour.world, "a"), 1);
  EXPECT_EQ(harbour.world.NextTimer(), kNoTime);
}

TEST(InFlight, RequestsOfOneMomentLandInTheOrderTheyWereLeft) {
  Harbour harbour;
  for (const char* name : {"c", "a", "b"}) harbour.Leave(Put{name, 1}, 500);
  harbour.Leave(Put{"early", 1}, 400);
  harbour.world.AdvanceTo(400);
  harbour.world.AdvanceTo(500);
  std::vector<Text> landed;
  for (const auto& item : harbour.world.Get<Shelf>().items) landed.push_back(item.name);
  EXPECT_THAT(landed, ::testing::ElementsAre(Text("early"), Text("c"), Text("a"), Text("b")));
}

TEST(InFlight, ARequestIsOvertakenByItsOwnRepetitionOnly) {
  Harbour harbour;
  harbour.Leave(Put{"a", 1}, 500);
  harbour.Leave(Put{"b", 1}, 500);
  EXPECT_FALSE(LandOvertaken(harbour.world, lab::kPort, "a", ContentHash(Put{"a", 1})));
  EXPECT_FALSE(LandOvertaken(harbour.world, lab::kPort, "c", ContentHash(Put{"c", 1})));
  EXPECT_FALSE(LandOvertaken(harbour.world, kRuntimePort, "a", ContentHash(Put{"a", 2})));
  EXPECT_EQ(CountOf(harbour.world, "a"), 0);
  EXPECT_TRUE(LandOvertaken(harbour.world, lab::kPort, "a", ContentHash(Put{"a", 2})));
  EXPECT_EQ(CountOf(harbour.world, "a"), 1);
  EXPECT_EQ(harbour.world.Get<InFlightRequests>().requests.size(), 1U);
}

TEST(InFlight, WhatIsInFlightIsPartOfTheState) {
  Harbour one;
  Harbour other;
  one.Leave(Put{"a", 1}, 500);
  EXPECT_FALSE(one.world.SameState(other.world));
  other.Leave(Put{"a", 2}, 500);
  EXPECT_FALSE(one.world.SameState(other.world));
  Harbour same;
  same.world.SetClock(1000);
  same.Leave(Put{"a", 1}, 1500);
  EXPECT_TRUE(one.world.SameState(same.world));
}

TEST(InFlight, ARequestThatNobodyReceivesIsAFailedCheck) {
  Harbour harbour;
  const WorldModel nobody{{&harbour.agent}, {}};
  World world(&nobody);
  world.Add(Shelf{});
  world.Add(harbour.world.Get<InFlightRequests>());
  world.Mutate<InFlightRequests>().requests.push_back({.effect = "put", .due = 0});
  EXPECT_THROW(world.AdvanceTo(0), CheckFailure);
}

}  // namespace
}  // namespace relapse
