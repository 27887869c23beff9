// ContentHash: folds every field of a described value, whatever its kind. For history hashes.
#ifndef HARNESS_CORE_CONTENT_HASH_H_
#define HARNESS_CORE_CONTENT_HASH_H_

#include <cstdint>

#include "harness/core/fields.h"
#include "harness/core/hash.h"

namespace relapse {

template <class T>
std::uint64_t ContentHash(const T& value);

namespace internal {
struct HashingVisitor {
  std::uint64_t hash = 1;
  template <class T, class Kind>
  void operator()(const char*, const T& value, Kind) {
    hash = HashCombine(hash, ContentHash(value));
  }
};
}  // namespace internal

/// A type may offer `std::uint64_t CachedHash() const` to answer without a walk.
template <class T>
std::uint64_t ContentHash(const T& value) {
  if constexpr (requires { value.CachedHash(); }) {
    return value.CachedHash();
  } else if constexpr (std::is_same_v<T, Text>) {
    return value.hash();
  } else if constexpr (kIsVector<T>) {
    std::uint64_t hash = value.size();
    for (const auto& element : value) hash = HashCombine(hash, ContentHash(element));
    return hash;
  } else if constexpr (kIsSharedConst<T> || kIsOptional<T>) {
    return value ? HashCombine(1, ContentHash(*value)) : 0;
  } else if constexpr (Described<const T>) {
    internal::HashingVisitor visitor;
    T::VisitFields(value, visitor);
    return visitor.hash;
  } else if constexpr (std::is_empty_v<T>) {
    return 0;
  } else {
    return static_cast<std::uint64_t>(value);
  }
}

}  // namespace relapse

#endif  // HARNESS_CORE_CONTENT_HASH_H_
