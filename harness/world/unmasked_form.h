// The unmasked form: words of everything that the canonical JSON of a world shows and a mask does
// not cover. Two worlds with equal words have equal unmasked fields, and nearly always the reverse
// is true: the comparison of a rest point with the reference, without the JSON.
#ifndef HARNESS_WORLD_UNMASKED_FORM_H_
#define HARNESS_WORLD_UNMASKED_FORM_H_

#include <limits>
#include <utility>
#include <vector>

#include "harness/world/canonical_json.h"
#include "harness/world/field_mask.h"

namespace relapse {

struct UnmaskedForm {
  std::vector<std::uint64_t> words;
  /// Masked times and ids, too: the others are ranked among them. Those stand at no word.
  std::vector<RankSlot> ranks;

  static constexpr std::size_t kNoWord = std::numeric_limits<std::size_t>::max();
  /// As RankTable: of a masked time or id.
  void Add(std::int64_t rank_class, std::int64_t value) {
    ranks.push_back({kNoWord, rank_class, value});
  }
};

/// Writes one value and everything below it. Shows what CanonicalJsonVisitor shows: digested
/// fields and no digests.
class UnmaskedVisitor {
 public:
  UnmaskedVisitor(UnmaskedForm& out, TimeMs now, const FieldMask* mask)
      : out_(out), now_(now), mask_(mask) {}

  template <class T, class Kind>
  void operator()(const char* name, const T& value, Kind kind) {
    if constexpr (std::is_same_v<Kind, field::Unread> || std::is_same_v<Kind, field::Digest>) {
    } else {
      const FieldMask* mask = mask_ != nullptr ? mask_->Member(name) : nullptr;
      const bool shown = mask == nullptr || !mask->leaf();
      if constexpr (std::is_same_v<Kind, field::Age>) {
        const TimeMs age = value == kNoTime ? kNoTime : std::min(now_ - value, kind.horizon);
        if (shown) out_.words.push_back(static_cast<std::uint64_t>(age));
      } else if constexpr (std::is_same_v<Kind, field::Order>) {
        WriteRank(0, value, shown);
      } else if constexpr (std::is_same_v<Kind, field::Id>) {
        WriteRank(kind.domain, value, shown);
      } else if constexpr (std::is_same_v<Kind, field::Interchangeable>) {
        if (mask == nullptr || !mask->below()) WriteInterchangeable(value);
      } else {
        Write(value, mask);
      }
    }
  }

  template <class T>
  void Write(const T& value, const FieldMask* mask) {
    if constexpr (kIsVector<T>) {
      if (mask != nullptr && mask->below()) return CollectRanks(value, out_);
      out_.words.push_back(value.size());
      for (std::size_t i = 0; i < value.size(); ++i) {
        Write(value[i], mask != nullptr ? mask->Element(i) : nullptr);
      }
    } else if constexpr (kIsSharedConst<T> || kIsOptional<T>) {
      // Where nothing is there, that shows as a leaf.
      const bool shown = mask == nullptr || !mask->leaf() || !mask->below();
      if (shown) out_.words.push_back(value ? 1 : 0);
      if (value) Write(*value, mask);
    } else if constexpr (Described<const T>) {
      if (mask != nullptr && mask->below()) return CollectRanks(value, out_);
      UnmaskedVisitor visitor(out_, now_, mask);
      T::VisitFields(value, visitor);
    } else if constexpr (!std::is_empty_v<T>) {
      if (mask != nullptr && mask->leaf()) return;
      if constexpr (std::is_same_v<T, Text>) {
        out_.words.push_back(value.hash());  // the table of Texts proves that they do not collide
      } else {
        out_.words.push_back(static_cast<std::uint64_t>(value));
      }
    }
  }

 private:
  void WriteRank(std::int64_t rank_class, std::int64_t value, bool shown) {
    if (value == kNoTime) {
      if (shown) out_.words.push_back(static_cast<std::uint64_t>(kNoTime));
      return;
    }
    out_.ranks.push_back({shown ? out_.words.size() : UnmaskedForm::kNoWord, rank_class, value});
    if (shown) out_.words.push_back(0);
  }

  /// Whole, whatever a mask says of single elements: their order is not that of the list.
  template <class T>
  void WriteInterchangeable(const T& list) {
    std::vector<std::vector<std::uint64_t>> encoded;
    for (const auto& element : list) {
      UnmaskedForm one;
      UnmaskedVisitor(one, now_, nullptr).Write(element, nullptr);
      encoded.push_back(std::move(one.words));
    }
    AppendCounted(encoded, out_.words);
  }

  UnmaskedForm& out_;
  TimeMs now_;
  const FieldMask* mask_;
};

}  // namespace relapse

#endif  // HARNESS_WORLD_UNMASKED_FORM_H_
