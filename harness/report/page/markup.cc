#include "harness/report/page/markup.h"

#include "harness/report/words.h"

namespace relapse::internal {

namespace {

/// Bytes of the well-formed UTF-8 character at the beginning of `text`, or 0.
std::size_t CharacterSize(std::string_view text) {
  const auto byte = [&](std::size_t i) { return static_cast<unsigned char>(text[i]); };
  const unsigned char lead = byte(0);
  if (lead < 0x80) return 1;
  const std::size_t size = lead >= 0xF0 && lead <= 0xF4   ? 4
                           : lead >= 0xE0 && lead <= 0xEF ? 3
                           : lead >= 0xC2 && lead <= 0xDF ? 2
                                                          : 0;
  if (size == 0 || size > text.size()) return 0;
  for (std::size_t i = 1; i < size; ++i) {
    if ((byte(i) & 0xC0) != 0x80) return 0;
  }
  // Overlong forms, surrogates and what lies beyond Unicode.
  if (lead == 0xE0 && byte(1) < 0xA0) return 0;
  if (lead == 0xED && byte(1) > 0x9F) return 0;
  if (lead == 0xF0 && byte(1) < 0x90) return 0;
  if (lead == 0xF4 && byte(1) > 0x8F) return 0;
  return size;
}

std::string_view ToneClass(Tone tone) {
  switch (tone) {
    case Tone::kGood:
      return "good";
    case Tone::kBad:
      return "bad";
    case Tone::kDoubt:
      return "doubt";
    case Tone::kNeutral:
      return "plain";
  }
  return "plain";
}

std::string Safe(std::string_view text, bool quotes) {
  std::string safe;
  safe.reserve(text.size());
  while (!text.empty()) {
    const std::size_t size = CharacterSize(text);
    const char c = text[0];
    const bool forbidden = size == 0 || c == '\x7f' ||
                           (static_cast<unsigned char>(c) < 0x20 && c != '\n' && c != '\t');
    if (forbidden) {
      safe += "\xEF\xBF\xBD";
    } else if (c == '&') {
      safe += "&amp;";
    } else if (c == '<') {
      safe += "&lt;";
    } else if (c == '>') {
      safe += "&gt;";
    } else if (quotes && c == '"') {
      safe += "&quot;";
    } else if (quotes && c == '\'') {
      safe += "&#39;";
    } else {
      safe += text.substr(0, size);
    }
    text.remove_prefix(size == 0 ? 1 : size);
  }
  return safe;
}

}  // namespace

std::string Escaped(std::string_view text) { return Safe(text, false); }

std::string Attribute(std::string_view text) { return "\"" + Safe(text, true) + "\""; }

std::string EscapedShort(std::string_view text, std::size_t width) {
  return Escaped(Shortened(text, width));
}

std::string Badge(const VerdictWords& verdict) {
  return "<span class=\"badge " + std::string(ToneClass(verdict.tone)) + "\">" +
         Escaped(verdict.words) + "</span>";
}

std::string Command(std::string_view command) {
  return "<div class=\"cmd\"><code>" + Escaped(command) +
         "</code><button type=\"button\" class=\"copy\" hidden>Copy</button></div>";
}

}  // namespace relapse::internal
