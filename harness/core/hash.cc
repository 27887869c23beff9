#include "harness/core/hash.h"

#include <bit>
#include <cstring>

namespace relapse {

namespace {

/// The first `size` bytes, at most 8, lowest first: the same word on a machine of either byte
/// order.
std::uint64_t WordOf(const char* bytes, std::size_t size) {
  std::uint64_t word = 0;
  if constexpr (std::endian::native == std::endian::little) {
    std::memcpy(&word, bytes, size);
  } else {
    for (std::size_t i = 0; i < size; ++i) {
      word |= static_cast<std::uint64_t>(static_cast<unsigned char>(bytes[i])) << (8 * i);
    }
  }
  return word;
}

}  // namespace

std::uint64_t HashBytes(std::string_view text) {
  std::uint64_t hash = 0x51ed270b27b4f3cfULL ^ text.size();
  for (; text.size() >= 8; text.remove_prefix(8)) hash = HashCombine(hash, WordOf(text.data(), 8));
  if (!text.empty()) hash = HashCombine(hash, WordOf(text.data(), text.size()));
  return hash;
}

std::string HashText(std::uint64_t hash) {
  static constexpr char kDigits[] = "0123456789abcdef";
  std::string text(16, '0');
  for (int i = 15; i >= 0; --i, hash >>= 4) text[static_cast<std::size_t>(i)] = kDigits[hash & 15];
  return text;
}

}  // namespace relapse
