#include "orchestration/migrations/left_behind.h"

#include <algorithm>
#include <optional>
#include <string>

#include "orchestration/migrations/dirty.h"
#include "schema/postgres/facts.h"

namespace relapse::migrations {

namespace {

using Changes = std::vector<postgres::ObjectChange>;

/// Tables, indexes, views and sequences share their names.
bool IsRelation(Text kind) {
  static const Text kOthers[] = {"type", "function", "extension"};
  return std::find(std::begin(kOthers), std::end(kOthers), kind) == std::end(kOthers);
}

bool IsAbout(const postgres::ObjectChange& change, const CatalogObject& object) {
  return change.name == object.name && change.schema == object.schema &&
         (change.kind == object.kind || (IsRelation(change.kind) && IsRelation(object.kind)));
}

bool Makes(Text sql, const CatalogObject& object) {
  const Changes& changes = postgres::FactsOf(sql).changes;
  return std::any_of(changes.begin(), changes.end(), [&](const postgres::ObjectChange& change) {
    return change.creates && IsAbout(change, object);
  });
}

bool SameText(Text a, Text b) {
  return a == b || postgres::FactsOf(a).normal == postgres::FactsOf(b).normal;
}

/// Whether the catalog can show of `sql` that it was taken back: it makes something by name, and
/// gives nothing another name.
bool IsSeen(Text sql) {
  const postgres::TextFacts& facts = postgres::FactsOf(sql);
  return !facts.moves_names &&
         std::any_of(facts.changes.begin(), facts.changes.end(),
                     [](const postgres::ObjectChange& change) { return change.creates; });
}

class LeftBehindPlanner {
 public:
  LeftBehindPlanner(const DatabaseView& database, const DiskView& disk, const Coverage& coverage,
                    Version version, const Defects& defects)
      : database_(database),
        disk_(disk),
        coverage_(coverage),
        version_(version),
        never_forgets_(defects.Has(Defect::kLeftBehindNeverForgotten)) {}

  LeftBehindPlan Run() {
    const bool runs_something =
        !disk_.migrations.empty() && disk_.migrations.back().version > version_;
    if (!runs_something && coverage_.stale.empty() && database_.store.left_behind.empty()) {
      return std::move(plan_);
    }
    FindNobodys();
    for (const StoredMigration* row : coverage_.stale) {
      if (LeavesBehind(*row) && IsThere(row->up_sql)) Remember(LeftBehindOf(*row), plan_.leave);
    }
    for (const LeftBehind& row : database_.store.left_behind) {
      if (Holds(row)) {
        held_.push_back(row);
      } else {
        plan_.forget.push_back(row);
      }
    }
    for (const LeftBehind& row : held_) {
      auto& versions = plan_.remembered;
      if (std::find(versions.begin(), versions.end(), row.version) == versions.end()) {
        versions.push_back(row.version);
      }
    }
    std::sort(plan_.remembered.begin(), plan_.remembered.end());
    for (const DiskMigration& migration : disk_.migrations) {
      if (migration.version > version_) Look(migration);
    }
    if (!can_take_all_) plan_.take.clear();
    SayObjects();
    return std::move(plan_);
  }

 private:
  /// What an applied version made is not in the way: nothing of the checkout makes it again, or no
  /// reset would help against that either.
  void FindNobodys() {
    bool all_known = true;
    for (const StoredMigration* row : coverage_.applied) {
      const std::optional<Text> text = TextOf(*row);
      all_known = all_known && text.has_value() && !postgres::FactsOf(*text).moves_names;
    }
    catalog_tells_ = all_known;
    for (const CatalogObject& object : database_.catalog) {
      if (!MayBeMet(object)) continue;
      const bool is_applied = std::any_of(
          coverage_.applied.begin(), coverage_.applied.end(), [&](const StoredMigration* row) {
            const std::optional<Text> text = TextOf(*row);
            const std::optional<Text>& accepted = row->accepted_up_sql;
            return (text.has_value() && Makes(*text, object)) ||
                   (accepted.has_value() && Makes(*accepted, object));
          });
      if (!is_applied) nobodys_.push_back(&object);
    }
    there_ = nobodys_;
  }
  /// A text that is to run, or that was taken back, speaks of it.
  bool MayBeMet(const CatalogObject& object) const {
    const auto speaks = [&](const std::optional<Text>& sql) {
      if (!sql.has_value()) return false;
      const Changes& changes = postgres::FactsOf(*sql).changes;
      return std::any_of(changes.begin(), changes.end(),
                         [&](const auto& change) { return IsAbout(change, object); });
    };
    const auto& left = database_.store.left_behind;
    const auto& stale = coverage_.stale;
    const auto& files = disk_.migrations;
    return std::any_of(left.begin(), left.end(),
                       [&](const auto& row) { return speaks(row.up_sql); }) ||
           std::any_of(stale.begin(), stale.end(),
                       [&](const auto* row) { return speaks(row->up_sql); }) ||
           std::any_of(files.begin(), files.end(), [&](const DiskMigration& file) {
             return file.version > version_ && file.up.presence == Presence::kPresent &&
                    speaks(file.up.sql);
           });
  }
  std::optional<Text> TextOf(const StoredMigration& row) const {
    if (row.up_sql.has_value()) return row.up_sql;
    const DiskMigration* file = FindOnDisk(disk_, row.version);
    if (file == nullptr) return std::nullopt;
    return file->up.presence == Presence::kPresent ? std::optional(file->up.sql) : Text();
  }

