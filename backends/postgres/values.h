// Values of a PGresult, by row and column.
#ifndef BACKENDS_POSTGRES_VALUES_H_
#define BACKENDS_POSTGRES_VALUES_H_

#include <libpq-fe.h>

#include <charconv>
#include <optional>
#include <string_view>

#include "harness/core/text.h"

namespace relapse::migrations {

inline std::string_view ValueAt(const PGresult* result, int row, int column) {
  return {PQgetvalue(result, row, column),
          static_cast<std::size_t>(PQgetlength(result, row, column))};
}

inline std::optional<Text> OptionalAt(const PGresult* result, int row, int column) {
  if (PQgetisnull(result, row, column) != 0) return std::nullopt;
  return Text(ValueAt(result, row, column));
}

/// 0 where it is no number.
inline std::int64_t NumberAt(const PGresult* result, int row, int column) {
  const std::string_view text = ValueAt(result, row, column);
  std::int64_t number = 0;
  std::from_chars(text.data(), text.data() + text.size(), number);
  return number;
}

inline bool TruthAt(const PGresult* result, int row, int column) {
  return ValueAt(result, row, column) == "t";
}

}  // namespace relapse::migrations

#endif  // BACKENDS_POSTGRES_VALUES_H_
