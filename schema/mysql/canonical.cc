#include "schema/mysql/canonical.h"

#include <algorithm>

#include "schema/mysql/names.h"

namespace relapse::mysql {
namespace {

using PositionKind = Position::Kind;

/// The columns that an alteration puts, in table order, behind one place that it does not move: the
/// front, a column, or the end.
struct Chain {
  Position root;
  std::vector<ColumnChange> changes;
};

bool RootLess(const Chain& a, const Chain& b) {
  const auto rank = [](const Position& root) {
    return root.kind == PositionKind::kFirst ? 0 : root.kind == PositionKind::kAfter ? 1 : 2;
  };
  if (rank(a.root) != rank(b.root)) return rank(a.root) < rank(b.root);
  return NameLess(a.root.after, b.root.after);
}

/// True where every placed column is named once and follows a column that is not placed later: then
/// the chains say all there is to say. Other statements keep the order they are written in.
bool IsOrderly(const std::vector<ColumnChange>& placed) {
  // The chains are built by linear search; reviewed statements are nowhere near this size.
  if (placed.size() > 1017) return false;
  for (std::size_t i = 0; i < placed.size(); ++i) {
    for (std::size_t k = 0; k < placed.size(); ++k) {
      const ColumnChange& other = placed[k];
      if (k != i && SameName(placed[i].column.name, other.column.name)) return false;
      const bool follows = placed[i].position.kind == PositionKind::kAfter &&
                           SameName(placed[i].position.after, other.column.name);
      if (follows && k >= i) return false;
    }
    // CHANGE a b AFTER a: the old name is gone, but another clause may be about to add it.
    if (!placed[i].is_new() && !SameName(placed[i].old_name, placed[i].column.name)) return false;
  }
  return true;
}

void Place(std::vector<Chain>& chains, ColumnChange change) {
  const Position position = change.position;
  if (position.kind == PositionKind::kAfter) {
    for (Chain& chain : chains) {
      const auto anchor = std::ranges::find_if(chain.changes, [&](const ColumnChange& placed) {
        return SameName(placed.column.name, position.after);
      });
      if (anchor == chain.changes.end()) continue;
      chain.changes.insert(anchor + 1, std::move(change));
      return;
    }
  }
  auto chain = std::ranges::find_if(chains, [&](const Chain& each) {
    return each.root.kind == position.kind && SameName(each.root.after, position.after);
  });
  if (chain == chains.end()) {
    chains.push_back(Chain{position, {}});
    chain = chains.end() - 1;
  }
  // The latest FIRST or AFTER stands nearest to its place; the latest of the end stands last.
  const bool appends = position.kind == PositionKind::kUnstated;
  chain->changes.insert(appends ? chain->changes.end() : chain->changes.begin(), std::move(change));
}

std::vector<ColumnChange> OrderPlaced(std::vector<ColumnChange> placed) {
  if (!IsOrderly(placed)) return placed;
  std::vector<Chain> chains;
  for (ColumnChange& change : placed) Place(chains, std::move(change));
  std::ranges::stable_sort(chains, RootLess);
  std::vector<ColumnChange> ordered;
  for (Chain& chain : chains) {
    Position position = chain.root;
    for (ColumnChange& change : chain.changes) {
      // At the end of the table an added column needs no AFTER; a moved one would stay in place.
      const bool needs_none = chain.root.kind == PositionKind::kUnstated && change.is_new();
      change.position = needs_none ? Position{} : position;
      position = Position{PositionKind::kAfter, change.column.name};
      ordered.push_back(std::move(change));
    }
  }
  return ordered;
}

}  // namespace

void Canonicalise(Alteration& alteration) {
  std::ranges::stable_sort(alteration.dropped_keys, [](const auto& a, const auto& b) {
    const bool a_is_primary = a == kPrimaryName;
    const bool b_is_primary = b == kPrimaryName;
    return a_is_primary != b_is_primary ? a_is_primary : NameLess(a, b);
  });
  std::ranges::stable_sort(alteration.dropped_columns, NameLess);

  std::vector<ColumnChange> kept;
  std::vector<ColumnChange> placed;
  for (ColumnChange& change : alteration.changes) {
    const bool stays = !change.is_new() && change.position.kind == PositionKind::kUnstated;
    if (!change.is_new() && SameName(change.old_name, change.column.name)) {
      change.old_name = change.column.name;  // CHANGE a a is MODIFY a
    }
    (stays ? kept : placed).push_back(std::move(change));
  }
  std::ranges::stable_sort(kept, NameLess, &ColumnChange::old_name);
  alteration.changes = std::move(kept);
  for (ColumnChange& change : OrderPlaced(std::move(placed))) {
    alteration.changes.push_back(std::move(change));
  }
  std::ranges::stable_sort(alteration.defaults, NameLess, &DefaultChange::column);

  // A generated name depends on the keys before it; the primary key never has one.
  const bool are_named = std::ranges::all_of(alteration.added_keys, [](const Key& key) {
    return key.kind == KeyKind::kPrimary || !key.name.empty();
  });
  std::ranges::stable_sort(alteration.added_keys, [&](const Key& a, const Key& b) {
    const auto rank = [&](const Key& key) {
      return key.kind == KeyKind::kPrimary ? 0 : are_named ? static_cast<int>(key.kind) : 1;
    };
    return rank(a) < rank(b);
  });
}

}  // namespace relapse::mysql