  /// Something that `sql` makes is there, and nobody's.
  bool IsThere(const std::optional<Text>& sql) const {
    return sql.has_value() &&
           std::any_of(nobodys_.begin(), nobodys_.end(),
                       [&](const CatalogObject* object) { return Makes(*sql, *object); });
  }

  bool Holds(const LeftBehind& row) const {
    if (never_forgets_) return true;
    const std::optional<Text> text = row.up_sql.has_value() ? row.up_sql : FileTextOf(row);
    if (!text.has_value()) return true;  // nothing tells
    const bool in_effect = std::any_of(
        coverage_.applied.begin(), coverage_.applied.end(), [&](const StoredMigration* applied) {
          return applied->up_sql.has_value() && SameText(*applied->up_sql, *text);
        });
    if (in_effect) return false;
    if (IsSeen(*text)) return IsThere(text);
    // What it dropped may have been made again.
    return postgres::FactsOf(*text).moves_names ||
           EvidenceOf(*text, database_.catalog) != Evidence::kNotApplied;
  }
  std::optional<Text> FileTextOf(const LeftBehind& row) const {
    const DiskMigration* file = FindOnDisk(disk_, row.version);
    const bool is_it = file != nullptr && file->up.presence == Presence::kPresent &&
                       IdentifierOf(row.filename) == file->identifier;
    return is_it ? std::optional(file->up.sql) : std::nullopt;
  }

  void Remember(LeftBehind row, std::vector<LeftBehind>& list) {
    held_.push_back(row);
    list.push_back(std::move(row));
  }

  /// Of `file`: the same text under whatever number, or else an edition of the same migration.
  const LeftBehind* FindHeld(const DiskMigration& file) const {
    const LeftBehind* found = nullptr;
    for (const LeftBehind& row : held_) {
      if (row.up_sql.has_value() && SameText(*row.up_sql, file.up.sql)) return &row;
      const bool named =
          row.version == file.version && IdentifierOf(row.filename) == file.identifier;
      if (named && found == nullptr) found = &row;
    }
    return found;
  }
  static bool IsWhatRan(const LeftBehind& row, const DiskMigration& file) {
    return !row.up_sql.has_value() || SameText(*row.up_sql, file.up.sql);
  }

  /// One that the migrator would run, after those before it.
  void Look(const DiskMigration& file) {
    if (file.up.presence != Presence::kPresent) {
      comes_next_ = false;
      return;
    }
    const postgres::TextFacts& facts = postgres::FactsOf(file.up.sql);
    const LeftBehind* held = FindHeld(file);
    const bool is_what_ran = held != nullptr && IsWhatRan(*held, file);
    const bool tells = is_what_ran || (catalog_tells_ && !facts.moves_names);
    const bool unseen = is_what_ran && !facts.does_nothing && !IsSeen(file.up.sql);
    bool fails = unseen || (never_forgets_ && is_what_ran);
    for (const postgres::ObjectChange& change : facts.changes) {
      const auto object = std::find_if(there_.begin(), there_.end(), [&](const CatalogObject* one) {
        return IsAbout(change, *one);
      });
      if (object == there_.end()) continue;
      if (!change.creates) {
        Drop(*object);
      } else if (!change.tolerates && tells && (is_what_ran || change.kind != Function())) {
        fails = true;
        in_the_way_.push_back(*object);
      }
    }
    // What follows may find other names than there are now.
    catalog_tells_ = catalog_tells_ && !facts.moves_names;
    if (!fails) {
      comes_next_ = false;
      return;
    }
    plan_.blocked.push_back(file.version);
    if (unseen) plan_.unseen.push_back(*held);
    const Evidence evidence = EvidenceOf(file.up.sql, database_.catalog);
    const bool complete =
        evidence == Evidence::kApplied || (unseen && evidence == Evidence::kSilent);
    can_take_all_ = can_take_all_ && comes_next_ && complete;
    plan_.take.push_back(Taken(file, held));
  }
  static Text Function() {
    static const Text kFunction("function");
    return kFunction;
  }
  /// With a table go its indexes.
  void Drop(const CatalogObject* object) {
    const std::string of = object->name.str() + " (";
    std::erase_if(there_, [&](const CatalogObject* one) {
      return one == object || (one->kind.view() == "index" && one->schema == object->schema &&
                               (one->definition.view().starts_with(of) ||
                                one->definition.view().starts_with("unique " + of)));
    });
  }

