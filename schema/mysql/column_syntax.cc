// Reads a column definition. Only the grammar: what a draft means is column_rules.cc.
#include <algorithm>
#include <array>
#include <iterator>

#include "schema/mysql/column_draft.h"
#include "schema/mysql/names.h"

namespace relapse::mysql {
namespace {

/// What may stand in parentheses after a type's name.
enum class Shape { kNothing, kOptionalNumber, kNumber, kTwoNumbers, kMembers };

struct TypeSpelling {
  std::string_view words;
  TypeName name;
  Shape shape;
};

// Longer spellings first: DOUBLE PRECISION before DOUBLE.
constexpr TypeSpelling kSpellings[] = {
    {"TINYINT", TypeName::kTinyInt, Shape::kOptionalNumber},
    {"INT1", TypeName::kTinyInt, Shape::kOptionalNumber},
    {"SMALLINT", TypeName::kSmallInt, Shape::kOptionalNumber},
    {"INT2", TypeName::kSmallInt, Shape::kOptionalNumber},
    {"MEDIUMINT", TypeName::kMediumInt, Shape::kOptionalNumber},
    {"MIDDLEINT", TypeName::kMediumInt, Shape::kOptionalNumber},
    {"INT3", TypeName::kMediumInt, Shape::kOptionalNumber},
    {"INT", TypeName::kInt, Shape::kOptionalNumber},
    {"INTEGER", TypeName::kInt, Shape::kOptionalNumber},
    {"INT4", TypeName::kInt, Shape::kOptionalNumber},
    {"BIGINT", TypeName::kBigInt, Shape::kOptionalNumber},
    {"INT8", TypeName::kBigInt, Shape::kOptionalNumber},
    {"DECIMAL", TypeName::kDecimal, Shape::kTwoNumbers},
    {"NUMERIC", TypeName::kDecimal, Shape::kTwoNumbers},
    {"DEC", TypeName::kDecimal, Shape::kTwoNumbers},
    {"FIXED", TypeName::kDecimal, Shape::kTwoNumbers},
    {"FLOAT", TypeName::kFloat, Shape::kOptionalNumber},
    {"FLOAT4", TypeName::kFloat, Shape::kNothing},
    {"DOUBLE PRECISION", TypeName::kDouble, Shape::kNothing},
    {"DOUBLE", TypeName::kDouble, Shape::kNothing},
    {"FLOAT8", TypeName::kDouble, Shape::kNothing},
    {"REAL", TypeName::kDouble, Shape::kNothing},
    {"CHARACTER VARYING", TypeName::kVarchar, Shape::kNumber},
    {"CHAR VARYING", TypeName::kVarchar, Shape::kNumber},
    {"CHARACTER", TypeName::kChar, Shape::kOptionalNumber},
    {"CHAR", TypeName::kChar, Shape::kOptionalNumber},
    {"VARCHAR", TypeName::kVarchar, Shape::kNumber},
    {"VARCHARACTER", TypeName::kVarchar, Shape::kNumber},
    {"BINARY", TypeName::kBinary, Shape::kOptionalNumber},
    {"VARBINARY", TypeName::kVarbinary, Shape::kNumber},
    {"TINYTEXT", TypeName::kTinyText, Shape::kNothing},
    {"TEXT", TypeName::kText, Shape::kOptionalNumber},
    {"MEDIUMTEXT", TypeName::kMediumText, Shape::kNothing},
    {"LONGTEXT", TypeName::kLongText, Shape::kNothing},
    {"TINYBLOB", TypeName::kTinyBlob, Shape::kNothing},
    {"BLOB", TypeName::kBlob, Shape::kOptionalNumber},
    {"MEDIUMBLOB", TypeName::kMediumBlob, Shape::kNothing},
    {"LONGBLOB", TypeName::kLongBlob, Shape::kNothing},
    {"DATE", TypeName::kDate, Shape::kNothing},
    {"DATETIME", TypeName::kDateTime, Shape::kOptionalNumber},
    {"TIMESTAMP", TypeName::kTimestamp, Shape::kOptionalNumber},
    {"TIME", TypeName::kTime, Shape::kOptionalNumber},
    {"YEAR", TypeName::kYear, Shape::kOptionalNumber},
    {"JSON", TypeName::kJson, Shape::kNothing},
    {"ENUM", TypeName::kEnum, Shape::kMembers},
    {"SET", TypeName::kSet, Shape::kMembers},
};

Status ParseShape(TokenCursor& cursor, Shape shape, ColumnDraft& draft) {
  const bool is_required = shape == Shape::kNumber || shape == Shape::kMembers;
  if (shape == Shape::kNothing || (!is_required && !cursor.IsSymbol('('))) return Ok();
  RELAPSE_RETURN_IF_ERROR(cursor.ExpectSymbol('('));
  if (shape == Shape::kMembers) {
    do {
      RELAPSE_ASSIGN(std::string member, cursor.ExpectString());
      draft.column.type.members.push_back(std::move(member));
    } while (cursor.AcceptSymbol(','));
  } else {
    RELAPSE_ASSIGN(draft.length, cursor.ExpectInteger());
    if (shape == Shape::kTwoNumbers && cursor.AcceptSymbol(',')) {
      RELAPSE_ASSIGN(draft.scale, cursor.ExpectInteger());
    }
  }
  return cursor.ExpectSymbol(')');
}

/// CHARACTER SET and COLLATE of a column: accepted where they say what the table says anyway.
Result<bool> ParseCharacterSet(TokenCursor& cursor) {
  if (cursor.AcceptWords("CHARACTER SET") || cursor.AcceptWord("CHARSET")) {
    RELAPSE_RETURN_IF_ERROR(ParseCanonicalOption(cursor, kCharacterSet));
    return true;
  }
  if (cursor.AcceptWord("COLLATE")) {
    RELAPSE_RETURN_IF_ERROR(ParseCanonicalOption(cursor, kCollation));
    return true;
  }
  return false;
}

Status ParseType(TokenCursor& cursor, ColumnDraft& draft) {
  ColumnType& type = draft.column.type;
  if (cursor.AcceptWord("BOOL") || cursor.AcceptWord("BOOLEAN")) {
    type.name = TypeName::kTinyInt;
    draft.length = 1;
    return Ok();
  }
  const auto* spelling =
      std::find_if(std::begin(kSpellings), std::end(kSpellings),
                   [&](const TypeSpelling& each) { return cursor.AcceptWords(each.words); });
  if (spelling == std::end(kSpellings)) return cursor.Unexpected();
  type.name = spelling->name;
  RELAPSE_RETURN_IF_ERROR(ParseShape(cursor, spelling->shape, draft));
  while (IsNumber(type.name)) {
    if (cursor.AcceptWord("UNSIGNED")) {
      type.is_unsigned = true;
    } else if (!cursor.AcceptWord("SIGNED")) {
      break;
    }
  }
  return Ok();
}

bool AcceptNow(TokenCursor& cursor) {
  static constexpr std::array<std::string_view, 4> kNames = {"CURRENT_TIMESTAMP", "NOW",
                                                             "LOCALTIMESTAMP", "LOCALTIME"};
  return std::ranges::any_of(kNames,
                             [&](std::string_view name) { return cursor.AcceptWord(name); });
}

/// The `(n)`, `()` or nothing after CURRENT_TIMESTAMP. NOW must have parentheses.
Result<std::uint32_t> ParseNowPrecision(TokenCursor& cursor, bool is_required) {
  std::uint32_t precision = 0;
  if (is_required && !cursor.IsSymbol('(')) return cursor.Unexpected();
  if (cursor.AcceptSymbol('(')) {
    if (!cursor.IsSymbol(')')) {
      RELAPSE_ASSIGN(precision, cursor.ExpectInteger());
    }
    RELAPSE_RETURN_IF_ERROR(cursor.ExpectSymbol(')'));
  }
  return precision;
}

/// One attribute into `draft`; false where none follows.
Result<bool> ParseAttribute(TokenCursor& cursor, ColumnDraft& draft) {
  if (cursor.AcceptWords("NOT NULL")) {
    draft.is_nullable = false;
  } else if (cursor.AcceptWord("NULL")) {
    draft.is_nullable = true;
  } else if (cursor.AcceptWord("DEFAULT")) {
    RELAPSE_ASSIGN(draft.column.default_value, ParseDefault(cursor, true));
  } else if (cursor.AcceptWords("ON UPDATE")) {
    const bool is_now = cursor.IsWord("NOW");
    if (!AcceptNow(cursor)) return cursor.Unexpected();
    RELAPSE_ASSIGN(draft.on_update_precision, ParseNowPrecision(cursor, is_now));
  } else if (cursor.AcceptWord("AUTO_INCREMENT")) {
    draft.column.is_auto_increment = true;
  } else if (cursor.AcceptWord("COMMENT")) {
    RELAPSE_ASSIGN(draft.column.comment, cursor.ExpectString());
  } else if (cursor.AcceptWords("PRIMARY KEY") || cursor.AcceptWord("KEY")) {
    draft.is_primary = true;
  } else if (cursor.AcceptWord("UNIQUE")) {
    cursor.AcceptWord("KEY");
    draft.is_unique = true;
  } else {
    const TypeName type = draft.column.type.name;
    const bool has_characters = type == TypeName::kChar || type == TypeName::kVarchar ||
                                IsText(type) || type == TypeName::kEnum || type == TypeName::kSet;
    if (!has_characters) return false;
    return ParseCharacterSet(cursor);
  }
  return true;
}

}  // namespace

Status ParseCanonicalOption(TokenCursor& cursor, std::string_view canonical) {
  cursor.AcceptSymbol('=');
  const Token& token = cursor.Peek();
  const bool is_value = token.kind == Token::Kind::kWord ||
                        token.kind == Token::Kind::kQuotedName ||
                        token.kind == Token::Kind::kString;
  if (!is_value || !SameName(token.text, canonical)) return cursor.Unexpected();
  cursor.Skip();
  return Ok();
}

Result<DefaultValue> ParseDefault(TokenCursor& cursor, bool allows_now) {
  using Kind = DefaultValue::Kind;
  if (cursor.AcceptWord("NULL")) return DefaultValue{Kind::kNull, "", 0};
  if (cursor.AcceptWord("TRUE")) return DefaultValue{Kind::kNumber, "1", 0};
  if (cursor.AcceptWord("FALSE")) return DefaultValue{Kind::kNumber, "0", 0};
  const bool is_now = cursor.IsWord("NOW");
  if (allows_now && AcceptNow(cursor)) {
    RELAPSE_ASSIGN(const std::uint32_t precision, ParseNowPrecision(cursor, is_now));
    return DefaultValue{Kind::kCurrentTimestamp, "", precision};
  }
  if (cursor.Peek().kind == Token::Kind::kString) {
    RELAPSE_ASSIGN(std::string text, cursor.ExpectString());
    return DefaultValue{Kind::kString, std::move(text), 0};
  }
  std::string text;
  if (cursor.AcceptSymbol('-')) {
    text.push_back('-');
  } else {
    cursor.AcceptSymbol('+');
  }
  const Token& token = cursor.Peek();
  const bool is_plain =
      token.kind == Token::Kind::kNumber && token.text.find_first_of("eE") == std::string::npos;
  if (!is_plain) return cursor.Unexpected();
  text += token.text;
  cursor.Skip();
  return DefaultValue{Kind::kNumber, std::move(text), 0};
}

Result<ColumnDraft> ParseColumn(TokenCursor& cursor) {
  ColumnDraft draft;
  RELAPSE_ASSIGN(draft.column.name, cursor.ExpectName());
  RELAPSE_RETURN_IF_ERROR(ParseType(cursor, draft));
  while (true) {
    RELAPSE_ASSIGN(const bool has_attribute, ParseAttribute(cursor, draft));
    if (!has_attribute) return draft;
  }
}

}  // namespace relapse::mysql
