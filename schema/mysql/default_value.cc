// Literal defaults in their stored form. Decimal arithmetic on digits: no floating point here.
#include <algorithm>
#include <optional>

#include "schema/mysql/column_draft.h"
#include "schema/mysql/names.h"
#include "schema/mysql/temporal_value.h"

namespace relapse::mysql {
namespace {

using DefaultKind = DefaultValue::Kind;

/// A decimal literal; `whole` without leading zeros.
struct Decimal {
  bool has_minus = false;
  std::string whole;
  std::string fraction;

  /// Minus zero is zero.
  bool IsNegative() const {
    return has_minus && (!whole.empty() || fraction.find_first_not_of('0') != std::string::npos);
  }
  std::string Print() const {
    std::string text;
    if (IsNegative()) text += '-';
    text += whole.empty() ? "0" : whole;
    if (!fraction.empty()) {
      text += '.';
      text += fraction;
    }
    return text;
  }
};

std::optional<Decimal> ParseDecimal(std::string_view text) {
  Decimal decimal;
  if (!text.empty() && (text[0] == '-' || text[0] == '+')) {
    decimal.has_minus = text[0] == '-';
    text.remove_prefix(1);
  }
  const std::size_t point = std::min(text.find('.'), text.size());
  decimal.whole = std::string(text.substr(0, point));
  if (point < text.size()) decimal.fraction = std::string(text.substr(point + 1));
  const std::string digits = decimal.whole + decimal.fraction;
  if (digits.empty() || digits.find_first_not_of("0123456789") != std::string::npos) {
    return std::nullopt;
  }
  decimal.whole.erase(0, std::min(decimal.whole.find_first_not_of('0'), decimal.whole.size()));
  decimal.fraction.erase(decimal.fraction.find_last_not_of('0') + 1);
  return decimal;
}

/// Half away from zero, as MySQL rounds exact numbers.
void Round(Decimal& decimal, std::size_t scale) {
  if (decimal.fraction.size() <= scale) return;
  const bool rounds_up = decimal.fraction[scale] >= '5';
  std::string digits(1, '0');
  digits += decimal.whole;
  digits += decimal.fraction.substr(0, scale);
  if (rounds_up) {
    std::size_t i = digits.size() - 1;
    for (; digits[i] == '9'; --i) digits[i] = '0';
    ++digits[i];
  }
  decimal.whole = digits.substr(0, digits.size() - scale);
  decimal.fraction = digits.substr(digits.size() - scale);
  decimal.whole.erase(0, std::min(decimal.whole.find_first_not_of('0'), decimal.whole.size()));
  decimal.fraction.erase(decimal.fraction.find_last_not_of('0') + 1);
}

bool IsAtMost(const std::string& digits, std::string_view limit) {
  return digits.size() != limit.size() ? digits.size() < limit.size() : digits <= limit;
}

std::optional<std::string> CanonicalInteger(Decimal decimal, const ColumnType& type) {
  struct Range {
    std::string_view lowest, highest, highest_unsigned;
  };
  static constexpr Range kRanges[] = {
      {"128", "127", "255"},
      {"32768", "32767", "65535"},
      {"8388608", "8388607", "16777215"},
      {"2147483648", "2147483647", "4294967295"},
      {"9223372036854775808", "9223372036854775807", "18446744073709551615"},
  };
  Round(decimal, 0);
  const Range& range = kRanges[static_cast<int>(type.name)];
  if (decimal.IsNegative() && type.is_unsigned) return std::nullopt;
  const std::string_view limit = decimal.IsNegative() ? range.lowest
                                 : type.is_unsigned   ? range.highest_unsigned
                                                      : range.highest;
  if (!IsAtMost(decimal.whole, limit)) return std::nullopt;
  return decimal.Print();
}

std::optional<std::string> CanonicalNumber(std::string_view text, const ColumnType& type) {
  std::optional<Decimal> decimal = ParseDecimal(text);
  if (!decimal.has_value()) return std::nullopt;
  if (IsInteger(type.name)) return CanonicalInteger(*decimal, type);
  if (type.name == TypeName::kDecimal) {
    Round(*decimal, type.scale);
    if (decimal->whole.size() > type.length - type.scale) return std::nullopt;
    decimal->fraction.resize(type.scale, '0');
  } else {
    // Binary floating point is never computed here: only literals that MySQL prints unchanged.
    const std::size_t digits = decimal->whole.size() + decimal->fraction.size();
    if (digits > (type.name == TypeName::kFloat ? 6u : 15u)) return std::nullopt;
  }
  if (decimal->IsNegative() && type.is_unsigned) return std::nullopt;
  return decimal->Print();
}

std::optional<std::string> CanonicalString(std::string text, const ColumnType& type) {
  const bool is_binary = type.name == TypeName::kBinary || type.name == TypeName::kVarbinary;
  const std::size_t length = is_binary ? text.size() : CountCharacters(text);
  if (length > type.length) return std::nullopt;
  if (type.name == TypeName::kBinary) text.resize(type.length, '\0');
  if (type.name == TypeName::kChar) {
    while (!text.empty() && text.back() == ' ') text.pop_back();
  }
  return text;
}

const std::string* FindMember(std::string_view text, const ColumnType& type) {
  while (!text.empty() && text.back() == ' ') text.remove_suffix(1);
  const auto found = std::ranges::find_if(
      type.members, [&](const std::string& member) { return SameName(member, text); });
  return found == type.members.end() ? nullptr : &*found;
}

/// Members in the order of the definition, each once.
std::optional<std::string> CanonicalSet(std::string_view text, const ColumnType& type) {
  std::vector<bool> is_chosen(type.members.size(), false);
  while (!text.empty()) {
    const std::size_t end = std::min(text.find(','), text.size());
    const std::string* member = FindMember(text.substr(0, end), type);
    if (member == nullptr) return std::nullopt;
    is_chosen[static_cast<std::size_t>(member - type.members.data())] = true;
    text.remove_prefix(std::min(end + 1, text.size()));
  }
  std::string chosen;
  for (std::size_t i = 0; i < is_chosen.size(); ++i) {
    if (!is_chosen[i]) continue;
    if (!chosen.empty()) chosen += ',';
    chosen += type.members[i];
  }
  return chosen;
}

std::optional<std::string> CanonicalLiteral(const DefaultValue& written, const ColumnType& type) {
  if (IsNumber(type.name)) return CanonicalNumber(written.text, type);
  if (HasLength(type.name)) return CanonicalString(written.text, type);
  if (type.name == TypeName::kYear) return CanonicalTemporal(written.text, type);
  // A number for a date or a member would be read as packed digits or an index: not modelled.
  if (written.kind == DefaultKind::kNumber) return std::nullopt;
  if (type.name == TypeName::kSet) return CanonicalSet(written.text, type);
  if (type.name == TypeName::kEnum) {
    const std::string* member = FindMember(written.text, type);
    if (member == nullptr) return std::nullopt;
    return *member;
  }
  return CanonicalTemporal(written.text, type);
}

}  // namespace

Result<DefaultValue> ResolveDefault(const Column& column, const DefaultValue& written) {
  const ColumnType& type = column.type;
  switch (written.kind) {
    case DefaultKind::kNone:
      return DefaultValue{column.is_nullable ? DefaultKind::kNull : DefaultKind::kNone, "", 0};
    case DefaultKind::kNull:
      if (!column.is_nullable) return InvalidDefault(column.name);
      return DefaultValue{DefaultKind::kNull, "", 0};
    case DefaultKind::kCurrentTimestamp: {
      const bool is_moment = type.name == TypeName::kDateTime || type.name == TypeName::kTimestamp;
      if (!is_moment || written.precision != type.length) return InvalidDefault(column.name);
      return written;
    }
    default:
      break;
  }
  if (IsTextOrBlob(type.name) || type.name == TypeName::kJson) {
    return DefaultNotAllowed(column.name);
  }
  std::optional<std::string> text = CanonicalLiteral(written, type);
  if (!text.has_value() || column.is_auto_increment) return InvalidDefault(column.name);
  return DefaultValue{DefaultKind::kString, std::move(*text), 0};
}

}  // namespace relapse::mysql
