// The one text of a date, time or year literal, as SHOW CREATE TABLE prints a default.
#ifndef SCHEMA_MYSQL_TEMPORAL_VALUE_H_
#define SCHEMA_MYSQL_TEMPORAL_VALUE_H_

#include <optional>
#include <string>
#include <string_view>

#include "schema/mysql/definition.h"

namespace relapse::mysql {

/// Nothing where `text` is no value of `type` (a date, datetime, timestamp, time or year) under the
/// default SQL mode: zero dates are refused. Understood are YYYY-MM-DD, YYYY-MM-DD HH:MM:SS[.f],
/// [-]H:MM:SS[.f] with one to three digits of hours, and a year of four digits.
std::optional<std::string> CanonicalTemporal(std::string_view text, const ColumnType& type);

}  // namespace relapse::mysql

#endif  // SCHEMA_MYSQL_TEMPORAL_VALUE_H_
