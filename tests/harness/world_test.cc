// Laws of the durable world: a value, copied on write; equal exactly where its field kinds say so.
#include <gtest/gtest.h>

#include "tests/harness/world_parts.h"

namespace relapse {
namespace {

using parts::Kinds;
using parts::Log;
using parts::Plainly;
using parts::WorldAt;

bool Same(const World& a, const World& b) {
  const bool same = a.SameState(b);
  EXPECT_EQ(same, b.SameState(a));
  EXPECT_EQ(same, a.CanonicalWords() == b.CanonicalWords());
  if (same) {
    EXPECT_EQ(a.CanonicalHash(), b.CanonicalHash());
  }
  return same;
}

TEST(World, ACopyIsWrittenApart) {
  World world = WorldAt(0, Plainly{.number = 1});
  World copy = world;
  EXPECT_EQ(&world.Get<Plainly>(), &copy.Get<Plainly>());
  copy.Mutate<Plainly>().number = 2;
  EXPECT_EQ(world.Get<Plainly>().number, 1);
  EXPECT_EQ(copy.Get<Plainly>().number, 2);
  EXPECT_FALSE(Same(world, copy));
  copy.Mutate<Plainly>().number = 1;
  EXPECT_TRUE(Same(world, copy));
}

struct Digested {
  static constexpr std::string_view kPartName = "digested";
  std::int64_t number = 0;
  TimeMs noted_at = 0;
  template <class Self, class Visitor>
  static void VisitFields(Self& self, Visitor&& visit) {
    visit("digest", ContentHash(self.number), field::kDigest);
    visit("number", self.number, field::kDigested);
    visit("noted_at", self.noted_at, field::kUnread);
  }
};

TEST(World, ADigestIsTheStateAndWhatItStandsForIsShown) {
  const World one = WorldAt(0, Digested{.number = 1, .noted_at = 5});
  EXPECT_FALSE(Same(one, WorldAt(0, Digested{.number = 2, .noted_at = 5})));
  EXPECT_TRUE(Same(one, WorldAt(0, Digested{.number = 1, .noted_at = 6})));
  EXPECT_EQ(one.ToCanonicalJson(), Json::parse(R"({"digested": {"number": 1}})"));
  EXPECT_EQ(one.ToJson(), Json::parse(R"({"now": 0, "digested": {"number": 1, "noted_at": 5}})"));
}

TEST(World, CanonicalJsonHasAgesAndRanks) {
  World world = WorldAt(9000, Kinds{.seen_at = 1000, .first = 4000, .own_id = 7, .unread = 1});
  world.Add(Log{.at = 3000});
  const Json json = world.ToCanonicalJson();
  EXPECT_EQ(json["kinds"]["seen_at"], 2000);
  EXPECT_EQ(json["kinds"]["first"], 1);
  EXPECT_EQ(json["kinds"]["second"], nullptr);
  EXPECT_EQ(json["kinds"]["own_id"], 1);  // after other_id, which is 0
  EXPECT_EQ(json["log"]["at"], 0);
  EXPECT_FALSE(json["kinds"].contains("unread"));
}

TEST(World, CountsItsChangesAndNotTheClock) {
  World world = WorldAt(0, Plainly{});
  const std::uint64_t before = world.change_count();
  world.AdvanceTo(5000);
  (void)world.Get<Plainly>();
  EXPECT_EQ(world.change_count(), before);
  world.Mutate<Plainly>().number = 1;
  EXPECT_EQ(world.change_count(), before + 1);
  const World copy = world;
  EXPECT_EQ(copy.change_count(), before + 1);
}

TEST(World, PartsAreFoundByTypeAndAreThereOnce) {
  World world = WorldAt(0, Plainly{.number = 3});
  EXPECT_TRUE(world.Has<Plainly>());
  EXPECT_FALSE(world.Has<Kinds>());
  EXPECT_THROW((void)world.Get<Kinds>(), CheckFailure);
  EXPECT_THROW((void)world.Mutate<Kinds>(), CheckFailure);
  EXPECT_THROW(world.Add(Plainly{}), CheckFailure);
  EXPECT_EQ(JsonLine(world.ToJson()), R"({"now":0,"plainly":{"number":3,"name":""}})");
}

TEST(World, TheClockMovesForwardOnly) {
  World world = WorldAt(1000, Plainly{});
  EXPECT_THROW(world.AdvanceTo(999), CheckFailure);
}

TEST(CanonicalForm, PlainFieldsAreEqualWhenTheyAreEqual) {
  EXPECT_TRUE(Same(WorldAt(0, Plainly{1, "a"}), WorldAt(0, Plainly{1, "a"})));
  EXPECT_FALSE(Same(WorldAt(0, Plainly{1, "a"}), WorldAt(0, Plainly{2, "a"})));
  EXPECT_FALSE(Same(WorldAt(0, Plainly{1, "a"}), WorldAt(0, Plainly{1, "b"})));
}

TEST(CanonicalForm, AnAgeIsRelativeToNowUntilItsHorizon) {
  // The horizon of `seen_at` is 2 s.
  const auto at = [](TimeMs now, TimeMs seen) { return WorldAt(now, Kinds{.seen_at = seen}); };
  EXPECT_TRUE(Same(at(1000, 0), at(5000, 4000)));
  EXPECT_FALSE(Same(at(1000, 0), at(2000, 0)));
  EXPECT_TRUE(Same(at(2000, 0), at(9000, 0)));
  EXPECT_FALSE(Same(at(1000, 0), at(2000, 0)));
  // A time still to come is compared exactly; "not set" is no time.
  EXPECT_FALSE(Same(at(0, 3000), at(0, 4000)));
  EXPECT_TRUE(Same(at(0, 3000), at(1000, 4000)));
  EXPECT_FALSE(Same(at(5000, 0), at(5000, kNoTime)));
}

TEST(CanonicalForm, APartSharedByWorldsOfDifferentTimesIsReadAtEachOfThem) {
  const World early = WorldAt(0, Kinds{.seen_at = 4000});
  World late = early;
  late.AdvanceTo(9000);
  (void)
      late.CanonicalHash();  // the age has reached its horizon: never changes again, but did before
  const World fresh = WorldAt(0, Kinds{.seen_at = 4000});
  EXPECT_TRUE(Same(early, fresh));
  EXPECT_EQ(early.CanonicalHash(), fresh.CanonicalHash());
  EXPECT_FALSE(Same(early, late));
  World middle = early;
  middle.AdvanceTo(1000);
  EXPECT_FALSE(Same(early, middle));
}

TEST(CanonicalForm, ThePhaseOfTheClockBelongsToTheState) {
  EXPECT_TRUE(Same(WorldAt(250, Plainly{}), WorldAt(7250, Plainly{})));
  EXPECT_FALSE(Same(WorldAt(250, Plainly{}), WorldAt(251, Plainly{})));
}

TEST(CanonicalForm, OrderTimesCountByTheirRankInTheWholeWorld) {
  const auto rows = [](TimeMs a, TimeMs b, TimeMs other) {
    World world = WorldAt(9000, Kinds{.first = a, .second = b});
    world.Add(Log{.at = other});
    return world;
  };
  EXPECT_TRUE(Same(rows(1, 2, 3), rows(10, 200, 3000)));
  EXPECT_FALSE(Same(rows(1, 2, 3), rows(2, 1, 3)));
  EXPECT_FALSE(Same(rows(1, 2, 3), rows(1, 1, 3)));
  EXPECT_FALSE(Same(rows(1, 3, 2), rows(1, 2, 3)));
  EXPECT_FALSE(Same(rows(1, 2, 3), rows(1, kNoTime, 3)));
}

TEST(CanonicalForm, IdsMayBeRenamedKeepingTheirOrderWithinTheirDomain) {
  const auto ids = [](std::int64_t own, std::int64_t other, std::int64_t foreign) {
    return WorldAt(0, Kinds{.own_id = own, .other_id = other, .foreign_id = foreign});
  };
  EXPECT_TRUE(Same(ids(1, 2, 5), ids(7, 9, 1)));
  EXPECT_TRUE(Same(ids(4, 4, 5), ids(9, 9, 5)));
  EXPECT_FALSE(Same(ids(1, 2, 5), ids(2, 1, 5)));
  EXPECT_FALSE(Same(ids(1, 2, 5), ids(1, 1, 5)));
}

TEST(CanonicalForm, InterchangeableElementsAreCountedUpToTwoInAnyOrder) {
  const auto bag = [](std::vector<Plainly> elements) {
    return WorldAt(0, Kinds{.bag = std::move(elements)});
  };
  const Plainly a{1, "a"};
  const Plainly b{2, "b"};
  EXPECT_TRUE(Same(bag({a, b}), bag({b, a})));
  EXPECT_TRUE(Same(bag({a, a, b}), bag({a, b, a, a, a})));
  EXPECT_FALSE(Same(bag({a, b}), bag({a, a, b})));
  EXPECT_FALSE(Same(bag({a}), bag({b})));
  EXPECT_FALSE(Same(bag({}), bag({a})));
}

TEST(CanonicalForm, AnInterchangeableElementMayNotReferToOthers) {
  World world = WorldAt(0, parts::BadBag{.logs = {Log{.at = 5}}});
  EXPECT_THROW((void)world.CanonicalHash(), CheckFailure);
}

TEST(CanonicalForm, UnreadFieldsNeverCount) {
  const World a = WorldAt(0, Kinds{.unread = 1});
  const World b = WorldAt(0, Kinds{.unread = 2});
  EXPECT_TRUE(Same(a, b));
  EXPECT_NE(a.RawWords(), b.RawWords());
}

TEST(RawWords, TellApartWhatTheCanonicalFormMerges) {
  EXPECT_NE(WorldAt(0, Plainly{}).RawWords(), WorldAt(1000, Plainly{}).RawWords());
  EXPECT_NE(WorldAt(9000, Kinds{.seen_at = 1}).RawWords(),
            WorldAt(9000, Kinds{.seen_at = 2}).RawWords());
  EXPECT_NE(WorldAt(0, Kinds{.own_id = 1}).RawWords(), WorldAt(0, Kinds{.own_id = 2}).RawWords());
  EXPECT_NE(WorldAt(0, Kinds{.first = 1}).RawWords(), WorldAt(0, Kinds{.first = 2}).RawWords());
  EXPECT_NE(WorldAt(0, Kinds{.bag = {{}, {}}}).RawWords(),
            WorldAt(0, Kinds{.bag = {{}, {}, {}}}).RawWords());
}

}  // namespace
}  // namespace relapse
