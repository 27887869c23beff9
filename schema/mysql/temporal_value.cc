#include "schema/mysql/temporal_value.h"

#include <utility>

namespace relapse::mysql {
namespace {

/// Takes fixed-width fields off the front of a text.
class FieldReader {
 public:
  explicit FieldReader(std::string_view text) : rest_(text) {}

  bool is_ok() const { return is_ok_; }
  bool AtEnd() const { return rest_.empty(); }

  int Digits(std::size_t count) {
    int value = 0;
    for (std::size_t i = 0; i < count; ++i) {
      const char c = i < rest_.size() ? rest_[i] : 'x';
      if (c < '0' || c > '9') {
        is_ok_ = false;
        return 0;
      }
      value = value * 10 + (c - '0');
    }
    rest_.remove_prefix(count);
    return value;
  }

  bool Accept(char c) {
    if (rest_.empty() || rest_[0] != c) return false;
    rest_.remove_prefix(1);
    return true;
  }

  void Expect(char c) {
    if (!Accept(c)) is_ok_ = false;
  }

  /// `.f` at the end, padded to `precision` digits with its point; empty for precision 0. Digits
  /// that the column cannot hold must be zeros: rounding a default is not modelled.
  std::string Fraction(std::uint32_t precision) {
    std::string digits;
    if (Accept('.')) {
      digits = std::string(rest_);
      rest_ = {};
    }
    if (digits.find_first_not_of("0123456789") != std::string::npos || digits.size() > 6) {
      is_ok_ = false;
      return "";
    }
    digits.resize(6, '0');
    if (digits.find_first_not_of('0', precision) != std::string::npos) is_ok_ = false;
    if (precision == 0) return "";
    digits.resize(precision);
    return digits.insert(0, 1, '.');
  }

 private:
  std::string_view rest_;
  bool is_ok_ = true;
};

int DaysIn(int year, int month) {
  constexpr int kDays[] = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
  const bool is_leap = (year % 4 == 0 && year % 100 != 0) || year % 400 == 0;
  return month == 2 && is_leap ? 29 : kDays[month - 1];
}

std::optional<std::string> CanonicalMoment(std::string_view text, const ColumnType& type) {
  FieldReader reader(text);
  const int year = reader.Digits(4);
  reader.Expect('-');
  const int month = reader.Digits(2);
  reader.Expect('-');
  const int day = reader.Digits(2);
  if (!reader.is_ok() || month < 1 || month > 12 || day < 1 || day > DaysIn(year, month)) {
    return std::nullopt;
  }
  const std::string date(text.substr(0, 10));
  if (type.name == TypeName::kDate) {
    if (!reader.AtEnd()) return std::nullopt;
    return date;
  }
  std::string time = "00:00:00";
  if (!reader.AtEnd()) {
    if (!reader.Accept(' ')) reader.Expect('T');
    const int hour = reader.Digits(2);
    reader.Expect(':');
    const int minute = reader.Digits(2);
    reader.Expect(':');
    const int second = reader.Digits(2);
    if (!reader.is_ok() || hour > 23 || minute > 59 || second > 59) return std::nullopt;
    time = std::string(text.substr(11, 8));
  }
  const std::string fraction = reader.Fraction(type.length);
  if (!reader.is_ok() || !reader.AtEnd()) return std::nullopt;
  // The session's time zone is taken to be UTC.
  using Moment = std::pair<std::string_view, std::string_view>;
  const bool is_out_of_range = Moment(date, time) < Moment("1970-01-01", "00:00:01") ||
                               Moment(date, time) > Moment("2038-01-19", "03:14:07");
  if (type.name == TypeName::kTimestamp && is_out_of_range) return std::nullopt;
  return date + " " + time + fraction;
}

std::optional<std::string> CanonicalTime(std::string_view text, const ColumnType& type) {
  FieldReader reader(text);
  const bool is_negative = reader.Accept('-');
  const std::size_t hour_digits = text.find(':') - (is_negative ? 1 : 0);
  if (hour_digits < 1 || hour_digits > 3) return std::nullopt;
  const int hour = reader.Digits(hour_digits);
  reader.Expect(':');
  const int minute = reader.Digits(2);
  reader.Expect(':');
  const int second = reader.Digits(2);
  const std::string fraction = reader.Fraction(type.length);
  if (!reader.is_ok() || !reader.AtEnd() || hour > 838 || minute > 59 || second > 59) {
    return std::nullopt;
  }
  const bool is_at_limit = hour == 838 && minute == 59 && second == 59;
  if (is_at_limit && fraction.find_first_not_of(".0") != std::string::npos) return std::nullopt;
  std::string hours = std::to_string(hour);
  if (hours.size() < 2) hours.insert(0, 1, '0');
  const std::string rest(text.substr(text.find(':'), 6));
  const bool is_zero = hour == 0 && minute == 0 && second == 0 &&
                       fraction.find_first_not_of(".0") == std::string::npos;
  return (is_negative && !is_zero ? "-" : "") + hours + rest + fraction;
}

std::optional<std::string> CanonicalYear(std::string_view text) {
  if (text == "0" || text == "0000") return "0000";
  FieldReader reader(text);
  const int year = reader.Digits(4);
  if (!reader.is_ok() || !reader.AtEnd() || year < 1901 || year > 2155) return std::nullopt;
  return std::string(text);
}

}  // namespace

std::optional<std::string> CanonicalTemporal(std::string_view text, const ColumnType& type) {
  if (type.name == TypeName::kYear) return CanonicalYear(text);
  if (type.name == TypeName::kTime) return CanonicalTime(text, type);
  return CanonicalMoment(text, type);
}

}  // namespace relapse::mysql
