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

/// A field that may be worth saying. Points into the document: of many leaves, few become text.
struct Leaf {
  const std::string* name;
  const Json* value;
  const Ending* ending;
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

std::string LeafText(const Leaf& leaf, const std::string& scalar) {
  const std::string& name = *leaf.name;
  const bool is_flag = leaf.value->is_boolean();
  switch (leaf.ending->style) {
    case Style::kNumber:
      return leaf.value->is_number_integer() ? "#" + scalar : name + " " + scalar;
    case Style::kValue:
      return scalar;
    case Style::kFlag:
      if (is_flag) return leaf.value->get<bool>() ? name : "not " + name;
      return name + " " + scalar;
    case Style::kNamed:
      break;
  }
  return is_flag ? name : name + " " + scalar;
}

void Collect(const Json& json, int depth, std::vector<Leaf>& leaves) {
  if (!json.is_object()) return;
  for (const auto& [name, value] : json.get_ref<const Json::object_t&>()) {
    const Ending& ending = EndingOf(name);
    const int rank = ending.rank + 2 * depth;
    if (value.is_object()) {
      if (depth + 1 < kDeepest) Collect(value, depth + 1, leaves);
    } else if (value.is_array()) {
      if (!value.empty()) leaves.push_back({&name, &value, &ending, rank + 1});
    } else if (!SaysNothing(value, ending)) {
      leaves.push_back({&name, &value, &ending, rank});
    }
  }
}

/// What to write of a leaf; empty: `said` says it already.
std::string TextOf(const Leaf& leaf, std::string_view said) {
  if (leaf.value->is_array()) return *leaf.name + " [" + std::to_string(leaf.value->size()) + "]";
  const std::string scalar = ScalarText(*leaf.value);
  return IsSaid(scalar, said) ? "" : LeafText(leaf, scalar);
}

std::string Best(const Json& json, std::string_view said, std::size_t most) {
  std::vector<Leaf> leaves;
  Collect(json, 0, leaves);
  std::stable_sort(leaves.begin(), leaves.end(),
                   [](const Leaf& a, const Leaf& b) { return a.rank < b.rank; });
  std::string text;
  std::string previous;
  const Leaf* first = nullptr;
  std::size_t written = 0;
  for (const Leaf& leaf : leaves) {
    if (written == most) break;
    // Details only where nothing better is known.
    const int detail = kEndings.back().rank;
    if (first != nullptr && leaf.rank >= detail && first->rank < detail) break;
    std::string one = TextOf(leaf, said);
    if (one.empty()) continue;
    if (first == nullptr) first = &leaf;
    if (written++ > 0) text += previous.starts_with('#') ? " " : ", ";
    text += one;
    previous = std::move(one);
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
