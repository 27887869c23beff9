#include "orchestration/migrator/driver.h"

#include <array>

#include "harness/core/enum_names.h"
#include "schema/postgres/facts.h"

namespace relapse::migrations::migrator {

namespace {

constexpr std::array<std::string_view, 3> kDriverKinds{"stock", "batch", "per_migration"};
constexpr std::array<std::string_view, 2> kOpenings{"url", "instance"};

/// As Go's strings.TrimSpace on ASCII.
std::string_view Trimmed(std::string_view text) {
  constexpr std::string_view kBlank = " \t\n\v\f\r";
  const std::size_t first = text.find_first_not_of(kBlank);
  if (first == std::string_view::npos) return {};
  return text.substr(first, text.find_last_not_of(kBlank) - first + 1);
}

/// golang-migrate's `postgres`. Its lock is the session's.
class StockDriver final : public Driver {
 public:
  StockDriver(MigrationDatabase& database, std::int64_t session, std::int64_t key)
      : Driver(database, session), key_(key) {}

  Status EnsureVersionTable() override {
    RELAPSE_RETURN_IF_ERROR(Lock());
    Status made = Ok();
    auto table = database_.Perform(ReadVersion{session_});
    if (!table.ok()) {
      made = Fail(table.error());
    } else if (!table->exists) {
      made = database_.Perform(CreateVersionTable{session_});
    }
    Status unlocked = Unlock();
    return made.ok() ? unlocked : made;
  }
  Status Lock() override { return database_.Perform(AdvisoryLock{session_, key_}); }
  Status Unlock() override {
    auto unlocked = database_.Perform(AdvisoryUnlock{session_, key_});
    if (!unlocked.ok()) return Fail(unlocked.error());
    return Ok();
  }
  Status SetVersion(VersionRow row) override {
    // The body ran: from here on a failure leaves it applied and unmarked.
    if (!row.dirty) in_doubt_ = true;
    RELAPSE_RETURN_IF_ERROR(database_.Perform(Begin{session_}));
    // (-1, dirty) is written, so that a failed down of the first does not look fresh (G03).
    if (Status written = WriteRow(row, true); !written.ok()) {
      if (!EndsSession(written.error())) (void)database_.Perform(Rollback{session_});
      return written;
    }
    RELAPSE_RETURN_IF_ERROR(CommitWork());
    if (!row.dirty) in_doubt_ = false;
    return Ok();
  }
  Status Run(Text sql) override { return RunText(sql, false); }

 private:
  const std::int64_t key_;
};

/// Coder's driver since its #10966. Its lock is the transaction's, and Unlock is its COMMIT, also
/// after a failure: an aborted transaction then rolls back.
class BatchDriver final : public Driver {
 public:
  BatchDriver(MigrationDatabase& database, std::int64_t session) : Driver(database, session) {}

  Status EnsureVersionTable() override {
    RELAPSE_RETURN_IF_ERROR(Lock());
    RELAPSE_RETURN_IF_ERROR(database_.Perform(CreateVersionTable{session_}));
    return Unlock();
  }
  Status Lock() override {
    RELAPSE_RETURN_IF_ERROR(database_.Perform(Begin{session_}));
    // The form that does not wait comes first, so that a wait can be told of.
    RELAPSE_ASSIGN(const bool taken,
                   database_.Perform(TryAdvisoryLock{session_, kCoderLockKey, true}));
    if (taken) return Ok();
    return database_.Perform(AdvisoryLock{session_, kCoderLockKey, true});
  }
  Status Unlock() override { return CommitWork(); }
  Status SetVersion(VersionRow row) override { return WriteRow(row, false); }
  Status Run(Text sql) override { return RunText(sql, true); }
};

/// Coder's driver of its #29590. A file with the marker runs between two commits of its own, and
/// its clean mark is two statements without a transaction (L39).
class PerMigrationDriver final : public Driver {
 public:
  PerMigrationDriver(MigrationDatabase& database, std::int64_t session)
      : Driver(database, session) {}

