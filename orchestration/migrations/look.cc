#include "orchestration/migrations/look.h"

#include "harness/core/memo.h"
#include "harness/effect/runtime.h"
#include "orchestration/ports/migration_database.h"
#include "orchestration/ports/migration_names.h"

namespace relapse::migrations {

namespace {
constexpr DurationMs kStatementTimeoutMs = Minutes(10);

const std::vector<std::int64_t>& KeysOf(Text database) {
  static TextMemo<std::vector<std::int64_t>>& memo = *new TextMemo<std::vector<std::int64_t>>;
  return memo.Get(database, [&] {
    return std::vector<std::int64_t>{
        kCoderLockKey, UrlLockKey("public", "schema_migrations", database.view()),
        InstanceLockKey("public", "schema_migrations", database.view())};
  });
}
}  // namespace

/// Always in this order: two recoveries never hold one each.
const std::vector<std::int64_t>& DatabaseSession::LockKeys() const {
  static const std::vector<std::int64_t> kNone;
  static const std::vector<std::int64_t> kCoders{kCoderLockKey};
  if (config_.defects.Has(Defect::kNoLocks)) return kNone;
  if (config_.defects.Has(Defect::kCoderLockOnly)) return kCoders;
  return KeysOf(config_.database_name);
}

void DatabaseSession::Tell(const Error& error, DatabaseView& view) {
  if (error.Is(kLockNotAvailable)) {
    view.reach = Reach::kBusy;
    if (config_.defects.Has(Defect::kHolderNotNamed)) return;
    const auto holders = ports_.database->Perform(FindLockHolders{id(), LockKeys()});
    if (holders.ok()) view.holders = *holders;
    return;
  }
  view.trouble = error.message;
  view.reach =
      error.Is(kServerUnavailable) || error.Is(kPermission) ? Reach::kUnavailable : Reach::kLost;
  if (EndsSession(error) || config_.defects.Has(Defect::kSessionForgotten)) {
    Lost();
  } else {
    // It may be in a transaction that could not be rolled back, in which every read fails.
    Close();
  }
}

void DatabaseSession::Look(bool locks, DatabaseView& view) {
  view = DatabaseView{.target = config_.target};
  if (!is_open()) {
    const auto opened = ports_.database->Perform(
        OpenSession{.application = "relapse-migrate", .statement_timeout = kStatementTimeoutMs});
    if (!opened.ok()) return Tell(opened.error(), view);
    session_ = *opened;
  }
  if (locks) {
    if (!TakeLocks(view)) return;
  } else {
    const auto holders = ports_.database->Perform(FindLockHolders{id(), LockKeys()});
    if (!holders.ok()) return Tell(holders.error(), view);
    view.holders = *holders;
  }
  Read(view);
}

/// Everything under the locks is read again: what was seen before them is worth nothing (SAF-8).
bool DatabaseSession::TakeLocks(DatabaseView& view) {
  if (locked_) return true;  // they nest: taken twice they would have to be released twice
  DurationMs waited = 0;
  for (const std::int64_t key : LockKeys()) {
    if (TakeLock(key, waited)) continue;
    Tell(lock_error_, view);
    return false;
  }
  locked_ = true;
  return true;
}

/// By trying, not by waiting in the server: who waits there holds a snapshot, and CREATE INDEX
/// CONCURRENTLY would wait for it (G10).
bool DatabaseSession::TakeLock(std::int64_t key, DurationMs& waited) {
  for (;;) {
    const auto taken = ports_.database->Perform(TryAdvisoryLock{.session = id(), .key = key});
    if (taken.ok() && *taken) return true;
    lock_error_ = taken.ok() ? Error{&kLockNotAvailable} : taken.error();
    const StopToken stop = config_.defects.Has(Defect::kStopUnheard) ? StopToken() : config_.stop;
    const bool late =
        waited >= config_.lock_wait && !config_.defects.Has(Defect::kLockWaitUnbounded);
    if (!taken.ok() || late || stop.requested()) return false;
    waited += kLockPoll;
    if (!ports_.runtime->Perform(Wait{kLockPoll}, {.stop = stop}).ok()) return false;
  }
}

void DatabaseSession::Read(DatabaseView& view) {
  MigrationDatabase& database = *ports_.database;
  auto version = database.Perform(ReadVersion{id()});
  if (!version.ok()) return Tell(version.error(), view);
  auto store = database.Perform(ReadStore{id()});
  if (!store.ok()) return Tell(store.error(), view);
  auto catalog = database.Perform(ReadCatalog{id()});
  if (!catalog.ok()) return Tell(catalog.error(), view);
  view.version_table = std::move(*version);
  view.store = std::move(*store);
  view.catalog = std::move(*catalog);
  if (config_.defects.Has(Defect::kLocksReleasedEarly)) ReleaseLocks();
}

void DatabaseSession::ReleaseLocks() {
  for (const std::int64_t key : LockKeys()) {
    (void)ports_.database->Perform(AdvisoryUnlock{id(), key});
  }
}

void DatabaseSession::Close() {
  if (!is_open()) return;
  (void)ports_.database->Perform(CloseSession{id()});
  Lost();
}

}  // namespace relapse::migrations
