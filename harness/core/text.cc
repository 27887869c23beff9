#include "harness/core/text.h"

#include <deque>
#include <mutex>
#include <vector>

#include "harness/core/check.h"
#include "harness/core/hash.h"

namespace relapse {

const Text::Entry Text::kEmpty{"", HashBytes(""), 0};

const Text::Entry* Text::Intern(std::string_view text) {
  // Open addressing over stable entries: lookups of known strings allocate nothing.
  struct Table {
    std::mutex mutex;
    std::deque<Entry> entries;
    std::vector<const Entry*> slots = std::vector<const Entry*>(1024, nullptr);
  };
  static Table& table = *new Table;  // never destroyed: Texts may outlive every static

  if (text.empty()) return &kEmpty;
  const std::uint64_t hash = HashBytes(text);
  const std::lock_guard lock(table.mutex);
  std::size_t mask = table.slots.size() - 1;
  std::size_t slot = hash & mask;
  while (const Entry* entry = table.slots[slot]) {
    if (entry->hash == hash) {
      // Canonical states compare hashes of Texts: two contents with one hash would merge states.
      RELAPSE_CHECK(entry->text == text, "two texts share a hash");
      return entry;
    }
    slot = (slot + 1) & mask;
  }
  table.entries.push_back(
      Entry{std::string(text), hash, static_cast<std::uint32_t>(table.entries.size() + 1)});
  const Entry* added = &table.entries.back();
  table.slots[slot] = added;
  if (table.entries.size() * 2 > table.slots.size()) {
    std::vector<const Entry*> larger(table.slots.size() * 2, nullptr);
    mask = larger.size() - 1;
    for (const Entry& entry : table.entries) {
      slot = entry.hash & mask;
      while (larger[slot] != nullptr) slot = (slot + 1) & mask;
      larger[slot] = &entry;
    }
    table.slots.swap(larger);
  }
  return added;
}

}  // namespace relapse
