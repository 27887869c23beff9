// HashIndex: from 64-bit hashes to ids, several ids a hash allowed. Open addressing; iteration is
// not offered, so that nothing can depend on its order.
#ifndef HARNESS_CORE_HASH_INDEX_H_
#define HARNESS_CORE_HASH_INDEX_H_

#include <cstdint>
#include <utility>
#include <vector>

namespace relapse {

class HashIndex {
 public:
  /// The first id under `hash` for which `same(id)` holds, or -1.
  template <class Same>
  int Find(std::uint64_t hash, Same&& same) const {
    if (slots_.empty()) return -1;
    for (std::size_t i = hash & mask_;; i = (i + 1) & mask_) {
      if (slots_[i].second < 0) return -1;
      if (slots_[i].first == hash && same(slots_[i].second)) return slots_[i].second;
    }
  }

  void Insert(std::uint64_t hash, int id) {
    if ((size_ + 1) * 2 > slots_.size()) Grow();
    Place(hash, id);
    ++size_;
  }
  std::size_t size() const { return size_; }

 private:
  void Place(std::uint64_t hash, int id) {
    std::size_t i = hash & mask_;
    while (slots_[i].second >= 0) i = (i + 1) & mask_;
    slots_[i] = {hash, id};
  }
  void Grow() {
    std::vector<std::pair<std::uint64_t, int>> old = std::move(slots_);
    slots_.assign(old.empty() ? 1024 : old.size() * 2, {0, -1});
    mask_ = slots_.size() - 1;
    for (const auto& [hash, id] : old) {
      if (id >= 0) Place(hash, id);
    }
  }

  std::vector<std::pair<std::uint64_t, int>> slots_;
  std::size_t mask_ = 0;
  std::size_t size_ = 0;
};

}  // namespace relapse

#endif  // HARNESS_CORE_HASH_INDEX_H_
