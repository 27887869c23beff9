// What all fakes agree on about time: when a world starts, ticks, whole seconds, and order times.
#ifndef FAKES_COMMON_CLOCK_H_
#define FAKES_COMMON_CLOCK_H_

#include "harness/core/fields.h"

namespace relapse {

/// Every world starts here (2001-09-09T01:46:40Z): late enough for years of seeded history, and on
/// a whole second.
inline constexpr TimeMs kWorldStart = 1'000'000'000'000;

/// The provider's processor and Vitess' scheduler act on multiples of this (section 2.4).
inline constexpr DurationMs kTickMs = 500;

/// Timestamps of Vitess have whole seconds (section 4.1).
constexpr TimeMs FloorToSecond(TimeMs time) { return time - time % 1000; }

/// The first tick strictly after `time`.
constexpr TimeMs TickAfter(TimeMs time) { return (time / kTickMs + 1) * kTickMs; }

/// The first tick at or after `time` that is still to come at `now`.
constexpr TimeMs TickAtOrAfter(TimeMs time, TimeMs now) {
  return time > now ? TickAfter(time - 1) : TickAfter(now);
}

/// A counter that nothing reads beyond "many".
constexpr std::int64_t Saturated(std::int64_t count, std::int64_t most = 2) {
  return count < most ? count : most;
}

/// One time of which only the rank among the world's order times is state. Times before kWorldStart
/// are the same in every state of a world: write them as plain words instead, which spares a rank.
struct OrderTime {
  TimeMs at = kNoTime;

  template <class Self, class Visitor>
  static void VisitFields(Self& self, Visitor&& visit) {
    visit("at", self.at, field::kOrder);
  }
};

}  // namespace relapse

#endif  // FAKES_COMMON_CLOCK_H_
