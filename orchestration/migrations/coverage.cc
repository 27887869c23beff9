#include "orchestration/migrations/coverage.h"

#include <algorithm>

#include "harness/core/memo.h"
#include "orchestration/migrations/dirty.h"
#include "orchestration/migrations/left_behind.h"
#include "orchestration/ports/migration_names.h"
#include "schema/postgres/facts.h"

namespace relapse::migrations {

namespace {

bool SameToTheServer(Text a, Text b) {
  return a == b || postgres::FactsOf(a).normal == postgres::FactsOf(b).normal;
}

enum class Likeness { kSame, kBlanksDiffer, kDiffer };

/// One direction: what is recorded against what is on disk. Unknown on either side says nothing.
Likeness Compare(const std::optional<Text>& executed, const std::optional<Text>& accepted,
                 const DiskFile& file) {
  const std::optional<Text>& recorded = accepted.has_value() ? accepted : executed;
  if (!recorded.has_value() || file.presence != Presence::kPresent || *recorded == file.sql) {
    return Likeness::kSame;
  }
  return SameToTheServer(*recorded, file.sql) ? Likeness::kBlanksDiffer : Likeness::kDiffer;
}

Text BaseName(Text path) {
  const std::string_view view = path.view();
  const std::size_t slash = view.rfind('/');
  return slash == std::string_view::npos ? path : Text(view.substr(slash + 1));
}

bool Mentions(const std::optional<Text>& sql, const postgres::ObjectChange& change) {
  if (!sql.has_value()) return true;  // nobody knows
  const std::vector<postgres::ObjectChange>& changes = postgres::FactsOf(*sql).changes;
  return std::any_of(changes.begin(), changes.end(), [&](const postgres::ObjectChange& other) {
    return other.kind == change.kind && other.schema == change.schema && other.name == change.name;
  });
}

bool IsInCatalog(const postgres::ObjectChange& change, const Catalog& catalog) {
  return std::any_of(catalog.begin(), catalog.end(), [&](const CatalogObject& object) {
    return object.kind == change.kind && object.schema == change.schema &&
           object.name == change.name;
  });
}

}  // namespace

const DiskMigration* FindOnDisk(const DiskView& disk, Version version) {
  const auto found = std::lower_bound(
      disk.migrations.begin(), disk.migrations.end(), version,
      [](const DiskMigration& migration, Version wanted) { return migration.version < wanted; });
  return found != disk.migrations.end() && found->version == version ? &*found : nullptr;
}

Text IdentifierOf(Text filename) {
  static TextMemo<Text>& memo = *new TextMemo<Text>;
  return memo.Get(filename, [&] {
    const auto parsed = ParseMigrationFileName(BaseName(filename));
    return parsed.has_value() ? parsed->identifier : Text();
  });
}

Standing StandingOf(const StoredMigration& row, const DiskMigration* disk, const Defects& defects) {
  if (disk == nullptr) return Standing::kMissing;
  const Likeness up = Compare(row.up_sql, row.accepted_up_sql, disk->up);
  const Likeness down = Compare(row.down_sql, row.accepted_down_sql, disk->down);
  if (IdentifierOf(row.filename) != disk->identifier) {
    // Another name is another migration, unless both texts say it is the same.
    const bool both_known = row.up_sql.has_value() && disk->up.presence == Presence::kPresent;
    const bool same = both_known && up != Likeness::kDiffer && down != Likeness::kDiffer &&
                      !postgres::FactsOf(*row.up_sql).does_nothing;
    return same ? Standing::kRenamed : Standing::kMissing;
  }
  if (up == Likeness::kDiffer || down == Likeness::kDiffer) return Standing::kChanged;
  const bool blanks = up == Likeness::kBlanksDiffer || down == Likeness::kBlanksDiffer;
  if (blanks && defects.Has(Defect::kWhitespaceIsChange)) return Standing::kChanged;
  return blanks ? Standing::kWhitespace : Standing::kPresent;
}

StoredMigration RecordOf(const DiskMigration& disk, StoredState state, Text source) {
  StoredMigration row{.version = disk.version, .state = state, .source = source};
  const bool has_down = disk.down.presence == Presence::kPresent;
  row.filename = BaseName(has_down ? disk.down.path : disk.up.path);
  if (disk.up.presence == Presence::kPresent) row.up_sql = disk.up.sql;
  if (has_down) row.down_sql = disk.down.sql;
  return row;
}

bool RanNothing(const StoredMigration& row) {
  const auto does_nothing = [](Text sql) { return postgres::FactsOf(sql).does_nothing; };
  return row.up_sql.has_value() && does_nothing(*row.up_sql) &&
         (!row.accepted_up_sql.has_value() || does_nothing(*row.accepted_up_sql));
}

bool IsDisproved(const StoredMigration& intent, const MigrationStore& store, Version version,
                 const Catalog& catalog) {
  static const Text kIndex("index");
  static const Text kFunction("function");
  if (!intent.up_sql.has_value()) return false;
  const std::vector<postgres::ObjectChange>& changes = postgres::FactsOf(*intent.up_sql).changes;
  for (std::size_t i = 0; i < changes.size(); ++i) {
    const postgres::ObjectChange& change = changes[i];
    // An index or function goes unseen with what it belongs to.
    if (!change.creates || change.kind == kIndex || change.kind == kFunction) continue;
    const bool taken_back =
        std::any_of(changes.begin() + static_cast<std::ptrdiff_t>(i) + 1, changes.end(),
                    [&](const postgres::ObjectChange& later) {
                      return later.kind == change.kind && later.name == change.name;
                    });
    const bool later_version =
        std::any_of(store.rows.begin(), store.rows.end(), [&](const StoredMigration& row) {
          return row.version > intent.version && row.version <= version &&
                 Mentions(row.up_sql, change);
        });
    if (!taken_back && !later_version && !IsInCatalog(change, catalog)) return true;
  }
  return false;
}

bool IsDisprovedOnDisk(const DiskView& disk, Version version, Version at, const Catalog& catalog) {
  MigrationStore checkout;
  for (const DiskMigration& migration : disk.migrations) {
    checkout.rows.push_back(RecordOf(migration, StoredState::kAssumed, Text()));
  }
  const StoredMigration own = RecordOf(*FindOnDisk(disk, version), StoredState::kAssumed, Text());
  return IsDisproved(own, checkout, at, catalog);
}

bool HoldsSchema(const DatabaseView& database) {
  static const Text kPublic("public");
  static const Text kExtension("extension");
  const Catalog& catalog = database.catalog;
  return std::any_of(catalog.begin(), catalog.end(), [&](const CatalogObject& object) {
    return object.schema == kPublic && object.kind != kExtension &&
           !IsLeftBehind(object, database.store);
  });
}

Version HighestProven(const DatabaseView& database, const DiskView& disk) {
  Version proven = kNoVersion;
  const auto look = [&](Version version, const std::optional<Text>& up) {
    if (version > proven && up.has_value() &&
        EvidenceOf(*up, database.catalog) == Evidence::kApplied) {
      proven = version;
    }
  };
  for (const StoredMigration& row : database.store.rows) look(row.version, row.up_sql);
  if (!database.store.rows.empty()) return proven;
  for (const DiskMigration& migration : disk.migrations) {
    if (migration.up.presence == Presence::kPresent) look(migration.version, migration.up.sql);
  }
  return proven;
}

bool Coverage::IsMadeByAnother(const DiskMigration& migration) const {
  if (migration.up.presence != Presence::kPresent) return false;
  const auto& changes = postgres::FactsOf(migration.up.sql).changes;
  return std::any_of(changes.begin(), changes.end(), [&](const postgres::ObjectChange& change) {
    bool made = false;
    for (const StoredMigration* row : applied) {
      if (row->version == migration.version || !row->up_sql.has_value()) continue;
      for (const postgres::ObjectChange& other : postgres::FactsOf(*row->up_sql).changes) {
        if (other.kind != change.kind || other.schema != change.schema ||
            other.name != change.name) {
          continue;
        }
        if (!other.creates) return false;  // and whoever made it anew may be this one
        made = true;
      }
    }
    return change.creates && made;
  });
}

bool Coverage::Covers(Version version) const {
  return std::any_of(applied.begin(), applied.end(),
                     [&](const StoredMigration* row) { return row->version == version; });
}

Coverage CoverageOf(const DatabaseView& database, const DiskView& disk, Version version,
                    const Defects& defects) {
  Coverage coverage;
  for (const StoredMigration& row : database.store.rows) {
    const bool intent = row.state == StoredState::kIntent;
    const bool taken_for_applied =
        defects.Has(intent ? Defect::kIntentsAreApplied : Defect::kStaleNotPruned);
    if (row.version > version && !taken_for_applied) {
      (intent ? coverage.void_intents : coverage.stale).push_back(&row);
    } else if (!intent) {
      coverage.applied.push_back(&row);
    } else if (!defects.Has(Defect::kHealedUnproven) && row.version <= version &&
               IsDisproved(row, database.store, version, database.catalog)) {
      coverage.void_intents.push_back(&row);
    } else {
      coverage.applied.push_back(&row);
      coverage.healed.push_back(&row);
    }
  }
  for (const StoredMigration* row : coverage.applied) {
    const bool valid = InvalidIndexOf(row->up_sql, database.catalog).empty();
    if (!valid) coverage.invalid.push_back(row->version);
  }
  for (const DiskMigration& migration : disk.migrations) {
    const bool asked = migration.version == version || !defects.Has(Defect::kAddedBelowIgnored);
    if (migration.version <= version && asked && !coverage.Covers(migration.version)) {
      coverage.untracked.push_back(migration.version);
    }
  }
  const bool current_known =
      version == kNoVersion || coverage.Covers(version) || FindOnDisk(disk, version) != nullptr;
  if (!current_known) coverage.untracked.push_back(version);
  return coverage;
}

}  // namespace relapse::migrations
