#include "scenarios/migrations/invariants/truth.h"

#include <algorithm>

#include "harness/core/hash.h"
#include "orchestration/migrations/folder.h"
#include "orchestration/ports/migration_names.h"
#include "scenarios/migrations/invariants/ledger.h"
#include "scenarios/migrations/start.h"
#include "schema/postgres/facts.h"

namespace relapse::migrations {

const InEffect& InEffectIn(const Database& database, const KnownMigrations& known) {
  return known.answers->in_effect.Get(database.executed.CachedHash(), 0,
                                      [&] { return ReadLedger(database.executed->texts, known); });
}

namespace {

bool AllAreInEffect(const InEffect& in_effect) {
  return std::all_of(in_effect.in_name.begin(), in_effect.in_name.end(),
                     [](InName in_name) { return in_name == InName::kInEffect; });
}

/// Whether somebody said, below a higher version, that what was taken back in name is applied.
bool IsTakenForApplied(const KnownMigration& migration, const MigrationStore& store) {
  return std::any_of(store.rows.begin(), store.rows.end(), [&](const StoredMigration& row) {
    return row.version == migration.version && row.state == StoredState::kAssumed &&
           row.up_sql == migration.up;
  });
}

std::vector<const KnownMigration*> NotAbove(Version version, const InEffect& in_effect) {
  std::vector<const KnownMigration*> below;
  for (std::size_t i = 0; i < in_effect.migrations.size(); ++i) {
    const KnownMigration* one = in_effect.migrations[i];
    const InName in_name = in_effect.in_name[i];
    if (in_name == InName::kSuperseded) continue;
    if (in_name == InName::kTakenBack && one->version > version) continue;
    // Whatever has that number or a lower one now, was run after it had been undone.
    while (!below.empty() && !below.back()->down_undoes && below.back()->version >= one->version) {
      below.pop_back();
    }
    if (one->version <= version || one->down_undoes) below.push_back(one);
  }
  return below;
}

/// Puts those that are taken for applied where their numbers belong.
void AddTakenForApplied(Version version, const InEffect& in_effect, const MigrationStore& store,
                        std::vector<const KnownMigration*>& below) {
  for (std::size_t i = 0; i < in_effect.migrations.size(); ++i) {
    const KnownMigration* one = in_effect.migrations[i];
    const bool in_name = in_effect.in_name[i] != InName::kInEffect;
    if (!in_name || one->version > version || !IsTakenForApplied(*one, store)) continue;
    const auto place = std::lower_bound(
        below.begin(), below.end(), one->version,
        [](const KnownMigration* other, Version wanted) { return other->version < wanted; });
    if (place == below.end() || (*place)->version != one->version) below.insert(place, one);
  }
}

}  // namespace

const std::vector<const KnownMigration*>& UpTo(const Database& database, Version version,
                                               const KnownMigrations& known) {
  const InEffect& in_effect = InEffectIn(database, known);
  auto asked = static_cast<std::uint64_t>(version);
  // Only what is recorded tells of the others.
  if (!AllAreInEffect(in_effect)) asked = HashCombine(asked, database.store.CachedHash());
  return known.answers->up_to.Get(database.executed.CachedHash(), asked, [&] {
    std::vector<const KnownMigration*> below = NotAbove(version, in_effect);
    AddTakenForApplied(version, in_effect, *database.store, below);
    return below;
  });
}

bool RowIsOf(const std::vector<const KnownMigration*>& applied, Version version,
             const KnownMigrations& known) {
  const Version newest = applied.empty() ? kNoVersion : applied.back()->version;
  const auto& empty = known.without_up;
  return newest == version ||
         (newest < version && std::find(empty.begin(), empty.end(), version) != empty.end());
}

bool FailsByItself(const Observation& observation, const Print& print,
                   const KnownMigrations& known) {
  const InEffect& in_effect = InEffectIn(Committed(observation.world), known);
  const KnownMigration* found = in_effect.Find(print.failed);
  return found != nullptr && found->down.has_value() && !found->down_undoes;
}

namespace {

/// The name of a file that a server embeds; nothing of one that it passes over.
std::optional<MigrationFileName> EmbeddedName(const TreeEntry& entry) {
  const std::string_view path = entry.path.view();
  const std::size_t slash = path.rfind('/');
  if (slash == std::string_view::npos) return ParseMigrationFileName(entry.path);
  if (!IsShardFolder(path.substr(0, slash))) return std::nullopt;
  return ParseMigrationFileName(path.substr(slash + 1));
}

std::vector<CheckedOut> FilesOf(const FileTree& tree) {
  std::vector<CheckedOut> checkout;
  for (const TreeEntry& entry : tree.entries) {
    const auto name = EmbeddedName(entry);
    if (!name || entry.is_folder) continue;
    const auto place = std::lower_bound(
        checkout.begin(), checkout.end(), name->version,
        [](const CheckedOut& one, Version version) { return one.version < version; });
    const bool known = place != checkout.end() && place->version == name->version;
    CheckedOut& file = known ? *place : *checkout.insert(place, {name->version, name->identifier});
    const Text*& side = name->up ? file.up : file.down;
    if (side == nullptr) side = &entry.content;
  }
  return checkout;
}

/// A server can be built of it: there is something, and nothing is there twice.
bool HasOneOfEach(const FileTree& tree) {
  std::vector<std::pair<Version, bool>> seen;
  for (const TreeEntry& entry : tree.entries) {
    const auto name = EmbeddedName(entry);
    if (!name) continue;
    const std::pair<Version, bool> key{name->version, name->up};
    if (std::find(seen.begin(), seen.end(), key) != seen.end()) return false;
    seen.push_back(key);
  }
  return !seen.empty();
}

}  // namespace

const std::vector<CheckedOut>& CheckoutOf(const World& world) {
  static WordsMemo<std::vector<CheckedOut>>& memo = *new WordsMemo<std::vector<CheckedOut>>;
  static const std::vector<CheckedOut> kNothing;
  const MigrationFolder& folder = world.Get<MigrationFolder>();
  if (folder.absent) return kNothing;
  // Interned trees stay, and so do the contents that the answer points at.
  return memo.Get(folder.tree.CachedHash(), 0, [&] { return FilesOf(*folder.tree); });
}

bool CheckoutIsReadable(const World& world) {
  static WordsMemo<bool>& memo = *new WordsMemo<bool>;
  const MigrationFolder& folder = world.Get<MigrationFolder>();
  return !folder.absent && folder.unreadable.empty() &&
         memo.Get(folder.tree.CachedHash(), 0, [&] { return HasOneOfEach(*folder.tree); });
}

bool Fits(const KnownMigration& migration, const CheckedOut& file, const MigrationStore& store) {
  if (file.version != migration.version || file.identifier != migration.identifier) return false;
  if (file.up == nullptr) return true;
  // Whoever accepted another text says that the database is as that would have made it.
  const auto row = std::find_if(store.rows.begin(), store.rows.end(),
                                [&](const auto& one) { return one.version == migration.version; });
  const bool is_recorded = row != store.rows.end();
  // Nobody knows what was executed before anybody recorded it (section 7.2, row 24).
  const bool accepted = is_recorded && row->accepted_up_sql.has_value();
  const bool assumed = is_recorded && row->state == StoredState::kAssumed;
  if (!accepted && assumed && row->up_sql == *file.up) return true;
  const Text text = accepted ? *row->accepted_up_sql : migration.up;
  return *file.up == text || postgres::FactsOf(*file.up).normal == postgres::FactsOf(text).normal;
}

namespace {

/// Whether nothing was run under that number, and somebody said that the database is as the text of
/// `file` would have made it.
bool IsAcceptedUnrun(const CheckedOut& file, const MigrationStore& store) {
  return std::any_of(store.rows.begin(), store.rows.end(), [&](const StoredMigration& row) {
    return row.version == file.version && row.accepted_up_sql == *file.up;
  });
}

/// Whether the server would die of a table that it is to make.
bool MakesWhatIsThere(const World& world, const KnownMigrations& known) {
  const Database& database = Committed(world);
  const Version version = RowOf(database).version;
  const std::vector<CheckedOut>& checkout = CheckoutOf(world);
  return std::any_of(checkout.begin(), checkout.end(), [&](const CheckedOut& file) {
    if (file.version <= version || file.up == nullptr) return false;
    const KnownMigration* migration = known.ByUp(*file.up);
    return migration != nullptr &&
           database.objects->Relation({PublicSchema(), migration->table}) != nullptr;
  });
}

/// Whether somebody else ran it between recovery's look and its server, which went on above it:
/// neither the record nor the checkout knows that number, and nobody can tell what has it.
bool IsNobodysAnyMore(const KnownMigration& migration, Version version, const World& world) {
  if (migration.version >= version) return false;
  const ForeignScript& script = *world.Get<ForeignSession>().script;
  const bool is_theirs = std::any_of(script.begin(), script.end(), [&](const ForeignStep& step) {
    return step.kind == ForeignStepKind::kRunSql && step.sql == migration.up;
  });
  const auto has_number = [&](const auto& one) { return one.version == migration.version; };
  const std::vector<StoredMigration>& stored = Committed(world).store->rows;
  const std::vector<CheckedOut>& checkout = CheckoutOf(world);
  return is_theirs && std::none_of(stored.begin(), stored.end(), has_number) &&
         std::none_of(checkout.begin(), checkout.end(), has_number);
}

}  // namespace

bool CheckoutFits(const World& world, const KnownMigrations& known, bool all) {
  const Database& database = Committed(world);
  const Version version = RowOf(database).version;
  std::vector<const KnownMigration*> applied = UpTo(database, version, known);
  if (all) {
    std::erase_if(
        applied, [&](const KnownMigration* one) { return IsNobodysAnyMore(*one, version, world); });
  }
  auto next = applied.begin();
  for (const CheckedOut& file : CheckoutOf(world)) {
    const bool shows = next != applied.end() && (*next)->version == file.version;
    const bool unrun = !shows && file.version <= version;
    if (unrun && (file.up == nullptr || IsAcceptedUnrun(file, *database.store))) continue;
    if (next == applied.end()) {
      if (all || unrun) return false;
      break;
    }
    if (!Fits(**next, file, *database.store)) return false;
    ++next;
  }
  return next == applied.end() && RowIsOf(applied, version, known) &&
         (all || !MakesWhatIsThere(world, known));
}

VersionRow RowOf(const Database& database) {
  return database.version->rows.empty() ? VersionRow{} : database.version->rows.front();
}

const Database& Committed(const World& world) { return world.Get<PostgresState>().committed; }

const FileNode* CacheOf(const World& world) {
  static const Text kPath(kCachePath);
  return world.Get<FileSystemState>().Find(kPath);
}

const SessionRecord* SessionOf(const Observation& observation, std::int64_t session) {
  return observation.world.Get<PostgresState>().Find(session);
}

namespace {

template <class... Requests>
std::int64_t SessionNamedBy(const EffectCall& call, TypeList<Requests...>) {
  std::int64_t session = 0;
  const auto look = [&](const auto* request) {
    if (request != nullptr) session = request->session;
  };
  (look(call.As<Requests>()), ...);
  return session;
}
template <class... Requests>
EffectKinds KindsOf(TypeList<Requests...>) {
  return EffectsOf<Requests...>();
}

using Writes =
    TypeList<CreateVersionTable, TruncateVersion, InsertVersion, MoveVersion, RunSql, ResetDatabase,
             CreateStore, PutStored, DeleteStored, PutLeftBehind, DeleteLeftBehind>;

}  // namespace

EffectKinds WritingEffects() { return KindsOf(Writes()); }

Write WriteOf(const Observation& observation) {
  if (observation.call == nullptr || !observation.executed) return {};
  const EffectSpec& spec = observation.call->spec();
  if (!spec.mutates || spec.port != &kMigrationDatabasePort) return {};
  const std::int64_t session = SessionNamedBy(*observation.call, Writes());
  if (session == 0) return {};
  const SessionRecord* record = SessionOf(observation, session);
  if (record == nullptr) return {};
  return {record, record->application.view() == kServerApplication};
}

std::string Say(const std::vector<const KnownMigration*>& migrations) {
  std::string text;
  for (const KnownMigration* one : migrations) {
    text += (text.empty() ? "" : ", ") + one->identifier.str();
  }
  return text.empty() ? "nothing" : text;
}

}  // namespace relapse::migrations
