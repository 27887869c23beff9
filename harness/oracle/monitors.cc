#include "harness/oracle/monitors.h"

namespace relapse {

InvariantSet::InvariantSet(std::vector<const Invariant*> invariants) : all_(std::move(invariants)) {
  RELAPSE_CHECK(all_.size() <= kMostInvariants, "too many invariants");
  for (std::uint32_t i = 0; i < all_.size(); ++i) {
    const Interest& interest = all_[i]->interest();
    const Watch watch{all_[i], i};
    if (interest.effects) on_effect_.push_back(watch);
    if (interest.effects || interest.world_changes) on_changing_effect_.push_back(watch);
    if (interest.world_changes) on_timer_.push_back(watch);
    if (interest.lifecycle) on_lifecycle_.push_back(watch);
    if (interest.rest) on_rest_.push_back(watch);
  }
}

std::uint64_t InvariantSet::MemoryHash(const MonitorMemory& memory) const {
  std::uint64_t hash = 0;
  for (std::size_t i = 0; i < all_.size(); ++i) hash = HashCombine(hash, memory.words[i]);
  return hash;
}

int InvariantSet::Step(const Observation& observation, MonitorMemory& memory,
                       std::uint64_t& reached, std::string& message) const {
  const std::vector<Watch>* watches = &on_lifecycle_;
  switch (observation.moment) {
    case Moment::kEffect:
      watches = observation.changed ? &on_changing_effect_ : &on_effect_;
      break;
    case Moment::kTimer:
      watches = &on_timer_;
      break;
    case Moment::kRest:
      watches = &on_rest_;
      break;
    case Moment::kStart:
    case Moment::kCrash:
    case Moment::kExit:
      break;
  }
  // One judge for all: nearly every step says nothing, and there are thirty at each effect.
  Judge judge;
  for (const Watch& watch : *watches) {
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
