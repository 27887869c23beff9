#include "fakes/vitess/like.h"

namespace relapse::planetscale {

namespace {

char Lower(char letter) {
  return letter >= 'A' && letter <= 'Z' ? static_cast<char>(letter - 'A' + 'a') : letter;
}

}  // namespace

bool MatchesLike(std::string_view text, std::string_view pattern) {
  std::size_t t = 0;
  std::size_t p = 0;
  // Where to go on after the last '%': it takes one byte more each time the rest does not match.
  std::size_t after_percent = std::string_view::npos;
  std::size_t taken_until = 0;
  while (t < text.size()) {
    bool matches = false;
    std::size_t width = 1;
    if (p < pattern.size()) {
      if (pattern[p] == '%') {
        after_percent = ++p;
        taken_until = t;
        continue;
      }
      if (pattern[p] == '\\' && p + 1 < pattern.size()) {
        width = 2;
        matches = Lower(pattern[p + 1]) == Lower(text[t]);
      } else {
        matches = pattern[p] == '_' || Lower(pattern[p]) == Lower(text[t]);
      }
    }
    if (matches) {
      ++t;
      p += width;
    } else if (after_percent != std::string_view::npos) {
      p = after_percent;
      t = ++taken_until;
    } else {
      return false;
    }
  }
  while (p < pattern.size() && pattern[p] == '%') ++p;
  return p == pattern.size();
}

}  // namespace relapse::planetscale
