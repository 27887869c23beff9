#include "scenarios/migrations/invariants/accepted_names.h"

#include <algorithm>
#include <limits>
#include <map>

namespace relapse::migrations {

namespace {

bool IsDigit(char c) { return c >= '0' && c <= '9'; }

/// "000001-000100".
bool IsShard(std::string_view name) {
  const std::string_view shape = "dddddd-dddddd";
  return std::equal(name.begin(), name.end(), shape.begin(), shape.end(),
                    [](char c, char want) { return want == 'd' ? IsDigit(c) : c == want; });
}

/// Whether all folders of the path are shards, and the base name.
std::optional<std::string_view> BaseInShards(std::string_view path) {
  for (std::size_t slash = path.find('/'); slash != std::string_view::npos;
       slash = path.find('/')) {
    if (!IsShard(path.substr(0, slash))) return std::nullopt;
    path.remove_prefix(slash + 1);
  }
  return path;
}

}  // namespace

std::optional<AcceptedName> AcceptName(std::string_view base_name) {
  if (base_name.find('\n') != std::string_view::npos) return std::nullopt;
  AcceptedName name;
  std::size_t at = 0;
  for (; at < base_name.size() && IsDigit(base_name[at]); ++at) {
    const std::int64_t digit = base_name[at] - '0';
    if (name.version > (std::numeric_limits<std::int64_t>::max() - digit) / 10) return std::nullopt;
    name.version = name.version * 10 + digit;
  }
  if (at == 0 || at == base_name.size() || base_name[at] != '_') return std::nullopt;
  // Each dot from the end: the last that a direction and another dot follow.
  for (std::size_t dot = base_name.size(); dot-- > at + 1;) {
    const std::string_view rest = base_name.substr(dot);
    name.up = rest.starts_with(".up.");
    if (name.up || rest.starts_with(".down.")) return name;
  }
  return std::nullopt;
}

std::vector<AcceptedVersion> AcceptedOf(const FileTree& tree) {
  std::map<std::int64_t, AcceptedVersion> versions;
  for (const TreeEntry& entry : tree.entries) {
    if (entry.is_folder) continue;
    const auto base = BaseInShards(entry.path.view());
    const auto name = base ? AcceptName(*base) : std::nullopt;
    if (!name) continue;
    AcceptedVersion& version = versions[name->version];
    version.version = name->version;
    ++(name->up ? version.ups : version.downs);
  }
  std::vector<AcceptedVersion> all;
  for (const auto& [number, version] : versions) all.push_back(version);
  return all;
}

}  // namespace relapse::migrations
