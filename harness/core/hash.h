// 64-bit mixing, the same on every compiler and machine. Not cryptographic.
#ifndef HARNESS_CORE_HASH_H_
#define HARNESS_CORE_HASH_H_

#include <cstdint>
#include <string>
#include <string_view>

namespace relapse {

/// Spreads the bits of one word (the SplitMix64 finaliser).
[[gnu::always_inline]] constexpr std::uint64_t MixBits(std::uint64_t word) {
  word ^= word >> 30;
  word *= 0xbf58476d1ce4e5b9ULL;
  word ^= word >> 27;
  word *= 0x94d049bb133111ebULL;
  word ^= word >> 31;
  return word;
}

/// Folds `word` into `hash`; order matters. Inlined by decree: g++ finds it too large, and every
/// effect folds tens of words.
[[gnu::always_inline]] constexpr std::uint64_t HashCombine(std::uint64_t hash, std::uint64_t word) {
  return MixBits(hash * 0x9e3779b97f4a7c15ULL + word + 0x632be59bd9b4e019ULL);
}

/// Hash of the bytes of `text`.
std::uint64_t HashBytes(std::string_view text);

/// 16 hexadecimal digits.
std::string HashText(std::uint64_t hash);

}  // namespace relapse

#endif  // HARNESS_CORE_HASH_H_
