#include "harness/core/hash.h"

#include <cstring>

namespace relapse {

std::uint64_t HashBytes(std::string_view text) {
  std::uint64_t hash = 0x51ed270b27b4f3cfULL ^ text.size();
  while (!text.empty()) {
    // Bytes are placed one by one so that the value does not depend on the machine's byte order.
    std::uint64_t word = 0;
    const std::size_t taken = text.size() < 8 ? text.size() : 8;
    for (std::size_t i = 0; i < taken; ++i) {
      word |= static_cast<std::uint64_t>(static_cast<unsigned char>(text[i])) << (8 * i);
    }
    hash = HashCombine(hash, word);
    text.remove_prefix(taken);
  }
  return hash;
}

std::string HashText(std::uint64_t hash) {
  static constexpr char kDigits[] = "0123456789abcdef";
  std::string text(16, '0');
  for (int i = 15; i >= 0; --i, hash >>= 4) text[static_cast<std::size_t>(i)] = kDigits[hash & 15];
  return text;
}

}  // namespace relapse
