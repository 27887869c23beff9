// Method. As MySQL's prepare_fields_and_keys: drops, changes and new defaults all refer to the
// table as it was, whatever the order of the clauses; then columns without a stated place are
// appended and the others put in theirs, one after the other; then keys are carried over and new
// ones appended.
#include "schema/mysql/alter.h"

#include <algorithm>

#include "schema/mysql/column_draft.h"
#include "schema/mysql/key_rules.h"
#include "schema/mysql/names.h"

namespace relapse::mysql {
namespace {

/// A column of the new table. `origin` is the old column it comes from; null for an added one.
struct Slot {
  Column column;
  const Column* origin = nullptr;
};

/// Marks the first unmarked entry that satisfies `matches`, and returns its index or the size.
template <class Entries, class Matches>
std::size_t Claim(const Entries& entries, std::vector<bool>& is_claimed, Matches matches) {
  std::size_t i = 0;
  while (i < entries.size() && (is_claimed[i] || !matches(entries[i]))) ++i;
  if (i < entries.size()) is_claimed[i] = true;
  return i;
}

std::size_t FirstUnclaimed(const std::vector<bool>& is_claimed) {
  const auto first = std::find(is_claimed.begin(), is_claimed.end(), false);
  return static_cast<std::size_t>(first - is_claimed.begin());
}

class ColumnAlterer {
 public:
  ColumnAlterer(const Table& table, const Alteration& alteration)
      : table_(table),
        alteration_(alteration),
        is_dropped_(alteration.dropped_columns.size()),
        is_changed_(alteration.changes.size()),
        is_set_(alteration.defaults.size()),
        origins_(alteration.changes.size(), nullptr) {}

  Result<std::vector<Slot>> Run() {
    for (const Column& column : table_.columns) RELAPSE_RETURN_IF_ERROR(Carry(column));
    for (std::size_t i = 0; i < alteration_.changes.size(); ++i) {
      RELAPSE_RETURN_IF_ERROR(Place(alteration_.changes[i], origins_[i]));
    }
    const std::size_t unset = FirstUnclaimed(is_set_);
    if (unset < alteration_.defaults.size()) {
      return UnknownColumn(alteration_.defaults[unset].column, table_.name);
    }
    const std::size_t undropped = FirstUnclaimed(is_dropped_);
    if (undropped < alteration_.dropped_columns.size()) {
      return CannotDrop(alteration_.dropped_columns[undropped]);
    }
    if (slots_.empty()) return CannotDropAllColumns();
    return std::move(slots_);
  }

 private:
  Status Carry(const Column& column) {
    const auto is_it = [&](const std::string& name) { return SameName(name, column.name); };
    if (Claim(alteration_.dropped_columns, is_dropped_, is_it) < is_dropped_.size()) return Ok();
    const std::size_t change =
        Claim(alteration_.changes, is_changed_,
              [&](const ColumnChange& each) { return !each.is_new() && is_it(each.old_name); });
    if (change < is_changed_.size()) {
      origins_[change] = &column;
      const ColumnChange& changed = alteration_.changes[change];
      const bool stays = changed.position.kind == Position::Kind::kUnstated;
      if (stays) slots_.push_back(Slot{changed.column, &column});
      return Ok();
    }
    slots_.push_back(Slot{column, &column});
    const std::size_t set = Claim(alteration_.defaults, is_set_,
                                  [&](const DefaultChange& each) { return is_it(each.column); });
    if (set == is_set_.size()) return Ok();
    Column& target = slots_.back().column;
    RELAPSE_ASSIGN(target.default_value, ResolveDefault(target, alteration_.defaults[set].value));
    return Ok();
  }

  Status Place(const ColumnChange& change, const Column* origin) {
    if (!change.is_new() && origin == nullptr) {
      return UnknownColumn(change.old_name, table_.name);
    }
    auto place = slots_.end();
    switch (change.position.kind) {
      case Position::Kind::kUnstated:
        if (!change.is_new()) return Ok();  // carried in place
        break;
      case Position::Kind::kFirst:
        place = slots_.begin();
        break;
      case Position::Kind::kAfter:
        place = std::ranges::find_if(slots_, [&](const Slot& slot) {
          return SameName(slot.column.name, change.position.after);
        });
        if (place == slots_.end()) return UnknownColumn(change.position.after, table_.name);
        ++place;
        break;
    }
    slots_.insert(place, Slot{change.column, origin});
    return Ok();
  }

  const Table& table_;
  const Alteration& alteration_;
  std::vector<bool> is_dropped_;
  std::vector<bool> is_changed_;
  std::vector<bool> is_set_;
  std::vector<const Column*> origins_;
  std::vector<Slot> slots_;
};

/// A prefix of a column survives a change of the column's type only while it can be one.
std::uint32_t CarriedPrefix(const Slot& slot, std::uint32_t prefix) {
  const ColumnType& type = slot.column.type;
  if (slot.origin == nullptr || slot.origin->type == type) return prefix;
  if (IsTextOrBlob(type.name)) return prefix;
  return HasLength(type.name) && prefix < type.length ? prefix : 0;
}

/// Empty of parts where every column of `key` is gone.
Key CarryKey(const Key& key, const std::vector<Slot>& slots) {
  Key carried = key;
  carried.parts.clear();
  for (const KeyPart& part : key.parts) {
    const auto slot = std::ranges::find_if(slots, [&](const Slot& each) {
      return SameName(each.origin != nullptr ? each.origin->name : each.column.name, part.column);
    });
    if (slot == slots.end()) continue;
    KeyPart kept = part;
    kept.column = slot->column.name;
    kept.prefix = CarriedPrefix(*slot, part.prefix);
    carried.parts.push_back(std::move(kept));
  }
  return carried;
}

}  // namespace

Result<Table> AlterColumns(const Table& table, const Alteration& alteration) {
  RELAPSE_ASSIGN(std::vector<Slot> slots, ColumnAlterer(table, alteration).Run());
  Table altered;
  altered.name = table.name;
  altered.comment = alteration.comment.value_or(table.comment);
  std::vector<bool> is_dropped(alteration.dropped_keys.size());
  for (const Key& key : table.keys) {
    const std::size_t drop = Claim(alteration.dropped_keys, is_dropped,
                                   [&](const auto& name) { return SameName(name, key.name); });
    if (drop < is_dropped.size()) continue;
    Key carried = CarryKey(key, slots);
    if (!carried.parts.empty()) altered.keys.push_back(std::move(carried));
  }
  const std::size_t undropped = FirstUnclaimed(is_dropped);
  if (undropped < is_dropped.size()) return CannotDrop(alteration.dropped_keys[undropped]);
  for (Slot& slot : slots) altered.columns.push_back(std::move(slot.column));
  return altered;
}

Result<Table> AlterTable(const Table& table, const Alteration& alteration) {
  RELAPSE_ASSIGN(Table altered, AlterColumns(table, alteration));
  altered.keys.insert(altered.keys.end(), alteration.added_keys.begin(),
                      alteration.added_keys.end());
  RELAPSE_RETURN_IF_ERROR(FinishTable(altered));
  return altered;
}

}  // namespace relapse::mysql