  /// What was executed stays recorded; another edition of it is what was accepted.
  StoredMigration Taken(const DiskMigration& file, const LeftBehind* held) const {
    const bool known = held != nullptr && held->up_sql.has_value();
    StoredMigration row =
        RecordOf(file, known ? StoredState::kApplied : StoredState::kAssumed, disk_.source);
    if (!known) return row;
    if (!SameText(*held->up_sql, file.up.sql)) row.accepted_up_sql = file.up.sql;
    row.up_sql = held->up_sql;
    if (!row.down_sql.has_value()) row.down_sql = held->down_sql;
    return row;
  }

  void SayObjects() {
    std::string text;
    for (auto object = in_the_way_.rbegin(); object != in_the_way_.rend(); ++object) {
      if (std::find(in_the_way_.rbegin(), object, *object) != object) continue;
      const bool in_public = (*object)->schema.view() == "public";
      text += (text.empty() ? "" : ", ") + (*object)->kind.str() + " " +
              (in_public ? "" : (*object)->schema.str() + ".") + (*object)->name.str();
    }
    plan_.objects = Text(text);
  }

  const DatabaseView& database_;
  const DiskView& disk_;
  const Coverage& coverage_;
  const Version version_;
  const bool never_forgets_;
  LeftBehindPlan plan_;
  std::vector<LeftBehind> held_;
  std::vector<const CatalogObject*> nobodys_;
  std::vector<const CatalogObject*> there_;  ///< of these, while one text after another runs
  std::vector<const CatalogObject*> in_the_way_;
  bool catalog_tells_ = true;  ///< names are those that the texts say
  bool comes_next_ = true;     ///< nothing is to be run before it
  bool can_take_all_ = true;
};

}  // namespace

bool DoesNothing(const StoredMigration& row) {
  return !row.down_sql.has_value() || postgres::FactsOf(*row.down_sql).does_nothing;
}

bool LeavesBehind(const StoredMigration& row) {
  return DoesNothing(row) &&
         (!row.up_sql.has_value() || !postgres::FactsOf(*row.up_sql).does_nothing);
}

LeftBehind LeftBehindOf(const StoredMigration& row) {
  return {.version = row.version,
          .filename = row.filename,
          .up_sql = row.up_sql,
          .down_sql = row.down_sql,
          .source = row.source};
}

bool WasTakenBack(const DiskMigration& file, const MigrationStore& store) {
  return file.up.presence == Presence::kPresent &&
         std::any_of(store.left_behind.begin(), store.left_behind.end(),
                     [&](const LeftBehind& row) {
                       return row.version == file.version && row.up_sql.has_value() &&
                              SameText(*row.up_sql, file.up.sql);
                     });
}

bool IsLeftBehind(const CatalogObject& object, const MigrationStore& store) {
  return std::any_of(
      store.left_behind.begin(), store.left_behind.end(),
      [&](const LeftBehind& row) { return row.up_sql.has_value() && Makes(*row.up_sql, object); });
}

LeftBehindPlan PlanLeftBehind(const DatabaseView& database, const DiskView& disk,
                              const Coverage& coverage, Version version, const Defects& defects) {
  if (defects.Has(Defect::kLeftBehindForgotten)) return {};
  return LeftBehindPlanner(database, disk, coverage, version, defects).Run();
}

}  // namespace relapse::migrations
