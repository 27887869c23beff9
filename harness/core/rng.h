// Rng: SplitMix64, integers only, one draw per statement.
#ifndef HARNESS_CORE_RNG_H_
#define HARNESS_CORE_RNG_H_

#include <cstdint>

#include "harness/core/hash.h"

namespace relapse {

class Rng {
 public:
  explicit Rng(std::uint64_t seed) : state_(seed) {}

  std::uint64_t Next() {
    state_ += 0x9e3779b97f4a7c15ULL;
    return MixBits(state_);
  }
  /// Uniform enough for testing: the bias of the multiply-shift is below 2^-32 for small bounds.
  std::uint64_t Below(std::uint64_t bound) {
    if (bound == 0) return 0;
    return static_cast<std::uint64_t>((static_cast<unsigned __int128>(Next()) * bound) >> 64);
  }
  bool Chance(std::uint64_t numerator, std::uint64_t denominator) {
    return Below(denominator) < numerator;
  }
  /// An independent stream for a named part.
  Rng Split(std::uint64_t salt) { return Rng(HashCombine(Next(), salt)); }

 private:
  std::uint64_t state_;
};

}  // namespace relapse

#endif  // HARNESS_CORE_RNG_H_
