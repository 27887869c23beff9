#include "harness/report/page/json_difference.h"

#include <algorithm>

namespace relapse {

namespace {

std::string Below(const std::string& path, const std::string& name) {
  return path.empty() ? name : path + "." + name;
}

void Compare(const Json& before, const Json& after, const std::string& path,
             std::vector<JsonChange>& changes);

void CompareObjects(const Json& before, const Json& after, const std::string& path,
                    std::vector<JsonChange>& changes) {
  for (const auto& [name, value] : after.items()) {
    const auto old = before.find(name);
    if (old == before.end()) {
      changes.push_back({Below(path, name), std::nullopt, JsonLine(value)});
    } else {
      Compare(*old, value, Below(path, name), changes);
    }
  }
  for (const auto& [name, value] : before.items()) {
    if (!after.contains(name)) {
      changes.push_back({Below(path, name), JsonLine(value), std::nullopt});
    }
  }
}

void CompareArrays(const Json& before, const Json& after, const std::string& path,
                   std::vector<JsonChange>& changes) {
  const std::size_t common = std::min(before.size(), after.size());
  for (std::size_t i = 0; i < common; ++i) {
    Compare(before[i], after[i], Below(path, std::to_string(i)), changes);
  }
  for (std::size_t i = common; i < after.size(); ++i) {
    changes.push_back({Below(path, std::to_string(i)), std::nullopt, JsonLine(after[i])});
  }
  for (std::size_t i = common; i < before.size(); ++i) {
    changes.push_back({Below(path, std::to_string(i)), JsonLine(before[i]), std::nullopt});
  }
}

void Compare(const Json& before, const Json& after, const std::string& path,
             std::vector<JsonChange>& changes) {
  if (before.is_object() && after.is_object()) {
    CompareObjects(before, after, path, changes);
  } else if (before.is_array() && after.is_array()) {
    CompareArrays(before, after, path, changes);
  } else if (before != after) {
    changes.push_back({path, JsonLine(before), JsonLine(after)});
  }
}

}  // namespace

std::vector<JsonChange> JsonDifference(const Json& before, const Json& after) {
  std::vector<JsonChange> changes;
  Compare(before, after, "", changes);
  return changes;
}

}  // namespace relapse
