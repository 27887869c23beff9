#include "harness/core/json.h"

#include <algorithm>

namespace relapse {

std::string JsonLine(const Json& json) {
  // A serialiser is made for every dump: leaves, of which reports and oracles write thousands, are
  // written without one.
  switch (json.type()) {
    case Json::value_t::null:
      return "null";
    case Json::value_t::boolean:
      return json.get<bool>() ? "true" : "false";
    case Json::value_t::number_integer:
      return std::to_string(json.get<std::int64_t>());
    case Json::value_t::number_unsigned:
      return std::to_string(json.get<std::uint64_t>());
    case Json::value_t::string: {
      const std::string& text = json.get_ref<const std::string&>();
      const bool needs_no_escape = std::all_of(text.begin(), text.end(), [](char c) {
        return c >= ' ' && c < 0x7f && c != '"' && c != '\\';
      });
      if (needs_no_escape) return '"' + text + '"';
      break;
    }
    default:
      break;
  }
  return json.dump(-1, ' ', false, Json::error_handler_t::replace);
}

}  // namespace relapse
