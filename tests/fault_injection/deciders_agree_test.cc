// One history three times: as it was drawn, by position, and by meaning. All are the same history.
#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include "tests/harness/drawn_faults.h"
#include "tests/harness/toy.h"

namespace relapse {
namespace {

HistoryResult Play(const Instance& instance, Decider& decider) {
  HistoryOptions options{.decider = &decider};
  return RunHistory(instance.system, StartState{.world = instance.initial}, options);
}

void ExpectSame(const HistoryResult& a, const HistoryResult& b) {
  RC_ASSERT(a.hash == b.hash);
  RC_ASSERT(a.ending == b.ending);
  RC_ASSERT(a.invariant == b.invariant);
  RC_ASSERT(a.effects == b.effects);
  RC_ASSERT(a.end.faults.fired == b.end.faults.fired);
  RC_ASSERT(a.end.faults.transparent == b.end.faults.transparent);
  RC_ASSERT(a.end.world.RawWords() == b.end.world.RawWords());
}

/// Draws a history from `seed` and plays it by position, by meaning, and by meaning from a file.
void PlayEveryWay(const Instance& toy, std::uint64_t seed) {
  DrawnFaults drawing(toy.rules, seed);
  const HistoryResult drawn = Play(toy, drawing);

  IndexDecider by_position(drawing.faults, true);
  ExpectSame(Play(toy, by_position), drawn);
  RC_ASSERT(by_position.fired() == drawing.faults.size());

  PlanDecider by_meaning(by_position.plan(), toy.rules);
  ExpectSame(Play(toy, by_meaning), drawn);
  RC_ASSERT(by_meaning.illegal().empty());
  RC_ASSERT(by_meaning.placed() == static_cast<int>(drawing.faults.size()));

  FaultPlan read;
  FromJson(Json::parse(JsonLine(ToJson(by_position.plan()))), read);
  PlanDecider from_file(read, toy.rules);
  ExpectSame(Play(toy, from_file), drawn);
}

RC_GTEST_PROP(Deciders, ByPositionAndByMeaningRepeatTheDrawnHistory,
              (std::uint64_t seed, bool expired_is_new, bool blind_retry)) {
  const auto toy = toy::MakeToy({.expired_is_new = expired_is_new, .blind_retry = blind_retry},
                                *rc::gen::inRange(0, 4));
  toy->rules.transparent_errors = *rc::gen::inRange(0, 5);
  toy->rules.server_refuses_duplicates = *rc::gen::arbitrary<bool>();
  // Places that come again in a later life are rare: many histories for each toy.
  for (std::uint64_t i = 0; i < 40; ++i) PlayEveryWay(*toy, HashCombine(seed, i));
}

}  // namespace
}  // namespace relapse
