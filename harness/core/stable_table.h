// StableTable: entries found by a hash, each kept once and where it is for as long as the table
// lives. It only grows. Finding takes no lock, adding does; both from any thread. Iteration is not
// offered: the order of entries depends on who came first.
//
// **Method.** Open addressing. A table that has become too small is replaced by a larger one, and
// kept: whoever still searches it finds what was there before, and asks again under the lock.
#ifndef HARNESS_CORE_STABLE_TABLE_H_
#define HARNESS_CORE_STABLE_TABLE_H_

#include <atomic>
#include <cstdint>
#include <deque>
#include <memory>
#include <mutex>
#include <utility>
#include <vector>

namespace relapse {

/// `Entry` has a member `hash`, well mixed in its lower bits.
template <class Entry>
class StableTable {
 public:
  StableTable() { slots_.store(NewSlots(64), std::memory_order_release); }
  StableTable(const StableTable&) = delete;
  StableTable& operator=(const StableTable&) = delete;

  /// The entry with `hash` for which `same(entry)` holds, or null.
  template <class Same>
  const Entry* Find(std::uint64_t hash, const Same& same) const {
    return slots_.load(std::memory_order_acquire)->Search(hash, same).entry;
  }

  /// Adds `entry`, unless there is one for which `same` holds by now; returns the one that is there
  /// then, and its position in the order of adding.
  template <class Same>
  const Entry& Add(Entry entry, const Same& same) {
    return Add(entry.hash, same, [&](std::size_t) { return std::move(entry); });
  }
  /// The same with what `make(position)` returns, called under the lock.
  template <class Same, class Make>
  const Entry& Add(std::uint64_t hash, const Same& same, const Make& make) {
    const std::lock_guard lock(mutex_);
    Slots* slots = slots_.load(std::memory_order_relaxed);
    const Found found = slots->Search(hash, same);
    if (found.entry != nullptr) return *found.entry;
    const Entry& added = entries_.emplace_back(make(entries_.size()));
    slots->at[found.place].store(&added, std::memory_order_release);
    if (entries_.size() * 2 > slots->mask + 1) Grow(*slots);
    return added;
  }

 private:
  struct Found {
    std::size_t place;   ///< where it is, or would be put
    const Entry* entry;  ///< null: it was not there when its place was looked at
  };
  struct Slots {
    explicit Slots(std::size_t size) : mask(size - 1), at(size) {}
    /// A place is loaded once: by the next load somebody may have put another entry there.
    template <class Same>
    Found Search(std::uint64_t hash, const Same& same) const {
      for (std::size_t place = hash & mask;; place = (place + 1) & mask) {
        const Entry* entry = at[place].load(std::memory_order_acquire);
        if (entry == nullptr || (entry->hash == hash && same(*entry))) return {place, entry};
      }
    }

    std::size_t mask;
    std::vector<std::atomic<const Entry*>> at;
  };

  Slots* NewSlots(std::size_t size) {
    return kept_.emplace_back(std::make_unique<Slots>(size)).get();
  }
  void Grow(const Slots& small) {
    Slots* larger = NewSlots((small.mask + 1) * 2);
    for (const auto& slot : small.at) {
      const Entry* entry = slot.load(std::memory_order_relaxed);
      if (entry == nullptr) continue;
      const Found found = larger->Search(entry->hash, [](const Entry&) { return false; });
      larger->at[found.place].store(entry, std::memory_order_relaxed);
    }
    slots_.store(larger, std::memory_order_release);
  }

  std::mutex mutex_;
  std::deque<Entry> entries_;
  std::vector<std::unique_ptr<Slots>> kept_;
  std::atomic<Slots*> slots_;
};

}  // namespace relapse

#endif  // HARNESS_CORE_STABLE_TABLE_H_
