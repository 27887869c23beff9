// The canonical form of durable state: words that are equal exactly when two values are the same
// state, by the field kinds of harness/core/fields.h. Order times and ids are left as rank slots,
// because their rank depends on the whole world.
#ifndef HARNESS_WORLD_CANONICAL_H_
#define HARNESS_WORLD_CANONICAL_H_

#include <algorithm>
#include <cstdint>
#include <limits>
#include <vector>

#include "harness/core/check.h"
#include "harness/core/content_hash.h"
#include "harness/core/fields.h"

namespace relapse {

/// How a value is written.
enum class Form {
  kCanonical,  ///< by field kinds: the state
  kRaw,        ///< every field as it is: what a merge may have dropped
};

/// A word that stands for the rank of `value` among its class in the whole world.
struct RankSlot {
  std::size_t word;         ///< index into Encoding::words
  std::int64_t rank_class;  ///< 0: order times; n > 0: ids of domain n
  std::int64_t value;
};

struct Encoding {
  std::vector<std::uint64_t> words;
  std::vector<RankSlot> ranks;
  /// From this time on every age is at its horizon: the value encodes the same for ever after.
  TimeMs settles_at = std::numeric_limits<TimeMs>::min();

  /// Whether the same value encodes alike at both times.
  bool SameAt(TimeMs a, TimeMs b) const { return a == b || (a >= settles_at && b >= settles_at); }

  std::uint64_t WordsHash() const {
    std::uint64_t hash = words.size();
    for (const std::uint64_t word : words) hash = HashCombine(hash, word);
    return hash;
  }
};

/// Appends the encodings of the elements of a list in which equal elements are counted up to 2 and
/// order does not matter.
inline void AppendCounted(std::vector<std::vector<std::uint64_t>>& encoded,
                          std::vector<std::uint64_t>& words) {
  std::sort(encoded.begin(), encoded.end());
  std::size_t repeats = 0;
  for (std::size_t i = 0; i < encoded.size(); ++i) {
    repeats = i > 0 && encoded[i] == encoded[i - 1] ? repeats + 1 : 1;
    if (repeats > 2) continue;
    words.push_back(1);
    words.insert(words.end(), encoded[i].begin(), encoded[i].end());
  }
  words.push_back(0);
}

class EncodingVisitor {
 public:
  EncodingVisitor(Encoding& out, TimeMs now, Form form) : out_(out), now_(now), form_(form) {}

  template <class T, class Kind>
  void operator()(const char*, const T& value, Kind kind) {
    if constexpr (std::is_same_v<Kind, field::Unread> || std::is_same_v<Kind, field::Digested>) {
      if (form_ == Form::kRaw) Write(value);
    } else if constexpr (std::is_same_v<Kind, field::Age>) {
      WriteAge(value, kind.horizon);
    } else if constexpr (std::is_same_v<Kind, field::Order>) {
      WriteRank(0, value);
    } else if constexpr (std::is_same_v<Kind, field::Id>) {
      WriteRank(kind.domain, value);
    } else if constexpr (std::is_same_v<Kind, field::Interchangeable>) {
      WriteInterchangeable(value);
    } else {
      Write(value);
    }
  }

  template <class T>
  void Write(const T& value) {
    if constexpr (std::is_same_v<T, Text>) {
      out_.words.push_back(value.hash());  // the table of Texts proves that hashes do not collide
    } else if constexpr (kIsVector<T>) {
      out_.words.push_back(value.size());
      for (const auto& element : value) Write(element);
    } else if constexpr (kIsSharedConst<T> || kIsOptional<T>) {
      out_.words.push_back(value ? 1 : 0);
      if (value) Write(*value);
    } else if constexpr (Described<const T>) {
      T::VisitFields(value, *this);
    } else if constexpr (!std::is_empty_v<T>) {
      out_.words.push_back(static_cast<std::uint64_t>(value));
    }
  }

 private:
  void WriteAge(TimeMs time, DurationMs horizon) {
    if (form_ == Form::kRaw || time == kNoTime) {
      out_.words.push_back(static_cast<std::uint64_t>(time));
      return;
    }
    const DurationMs age = now_ - time;
    out_.settles_at = std::max(out_.settles_at, time + horizon);
    out_.words.push_back(static_cast<std::uint64_t>(age < horizon ? age : horizon));
  }

  void WriteRank(std::int64_t rank_class, std::int64_t value) {
    if (form_ == Form::kCanonical && value != kNoTime) {
      out_.ranks.push_back({out_.words.size(), rank_class, value});
      out_.words.push_back(0);
    } else {
      out_.words.push_back(static_cast<std::uint64_t>(value));
    }
  }

  template <class T>
  void WriteInterchangeable(const T& list) {
    if (form_ == Form::kRaw) return Write(list);
    std::vector<std::vector<std::uint64_t>> encoded;
    for (const auto& element : list) {
      Encoding one;
      EncodingVisitor visitor(one, now_, form_);
      visitor.Write(element);
      out_.settles_at = std::max(out_.settles_at, one.settles_at);
      // Without its rank a reference would be lost, and with it no two elements would be equal.
      RELAPSE_CHECK(one.ranks.empty(), "an interchangeable element has an Order or Id field");
      encoded.push_back(std::move(one.words));
    }
    AppendCounted(encoded, out_.words);
  }

  Encoding& out_;
  TimeMs now_;
  Form form_;
};

template <class T>
Encoding Encode(const T& value, TimeMs now, Form form) {
  Encoding encoding;
  EncodingVisitor visitor(encoding, now, form);
  visitor.Write(value);
  return encoding;
}

}  // namespace relapse

#endif  // HARNESS_WORLD_CANONICAL_H_
