#include "harness/explore/priorities.h"

#include <algorithm>

namespace relapse {

namespace {
constexpr std::uint64_t kMostDepth = 4;
/// After so many the schedule goes on by itself: what is found is written down and shrunk.
constexpr int kMostSwitches = 16;
}  // namespace

Priorities Priorities::Draw(const System& system, std::int64_t points, Rng& rng) {
  Priorities drawn;
  for (const ProcessDefinition& process : system.processes) {
    const auto before = rng.Below(drawn.ranks_.size() + 1);
    drawn.ranks_.insert(drawn.ranks_.begin() + static_cast<std::ptrdiff_t>(before),
                        Rank{.role = process.role});
  }
  for (std::size_t i = 0; i < drawn.ranks_.size(); ++i) {
    drawn.ranks_[i].priority = static_cast<std::int64_t>(i);
  }
  const std::uint64_t depth = 1 + rng.Below(kMostDepth);
  // With faults, and in other orders, histories are longer.
  const auto range = static_cast<std::uint64_t>(points + points / 2 + 2);
  for (std::uint64_t i = 1; i < depth; ++i) {
    drawn.change_points_.push_back(static_cast<std::int64_t>(rng.Below(range)));
  }
  return drawn;
}

Priorities::Rank* Priorities::Of(Text role) {
  const auto found = std::find_if(ranks_.begin(), ranks_.end(),
                                  [role](const Rank& rank) { return rank.role == role; });
  return found != ranks_.end() ? &*found : nullptr;
}

Text Priorities::Choose(const FaultPoint& point) {
  if (ranks_.empty()) return {};
  Rank* running = Of(point.process);
  if (std::count(change_points_.begin(), change_points_.end(), point_++) > 0) {
    running->priority = --lowest_;
  }
  if (switches_ >= kMostSwitches || point.call.spec().waits) return {};
  const Rank* best = running;
  for (const Text role : point.others) {
    const Rank* other = Of(role);
    if (other->priority > best->priority) best = other;
  }
  if (best == running) return {};
  ++switches_;
  return best->role;
}

}  // namespace relapse
