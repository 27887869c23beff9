#include "fakes/postgres/fake_postgres.h"

#include <algorithm>

#include "fakes/postgres/in_session.h"
#include "fakes/postgres/sql_drop.h"
#include "fakes/postgres/sql_execution.h"

namespace relapse::migrations {

namespace {

tl::unexpected<Error> NoSuchTable(const char* shown) {
  return SqlFail("42P01", Text(std::string("relation \"") + shown + "\" does not exist"));
}
tl::unexpected<Error> NoVersionTable() { return NoSuchTable("schema_migrations"); }
tl::unexpected<Error> NoStore() { return NoSuchTable("_develop.applied_migrations"); }

/// Whether the unqualified name of the version table finds it.
bool FindsVersionTable(const SessionWork& work) {
  return work.FindRelation({Text(), VersionTableName().name}) == VersionTableName();
}

/// Rows of format 2 as they are read, and as CreateStore stores them: an empty text was the default
/// of its column, so nobody knows whether the file was empty (L21).
void ForgetEmptyTexts(MigrationStore& store) {
  if (store.format != 2) return;
  for (StoredMigration& row : store.rows) {
    if (row.up_sql == Text()) row.up_sql.reset();
    if (row.down_sql == Text()) row.down_sql.reset();
  }
}

/// Locks the row of one version in the store.
Status LockStored(SessionWork& work, Version version) {
  if (!work.view().store->exists) return NoStore();
  if (!work.Lock(StoreTableName(), LockMode::kRowExclusive) ||
      !work.Lock(StoreTableName(), LockMode::kRow, version)) {
    return SessionWork::LockNotAvailable();
  }
  return Ok();
}

}  // namespace

const FakePostgres& PostgresServer() {
  static const FakePostgres server;
  return server;
}

Result<VersionTable> FakePostgres::On(World& world, const ReadVersion& request) const {
  return AsRead(world, request.session, [](SessionWork& work) -> Result<VersionTable> {
    if (!FindsVersionTable(work)) {
      return VersionTable{.has_schema = !work.CreationSchema().empty()};
    }
    if (!work.CanLock(VersionTableName(), LockMode::kAccessShare)) {
      return SessionWork::LockNotAvailable();
    }
    return work.VisibleVersion();
  });
}

Status FakePostgres::On(World& world, const CreateVersionTable& request) const {
  return AsStatement(world, request.session, [](SessionWork& work) -> Status {
    static const Text kMessage("no schema has been selected to create in");
    if (work.CreationSchema() != PublicSchema()) return SqlFail("3F000", kMessage);
    if (!work.LockSchema(PublicSchema(), LockMode::kAccessShare)) {
      return SessionWork::LockNotAvailable();
    }
    if (FindsVersionTable(work)) return Ok();
    if (!work.Lock(VersionTableName(), LockMode::kAccessExclusive)) {
      return SessionWork::LockNotAvailable();
    }
    work.Edited().version = Interned<VersionTable>(VersionTable{true, {}});
    return Ok();
  });
}

Status FakePostgres::On(World& world, const TruncateVersion& request) const {
  return AsStatement(world, request.session, [](SessionWork& work) -> Status {
    return FindsVersionTable(work) ? TruncateTable(work, VersionTableName())
                                   : Status(NoVersionTable());
  });
}

Status FakePostgres::On(World& world, const InsertVersion& request) const {
  return AsStatement(world, request.session, [&](SessionWork& work) -> Status {
    if (!FindsVersionTable(work)) return NoVersionTable();
    if (!work.Lock(VersionTableName(), LockMode::kRowExclusive)) {
      return SessionWork::LockNotAvailable();
    }
    RELAPSE_RETURN_IF_ERROR(CheckNewVersion(work, *work.view().version, request.row.version));
    Edit(work.Edited().version, [&](VersionTable& table) { table.rows.push_back(request.row); });
    return Ok();
  });
}

Result<bool> FakePostgres::On(World& world, const MoveVersion& request) const {
  return AsStatement(world, request.session, [&](SessionWork& work) -> Result<bool> {
    if (!work.view().version->exists) return NoSuchTable("public.schema_migrations");
    if (!work.Lock(VersionTableName(), LockMode::kRowExclusive)) {
      return SessionWork::LockNotAvailable();
    }
    // Only a row that it sees, and would write, is waited for.
    const VersionTable expected{true, {VersionRow{request.from, false}}};
    if (*work.view().version != expected) return false;
    if (!work.Lock(VersionTableName(), LockMode::kRow, request.from)) {
      return SessionWork::LockNotAvailable();
    }
    // Somebody may be inserting the very version, whether that is committed or not.
    if (request.to != kNoVersion && !work.Lock(VersionTableName(), LockMode::kRow, request.to)) {
      return SessionWork::LockNotAvailable();
    }
    VersionTable moved{true, {}};
    if (request.to != kNoVersion) moved.rows.push_back({request.to, false});
    work.Edited().version = Interned<VersionTable>(std::move(moved));
    Edit(work.Edited().executed,
         [&](ExecutedTexts& executed) { executed.texts.push_back({.row = request.to}); });
    return true;
  });
}

Result<Catalog> FakePostgres::On(World& world, const ReadCatalog& request) const {
  return AsRead(world, request.session,
                [](SessionWork& work) -> Result<Catalog> { return CatalogOf(work.view()); });
}

Status FakePostgres::On(World& world, const ResetDatabase& request) const {
  return AsStatement(world, request.session, [](SessionWork& work) -> Status {
    const SchemaRecord* known = work.view().objects->Schema(PublicSchema());
    const SchemaRecord kept = known != nullptr ? *known : FreshPublic();
    for (const Text schema : {PublicSchema(), DevelopSchema()}) {
      if (work.view().objects->Schema(schema) == nullptr) continue;
      RELAPSE_RETURN_IF_ERROR(DropSchemaCascade(work, schema));
    }
    // Where there was none to drop, somebody else may be making one.
    if (!work.LockSchema(PublicSchema(), LockMode::kAccessExclusive)) {
      return SessionWork::LockNotAvailable();
    }
    Edit(work.Edited().objects, [&](ObjectList& list) { list.PutSchema(kept); });
    work.Edited().executed = {};
    return Ok();
  });
}

Result<MigrationStore> FakePostgres::On(World& world, const ReadStore& request) const {
  return AsRead(world, request.session, [](SessionWork& work) -> Result<MigrationStore> {
    if (!work.view().store->exists) return MigrationStore{};
    if (!work.CanLock(StoreTableName(), LockMode::kAccessShare)) {
      return SessionWork::LockNotAvailable();
    }
    MigrationStore store = *work.view().store;
    if (store.format > kStoreFormat) store.rows.clear(), store.left_behind.clear();
    ForgetEmptyTexts(store);
    return store;
  });
}

Status FakePostgres::On(World& world, const CreateStore& request) const {
  return AsStatement(world, request.session, [](SessionWork& work) -> Status {
    const MigrationStore& store = *work.view().store;
    if (store.exists && store.format == kStoreFormat) return Ok();
    static const Text kNewer("the store is newer than this program");
    if (store.exists && store.format > kStoreFormat) return SqlFail("0A000", kNewer);
    const bool has_schema = work.view().objects->Schema(DevelopSchema()) != nullptr;
    if (!work.LockSchema(DevelopSchema(),
                         has_schema ? LockMode::kAccessShare : LockMode::kAccessExclusive) ||
        !work.Lock(StoreTableName(), LockMode::kAccessExclusive)) {
      return SessionWork::LockNotAvailable();
    }
    if (!has_schema) {
      Edit(work.Edited().objects, [](ObjectList& list) {
        list.PutSchema({DevelopSchema(), "postgres", Text()});
      });
    }
    Edit(work.Edited().store, [](MigrationStore& made) {
      ForgetEmptyTexts(made);
      made.exists = true;
      made.format = kStoreFormat;
    });
    return Ok();
  });
}

Status FakePostgres::On(World& world, const PutStored& request) const {
  return AsStatement(world, request.session, [&](SessionWork& work) -> Status {
    RELAPSE_RETURN_IF_ERROR(LockStored(work, request.row.version));
    static const Text kMessage(
        "column \"state\" of relation \"applied_migrations\" does not exist");
    if (work.view().store->format < kStoreFormat) return SqlFail("42703", kMessage);
    Edit(work.Edited().store, [&](MigrationStore& store) {
      const auto place = std::lower_bound(
          store.rows.begin(), store.rows.end(), request.row.version,
          [](const StoredMigration& row, Version version) { return row.version < version; });
      if (place != store.rows.end() && place->version == request.row.version) {
        *place = request.row;
      } else {
        store.rows.insert(place, request.row);
      }
    });
    return Ok();
  });
}

Status FakePostgres::On(World& world, const DeleteStored& request) const {
  return AsStatement(world, request.session, [&](SessionWork& work) -> Status {
    const MigrationStore& seen = *work.view().store;
    if (!seen.exists) return NoStore();
    if (!work.Lock(StoreTableName(), LockMode::kRowExclusive)) {
      return SessionWork::LockNotAvailable();
    }
    // A row that another transaction has only just inserted is not seen, and not waited for.
    const bool there = std::any_of(seen.rows.begin(), seen.rows.end(),
                                   [&](const auto& row) { return row.version == request.version; });
    if (!there) return Ok();
    RELAPSE_RETURN_IF_ERROR(LockStored(work, request.version));
    Edit(work.Edited().store, [&](MigrationStore& store) {
      std::erase_if(store.rows, [&](const auto& row) { return row.version == request.version; });
    });
    return Ok();
  });
}

namespace {

/// The table is made with the first row. Somebody else who makes it at once is not waited for: a
/// recovery does this under its locks.
Status LockLeftBehind(SessionWork& work) {
  static const Text kMessage("schema \"_develop\" does not exist");
  if (work.view().objects->Schema(DevelopSchema()) == nullptr) return SqlFail("3F000", kMessage);
  return work.Lock({DevelopSchema(), "left_behind"}, LockMode::kRowExclusive)
             ? Ok()
             : Status(SessionWork::LockNotAvailable());
}

}  // namespace

Status FakePostgres::On(World& world, const PutLeftBehind& request) const {
  return AsStatement(world, request.session, [&](SessionWork& work) -> Status {
    RELAPSE_RETURN_IF_ERROR(LockLeftBehind(work));
    const std::vector<LeftBehind>& rows = work.view().store->left_behind;
    const auto place =
        std::lower_bound(rows.begin(), rows.end(), request.row,
                         [](const auto& a, const auto& b) { return KeyOf(a) < KeyOf(b); });
    if (place != rows.end() && KeyOf(*place) == KeyOf(request.row)) return Ok();
    Edit(work.Edited().store, [at = place - rows.begin(), &request](MigrationStore& store) {
      store.left_behind.insert(store.left_behind.begin() + at, request.row);
    });
    return Ok();
  });
}

Status FakePostgres::On(World& world, const DeleteLeftBehind& request) const {
  return AsStatement(world, request.session, [&](SessionWork& work) -> Status {
    RELAPSE_RETURN_IF_ERROR(LockLeftBehind(work));
    const auto is_it = [&](const LeftBehind& row) { return KeyOf(row) == KeyOf(request.row); };
    const std::vector<LeftBehind>& rows = work.view().store->left_behind;
    if (std::none_of(rows.begin(), rows.end(), is_it)) return Ok();
    Edit(work.Edited().store,
         [&](MigrationStore& store) { std::erase_if(store.left_behind, is_it); });
    return Ok();
  });
}

}  // namespace relapse::migrations
