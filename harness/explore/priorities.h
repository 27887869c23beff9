// Priorities: schedules of several processes at random (PCT, Burckhardt et al., ASPLOS 2010). Each
// process has a priority and the highest that can go on does; at d - 1 points the one that runs
// falls below all others. A bug that needs d orderings is hit with a chance of at least one in
// n * k^(d - 1), for n processes and k points.
#ifndef HARNESS_EXPLORE_PRIORITIES_H_
#define HARNESS_EXPLORE_PRIORITIES_H_

#include <cstdint>
#include <vector>

#include "harness/core/rng.h"
#include "harness/simulation/decider.h"
#include "harness/simulation/system.h"

namespace relapse {

class Priorities {
 public:
  /// Never prefers anybody: the schedule of the simulation itself.
  Priorities() = default;
  /// Draws depth and change points; `points` is about how many a history has.
  static Priorities Draw(const System& system, std::int64_t points, Rng& rng);

  /// Who goes on before this point instead, or an empty text.
  Text Choose(const FaultPoint& point);

 private:
  struct Rank {
    Text role;
    std::int64_t priority = 0;
  };
  Rank* Of(Text role);

  std::vector<Rank> ranks_;
  std::vector<std::int64_t> change_points_;
  std::int64_t point_ = 0;
  std::int64_t lowest_ = 0;
  int switches_ = 0;
};

}  // namespace relapse

#endif  // HARNESS_EXPLORE_PRIORITIES_H_
