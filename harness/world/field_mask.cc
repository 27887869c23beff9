#include "harness/world/field_mask.h"

#include <algorithm>
#include <utility>

namespace relapse {

bool MatchesFieldPath(std::string_view pattern, std::string_view path) {
  while (true) {
    if (pattern == "**") return true;
    const std::size_t pattern_end = pattern.find('.');
    const std::size_t path_end = path.find('.');
    const std::string_view wanted = pattern.substr(0, pattern_end);
    if (wanted != "*" && wanted != path.substr(0, path_end)) return false;
    const bool pattern_done = pattern_end == std::string_view::npos;
    const bool path_done = path_end == std::string_view::npos;
    if (pattern_done || path_done) return pattern_done && path_done;
    pattern.remove_prefix(pattern_end + 1);
    path.remove_prefix(path_end + 1);
  }
}

FieldMask::FieldMask(std::span<const std::string> patterns) {
  std::vector<Segments> all;
  for (std::string_view pattern : patterns) {
    Segments& segments = all.emplace_back();
    for (std::size_t dot = pattern.find('.'); dot != std::string_view::npos;
         dot = pattern.find('.')) {
      segments.push_back(pattern.substr(0, dot));
      pattern.remove_prefix(dot + 1);
    }
    segments.push_back(pattern);
  }
  Build(all, 0);
}

FieldMask::FieldMask(std::string name, const std::vector<Segments>& patterns, std::size_t depth)
    : name_(std::move(name)) {
  Build(patterns, depth);
}

void FieldMask::Build(const std::vector<Segments>& patterns, std::size_t depth) {
  std::vector<std::string_view> names;
  std::vector<Segments> of_any_name;
  std::vector<Segments> longer;
  for (const Segments& pattern : patterns) {
    if (pattern.size() == depth) {
      leaf_ = true;
    } else if (pattern.size() == depth + 1 && pattern[depth] == "**") {
      below_ = true;
    } else {
      longer.push_back(pattern);
      if (pattern[depth] == "*") {
        of_any_name.push_back(pattern);
      } else if (std::find(names.begin(), names.end(), pattern[depth]) == names.end()) {
        names.push_back(pattern[depth]);
      }
    }
  }
  for (const std::string_view name : names) {
    std::vector<Segments> matching;
    for (const Segments& pattern : longer) {
      if (pattern[depth] == "*" || pattern[depth] == name) matching.push_back(pattern);
    }
    named_.push_back(FieldMask(std::string(name), matching, depth + 1));
    names_elements_ = names_elements_ || (!name.empty() && name[0] >= '0' && name[0] <= '9');
  }
  if (!of_any_name.empty()) other_.push_back(FieldMask("*", of_any_name, depth + 1));
}

const FieldMask* FieldMask::Member(std::string_view name) const {
  for (const FieldMask& named : named_) {
    if (named.name_ == name) return &named;
  }
  return other_.empty() ? nullptr : &other_.front();
}

const FieldMask* FieldMask::Element(std::size_t index) const {
  if (names_elements_) return Member(std::to_string(index));
  return other_.empty() ? nullptr : &other_.front();
}

}  // namespace relapse
