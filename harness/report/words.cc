#include "harness/report/words.h"

#include <fmt/format.h>

#include <array>

namespace relapse {

std::string Grouped(std::int64_t number) {
  std::string text = std::to_string(number);
  const std::size_t first = number < 0 ? 1 : 0;
  for (std::size_t at = text.size(); at > first + 3;) {
    at -= 3;
    text.insert(at, ",");
  }
  return text;
}

std::string Counted(std::int64_t number, std::string_view singular) {
  std::string text = Grouped(number) + " " + std::string(singular);
  if (number == 1) return text;
  if (text.ends_with("y") && !text.ends_with("ay") && !text.ends_with("ey")) {
    text.pop_back();
    return text + "ies";
  }
  return text + "s";
}

std::string RealTime(double seconds) {
  if (seconds < 1.0) return fmt::format("{:.1f} ms", seconds * 1000.0);
  if (seconds < 60.0) return fmt::format("{:.1f} s", seconds);
  const auto whole = static_cast<std::int64_t>(seconds);
  return fmt::format("{} min {} s", whole / 60, whole % 60);
}

std::string VirtualTime(DurationMs time) {
  if (time < Hours(1)) return fmt::format("{}.{:03} s", time / 1000, time % 1000);
  return fmt::format("{}:{:02}:{:02}.{:03}", time / Hours(1), time / Minutes(1) % 60,
                     time / 1000 % 60, time % 1000);
}

std::string VirtualDuration(DurationMs duration) {
  if (duration >= Hours(1) && duration % Hours(1) == 0) {
    return fmt::format("{} h", duration / Hours(1));
  }
  if (duration >= Minutes(1) && duration % Minutes(1) == 0) {
    return fmt::format("{} min", duration / Minutes(1));
  }
  if (duration % 1000 == 0) return fmt::format("{} s", duration / 1000);
  if (duration < 1000) return fmt::format("{} ms", duration);
  return fmt::format("{:g} s", static_cast<double>(duration) / 1000.0);
}

std::string Ordinal(int number) {
  static constexpr std::array<std::string_view, 10> kNames{"first", "second", "third",   "fourth",
                                                           "fifth", "sixth",  "seventh", "eighth",
                                                           "ninth", "tenth"};
  if (number >= 1 && number <= static_cast<int>(kNames.size())) {
    return std::string(kNames[static_cast<std::size_t>(number - 1)]);
  }
  return std::to_string(number) + "th";
}

std::string Listed(const std::vector<std::string>& items) {
  std::string text;
  for (std::size_t i = 0; i < items.size(); ++i) {
    if (i > 0) text += i + 1 == items.size() ? " and " : ", ";
    text += items[i];
  }
  return text;
}

std::string ParameterText(const Json& parameters) {
  if (!parameters.is_object()) return JsonLine(parameters);
  std::string text;
  for (const auto& [name, value] : parameters.items()) {
    if (!text.empty()) text += ", ";
    text += name + " ";
    if (value.is_string() && !value.get_ref<const std::string&>().empty()) {
      text += value.get_ref<const std::string&>();
    } else {
      text += JsonLine(value);
    }
  }
  return text.empty() ? "none" : text;
}

std::size_t DisplayWidth(std::string_view text) {
  std::size_t width = 0;
  for (const char c : text) {
    if ((static_cast<unsigned char>(c) & 0xC0) != 0x80) ++width;
  }
  return width;
}

std::string Shortened(std::string_view text, std::size_t width) {
  if (DisplayWidth(text) <= width) return std::string(text);
  if (width == 0) return "";
  std::size_t kept = 0;
  std::size_t at = 0;
  while (at < text.size()) {
    std::size_t next = at + 1;
    while (next < text.size() && (static_cast<unsigned char>(text[next]) & 0xC0) == 0x80) ++next;
    if (++kept == width) break;
    at = next;
  }
  return std::string(text.substr(0, at)) + "…";
}

std::string PadRight(std::string_view text, std::size_t width) {
  const std::size_t present = DisplayWidth(text);
  return std::string(text) + std::string(present < width ? width - present : 0, ' ');
}

std::string PadLeft(std::string_view text, std::size_t width) {
  const std::size_t present = DisplayWidth(text);
  return std::string(present < width ? width - present : 0, ' ') + std::string(text);
}

std::string Wrapped(std::string_view text, std::size_t width, std::size_t indent) {
  std::string wrapped;
  std::size_t column = 0;
  while (!text.empty()) {
    const std::size_t space = text.find(' ');
    const std::string_view word = text.substr(0, space);
    text.remove_prefix(space == std::string_view::npos ? text.size() : space + 1);
    if (column > 0 && column + 1 + DisplayWidth(word) > width) {
      wrapped += "\n" + std::string(indent, ' ');
      column = indent;
    } else if (column > 0) {
      wrapped += " ";
      ++column;
    }
    wrapped += word;
    column += DisplayWidth(word);
  }
  return wrapped;
}

std::string Paint::With(std::string_view code, std::string_view text) const {
  if (!on_) return std::string(text);
  return fmt::format("\x1b[{}m{}\x1b[0m", code, text);
}

}  // namespace relapse
