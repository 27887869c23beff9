#include "schema/vitess/vschema.h"

#include "harness/core/json.h"
#include "harness/core/memo.h"

namespace relapse::vitess {

namespace {

std::optional<Text> Normalised(Text json) {
  const auto parsed = nlohmann::json::parse(json.view(), nullptr, false);  // keeps its keys sorted
  if (parsed.is_discarded() || !parsed.is_object()) return std::nullopt;
  const Text text(parsed.dump());
  return text == Text("{}") ? Text() : text;
}

}  // namespace

std::optional<Text> NormaliseVschema(Text json) {
  static TextMemo<std::optional<Text>>& memo = *new TextMemo<std::optional<Text>>;
  return memo.Get(json, [&] { return Normalised(json); });
}

}  // namespace relapse::vitess