  Status EnsureVersionTable() override {
    RELAPSE_RETURN_IF_ERROR(Lock());
    Status made = database_.Perform(CreateVersionTable{session_});
    Status unlocked = Unlock();
    return made.ok() ? unlocked : made;
  }
  Status Lock() override { return database_.Perform(AdvisoryLock{session_, kCoderLockKey}); }
  Status Unlock() override {
    if (in_transaction_) {
      in_transaction_ = false;
      RELAPSE_RETURN_IF_ERROR(database_.Perform(Rollback{session_}));
    }
    auto unlocked = database_.Perform(AdvisoryUnlock{session_, kCoderLockKey});
    if (!unlocked.ok()) return Fail(unlocked.error());
    return Ok();
  }
  Status SetVersion(VersionRow row) override {
    if (row.dirty && !in_transaction_) {
      RELAPSE_RETURN_IF_ERROR(database_.Perform(Begin{session_}));
      in_transaction_ = true;
    }
    RELAPSE_RETURN_IF_ERROR(Noted(WriteRow(row, false), !in_transaction_));
    return row.dirty ? Ok() : CommitMigration();
  }
  Status Run(Text sql) override {
    if (!Trimmed(sql.view()).empty() && AsksForNoTransaction(sql.view())) {
      RELAPSE_RETURN_IF_ERROR(CommitMigration());
    }
    return RunText(sql, in_transaction_);
  }

 private:
  Status CommitMigration() {
    if (!in_transaction_) return Ok();
    in_transaction_ = false;
    return CommitWork();
  }

  bool in_transaction_ = false;
};

}  // namespace

std::string_view EnumName(DriverKind kind) { return NameOf(kDriverKinds, kind); }
void EnumFromName(std::string_view name, DriverKind& kind) { ReadName(kDriverKinds, name, kind); }
std::string_view EnumName(OpenedBy opened) { return NameOf(kOpenings, opened); }
void EnumFromName(std::string_view name, OpenedBy& opened) { ReadName(kOpenings, name, opened); }

bool AsksForNoTransaction(std::string_view sql) {
  while (!sql.empty()) {
    const std::size_t end = sql.find('\n');
    const std::string_view line = Trimmed(sql.substr(0, end));
    if (line == kNoTransactionMarker) return true;
    if (!line.empty() && !line.starts_with("--")) return false;
    sql.remove_prefix(end == std::string_view::npos ? sql.size() : end + 1);
  }
  return false;
}

Result<VersionRow> Driver::ReadRow() {
  RELAPSE_ASSIGN(const VersionTable table, database_.Perform(ReadVersion{session_}));
  return table.rows.empty() ? VersionRow{} : table.rows.front();
}

Status Driver::Noted(Status status, bool written) {
  if (!status.ok() && written && status.error().Is(kConnectionLost)) in_doubt_ = true;
  return status;
}

Status Driver::WriteRow(VersionRow row, bool also_dirty_nil) {
  RELAPSE_RETURN_IF_ERROR(database_.Perform(TruncateVersion{session_}));
  if (row.version < 0 && !(also_dirty_nil && row.dirty)) return Ok();
  return database_.Perform(InsertVersion{session_, row});
}

Status Driver::RunText(Text sql, bool in_transaction) {
  if (Trimmed(sql.view()).empty()) return Ok();
  Status ran = database_.Perform(RunSql{session_, sql});
  // A text that commits by itself may have done so before it failed.
  const bool commits = postgres::FactsOf(sql).hazard == postgres::Hazard::kTransactionControl;
  if (!ran.ok() && commits) in_doubt_ = true;
  return Noted(std::move(ran), !in_transaction);
}

Status Driver::CommitWork() { return Noted(database_.Perform(Commit{session_}), true); }

std::unique_ptr<Driver> MakeDriver(DriverKind kind, OpenedBy opened, MigrationDatabase& database,
                                   const SessionInfo& session) {
  if (kind == DriverKind::kBatch) return std::make_unique<BatchDriver>(database, session.session);
  if (kind == DriverKind::kPerMigration) {
    return std::make_unique<PerMigrationDriver>(database, session.session);
  }
  const auto key = opened == OpenedBy::kUrl ? UrlLockKey : InstanceLockKey;
  return std::make_unique<StockDriver>(database, session.session,
                                       key("public", "schema_migrations", session.database.view()));
}

}  // namespace relapse::migrations::migrator
