// The rules of one column: its name, the limits of its type, NULL, and what its attributes imply.
#include <algorithm>

#include "schema/mysql/column_draft.h"
#include "schema/mysql/names.h"

namespace relapse::mysql {
namespace {

constexpr std::uint32_t kBytesPerCharacter = 4;  // utf8mb4

Status CheckName(const std::string& name) {
  if (name.empty() || name.back() == ' ') return WrongColumnName(name);
  if (CountCharacters(name) > 64) return NameTooLong(name);
  return Ok();
}

Status ResolveDecimal(const ColumnDraft& draft, ColumnType& type) {
  type.length = draft.length.value_or(10);
  type.scale = draft.scale.value_or(0);
  if (type.scale > 30) return ScaleTooBig(type.scale, draft.column.name);
  if (type.length > 65) return PrecisionTooBig(type.length, draft.column.name, 65);
  if (type.length == 0) type.length = 10;
  if (type.scale > type.length) return ScaleAbovePrecision(draft.column.name);
  return Ok();
}

/// TEXT(n) and BLOB(n) mean the smallest type that holds n.
void ResolveTextOrBlob(const ColumnDraft& draft, ColumnType& type) {
  if (!draft.length.has_value() || *draft.length == 0) return;
  const bool is_text = type.name == TypeName::kText;
  const std::uint64_t bytes = std::uint64_t{*draft.length} * (is_text ? kBytesPerCharacter : 1);
  if (bytes < 256) {
    type.name = is_text ? TypeName::kTinyText : TypeName::kTinyBlob;
  } else if (bytes >= 65536) {
    const bool is_medium = bytes < 16777216;
    if (is_text) {
      type.name = is_medium ? TypeName::kMediumText : TypeName::kLongText;
    } else {
      type.name = is_medium ? TypeName::kMediumBlob : TypeName::kLongBlob;
    }
  }
}

Status ResolveMembers(const std::string& column, ColumnType& type) {
  const bool is_set = type.name == TypeName::kSet;
  if (type.members.size() > (is_set ? 64u : 65535u)) return TooManyMembers(column);
  std::vector<std::string> folded;
  for (std::string& member : type.members) {
    while (!member.empty() && member.back() == ' ') member.pop_back();
    if (is_set && member.find(',') != std::string::npos) return CommaInSetMember(member);
    folded.push_back(LowerCase(member));
  }
  std::ranges::sort(folded);
  const auto twice = std::adjacent_find(folded.begin(), folded.end());
  if (twice != folded.end()) return DuplicateMember(column, *twice, is_set);
  return Ok();
}

Status ResolveLength(const ColumnDraft& draft, ColumnType& type) {
  const bool is_fixed = type.name == TypeName::kChar || type.name == TypeName::kBinary;
  const std::uint32_t longest = is_fixed ? 255 : type.name == TypeName::kVarchar ? 16383 : 65535;
  type.length = draft.length.value_or(1);
  if (type.length > longest) return ColumnTooLong(draft.column.name, longest);
  return Ok();
}

Status ResolveType(const ColumnDraft& draft, ColumnType& type) {
  switch (type.name) {
    case TypeName::kTinyInt:
    case TypeName::kSmallInt:
    case TypeName::kMediumInt:
    case TypeName::kInt:
    case TypeName::kBigInt: {
      // MySQL 8.0.19 forgets display widths, except the one that clients read as "boolean".
      if (draft.length.value_or(0) > 255) return WidthTooBig(draft.column.name);
      const bool is_boolean =
          type.name == TypeName::kTinyInt && draft.length == 1 && !type.is_unsigned;
      type.length = is_boolean ? 1 : 0;
      return Ok();
    }
    case TypeName::kDecimal:
      return ResolveDecimal(draft, type);
    case TypeName::kFloat:
      if (draft.length.value_or(0) > 53) return WrongColumnSpecifier(draft.column.name);
      if (draft.length.value_or(0) > 24) type.name = TypeName::kDouble;
      return Ok();
    case TypeName::kChar:
    case TypeName::kVarchar:
    case TypeName::kBinary:
    case TypeName::kVarbinary:
      return ResolveLength(draft, type);
    case TypeName::kText:
    case TypeName::kBlob:
      ResolveTextOrBlob(draft, type);
      return Ok();
    case TypeName::kDateTime:
    case TypeName::kTimestamp:
    case TypeName::kTime:
      type.length = draft.length.value_or(0);
      if (type.length > 6) return PrecisionTooBig(type.length, draft.column.name, 6);
      return Ok();
    case TypeName::kYear:
      if (draft.length.value_or(4) != 4) return WrongYearWidth();
      return Ok();
    case TypeName::kEnum:
    case TypeName::kSet:
      return ResolveMembers(draft.column.name, type);
    default:
      return Ok();
  }
}

}  // namespace

void ForbidNull(Column& column) {
  column.is_nullable = false;
  if (column.default_value.kind == DefaultValue::Kind::kNull) column.default_value = {};
}

Result<Column> Resolve(const ColumnDraft& draft) {
  Column column = draft.column;
  RELAPSE_RETURN_IF_ERROR(CheckName(column.name));
  if (CountCharacters(column.comment) > 1024) return ColumnCommentTooLong(column.name);
  RELAPSE_RETURN_IF_ERROR(ResolveType(draft, column.type));
  const TypeName type = column.type.name;
  if (column.is_auto_increment) {
    // MySQL 8.0 still allows the floating types, with a warning.
    const bool can_count = IsInteger(type) || type == TypeName::kFloat || type == TypeName::kDouble;
    if (!can_count) return WrongColumnSpecifier(column.name);
    if (column.default_value.kind != DefaultValue::Kind::kNone) return InvalidDefault(column.name);
  }
  column.is_nullable =
      draft.is_nullable.value_or(true) && !draft.is_primary && !column.is_auto_increment;
  RELAPSE_ASSIGN(column.default_value, ResolveDefault(column, draft.column.default_value));
  if (draft.on_update_precision.has_value()) {
    const bool is_moment = type == TypeName::kDateTime || type == TypeName::kTimestamp;
    if (!is_moment || *draft.on_update_precision != column.type.length) {
      return InvalidOnUpdate(column.name);
    }
    column.updates_to_now = true;
  }
  return column;
}

}  // namespace relapse::mysql
