#include "schema/mysql/instant.h"

#include <algorithm>

#include "schema/mysql/key_rules.h"
#include "schema/mysql/names.h"

namespace relapse::mysql {
namespace {

/// Bytes of a stored member: an extension that needs more of them rewrites every row.
std::size_t MemberBytes(const ColumnType& type) {
  const std::size_t count = type.members.size();
  if (type.name == TypeName::kEnum) return count < 256 ? 1 : 2;
  const std::size_t bytes = (count + 7) / 8;
  return bytes > 4 ? 8 : bytes;
}

bool ExtendsMembers(const ColumnType& before, const ColumnType& after) {
  if (before.name != after.name || before.members.size() > after.members.size()) return false;
  return MemberBytes(before) == MemberBytes(after) &&
         std::equal(before.members.begin(), before.members.end(), after.members.begin());
}

bool IsLiteral(const DefaultValue& value) {
  return value.kind != DefaultValue::Kind::kCurrentTimestamp;
}

/// A column that differs only in its name, its literal default or members added at the end.
bool IsInstantChange(const Column& before, const Column& after) {
  Column same = before;
  same.name = after.name;
  const bool has_new_default = before.default_value != after.default_value;
  if (has_new_default && !(IsLiteral(before.default_value) && IsLiteral(after.default_value))) {
    return false;
  }
  same.default_value = after.default_value;
  const bool has_members =
      before.type.name == TypeName::kEnum || before.type.name == TypeName::kSet;
  if (has_members && ExtendsMembers(before.type, after.type))
    same.type.members = after.type.members;
  return same == after;
}

bool IsIndexed(const Table& table, std::string_view column) {
  return std::ranges::any_of(table.keys, [&](const Key& key) {
    return std::ranges::any_of(key.parts,
                               [&](const KeyPart& part) { return SameName(part.column, column); });
  });
}

}  // namespace

bool IsInstant(const Table& before, const Table& after, const Alteration& alteration) {
  const bool touches_keys = !alteration.dropped_keys.empty() || !alteration.added_keys.empty();
  if (alteration.rebuilds || touches_keys || before.comment != after.comment) return false;
  bool adds_or_drops = false;
  bool renames = false;
  for (const std::string& name : alteration.dropped_columns) {
    // A column that leaves a key changes or drops that key.
    if (IsIndexed(before, name)) return false;
    adds_or_drops = true;
  }
  for (const ColumnChange& change : alteration.changes) {
    if (change.is_new()) {
      if (change.column.is_auto_increment) return false;
      adds_or_drops = true;
      continue;
    }
    const Column* old = FindColumn(before, change.old_name);
    const Column* changed = FindColumn(after, change.column.name);
    if (change.position.kind != Position::Kind::kUnstated || old == nullptr || changed == nullptr ||
        !IsInstantChange(*old, *changed)) {
      return false;
    }
    renames = renames || old->name != changed->name;
  }
  // Not documented together.
  return !(adds_or_drops && renames);
}

}  // namespace relapse::mysql
