// Virtual time: integer milliseconds since the world's epoch. No calendar inside a simulation.
#ifndef HARNESS_CORE_TIME_H_
#define HARNESS_CORE_TIME_H_

#include <cstdint>
#include <limits>

namespace relapse {

using TimeMs = std::int64_t;      ///< a point in time, milliseconds since the epoch
using DurationMs = std::int64_t;  ///< a length of time, milliseconds

inline constexpr TimeMs kNoTime = std::numeric_limits<TimeMs>::max();  ///< "not set"

constexpr DurationMs Seconds(std::int64_t n) { return n * 1000; }
constexpr DurationMs Minutes(std::int64_t n) { return n * 60 * 1000; }
constexpr DurationMs Hours(std::int64_t n) { return n * 60 * 60 * 1000; }

}  // namespace relapse

#endif  // HARNESS_CORE_TIME_H_
