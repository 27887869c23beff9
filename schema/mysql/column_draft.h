// A column definition as written, before its rules are checked: MySQL reads a whole statement
// before it judges any part, so that a syntax error comes first.
#ifndef SCHEMA_MYSQL_COLUMN_DRAFT_H_
#define SCHEMA_MYSQL_COLUMN_DRAFT_H_

#include <optional>

#include "schema/mysql/definition.h"
#include "schema/mysql/token_cursor.h"

namespace relapse::mysql {

struct ColumnDraft {
  /// Name, comment, members, unsigned and the default as written; the rest is filled by Resolve.
  Column column;
  std::optional<std::uint32_t> length;  ///< length, precision, width or digits of a second
  std::optional<std::uint32_t> scale;
  std::optional<bool> is_nullable;  ///< NULL or NOT NULL, where written
  std::optional<std::uint32_t> on_update_precision;
  bool is_primary = false;
  bool is_unique = false;
};

/// Reads `name type attribute...`.
Result<ColumnDraft> ParseColumn(TokenCursor& cursor);
/// Reads what may follow DEFAULT. SET DEFAULT, unlike a definition, takes no CURRENT_TIMESTAMP.
Result<DefaultValue> ParseDefault(TokenCursor& cursor, bool allows_now);
/// Reads `[=] utf8mb4` and the like: a name, word or string that must be `canonical`.
Status ParseCanonicalOption(TokenCursor& cursor, std::string_view canonical);

inline constexpr std::string_view kCharacterSet = "utf8mb4";
inline constexpr std::string_view kCollation = "utf8mb4_0900_ai_ci";

/// The column a draft means, or the rule it breaks.
Result<Column> Resolve(const ColumnDraft& draft);

/// The stored form of the default `written` for a column of this type and nullability: kNone,
/// kNull, kString or kCurrentTimestamp.
Result<DefaultValue> ResolveDefault(const Column& column, const DefaultValue& written);

/// Makes a column of a primary key NOT NULL.
void ForbidNull(Column& column);

}  // namespace relapse::mysql

#endif  // SCHEMA_MYSQL_COLUMN_DRAFT_H_
