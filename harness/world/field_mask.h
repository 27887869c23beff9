// FieldMask: the fields of a canonical form that a comparison leaves out, as a tree that is walked
// beside the value. Built once from field paths ("provider.branches.*.name").
#ifndef HARNESS_WORLD_FIELD_MASK_H_
#define HARNESS_WORLD_FIELD_MASK_H_

#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace relapse {

/// Whether `pattern` (segments, `*` for one of any name, a trailing `**` for any rest) matches
/// `path`.
bool MatchesFieldPath(std::string_view pattern, std::string_view path);

/// What the patterns say of one place and of everything below it.
class FieldMask {
 public:
  /// Of the whole form.
  explicit FieldMask(std::span<const std::string> patterns);

  /// The value itself is left out, if it is a leaf: neither an object nor a list.
  bool leaf() const { return leaf_; }
  /// Everything below is left out, but not the value itself, if it is a leaf.
  bool below() const { return below_; }
  /// Of a member, or null where no pattern reaches.
  const FieldMask* Member(std::string_view name) const;
  /// Of an element of a list, or null.
  const FieldMask* Element(std::size_t index) const;

 private:
  using Segments = std::vector<std::string_view>;
  /// `patterns` all match the path to this place, which is `depth` segments long.
  FieldMask(std::string name, const std::vector<Segments>& patterns, std::size_t depth);
  void Build(const std::vector<Segments>& patterns, std::size_t depth);

  std::string name_;
  bool leaf_ = false;
  bool below_ = false;
  bool names_elements_ = false;  ///< some pattern names an element by its number
  std::vector<FieldMask> named_;
  std::vector<FieldMask> other_;  ///< of what is not named: at most one
};

}  // namespace relapse

#endif  // HARNESS_WORLD_FIELD_MASK_H_
