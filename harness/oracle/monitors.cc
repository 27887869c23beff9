#include "harness/oracle/monitors.h"

namespace relapse {

InvariantSet::InvariantSet(std::vector<const Invariant*> invariants) : all_(std::move(invariants)) {
  RELAPSE_CHECK(all_.size() <= kMostInvariants, "too many invariants");
  std::size_t named = 0;
  for (std::uint32_t i = 0; i < all_.size(); ++i) {
    const Interest& interest = all_[i]->interest();
    const Watch watch{all_[i], i};
    if (interest.world_changes || interest.timers) on_timer_.push_back(watch);
    if (interest.lifecycle) on_lifecycle_.push_back(watch);
    if (interest.rest) on_rest_.push_back(watch);
    named += interest.of.size();
  }
  on_other_effect_ = WatchesOf(nullptr);
  std::size_t slots = 1;
  while (slots < 2 * named + 1) slots *= 2;
  on_effect_.resize(slots);
  for (const Invariant* invariant : all_) {
    for (const EffectSpec* kind : invariant->interest().of) {
      EffectWatches& slot = on_effect_[SlotOf(kind)];
      if (slot.kind == nullptr) slot = WatchesOf(kind);
    }
  }
}

InvariantSet::EffectWatches InvariantSet::WatchesOf(const EffectSpec* kind) const {
  EffectWatches watches{.kind = kind, .by_answer = {}};
  for (std::uint32_t i = 0; i < all_.size(); ++i) {
    for (std::size_t answer = 0; answer < watches.by_answer.size(); ++answer) {
      if (all_[i]->interest().CoversEffect(kind, (answer & 1) != 0, (answer & 2) != 0)) {
        watches.by_answer[answer].push_back({all_[i], i});
      }
    }
  }
  return watches;
}

std::size_t InvariantSet::SlotOf(const EffectSpec* kind) const {
  const std::size_t mask = on_effect_.size() - 1;
  std::size_t slot = (reinterpret_cast<std::uintptr_t>(kind) >> 4) & mask;
  while (on_effect_[slot].kind != nullptr && on_effect_[slot].kind != kind)
    slot = (slot + 1) & mask;
  return slot;
}

const InvariantSet::Watches& InvariantSet::WatchesOf(const Observation& observation) const {
  switch (observation.moment) {
    case Moment::kEffect: {
      std::size_t answer = observation.changed ? 1 : 0;
      if (observation.call == nullptr) return on_other_effect_.by_answer[answer];
      if (observation.call->error() != nullptr) answer |= 2;
      const EffectWatches& named = on_effect_[SlotOf(&observation.call->spec())];
      return (named.kind != nullptr ? named : on_other_effect_).by_answer[answer];
    }
    case Moment::kTimer:
      return on_timer_;
    case Moment::kRest:
      return on_rest_;
    case Moment::kStart:
    case Moment::kCrash:
    case Moment::kExit:
      break;
  }
  return on_lifecycle_;
}

std::uint64_t InvariantSet::MemoryHash(const MonitorMemory& memory) const {
  std::uint64_t hash = 0;
  for (std::size_t i = 0; i < all_.size(); ++i) hash = HashCombine(hash, memory.words[i]);
  return hash;
}

int InvariantSet::Step(const Observation& observation, MonitorMemory& memory,
                       std::uint64_t& reached, std::string& message) const {
  // One judge for all: nearly every step says nothing, and there are tens at each effect.
  Judge judge;
  for (const Watch& watch : WatchesOf(observation)) {
    watch.invariant->Step(observation, memory.words[watch.index], judge);
    if (judge.reached()) {
      reached |= std::uint64_t{1} << watch.index;
      judge.ForgetReached();
    }
    if (judge.violated()) {
      message = judge.message();
      return static_cast<int>(watch.index);
    }
  }
  return -1;
}

}  // namespace relapse
