#include "harness/core/text.h"

#include "harness/core/check.h"
#include "harness/core/hash.h"
#include "harness/core/stable_table.h"

namespace relapse {

const Text::Entry Text::kEmpty{"", HashBytes(""), 0};

const Text::Entry* Text::Intern(std::string_view text) {
  // Never destroyed: Texts may outlive every static.
  static StableTable<Entry>& table = *new StableTable<Entry>;

  if (text.empty()) return &kEmpty;
  const std::uint64_t hash = HashBytes(text);
  const auto same = [text](const Entry& entry) {
    // Canonical states compare hashes of Texts: two contents with one hash would merge states.
    RELAPSE_CHECK(entry.text == text, "two texts share a hash");
    return true;
  };
  if (const Entry* known = table.Find(hash, same)) return known;
  return &table.Add(hash, same, [text, hash](std::size_t position) {
    return Entry{std::string(text), hash, static_cast<std::uint32_t>(position + 1)};
  });
}

}  // namespace relapse
