// Method. Columns: the longest run that both tables order alike stays, the rest is moved or added
// in the order of `want`. Keys: what AlterColumns leaves of the old keys is kept as long as it
// leads to the wanted order (new keys can only be appended), the rest is dropped and added again.
#include "schema/mysql/diff.h"

#include <algorithm>

#include "harness/core/check.h"
#include "schema/mysql/alter.h"
#include "schema/mysql/canonical.h"
#include "schema/mysql/column_draft.h"
#include "schema/mysql/key_rules.h"
#include "schema/mysql/names.h"

namespace relapse::mysql {
namespace {

constexpr std::size_t kNowhere = static_cast<std::size_t>(-1);

/// Position in `have` of each column of `want`.
std::vector<std::size_t> MatchColumns(const Table& have, const Table& want) {
  std::vector<std::size_t> positions;
  for (const Column& column : want.columns) {
    const Column* match = FindColumn(have, column.name);
    positions.push_back(match == nullptr ? kNowhere
                                         : static_cast<std::size_t>(match - have.columns.data()));
  }
  return positions;
}

/// True for each member of the longest increasing run of `positions`; of equally long ones, the one
/// that ends and continues earliest.
std::vector<bool> LongestRun(const std::vector<std::size_t>& positions) {
  std::vector<std::size_t> length(positions.size(), 0);
  std::vector<std::size_t> previous(positions.size(), kNowhere);
  std::size_t last = kNowhere;
  for (std::size_t i = 0; i < positions.size(); ++i) {
    if (positions[i] == kNowhere) continue;
    length[i] = 1;
    for (std::size_t k = 0; k < i; ++k) {
      const bool extends = length[k] != 0 && positions[k] < positions[i];
      if (!extends || length[k] < length[i]) continue;
      length[i] = length[k] + 1;
      previous[i] = k;
    }
    if (last == kNowhere || length[i] > length[last]) last = i;
  }
  std::vector<bool> is_member(positions.size(), false);
  for (; last != kNowhere; last = previous[last]) is_member[last] = true;
  return is_member;
}

bool IsPrimaryPart(const Table& table, const Column& column) {
  return !table.keys.empty() && table.keys[0].kind == KeyKind::kPrimary &&
         std::ranges::any_of(table.keys[0].parts,
                             [&](const KeyPart& part) { return part.column == column.name; });
}

/// True where `have` becomes `want` without a MODIFY: equal, or made so by the new primary key.
bool NeedsNoChange(Column have, const Column& want, const Table& want_table) {
  if (have == want) return true;
  if (IsPrimaryPart(want_table, want)) ForbidNull(have);
  return have == want;
}

void DiffColumns(const Table& have, const Table& want, Alteration& alteration) {
  for (const Column& column : have.columns) {
    if (FindColumn(want, column.name) == nullptr) {
      alteration.dropped_columns.push_back(column.name);
    }
  }
  const std::vector<std::size_t> positions = MatchColumns(have, want);
  const std::vector<bool> stays = LongestRun(positions);
  const auto last_kept = std::find(stays.rbegin(), stays.rend(), true);
  const auto kept_end = static_cast<std::size_t>(stays.rend() - last_kept);
  for (std::size_t i = 0; i < want.columns.size(); ++i) {
    const Column& column = want.columns[i];
    const bool is_new = positions[i] == kNowhere;
    if (stays[i]) {
      const Column& old = have.columns[positions[i]];
      if (NeedsNoChange(old, column, want)) continue;
      alteration.changes.push_back(ColumnChange{column.name, column, Position{}});
      continue;
    }
    Position position;
    if (!is_new || i < kept_end) {
      position.kind = i == 0 ? Position::Kind::kFirst : Position::Kind::kAfter;
      if (i != 0) position.after = want.columns[i - 1].name;
    }
    alteration.changes.push_back(
        ColumnChange{is_new ? "" : column.name, column, std::move(position)});
  }
}

/// Which keys of `want` the carried keys already are. Within one rank MySQL keeps old keys first
/// and in their order, so a wanted key can only be kept if all before it are.
std::vector<bool> FindKept(const Table& carried, const Table& want) {
  std::vector<bool> is_kept(want.keys.size(), false);
  int rank = -1;
  bool can_keep = true;
  std::size_t next = 0;
  for (std::size_t i = 0; i < want.keys.size(); ++i) {
    const int own_rank = KeyRank(want, want.keys[i]);
    if (own_rank != rank) {
      rank = own_rank;
      can_keep = true;
      next = 0;
    }
    const auto found = std::ranges::find(carried.keys, want.keys[i]);
    const auto position = static_cast<std::size_t>(found - carried.keys.begin());
    can_keep = can_keep && found != carried.keys.end() && position >= next;
    if (!can_keep) continue;
    is_kept[i] = true;
    next = position + 1;
  }
  return is_kept;
}

void DiffKeys(const Table& have, const Table& want, Alteration& alteration) {
  const Result<Table> carried = AlterColumns(have, alteration);
  RELAPSE_CHECK(carried.ok(), "a difference of columns does not apply");
  const std::vector<bool> is_kept = FindKept(*carried, want);
  for (const Key& key : carried->keys) {
    const auto wanted = std::ranges::find(want.keys, key);
    const bool stays =
        wanted != want.keys.end() && is_kept[static_cast<std::size_t>(wanted - want.keys.begin())];
    if (!stays) alteration.dropped_keys.push_back(key.name);
  }
  for (std::size_t i = 0; i < want.keys.size(); ++i) {
    if (!is_kept[i]) alteration.added_keys.push_back(want.keys[i]);
  }
}

}  // namespace

Alteration DiffTables(const Table& have, const Table& want) {
  Alteration alteration;
  DiffColumns(have, want, alteration);
  DiffKeys(have, want, alteration);
  if (have.comment != want.comment) alteration.comment = want.comment;
  Canonicalise(alteration);
  return alteration;
}

}  // namespace relapse::mysql
