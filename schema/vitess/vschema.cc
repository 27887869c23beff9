#include "schema/vitess/vschema.h"

#include "harness/core/json.h"

namespace relapse::vitess {

std::optional<Text> NormaliseVschema(Text json) {
  const Json parsed = Json::parse(json.view(), nullptr, false);
  if (parsed.is_discarded() || !parsed.is_object()) return std::nullopt;
  const Text text(nlohmann::json(parsed).dump());  // that one keeps its keys sorted
  return text == Text("{}") ? Text() : text;
}

}  // namespace relapse::vitess
