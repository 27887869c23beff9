// Interned: a value behind one pointer, for worlds that hold the same few values again and again.
// Equal values are one entry, so copying, comparing and hashing cost a word. The table only grows:
// intern what is drawn from a bounded set.
#ifndef FAKES_COMMON_INTERNED_H_
#define FAKES_COMMON_INTERNED_H_

#include <utility>

#include "harness/core/check.h"
#include "harness/core/content_hash.h"
#include "harness/core/stable_table.h"

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
  static const Entry* Default() {
    static const Entry* const entry = Find(T{});
    return entry;
  }

  static const Entry* Find(T value) {
    // Never destroyed: worlds may outlive every static.
    static StableTable<Entry>& table = *new StableTable<Entry>;
    const std::uint64_t hash = MixBits(ContentHash(value));
    const auto same = [&value](const Entry& known) {
      // States compare the hashes of interned values: two values with one hash would merge states.
      RELAPSE_CHECK(known.value == value, "two interned values share a hash");
      return true;
    };
    if (const Entry* known = table.Find(hash, same)) return known;
    return &table.Add(hash, same, [&](std::size_t) { return Entry{std::move(value), hash}; });
  }

  const Entry* entry_;
};

}  // namespace relapse

#endif  // FAKES_COMMON_INTERNED_H_
