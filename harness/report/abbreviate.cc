#include "harness/report/abbreviate.h"

#include <algorithm>
#include <array>
#include <vector>

#include "harness/report/words.h"

namespace relapse {

namespace {

constexpr std::size_t kMostLeavesOfReply = 3;
constexpr std::size_t kMostLeavesOfRequest = 2;
constexpr std::size_t kMostValueWidth = 32;
constexpr int kDeepest = 2;

/// How a leaf is written, by the ending of its name; the first that fits counts.
enum class Style { kNumber, kValue, kFlag, kNamed };
struct Ending {
  std::string_view suffix;
  int rank;  ///< lower is more interesting
  Style style;
};
constexpr std::array<Ending, 14> kEndings{{{"number", 0, Style::kNumber},
                                           {"state", 1, Style::kValue},
                                           {"status", 1, Style::kValue},
                                           {"phase", 1, Style::kValue},
                                           {"outcome", 1, Style::kValue},
                                           {"error", 2, Style::kNamed},
                                           {"reason", 2, Style::kNamed},
                                           {"ready", 3, Style::kFlag},
                                           {"name", 4, Style::kValue},
                                           {"_id", 5, Style::kNamed},
                                           {"version", 5, Style::kNamed},
                                           {"context", 5, Style::kNamed},
                                           {"value", 5, Style::kValue},
                                           {"", 6, Style::kNamed}}};

struct Leaf {
  std::string name;
  std::string text;
  int rank;
};

const Ending& EndingOf(std::string_view name) {
  return *std::find_if(kEndings.begin(), kEndings.end(),
                       [&](const Ending& ending) { return name.ends_with(ending.suffix); });
}

bool SaysNothing(const Json& value, const Ending& ending) {
  if (value.is_null()) return true;
  if (value.is_string()) return value.get_ref<const std::string&>().empty();
  if (value.is_boolean()) return !value.get<bool>() && ending.style != Style::kFlag;
  if (value.is_number_integer()) {
    const auto number = value.get<std::int64_t>();
    return number == 0 || number == kNoTime;
  }
  return value.empty();
}

std::string ScalarText(const Json& value) {
  if (value.is_string()) return Shortened(value.get_ref<const std::string&>(), kMostValueWidth);
  return JsonLine(value);
}

/// Whether `text` stands in `said` as a word of its own.
bool IsSaid(std::string_view text, std::string_view said) {
  const auto is_edge = [&](std::size_t at) {
    return at >= said.size() || said[at] == ' ' || said[at] == '/';
  };
  for (std::size_t at = said.find(text); at != std::string_view::npos && !text.empty();
       at = said.find(text, at + 1)) {
    const bool starts = at == 0 || is_edge(at - 1) || said[at - 1] == '#';
    if (starts && is_edge(at + text.size())) return true;
  }
  return false;
}

std::string LeafText(const std::string& name, const Json& value, const Ending& ending) {
  const std::string text = ScalarText(value);
  switch (ending.style) {
    case Style::kNumber:
      return value.is_number_integer() ? "#" + text : name + " " + text;
    case Style::kValue:
      return text;
    case Style::kFlag:
      if (value.is_boolean()) return value.get<bool>() ? name : "not " + name;
      return name + " " + text;
    case Style::kNamed:
      break;
  }
  if (value.is_boolean()) return name;
  return name + " " + text;
}

void Collect(const Json& json, std::string_view said, int depth, std::vector<Leaf>& leaves) {
  for (const auto& [name, value] : json.items()) {
    const Ending& ending = EndingOf(name);
    const int rank = ending.rank + 2 * depth;
    if (value.is_object()) {
      if (depth + 1 < kDeepest) Collect(value, said, depth + 1, leaves);
    } else if (value.is_array()) {
      if (!value.empty()) {
        leaves.push_back({name, name + " [" + std::to_string(value.size()) + "]", rank + 1});
      }
    } else if (!SaysNothing(value, ending) && !IsSaid(ScalarText(value), said)) {
      leaves.push_back({name, LeafText(name, value, ending), rank});
    }
  }
}

std::string Best(const Json& json, std::string_view said, std::size_t most) {
  std::vector<Leaf> leaves;
  Collect(json, said, 0, leaves);
  std::stable_sort(leaves.begin(), leaves.end(),
                   [](const Leaf& a, const Leaf& b) { return a.rank < b.rank; });
  std::string text;
  for (std::size_t i = 0; i < leaves.size() && i < most; ++i) {
    // Details only where nothing better is known.
    if (leaves[i].rank >= kEndings.back().rank && leaves[0].rank < kEndings.back().rank) break;
    if (i > 0) text += leaves[i - 1].text.starts_with('#') ? " " : ", ";
    text += leaves[i].text;
  }
  return text;
}

std::string ErrorText(const Json& error) {
  std::string text = error["error"].get<std::string>();
  if (const auto number = error.find("number"); number != error.end())
    text += " " + JsonLine(*number);
  const std::string message = error.value("message", "");
  if (!message.empty() && message != error["error"]) text += ": " + message;
  return text;
}

}  // namespace

std::string AbbreviateReply(const Json& reply, std::string_view said) {
  if (reply.is_null()) return "";
  if (reply.is_array()) return "[" + std::to_string(reply.size()) + "]";
  if (!reply.is_object()) return ScalarText(reply);
  if (!reply.empty() && reply.begin().key() == "error" && reply.begin().value().is_string()) {
    return ErrorText(reply);
  }
  const std::string best = Best(reply, said, kMostLeavesOfReply);
  return best.empty() ? "ok" : best;
}

std::string AbbreviateRequest(const Json& request, std::string_view said) {
  if (!request.is_object()) return "";
  const std::string best = Best(request, said, kMostLeavesOfRequest);
  return best.empty() ? "" : "{" + best + "}";
}

}  // namespace relapse
