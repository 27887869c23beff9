// Memo tables: answers about texts and other content, each computed once. Immutable and not freed
// before the table, so they are shared by reference. Safe from any thread: a table has its mutex,
// held for a lookup only.
#ifndef HARNESS_CORE_MEMO_H_
#define HARNESS_CORE_MEMO_H_

#include <cstdint>
#include <deque>
#include <mutex>
#include <vector>

#include "harness/core/hash.h"
#include "harness/core/text.h"

namespace relapse {

/// Values by a text. Never destroy one that threads use: they may outlive statics.
template <class Value>
class TextMemo {
 public:
  /// The value of `text`, computed by `compute()` at the first call. Two threads may compute at the
  /// same time; the first value stays.
  template <class Compute>
  const Value& Get(Text text, Compute compute) {
    const std::size_t index = text.index();
    {
      const std::lock_guard lock(mutex_);
      if (index < by_index_.size() && by_index_[index] != nullptr) return *by_index_[index];
    }
    Value value = compute();
    const std::lock_guard lock(mutex_);
    if (index >= by_index_.size()) by_index_.resize(index * 2 + 1024, nullptr);
    if (by_index_[index] == nullptr) {
      values_.push_back(std::move(value));
      by_index_[index] = &values_.back();
    }
    return *by_index_[index];
  }

 private:
  std::mutex mutex_;
  std::vector<const Value*> by_index_;
  std::deque<Value> values_;
};

/// Of a table that one thread owns.
struct NoMutex {
  void lock() {}
  void unlock() {}
};

/// Values by a pair of words that say everything the value depends on: indices of texts, hashes of
/// interned values. Open addressing, values in stable places. Iteration is impossible on purpose:
/// indices depend on the order of interning.
/// With NoMutex for one thread.
template <class Value, class Mutex = std::mutex>
class WordsMemo {
 public:
  /// The value of (a, b), computed by `compute()` at the first call. Two threads may compute at the
  /// same time; the first value stays.
  template <class Compute>
  const Value& Get(std::uint64_t a, std::uint64_t b, Compute compute) {
    const Key key{a, b};
    {
      const std::lock_guard lock(mutex_);
      if (const Value* known = FindSlot(key)->value) return *known;
    }
    Value value = compute();
    const std::lock_guard lock(mutex_);
    Slot* slot = FindSlot(key);
    if (slot->value == nullptr) {
      values_.push_back(std::move(value));
      slot->key = key;
      slot->value = &values_.back();
      const Value& added = values_.back();
      if (values_.size() * 2 > slots_.size()) Grow();
      return added;
    }
    return *slot->value;
  }

 private:
  struct Key {
    std::uint64_t a = 0;
    std::uint64_t b = 0;
    friend bool operator==(const Key&, const Key&) = default;
  };
  struct Slot {
    Key key;
    const Value* value = nullptr;
  };

  Slot* FindSlot(const Key& key) {
    const std::size_t mask = slots_.size() - 1;
    std::size_t i = HashCombine(key.a, key.b) & mask;
    while (slots_[i].value != nullptr && slots_[i].key != key) i = (i + 1) & mask;
    return &slots_[i];
  }

  void Grow() {
    std::vector<Slot> old(slots_.size() * 2);
    old.swap(slots_);
    for (const Slot& slot : old) {
      if (slot.value != nullptr) *FindSlot(slot.key) = slot;
    }
  }

  Mutex mutex_;
  std::vector<Slot> slots_ = std::vector<Slot>(64);
  std::deque<Value> values_;
};

/// Values by a pair of texts.
template <class Value>
class PairMemo {
 public:
  /// As WordsMemo::Get.
  template <class Compute>
  const Value& Get(Text a, Text b, Compute compute) {
    return memo_.Get(a.index(), b.index(), compute);
  }

 private:
  WordsMemo<Value> memo_;
};

}  // namespace relapse

#endif  // HARNESS_CORE_MEMO_H_
