// What parameters are refused for, in the words of the one who typed them.
#ifndef SCENARIOS_COMMON_RANGES_H_
#define SCENARIOS_COMMON_RANGES_H_

#include <cstdint>
#include <stdexcept>
#include <string>
#include <string_view>

namespace relapse {

/// Both throw std::invalid_argument.
inline void Require(bool condition, const std::string& message) {
  if (!condition) throw std::invalid_argument(message);
}

inline void RequireRange(std::string_view name, std::int64_t value, std::int64_t low,
                         std::int64_t high) {
  Require(value >= low && value <= high, "parameter \"" + std::string(name) + "\" is " +
                                             std::to_string(value) + ", not in " +
                                             std::to_string(low) + " to " + std::to_string(high));
}

}  // namespace relapse

#endif  // SCENARIOS_COMMON_RANGES_H_
