#include "fakes/vitess/vitess_state.h"

#include <array>
#include <string>

namespace relapse::planetscale {

namespace {

std::vector<Text> NamesOf(std::int64_t shards) {
  if (shards <= 1) return {Text("0")};
  // Boundaries of equal key ranges, two hexadecimal digits: "-55", "55-aa", "aa-".
  static constexpr std::string_view kDigits = "0123456789abcdef";
  std::vector<Text> names;
  std::string from;
  for (std::int64_t i = 1; i <= shards; ++i) {
    std::string to;
    if (i < shards) {
      const auto boundary = static_cast<std::size_t>(256 * i / shards);
      to = {kDigits[boundary / 16], kDigits[boundary % 16]};
    }
    names.emplace_back(from + "-" + to);
    from = to;
  }
  return names;
}

}  // namespace

const std::vector<Text>& ShardNames(std::int64_t shards) {
  static const std::array<std::vector<Text>, 9> kNames = [] {
    std::array<std::vector<Text>, 9> names;
    for (std::size_t i = 0; i < names.size(); ++i) {
      names[i] = NamesOf(static_cast<std::int64_t>(i));
    }
    return names;
  }();
  RELAPSE_CHECK(shards >= 0 && shards < static_cast<std::int64_t>(kNames.size()),
                "too many shards");
  return kNames[static_cast<std::size_t>(shards)];
}

const KeyspaceState* VitessState::Find(Text keyspace) const {
  for (const KeyspaceState& state : keyspaces) {
    if (state.name == keyspace) return &state;
  }
  return nullptr;
}

KeyspaceState* VitessState::Find(Text keyspace) {
  return const_cast<KeyspaceState*>(static_cast<const VitessState*>(this)->Find(keyspace));
}

}  // namespace relapse::planetscale
