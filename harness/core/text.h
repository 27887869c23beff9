// Text: an immutable interned string, eight bytes, trivially copyable. Worlds, requests and replies
// are copied at every effect, so their strings must cost a word. The table only grows: intern
// names, statements and messages drawn from a bounded set, never unbounded data.
#ifndef HARNESS_CORE_TEXT_H_
#define HARNESS_CORE_TEXT_H_

#include <compare>
#include <cstdint>
#include <string>
#include <string_view>

namespace relapse {

/// Equality compares handles (the table holds each string once); order compares contents, so that
/// sorted containers do not depend on addresses. Safe to create and read from any thread.
class Text {
 public:
  Text() : entry_(&kEmpty) {}
  Text(std::string_view text) : entry_(Intern(text)) {}    // NOLINT(google-explicit-constructor)
  Text(const std::string& text) : entry_(Intern(text)) {}  // NOLINT(google-explicit-constructor)
  Text(const char* text)
      : entry_(Intern(std::string_view(text))) {}  // NOLINT(google-explicit-constructor)

  std::string_view view() const { return entry_->text; }
  const std::string& str() const { return entry_->text; }
  bool empty() const { return entry_ == &kEmpty; }
  /// Hash of the content: the same in every process.
  std::uint64_t hash() const { return entry_->hash; }
  /// Position in this process's table: a dense key for memo tables. Never part of a result.
  std::uint32_t index() const { return entry_->index; }

  bool contains(std::string_view part) const { return view().find(part) != std::string_view::npos; }
  bool starts_with(std::string_view part) const { return view().starts_with(part); }

  friend bool operator==(Text a, Text b) { return a.entry_ == b.entry_; }
  friend std::strong_ordering operator<=>(Text a, Text b) {
    if (a.entry_ == b.entry_) return std::strong_ordering::equal;
    return a.view().compare(b.view()) < 0 ? std::strong_ordering::less
                                          : std::strong_ordering::greater;
  }

 private:
  struct Entry {
    std::string text;
    std::uint64_t hash;
    std::uint32_t index;
  };
  static const Entry kEmpty;
  static const Entry* Intern(std::string_view text);

  const Entry* entry_;
};

}  // namespace relapse

#endif  // HARNESS_CORE_TEXT_H_
