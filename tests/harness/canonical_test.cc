// The canonical form against a slow model written from the definitions, over drawn worlds.
#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <algorithm>
#include <map>

#include "tests/harness/world_parts.h"

namespace relapse {
namespace {

using parts::Kinds;
using parts::Log;
using parts::Plainly;

struct Drawn {
  TimeMs now = 0;
  Kinds kinds;
  Log log;
};

/// Small ranges, so that equal states are common.
TimeMs DrawTime() {
  static const std::vector<TimeMs> kTimes{0, 500, 1000, 1500, 2000, 3000, 4000, 6000, kNoTime};
  return kTimes[*rc::gen::inRange<std::size_t>(0, kTimes.size())];
}

Drawn Draw() {
  Drawn drawn;
  drawn.now = *rc::gen::inRange<TimeMs>(0, 5) * 1000;
  drawn.kinds.seen_at = DrawTime();
  drawn.kinds.first = DrawTime();
  drawn.kinds.second = DrawTime();
  drawn.log.at = DrawTime();
  drawn.kinds.own_id = *rc::gen::inRange(0, 3);
  drawn.kinds.other_id = *rc::gen::inRange(0, 3);
  drawn.kinds.foreign_id = *rc::gen::inRange(0, 2);
  const int elements = *rc::gen::inRange(0, 4);
  for (int i = 0; i < elements; ++i) drawn.kinds.bag.push_back({*rc::gen::inRange(0, 2), "a"});
  drawn.kinds.unread = *rc::gen::inRange(0, 2);
  return drawn;
}

/// A near copy of `other`: equal as a state more often than two independent draws.
Drawn DrawNear(Drawn other) {
  const TimeMs shift = *rc::gen::inRange<TimeMs>(0, 3) * 1000;
  other.now += shift;
  for (TimeMs* time :
       {&other.kinds.seen_at, &other.kinds.first, &other.kinds.second, &other.log.at}) {
    if (*time != kNoTime) *time += shift;
  }
  const std::int64_t rename = *rc::gen::inRange(0, 3);
  other.kinds.own_id += rename;
  other.kinds.other_id += rename;
  if (*rc::gen::arbitrary<bool>()) other.kinds.unread = *rc::gen::inRange(0, 2);
  if (*rc::gen::arbitrary<bool>()) other.kinds.seen_at = DrawTime();
  if (*rc::gen::arbitrary<bool>()) std::reverse(other.kinds.bag.begin(), other.kinds.bag.end());
  if (*rc::gen::arbitrary<bool>()) other.log.at = DrawTime();
  return other;
}

World Build(const Drawn& drawn) {
  World world;
  world.Add(drawn.kinds);
  world.Add(drawn.log);
  world.SetClock(drawn.now);
  return world;
}

/// Two lists have the same order pattern, and "not set" at the same places.
template <class Value>
bool SameRanks(const std::vector<Value>& a, const std::vector<Value>& b) {
  for (std::size_t i = 0; i < a.size(); ++i) {
    if ((a[i] == kNoTime) != (b[i] == kNoTime)) return false;
    for (std::size_t j = 0; j < a.size(); ++j) {
      if (a[i] == kNoTime || a[j] == kNoTime) continue;
      if ((a[i] < a[j]) != (b[i] < b[j])) return false;
    }
  }
  return true;
}

std::map<std::int64_t, int> BagOf(const Kinds& kinds) {
  std::map<std::int64_t, int> counts;
  for (const Plainly& element : kinds.bag) ++counts[element.number];
  for (auto& [number, count] : counts) count = std::min(count, 2);
  return counts;
}

bool ModelSame(const Drawn& a, const Drawn& b) {
  const auto age = [](const Drawn& drawn) {
    return drawn.kinds.seen_at == kNoTime
               ? kNoTime
               : std::min<DurationMs>(drawn.now - drawn.kinds.seen_at, 2000);
  };
  const auto times = [](const Drawn& drawn) {
    return std::vector<TimeMs>{drawn.kinds.first, drawn.kinds.second, drawn.log.at};
  };
  const auto ids = [](const Drawn& drawn) {
    return std::vector<std::int64_t>{drawn.kinds.own_id, drawn.kinds.other_id};
  };
  return a.now % 1000 == b.now % 1000 && age(a) == age(b) && SameRanks(times(a), times(b)) &&
         SameRanks(ids(a), ids(b)) && BagOf(a.kinds) == BagOf(b.kinds);
}

RC_GTEST_PROP(CanonicalForm, IsEqualExactlyWhereTheDefinitionsSaySo, ()) {
  const Drawn a = Draw();
  const Drawn b = *rc::gen::arbitrary<bool>() ? DrawNear(a) : Draw();
  const bool same = ModelSame(a, b);
  RC_CLASSIFY(same, "same state");
  const World first = Build(a);
  const World second = Build(b);
  RC_ASSERT(first.SameState(second) == same);
  RC_ASSERT(second.SameState(first) == same);
  RC_ASSERT((first.CanonicalWords() == second.CanonicalWords()) == same);
  RC_ASSERT((first.CanonicalHash() == second.CanonicalHash()) == same);
  RC_ASSERT((first.ToCanonicalJson() == second.ToCanonicalJson()) == same);
}

RC_GTEST_PROP(CanonicalForm, DoesNotDependOnWhatWasAskedBefore, ()) {
  // One world advanced and copied at random, each copy asked at random moments: the cached
  // encodings must say what a world built afresh says.
  const Drawn start = Draw();
  std::vector<std::pair<Drawn, World>> worlds{{start, Build(start)}};
  const int steps = *rc::gen::inRange(1, 12);
  for (int i = 0; i < steps; ++i) {
    const std::size_t which = *rc::gen::inRange<std::size_t>(0, worlds.size());
    auto [drawn, world] = worlds[which];
    const int action = *rc::gen::inRange(0, 3);
    if (action == 0) {
      drawn.now += *rc::gen::inRange<TimeMs>(0, 4) * 500;
      world.AdvanceTo(drawn.now);
    } else if (action == 1) {
      drawn.kinds.seen_at = DrawTime();
      world.Mutate<Kinds>().seen_at = drawn.kinds.seen_at;
    } else {
      (void)worlds[which].second.CanonicalHash();
    }
    worlds.emplace_back(drawn, world);
    if (*rc::gen::arbitrary<bool>()) (void)worlds.back().second.CanonicalWords();
  }
  for (const auto& [drawn, world] : worlds) {
    RC_ASSERT(world.CanonicalWords() == Build(drawn).CanonicalWords());
    RC_ASSERT(world.CanonicalHash() == Build(drawn).CanonicalHash());
    RC_ASSERT(world.SameState(Build(drawn)));
  }
}

RC_GTEST_PROP(RawWords, AreEqualOnlyForEqualWorlds, ()) {
  const Drawn a = Draw();
  const Drawn b = *rc::gen::arbitrary<bool>() ? DrawNear(a) : Draw();
  const bool equal = Build(a).ToJson() == Build(b).ToJson();
  RC_ASSERT((Build(a).RawWords() == Build(b).RawWords()) == equal);
}

}  // namespace
}  // namespace relapse
