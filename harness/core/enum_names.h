// Names of enumerators as one table in the order of the enumeration.
#ifndef HARNESS_CORE_ENUM_NAMES_H_
#define HARNESS_CORE_ENUM_NAMES_H_

#include <array>
#include <stdexcept>
#include <string>
#include <string_view>

#include "harness/core/check.h"

namespace relapse {

template <class Enum, std::size_t size>
std::string_view NameOf(const std::array<std::string_view, size>& names, Enum value) {
  const auto index = static_cast<std::size_t>(value);
  RELAPSE_CHECK(index < size, "enumerator without a name");
  return names[index];
}

/// Throws std::invalid_argument on an unknown name: reading JSON is an edge, its callers report it.
template <class Enum, std::size_t size>
void ReadName(const std::array<std::string_view, size>& names, std::string_view name, Enum& value) {
  for (std::size_t i = 0; i < size; ++i) {
    if (names[i] == name) {
      value = static_cast<Enum>(i);
      return;
    }
  }
  throw std::invalid_argument("unknown value \"" + std::string(name) + "\"");
}

}  // namespace relapse

#endif  // HARNESS_CORE_ENUM_NAMES_H_
