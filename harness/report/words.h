// Words: numbers, times and lists as people read them, and text fitted to columns.
#ifndef HARNESS_REPORT_WORDS_H_
#define HARNESS_REPORT_WORDS_H_

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "harness/core/json.h"
#include "harness/core/time.h"

namespace relapse {

/// "182,441".
std::string Grouped(std::int64_t number);
/// "1 fault", "2 faults", "3 histories".
std::string Counted(std::int64_t number, std::string_view singular);
/// "0.4 ms", "6.1 s", "12 min 5 s": time that somebody waited for.
std::string RealTime(double seconds);
/// "2.500 s", "1:02:03.000": a point of a history, to be read in a column.
std::string VirtualTime(DurationMs time);
/// "41 s", "2.5 s", "10 min": a length of virtual time.
std::string VirtualDuration(DurationMs duration);
/// "first", "second" ... "tenth", "11th".
std::string Ordinal(int number);
/// "a", "a and b", "a, b and c".
std::string Listed(const std::vector<std::string>& items);
/// "keyspaces 1, statements 3": a flat JSON object in one line; values that are objects stay JSON.
std::string ParameterText(const Json& parameters);

/// Columns that UTF-8 text takes on a terminal, for the characters the reports use.
std::size_t DisplayWidth(std::string_view text);
/// At most `width` columns, the rest replaced by one "…".
std::string Shortened(std::string_view text, std::size_t width);
std::string PadRight(std::string_view text, std::size_t width);
std::string PadLeft(std::string_view text, std::size_t width);
/// Breaks at spaces so that no line is wider than `width`; every line but the first is indented.
std::string Wrapped(std::string_view text, std::size_t width, std::size_t indent);

/// Colours of a terminal, or nothing where there is none.
class Paint {
 public:
  explicit Paint(bool on = false) : on_(on) {}
  std::string Red(std::string_view text) const { return With("31;1", text); }
  std::string Green(std::string_view text) const { return With("32;1", text); }
  std::string Yellow(std::string_view text) const { return With("33;1", text); }
  std::string Bold(std::string_view text) const { return With("1", text); }
  std::string Dim(std::string_view text) const { return With("2", text); }

 private:
  std::string With(std::string_view code, std::string_view text) const;
  bool on_;
};

}  // namespace relapse

#endif  // HARNESS_REPORT_WORDS_H_
