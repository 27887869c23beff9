#include "schema/mysql/key_rules.h"

#include <algorithm>

#include "schema/mysql/column_draft.h"
#include "schema/mysql/errors.h"
#include "schema/mysql/names.h"

namespace relapse::mysql {
namespace {

constexpr std::size_t kLongestKeyBytes = 3072;

/// Bytes of a whole column in an index; only strings can reach the limit, the rest is rounded up.
std::size_t BytesInKey(const ColumnType& type, std::uint32_t prefix) {
  const std::size_t length = prefix != 0 ? prefix : type.length;
  if (type.name == TypeName::kChar || type.name == TypeName::kVarchar || IsText(type.name)) {
    return length * 4;
  }
  return HasLength(type.name) || IsTextOrBlob(type.name) ? length : 8;
}

Status CheckPart(const Column& column, KeyPart& part) {
  const TypeName type = column.type.name;
  if (type == TypeName::kJson) return JsonInKey(column.name);
  if (IsTextOrBlob(type)) {
    if (part.prefix == 0) return MissingPrefix(column.name);
  } else if (part.prefix != 0) {
    if (!HasLength(type) || part.prefix > column.type.length) return WrongPrefix();
    // A prefix as long as its column is the whole column.
    if (part.prefix == column.type.length) part.prefix = 0;
  }
  part.column = column.name;
  return Ok();
}

Status CheckParts(const Table& table, Key& key) {
  std::size_t bytes = 0;
  for (std::size_t i = 0; i < key.parts.size(); ++i) {
    KeyPart& part = key.parts[i];
    const Column* column = FindColumn(table, part.column);
    if (column == nullptr) return UnknownKeyColumn(part.column);
    for (std::size_t k = 0; k < i; ++k) {
      if (SameName(key.parts[k].column, part.column)) return DuplicateColumn(part.column);
    }
    RELAPSE_RETURN_IF_ERROR(CheckPart(*column, part));
    bytes += BytesInKey(column->type, part.prefix);
    if (bytes > kLongestKeyBytes) return KeyTooLong();
  }
  return Ok();
}

bool IsTaken(const Table& table, std::size_t key_count, std::string_view name) {
  for (std::size_t i = 0; i < key_count; ++i) {
    if (SameName(table.keys[i].name, name)) return true;
  }
  return false;
}

/// MySQL names a key after its first column, with _2, _3... where the keys before it, not those
/// after it, have taken that name.
std::string GenerateName(const Table& table, std::size_t key_count, const std::string& column) {
  if (!SameName(column, kPrimaryName) && !IsTaken(table, key_count, column)) return column;
  for (int suffix = 2;; ++suffix) {
    std::string name = column + "_" + std::to_string(suffix);
    if (!IsTaken(table, key_count, name)) return name;
  }
}

Status NameKeys(Table& table) {
  bool has_primary = false;
  for (std::size_t i = 0; i < table.keys.size(); ++i) {
    Key& key = table.keys[i];
    RELAPSE_RETURN_IF_ERROR(CheckKey(key));
    RELAPSE_RETURN_IF_ERROR(CheckParts(table, key));
    if (key.kind == KeyKind::kPrimary) {
      if (has_primary) return MultiplePrimaryKeys();
      has_primary = true;
      key.name = kPrimaryName;
      continue;
    }
    if (key.name.empty()) key.name = GenerateName(table, i, key.parts[0].column);
    if (IsTaken(table, i, key.name)) return DuplicateKey(key.name);
  }
  return Ok();
}

Status CheckColumns(const Table& table) {
  if (table.columns.empty()) return TableWithoutColumns();
  if (table.columns.size() > 1017) return TooManyColumns();
  std::vector<std::string> names;
  names.reserve(table.columns.size());
  for (const Column& column : table.columns) names.push_back(LowerCase(column.name));
  std::ranges::sort(names);
  if (std::adjacent_find(names.begin(), names.end()) == names.end()) return Ok();
  for (std::size_t i = 0; i < table.columns.size(); ++i) {
    for (std::size_t k = 0; k < i; ++k) {
      const std::string& name = table.columns[i].name;
      if (SameName(table.columns[k].name, name)) return DuplicateColumn(name);
    }
  }
  return Ok();
}

/// At most one AUTO_INCREMENT column, and InnoDB wants it first in some key.
Status CheckAutoColumn(const Table& table) {
  const Column* counter = nullptr;
  for (const Column& column : table.columns) {
    if (!column.is_auto_increment) continue;
    if (counter != nullptr) return WrongAutoColumn();
    counter = &column;
  }
  if (counter == nullptr) return Ok();
  const bool leads_a_key = std::ranges::any_of(
      table.keys, [&](const Key& key) { return SameName(key.parts[0].column, counter->name); });
  if (!leads_a_key) return WrongAutoColumn();
  return Ok();
}

}  // namespace

const Column* FindColumn(const Table& table, std::string_view name) {
  for (const Column& column : table.columns) {
    if (SameName(column.name, name)) return &column;
  }
  return nullptr;
}

int KeyRank(const Table& table, const Key& key) {
  if (key.kind == KeyKind::kPrimary) return 0;
  if (key.kind == KeyKind::kPlain) return 5;
  const bool has_prefix =
      std::ranges::any_of(key.parts, [](const KeyPart& part) { return part.prefix != 0; });
  const bool has_nullable = std::ranges::any_of(key.parts, [&](const KeyPart& part) {
    const Column* column = FindColumn(table, part.column);
    return column != nullptr && column->is_nullable;
  });
  return 1 + (has_nullable ? 2 : 0) + (has_prefix ? 1 : 0);
}

Status CheckKey(const Key& key) {
  if (key.kind != KeyKind::kPrimary && !key.name.empty()) {
    if (SameName(key.name, kPrimaryName) || key.name.back() == ' ') return WrongKeyName(key.name);
    if (CountCharacters(key.name) > 64) return NameTooLong(key.name);
  }
  if (CountCharacters(key.comment) > 1024) return KeyCommentTooLong(key.name);
  if (key.parts.size() > 16) return TooManyKeyParts();
  return Ok();
}

Status FinishTable(Table& table) {
  RELAPSE_RETURN_IF_ERROR(CheckColumns(table));
  const auto is_plain = [](const Key& key) { return key.kind != KeyKind::kPrimary; };
  // 64 secondary keys, the primary key not counted.
  if (std::ranges::count_if(table.keys, is_plain) > 64) return TooManyKeys();
  RELAPSE_RETURN_IF_ERROR(NameKeys(table));
  RELAPSE_RETURN_IF_ERROR(CheckAutoColumn(table));
  for (const Key& key : table.keys) {
    if (key.kind != KeyKind::kPrimary) continue;
    for (Column& column : table.columns) {
      const bool is_part = std::ranges::any_of(
          key.parts, [&](const KeyPart& part) { return part.column == column.name; });
      if (is_part) ForbidNull(column);
    }
  }
  std::ranges::stable_sort(table.keys, [&](const Key& a, const Key& b) {
    return KeyRank(table, a) < KeyRank(table, b);
  });
  return Ok();
}

}  // namespace relapse::mysql
