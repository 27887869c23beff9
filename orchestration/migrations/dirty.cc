#include "orchestration/migrations/dirty.h"

#include <algorithm>
#include <array>

#include "harness/core/enum_names.h"
#include "orchestration/migrations/coverage.h"
#include "schema/postgres/facts.h"

namespace relapse::migrations {

namespace {

constexpr std::array<std::string_view, 4> kMeanings{"undetermined", "not_applied", "partly",
                                                    "applied"};

const CatalogObject* Find(const Catalog& catalog, const postgres::ObjectChange& change) {
  for (const CatalogObject& object : catalog) {
    if (object.kind == change.kind && object.schema == change.schema &&
        object.name == change.name) {
      return &object;
    }
  }
  return nullptr;
}

/// Whether a later change of the same text is about the same object: only the last one shows.
bool IsOverwritten(const std::vector<postgres::ObjectChange>& changes, std::size_t i) {
  return std::any_of(changes.begin() + static_cast<std::ptrdiff_t>(i) + 1, changes.end(),
                     [&](const postgres::ObjectChange& later) {
                       return later.kind == changes[i].kind && later.schema == changes[i].schema &&
                              later.name == changes[i].name;
                     });
}

const StoredMigration* Stored(const MigrationStore& store, Version version) {
  for (const StoredMigration& row : store.rows) {
    if (row.version == version) return &row;
  }
  return nullptr;
}

/// The lowest version above `version` that was applied: what a step down to `version` undid.
const StoredMigration* AppliedAbove(const MigrationStore& store, Version version) {
  for (const StoredMigration& row : store.rows) {
    if (row.version > version && row.state != StoredState::kIntent) return &row;
  }
  return nullptr;
}

Version Before(Version version, const MigrationStore& store, const Catalog& catalog,
               const DiskView& disk, const Defects& defects) {
  Version before = kNoVersion;
  bool is_recorded = false;
  for (const StoredMigration& row : store.rows) {
    if (row.version >= version) continue;
    // What was to run was recorded before it ran: the checkout may be another branch's by now.
    is_recorded = true;
    // Somebody else's version may have come first, and then it never ran.
    const bool intent =
        row.state == StoredState::kIntent && !defects.Has(Defect::kIntentCameBefore);
    if (intent && IsDisproved(row, store, version, catalog)) continue;
    before = std::max(before, row.version);
  }
  if (is_recorded && !defects.Has(Defect::kCheckoutBesideRecord)) return before;
  for (const DiskMigration& other : disk.migrations) {
    if (other.version >= version) break;
    const bool may_have_run = defects.Has(Defect::kCheckoutCameBefore) ||
                              !IsDisprovedOnDisk(disk, other.version, version, catalog);
    if (may_have_run) before = std::max(before, other.version);
  }
  return before;
}

bool CreatesSomething(Text sql) {
  const std::vector<postgres::ObjectChange>& changes = postgres::FactsOf(sql).changes;
  return std::any_of(changes.begin(), changes.end(),
                     [](const postgres::ObjectChange& change) { return change.creates; });
}

/// Whether all that the checkout's text of `version` makes is there.
bool IsShownByCheckout(Version version, const MigrationStore& store, const Catalog& catalog,
                       const DiskView& disk) {
  const DiskMigration* own = FindOnDisk(disk, version);
  return own != nullptr && own->up.presence == Presence::kPresent &&
         CreatesSomething(own->up.sql) &&
         EvidenceOf(own->up.sql, catalog, store, version) == Evidence::kApplied;
}

bool IsMadeBelow(const postgres::ObjectChange& change, const MigrationStore& store,
                 Version version) {
  return std::any_of(store.rows.begin(), store.rows.end(), [&](const StoredMigration& row) {
    if (row.version >= version || row.state == StoredState::kIntent || !row.up_sql.has_value()) {
      return false;
    }
    const std::vector<postgres::ObjectChange>& changes = postgres::FactsOf(*row.up_sql).changes;
    return std::find(changes.begin(), changes.end(), change) != changes.end();
  });
}

bool DoesNothing(const std::optional<Text>& sql) {
  return sql.has_value() && postgres::FactsOf(*sql).does_nothing;
}

DirtyMeaning MeaningOf(const std::optional<Text>& sql, const Catalog& catalog,
                       const MigrationStore& store, Version version) {
  if (!sql.has_value()) return DirtyMeaning::kUndetermined;
  // A text that does nothing is as good as applied, whether it ran or not.
  if (DoesNothing(sql)) return DirtyMeaning::kApplied;
  switch (EvidenceOf(*sql, catalog, store, version)) {
    case Evidence::kSilent:
      return DirtyMeaning::kUndetermined;
    case Evidence::kApplied:
      return DirtyMeaning::kApplied;
    case Evidence::kNotApplied:
      return DirtyMeaning::kNotApplied;
    case Evidence::kPartly:
      break;
  }
  return DirtyMeaning::kPartly;
}

}  // namespace

std::string_view EnumName(DirtyMeaning meaning) { return NameOf(kMeanings, meaning); }

Evidence EvidenceOf(Text sql, const Catalog& catalog, const MigrationStore& store,
                    Version version) {
  const std::vector<postgres::ObjectChange>& changes = postgres::FactsOf(sql).changes;
  int applied = 0;
  int not_applied = 0;
  int gone =
      0;  // what is not there was dropped, or never was: it only counts where nothing else does
  for (std::size_t i = 0; i < changes.size(); ++i) {
    if (IsOverwritten(changes, i)) continue;
    const CatalogObject* object = Find(catalog, changes[i]);
    if (object != nullptr && !object->valid) return Evidence::kPartly;
    const bool anyway = changes[i].creates && object != nullptr;
    if (anyway && IsMadeBelow(changes[i], store, version)) continue;
    if (object == nullptr) {
      ++(changes[i].creates ? not_applied : gone);
    } else {
      ++(changes[i].creates ? applied : not_applied);
    }
  }
  if (applied + not_applied == 0) applied = gone;
  if (applied + not_applied == 0) return Evidence::kSilent;
  if (not_applied == 0) return Evidence::kApplied;
  return applied == 0 ? Evidence::kNotApplied : Evidence::kPartly;
}

Text InvalidIndexOf(const std::optional<Text>& sql, const Catalog& catalog) {
  if (!sql.has_value()) return Text();
  for (const postgres::ObjectChange& change : postgres::FactsOf(*sql).changes) {
    const CatalogObject* object = Find(catalog, change);
    if (change.creates && object != nullptr && !object->valid) return object->name;
  }
  return Text();
}

DirtyReading ReadDirty(Version version, const MigrationStore& store, const Catalog& catalog,
                       const DiskView& disk, const Defects& defects) {
  DirtyReading reading;
  const StoredMigration* target = Stored(store, version);
  const bool target_applied = target != nullptr && target->state != StoredState::kIntent;
  const StoredMigration* above = AppliedAbove(store, version);
  // Only a step down leaves its mark on what was applied long ago, or below the first.
  reading.was_down = above != nullptr && (target_applied || version == kNoVersion);
  if (reading.was_down) {
    reading.migration = above->version;
    reading.if_applied = version;
    reading.if_not_applied = above->version;
    reading.meaning = MeaningOf(above->down_sql, catalog, {}, kNoVersion);
    reading.either = DoesNothing(above->down_sql);
    return reading;
  }
  reading.migration = version;
  reading.if_applied = version;
  reading.if_not_applied = Before(version, store, catalog, disk, defects);
  if (target != nullptr && !target_applied) {
    reading.meaning = MeaningOf(target->up_sql, catalog, store, version);
    reading.either = DoesNothing(target->up_sql);
    reading.invalid_index = InvalidIndexOf(target->up_sql, catalog);
  }
  const bool asks_checkout = target == nullptr && !defects.Has(Defect::kUnrecordedIsBelieved);
  if (asks_checkout && IsShownByCheckout(version, store, catalog, disk)) {
    reading.meaning = DirtyMeaning::kApplied;
  }
  return reading;
}

}  // namespace relapse::migrations
