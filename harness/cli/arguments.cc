#include "harness/cli/arguments.h"

#include <algorithm>
#include <cctype>
#include <charconv>
#include <fstream>
#include <sstream>

#include "harness/cli/exit_status.h"
#include "harness/core/hash.h"

namespace relapse {

namespace {

[[noreturn]] void Refuse(std::string_view option, const std::string& text,
                         const std::string& wanted) {
  throw CommandError(std::string(option) + " \"" + text + "\": " + wanted);
}

template <class Number>
bool ReadWhole(std::string_view text, Number& number, int base = 10) {
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number, base);
  return !text.empty() && error == std::errc() && end == text.data() + text.size();
}

std::string ReadFile(const std::string& path) {
  std::ifstream file(path, std::ios::binary);
  std::stringstream content;
  if (!file || !(content << file.rdbuf())) {
    throw CommandError("--parameters @" + path +
                       ": cannot read that file; give the path of one that " +
                       "holds a JSON object");
  }
  return content.str();
}

}  // namespace

std::int64_t ParseCount(std::string_view option, const std::string& text, std::int64_t least,
                        std::int64_t most) {
  std::int64_t number = 0;
  if (!ReadWhole(text, number) || number < least || number > most) {
    Refuse(option, text,
           "wants a whole number from " + std::to_string(least) + " to " + std::to_string(most));
  }
  return number;
}

DurationMs ParseDuration(std::string_view option, const std::string& text) {
  struct Unit {
    std::string_view suffix;
    DurationMs length;
  };
  static constexpr Unit kUnits[] = {{"ms", 1}, {"s", 1000}, {"m", Minutes(1)}, {"h", Hours(1)}};
  for (const Unit& unit : kUnits) {
    if (!std::string_view(text).ends_with(unit.suffix)) continue;
    DurationMs number = 0;
    const std::string_view digits =
        std::string_view(text).substr(0, text.size() - unit.suffix.size());
    constexpr DurationMs kMost = Hours(24 * 365);
    if (!ReadWhole(digits, number) || number < 0 || number > kMost / unit.length) break;
    return number * unit.length;
  }
  Refuse(option, text, "wants a time such as 40s, 2m or 500ms");
}

std::uint64_t ParseSeed(std::string_view option, const std::string& text) {
  const bool all_hex = !text.empty() && std::all_of(text.begin(), text.end(), [](unsigned char c) {
    return std::isxdigit(c) != 0;
  });
  if (text.size() == 40 && all_hex) {
    std::string lower = text;
    for (char& c : lower) c = static_cast<char>(std::tolower(static_cast<unsigned char>(c)));
    return HashBytes(lower);
  }
  std::uint64_t seed = 0;
  if (text.starts_with("0x") || text.starts_with("0X")) {
    if (ReadWhole(std::string_view(text).substr(2), seed, 16)) return seed;
  } else if (ReadWhole(text, seed)) {
    return seed;
  }
  Refuse(option, text,
         "wants 64 bits, decimal or hexadecimal with 0x, or a commit id of 40 hexadecimal digits");
}

Json ParseParameters(std::string_view option, const std::string& text) {
  const bool is_file = text.starts_with("@");
  const std::string content = is_file ? ReadFile(text.substr(1)) : text;
  Json parameters = Json::parse(content, nullptr, false);
  if (parameters.is_discarded() || !parameters.is_object()) {
    Refuse(option, text,
           std::string(is_file ? "the file holds" : "is") +
               " no JSON object; write '{\"name\": value}', or @FILE");
  }
  return parameters;
}

std::string ShellQuoted(const std::string& text) {
  const auto harmless = [](unsigned char c) {
    return std::isalnum(c) != 0 ||
           std::string_view("_-./:=,@%+").find(static_cast<char>(c)) != std::string_view::npos;
  };
  if (!text.empty() && std::all_of(text.begin(), text.end(), harmless)) return text;
  std::string quoted = "'";
  for (const char c : text) quoted += c == '\'' ? std::string("'\\''") : std::string(1, c);
  return quoted + "'";
}

namespace {

std::string DurationText(DurationMs duration) {
  if (duration % 1000 != 0) return std::to_string(duration) + "ms";
  return std::to_string(duration / 1000) + "s";
}

void AddOwnOptions(const Arguments& arguments, std::string& text) {
  const Arguments defaults;
  if (arguments.command == "exhaust") text += " --faults " + std::to_string(arguments.faults);
  if (arguments.preemptions_given)
    text += " --preemptions " + std::to_string(arguments.preemptions);
  if (arguments.command == "close") text += " --api-faults " + std::to_string(arguments.api_faults);
  if (!arguments.seed.empty()) text += " --seed " + arguments.seed;
  if (arguments.max_time != 0) text += " --max-time " + DurationText(arguments.max_time);
  if (arguments.max_histories != 0) {
    text += " --max-histories " + std::to_string(arguments.max_histories);
  }
  if (arguments.max_states != defaults.max_states) {
    text += " --max-states " + std::to_string(arguments.max_states);
  }
  if (arguments.keep_going) text += " --keep-going";
  if (arguments.locate) text += " --locate";
  if (!arguments.shard.empty()) text += " --shard " + arguments.shard;
  for (const std::string& one : arguments.scenarios) text += " --scenario " + ShellQuoted(one);
  if (arguments.regressions != defaults.regressions) {
    text += " --regressions " + ShellQuoted(arguments.regressions);
  }
  if (!arguments.component.empty()) text += " --component " + ShellQuoted(arguments.component);
  if (arguments.basis != defaults.basis) text += " --basis " + arguments.basis;
  if (!arguments.merge) text += " --no-merge";
  if (!arguments.prune) text += " --no-prune";
}

}  // namespace

std::string RepeatCommand(const Arguments& arguments) {
  std::string text = "relapse " + arguments.command;
  if (!arguments.scenario.empty()) text += " " + ShellQuoted(arguments.scenario);
  if (!arguments.file.empty()) text += " " + ShellQuoted(arguments.file);
  for (const std::string& folder : arguments.folders) text += " " + ShellQuoted(folder);
  if (arguments.command == "merge") text += " --out " + ShellQuoted(arguments.out);
  for (const std::string& defect : arguments.defects) text += " --defect " + ShellQuoted(defect);
  if (arguments.parameters_given) {
    text += " --parameters " + ShellQuoted(JsonLine(arguments.parameters));
  }
  if (!arguments.draw.empty()) text += " --draw " + arguments.draw;
  AddOwnOptions(arguments, text);
  return text;
}

}  // namespace relapse
