// Disturbance: something that happens in the outside world at a moment nobody there chose. A fake
// declares it, a scenario lists it in its fault rules, and every strategy places it before any
// effect.
#ifndef HARNESS_WORLD_DISTURBANCE_H_
#define HARNESS_WORLD_DISTURBANCE_H_

#include <string_view>

#include "harness/world/world.h"

namespace relapse {

/// Stateless: define each once, `inline constexpr`.
struct Disturbance {
  std::string_view name;     ///< "provider_restarts"
  std::string_view summary;  ///< one sentence for `relapse list` and the docs
  /// Whether it can happen in this world now. What happens only so often counts in the world.
  bool (*possible)(const World& world);
  void (*happen)(World& world);
  /// Nothing of it may show at the rest point. False: the history is an outage, in which ending as
  /// failed, with a reason, is legitimate.
  bool transparent = true;
};

}  // namespace relapse

#endif  // HARNESS_WORLD_DISTURBANCE_H_
