#include "orchestration/migrations/steps.h"

#include <algorithm>

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

Status Steps::Edit(const MigrationStore& store, const std::vector<StoredMigration>& put,
                   const std::vector<Version>& drop) {
  return InTransaction([&]() -> Status {
    if (!store.exists || store.format != kStoreFormat) {
      RELAPSE_RETURN_IF_ERROR(database_.Perform(CreateStore{session_}));
    }
    for (const Version version : drop) {
      RELAPSE_RETURN_IF_ERROR(database_.Perform(DeleteStored{session_, version}));
    }
    for (const StoredMigration& row : put) {
      RELAPSE_RETURN_IF_ERROR(database_.Perform(PutStored{session_, row}));
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
    if (!row->down_sql.has_value() || postgres::FactsOf(*row->down_sql).does_nothing) return Ok();
    return database_.Perform(RunSql{session_, *row->down_sql});
  };
  const bool row_apart = defects_.Has(Defect::kVersionRowApart);
  const bool text_apart = defects_.Has(Defect::kDownTextApart);
  if (text_apart) RELAPSE_RETURN_IF_ERROR(run_text());
  Status done = InTransaction([&]() -> Status {
    // First the version row: who moved it meanwhile is noticed before anything is undone.
    if (!row_apart) RELAPSE_RETURN_IF_ERROR(move_row());
    if (!text_apart) RELAPSE_RETURN_IF_ERROR(run_text());
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

Status Steps::SetVersion(const VersionTable& seen, VersionRow row) {
  return InTransaction([&]() -> Status {
    if (!seen.exists) RELAPSE_RETURN_IF_ERROR(database_.Perform(CreateVersionTable{session_}));
    RELAPSE_ASSIGN(const VersionTable now, database_.Perform(ReadVersion{session_}));
    if (now.rows != seen.rows) return Fail(kMovedMeanwhile, "the version row is not what it was");
    RELAPSE_RETURN_IF_ERROR(database_.Perform(TruncateVersion{session_}));
    if (row.version == kNoVersion && !row.dirty) return Ok();
    return database_.Perform(InsertVersion{session_, row});
  });
}

Status Steps::Reset() { return database_.Perform(ResetDatabase{session_}); }

}  // namespace relapse::migrations
