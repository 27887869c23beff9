#include "orchestration/migrations/steps.h"

#include <algorithm>

#include "orchestration/migrations/left_behind.h"
#include "orchestration/ports/migration_database.h"
#include "schema/postgres/facts.h"

namespace relapse::migrations {

namespace {

/// The highest recorded version below; kNoVersion if it is the first (SAF-5).
Version RecordedBelow(const MigrationStore& store, Version version) {
  Version below = kNoVersion;
  for (const StoredMigration& row : store.rows) {
    if (row.version < version && row.state != StoredState::kIntent) {
      below = std::max(below, row.version);
    }
  }
  return below;
}

}  // namespace

bool IsFinal(const Error& error) { return error.Is(kSql) || error.Is(kPermission); }

/// COMMIT is heard of as any other statement: whoever calls judges the doubt.
template <class Body>
Status Steps::InTransaction(Body body) {
  RELAPSE_RETURN_IF_ERROR(database_.Perform(Begin{session_}));
  Status done = body();
  if (done.ok()) done = database_.Perform(Commit{session_});
  // A COMMIT that timed out leaves an aborted transaction, too.
  if (!done.ok() && !EndsSession(done.error())) {
    (void)database_.Perform(relapse::migrations::Rollback{session_});
  }
  return done;
}

Status Steps::MakeStore(const MigrationStore& store) {
  if (store.exists && store.format == kStoreFormat) return Ok();
  return database_.Perform(CreateStore{session_});
}

Status Steps::Edit(const MigrationStore& store, const StoreEdits& edits) {
  return InTransaction([&]() -> Status {
    RELAPSE_RETURN_IF_ERROR(MakeStore(store));
    for (const Version version : edits.drop) {
      RELAPSE_RETURN_IF_ERROR(database_.Perform(DeleteStored{session_, version}));
    }
    for (const StoredMigration& row : edits.put) {
      RELAPSE_RETURN_IF_ERROR(database_.Perform(PutStored{session_, row}));
    }
    for (const LeftBehind& row : edits.forget) {
      RELAPSE_RETURN_IF_ERROR(database_.Perform(DeleteLeftBehind{session_, row}));
    }
    for (const LeftBehind& row : edits.leave) {
      RELAPSE_RETURN_IF_ERROR(database_.Perform(PutLeftBehind{session_, row}));
    }
    return Ok();
  });
}

Status Steps::Undo(const MigrationStore& store, Version version) {
  const auto row = std::find_if(store.rows.begin(), store.rows.end(),
                                [&](const StoredMigration& one) { return one.version == version; });
  if (row == store.rows.end()) return Ok();
  const Version below =
      defects_.Has(Defect::kRollbackToOneLess) ? version - 1 : RecordedBelow(store, version);
  const auto move_row = [&] { return MoveVersionRow(version, below); };
  const auto run_text = [&]() -> Status {
    // What was never made is not taken back: the down text would fail, or meet another's object.
    if (DoesNothing(*row) || RanNothing(*row)) return Ok();
    return database_.Perform(RunSql{session_, *row->down_sql});
  };
  const bool row_apart = defects_.Has(Defect::kVersionRowApart);
  const bool text_apart = defects_.Has(Defect::kDownTextApart);
  if (text_apart) RELAPSE_RETURN_IF_ERROR(run_text());
  Status done = InTransaction([&]() -> Status {
    // First the version row: who moved it meanwhile is noticed before anything is undone.
    if (!row_apart) RELAPSE_RETURN_IF_ERROR(move_row());
    if (!text_apart) RELAPSE_RETURN_IF_ERROR(run_text());
    if (LeavesBehind(*row) && !defects_.Has(Defect::kLeftBehindForgotten)) {
      RELAPSE_RETURN_IF_ERROR(database_.Perform(PutLeftBehind{session_, LeftBehindOf(*row)}));
    }
    return database_.Perform(DeleteStored{session_, version});
  });
  if (done.ok() && row_apart) done = InTransaction(move_row);
  return done;
}

/// kMovedMeanwhile unless the row says `from`.
Status Steps::MoveVersionRow(Version from, Version to) {
  if (defects_.Has(Defect::kNoCompareAndSet)) {
    RELAPSE_RETURN_IF_ERROR(database_.Perform(TruncateVersion{session_}));
    return to == kNoVersion ? Ok() : database_.Perform(InsertVersion{session_, {to, false}});
  }
  RELAPSE_ASSIGN(const bool moved, database_.Perform(MoveVersion{session_, from, to}));
  return moved ? Ok() : Status(Fail(kMovedMeanwhile, "the version row is not what it was"));
}

Status Steps::WriteVersionRow(const VersionTable& seen, VersionRow row) {
  if (!seen.exists) RELAPSE_RETURN_IF_ERROR(database_.Perform(CreateVersionTable{session_}));
  RELAPSE_ASSIGN(const VersionTable now, database_.Perform(ReadVersion{session_}));
  if (now.rows != seen.rows) return Fail(kMovedMeanwhile, "the version row is not what it was");
  RELAPSE_RETURN_IF_ERROR(database_.Perform(TruncateVersion{session_}));
  if (row.version == kNoVersion && !row.dirty) return Ok();
  return database_.Perform(InsertVersion{session_, row});
}

Status Steps::SetVersion(const VersionTable& seen, VersionRow row) {
  return InTransaction([&] { return WriteVersionRow(seen, row); });
}

Status Steps::Take(const DatabaseView& seen, const StoredMigration& row) {
  const std::vector<VersionRow>& rows = seen.version_table.rows;
  return InTransaction([&]() -> Status {
    RELAPSE_RETURN_IF_ERROR(rows.empty() ? WriteVersionRow(seen.version_table, {row.version, false})
                                         : MoveVersionRow(rows.front().version, row.version));
    RELAPSE_RETURN_IF_ERROR(MakeStore(seen.store));
    return database_.Perform(PutStored{session_, row});
  });
}

Status Steps::Reset() { return database_.Perform(ResetDatabase{session_}); }

}  // namespace relapse::migrations
