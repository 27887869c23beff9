// Memo tables: answers about texts and other content, each computed once. Immutable and not freed
// before the table, so they are shared by reference. Safe from any thread; an answer that is known
// is found without a lock.
#ifndef HARNESS_CORE_MEMO_H_
#define HARNESS_CORE_MEMO_H_

#include <cstdint>

#include "harness/core/hash.h"
#include "harness/core/stable_table.h"
#include "harness/core/text.h"

namespace relapse {

/// Values by a pair of words that say everything the value depends on: indices of texts, hashes of
/// interned values. Never destroy one that threads use: they may outlive statics.
template <class Value>
class WordsMemo {
 public:
  /// The value of (a, b), computed by `compute()` at the first call. Two threads may compute at the
  /// same time; the first value stays.
  template <class Compute>
  const Value& Get(std::uint64_t a, std::uint64_t b, const Compute& compute) {
    const std::uint64_t hash = HashCombine(a, b);
    const auto same = [a, b](const Entry& entry) { return entry.a == a && entry.b == b; };
    if (const Entry* known = table_.Find(hash, same)) return known->value;
    return table_.Add(Entry{hash, a, b, compute()}, same).value;
  }

 private:
  struct Entry {
    std::uint64_t hash;
    std::uint64_t a;
    std::uint64_t b;
    Value value;
  };
  StableTable<Entry> table_;
};

/// Values by a text.
template <class Value>
class TextMemo {
 public:
  /// As WordsMemo::Get.
  template <class Compute>
  const Value& Get(Text text, const Compute& compute) {
    return memo_.Get(text.index(), 0, compute);
  }

 private:
  WordsMemo<Value> memo_;
};

/// Values by a pair of texts.
template <class Value>
class PairMemo {
 public:
  /// As WordsMemo::Get.
  template <class Compute>
  const Value& Get(Text a, Text b, const Compute& compute) {
    return memo_.Get(a.index(), b.index(), compute);
  }

 private:
  WordsMemo<Value> memo_;
};

}  // namespace relapse

#endif  // HARNESS_CORE_MEMO_H_
