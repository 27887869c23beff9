// Interned: a value behind one pointer, for worlds that hold the same few values again and again.
// Equal values are one entry, so copying, comparing and hashing cost a word. The table only grows:
// intern what is drawn from a bounded set.
#ifndef FAKES_COMMON_INTERNED_H_
#define FAKES_COMMON_INTERNED_H_

#include <deque>
#include <mutex>
#include <utility>
#include <vector>

#include "harness/core/check.h"
#include "harness/core/content_hash.h"

namespace relapse {

/// `T` is described, and equal where its fields are.
template <class T>
class Interned {
 public:
  Interned() : entry_(Default()) {}
  explicit Interned(T value) : entry_(Find(std::move(value))) {}

  const T& operator*() const { return entry_->value; }
  const T* operator->() const { return &entry_->value; }
  std::uint64_t CachedHash() const { return entry_->hash; }
  friend bool operator==(Interned a, Interned b) { return a.entry_ == b.entry_; }

  template <class Self, class Visitor>
  static void VisitFields(Self& self, Visitor&& visit) {
    T::VisitFields(self.entry_->value, visit);
  }

 private:
  struct Entry {
    T value;
    std::uint64_t hash;
  };
  /// Open addressing over stable entries. Iteration is impossible on purpose.
  struct Table {
    std::mutex mutex;
    std::deque<Entry> entries;
    std::vector<const Entry*> slots = std::vector<const Entry*>(64, nullptr);
  };

  static const Entry* Default() {
    static const Entry* const entry = Find(T{});
    return entry;
  }

  static const Entry* Find(T value) {
    static Table& table = *new Table;  // never destroyed: worlds may outlive every static
    const std::uint64_t hash = MixBits(ContentHash(value));
    const std::lock_guard lock(table.mutex);
    std::size_t slot = FreeOrEqual(table.slots, hash);
    if (const Entry* known = table.slots[slot]) {
      // States compare the hashes of interned values: two values with one hash would merge states.
      RELAPSE_CHECK(known->value == value, "two interned values share a hash");
      return known;
    }
    table.entries.push_back(Entry{std::move(value), hash});
    const Entry* added = &table.entries.back();
    table.slots[slot] = added;
    if (table.entries.size() * 2 > table.slots.size()) {
      std::vector<const Entry*> larger(table.slots.size() * 2, nullptr);
      for (const Entry& entry : table.entries) larger[FreeOrEqual(larger, entry.hash)] = &entry;
      table.slots.swap(larger);
    }
    return added;
  }

  static std::size_t FreeOrEqual(const std::vector<const Entry*>& slots, std::uint64_t hash) {
    const std::size_t mask = slots.size() - 1;
    std::size_t slot = hash & mask;
    while (slots[slot] != nullptr && slots[slot]->hash != hash) slot = (slot + 1) & mask;
    return slot;
  }

  const Entry* entry_;
};

}  // namespace relapse

#endif  // FAKES_COMMON_INTERNED_H_
