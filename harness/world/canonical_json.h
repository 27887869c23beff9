// The canonical form for people and for the differential oracle: JSON in which two worlds that are
// the same state read alike. Times are ages and ranks, ids are ranks, what nobody reads is left
// out.
#ifndef HARNESS_WORLD_CANONICAL_JSON_H_
#define HARNESS_WORLD_CANONICAL_JSON_H_

#include <algorithm>
#include <map>
#include <string>
#include <utility>
#include <vector>

#include "harness/core/json.h"
#include "harness/world/canonical.h"

namespace relapse {

/// Order times and ids of a world by class. Collect those of every part, then `Sort`.
class RankTable {
 public:
  void Add(std::int64_t rank_class, std::int64_t value) { values_[rank_class].push_back(value); }
  void Sort() {
    for (auto& [rank_class, values] : values_) {
      std::sort(values.begin(), values.end());
      values.erase(std::unique(values.begin(), values.end()), values.end());
    }
  }
  /// Sorted: the rank of `value`, which was added, among those of its class.
  std::int64_t Of(std::int64_t rank_class, std::int64_t value) const {
    const std::vector<std::int64_t>& values = values_.at(rank_class);
    return std::lower_bound(values.begin(), values.end(), value) - values.begin();
  }

 private:
  std::map<std::int64_t, std::vector<std::int64_t>> values_;
};

/// Adds every order time and id of `value` to `ranks`: a RankTable or the like.
template <class T, class Ranks>
void CollectRanks(const T& value, Ranks& ranks);
template <class T>
Json CanonicalJson(const T& value, TimeMs now, const RankTable& ranks);

namespace internal {

template <class Ranks>
struct RankVisitor {
  Ranks& ranks;

  template <class T, class Kind>
  void operator()(const char*, const T& value, Kind kind) {
    if constexpr (std::is_same_v<Kind, field::Order>) {
      if (value != kNoTime) ranks.Add(0, value);
    } else if constexpr (std::is_same_v<Kind, field::Id>) {
      if (value != kNoTime) ranks.Add(kind.domain, value);
    } else if constexpr (!std::is_same_v<Kind, field::Unread> &&
                         !std::is_same_v<Kind, field::Digest>) {
      CollectRanks(value, ranks);
    }
  }
};

class CanonicalJsonVisitor {
 public:
  /// Room for all fields at once: an ordered object that grows copies what it holds.
  CanonicalJsonVisitor(std::size_t fields, TimeMs now, const RankTable& ranks)
      : now_(now), ranks_(ranks) {
    json.get_ref<Json::object_t&>().reserve(fields);
  }

  template <class T, class Kind>
  void operator()(const char* name, const T& value, Kind kind) {
    if constexpr (std::is_same_v<Kind, field::Unread> || std::is_same_v<Kind, field::Digest>) {
    } else if constexpr (std::is_same_v<Kind, field::Age>) {
      Add(name, value == kNoTime ? Json(nullptr) : Json(std::min(now_ - value, kind.horizon)));
    } else if constexpr (std::is_same_v<Kind, field::Order>) {
      Add(name, Rank(0, value));
    } else if constexpr (std::is_same_v<Kind, field::Id>) {
      Add(name, Rank(kind.domain, value));
    } else if constexpr (std::is_same_v<Kind, field::Interchangeable>) {
      Add(name, Counted(CanonicalJson(value, now_, ranks_)));
    } else {
      Add(name, CanonicalJson(value, now_, ranks_));
    }
  }

  Json json = Json::object();

 private:
  /// Appends: a struct lists no field twice.
  void Add(const char* name, Json value) {
    json.get_ref<Json::object_t&>().Container::emplace_back(name, std::move(value));
  }
  Json Rank(std::int64_t rank_class, std::int64_t value) {
    return value == kNoTime ? Json(nullptr) : Json(ranks_.Of(rank_class, value));
  }
  /// Equal elements are counted up to 2, order does not matter.
  static Json Counted(const Json& list) {
    std::map<std::string, std::pair<Json, int>> elements;
    for (const Json& element : list) {
      auto& [first, times] = elements[JsonLine(element)];
      first = element;
      times = std::min(times + 1, 2);
    }
    Json counted = Json::array();
    for (const auto& [text, element] : elements) {
      for (int i = 0; i < element.second; ++i) counted.push_back(element.first);
    }
    return counted;
  }

  TimeMs now_;
  const RankTable& ranks_;
};

}  // namespace internal

template <class T, class Ranks>
void CollectRanks(const T& value, Ranks& ranks) {
  if constexpr (kIsVector<T>) {
    for (const auto& element : value) CollectRanks(element, ranks);
  } else if constexpr (kIsSharedConst<T> || kIsOptional<T>) {
    if (value) CollectRanks(*value, ranks);
  } else if constexpr (Described<const T>) {
    T::VisitFields(value, internal::RankVisitor<Ranks>{ranks});
  }
}

template <class T>
Json CanonicalJson(const T& value, TimeMs now, const RankTable& ranks) {
  if constexpr (kIsVector<T>) {
    Json list = Json::array();
    list.get_ref<Json::array_t&>().reserve(value.size());
    for (const auto& element : value) list.push_back(CanonicalJson(element, now, ranks));
    return list;
  } else if constexpr (kIsSharedConst<T> || kIsOptional<T>) {
    return value ? CanonicalJson(*value, now, ranks) : Json(nullptr);
  } else if constexpr (Described<const T>) {
    thread_local std::size_t fields = 0;  // of the one before: nearly always as many
    internal::CanonicalJsonVisitor visitor(fields, now, ranks);
    T::VisitFields(value, visitor);
    fields = visitor.json.size();
    return std::move(visitor.json);
  } else {
    return ToJson(value);
  }
}

}  // namespace relapse

#endif  // HARNESS_WORLD_CANONICAL_JSON_H_
