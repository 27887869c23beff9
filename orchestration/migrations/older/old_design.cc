#include "orchestration/migrations/older/old_design.h"

#include <algorithm>
#include <charconv>

#include "orchestration/ports/file_system.h"
#include "orchestration/ports/migration_database.h"
#include "orchestration/ports/server_process.h"

namespace relapse::migrations::older {

std::optional<Version> VersionOfDownFile(std::string_view base_name) {
  static constexpr std::size_t kDigits = 6;
  if (!base_name.ends_with(".down.sql")) return std::nullopt;
  std::string_view digits = base_name.substr(0, kDigits);
  if (digits.starts_with('+')) digits.remove_prefix(1);
  Version version = 0;
  const auto [end, error] = std::from_chars(digits.data(), digits.data() + digits.size(), version);
  const bool whole = error == std::errc() && end == digits.data() + digits.size();
  return whole ? std::optional(version) : std::nullopt;
}

/// The variable that confirms a reset is also the one that the flag is read from (L01).
OldDesign::OldDesign(const RecoveryPorts& ports, const RecoveryConfig& config,
                     const Request& request)
    : ports_(ports), config_(config), request_(request) {
  request_.reset = request_.reset || config.environment_resets;
}

void OldDesign::Refuse(Refusal refusal, std::vector<Version> about,
                       const std::vector<Request>& advice) {
  result_.outcome = result_.undone.empty() ? RecoveryOutcome::kRefused : RecoveryOutcome::kStopped;
  result_.decision = {};
  result_.decision.action = Action::kRefuse;
  result_.decision.refusal = refusal;
  result_.decision.about = std::move(about);
  for (const Request& run : advice) {
    result_.decision.advice.push_back({.remedy = Remedy::kRun, .run = run});
  }
}

void OldDesign::FailWith(const Error& error) {
  result_.outcome = RecoveryOutcome::kFailed;
  result_.failure = error.message;
}

RecoveryResult OldDesign::End() {
  if (session_ != 0) (void)ports_.database->Perform(CloseSession{session_});
  if (started_) (void)ports_.server->Perform(StopServer{});
  return std::move(result_);
}

bool OldDesign::IsFresh() {
  const auto seen = ports_.server->Perform(InspectDataFolder{});
  return !seen.ok() || seen->folder == DataFolder::kAbsent ||
         seen->folder == DataFolder::kUnreadable;
}

/// The cache lies in the folder that is deleted.
void OldDesign::DeleteData() {
  Status deleted = ports_.server->Perform(SetDataFolderAside{});
  if (deleted.ok()) deleted = ports_.server->Perform(DeleteSetAside{});
  if (!deleted.ok()) return FailWith(deleted.error());
  if (!config_.cache_path.empty()) {
    (void)ports_.cache_files->Perform(RemoveFile{config_.cache_path});
  }
  result_.decision.action = Action::kReset;
  result_.actions.push_back(Action::kReset);
}

bool OldDesign::StartTemporaryServer() {
  (void)ports_.server->Perform(RemoveStalePidFile{});
  const auto started = ports_.server->Perform(StartServer{});
  started_ = started.ok();
  if (started_) return true;
  // Who lives there, and whether something could be done about it, is not asked (CA3, S23).
  Refuse(Refusal::kUnreachable, {}, {Reset()});
  result_.decision.path = started.error().message;
  return false;
}

bool OldDesign::Connect() {
  const auto opened = ports_.database->Perform(OpenSession{.application = "relapse-migrate"});
  if (opened.ok()) {
    session_ = opened->session;
    return true;
  }
  Refuse(Refusal::kUnreachable, {}, {});
  result_.decision.path = opened.error().message;
  return false;
}

/// The variable names no database: set for one, it confirms for any. The cache stays (L06).
void OldDesign::ResetDatabaseIfConfirmed() {
  const bool confirmed = config_.environment_resets || !request_.confirmed_target.empty();
  if (!confirmed && !Has(Defect::kResetUnasked)) {
    Request confirming = Reset();
    confirming.confirmed_target = config_.target;
    return Refuse(Refusal::kResetUnconfirmed, {}, {confirming});
  }
  static const Text kDropAll(
      "drop schema if exists _develop cascade; drop schema if exists public cascade; "
      "create schema if not exists public; grant all on schema public to public;");
  static const Text kDropPublic(
      "drop schema if exists public cascade; create schema if not exists public; "
      "grant all on schema public to public;");
  const Text sql = Has(Defect::kResetKeepsTracking) ? kDropPublic : kDropAll;
  // One message is one transaction.
  const Status done = ports_.database->Perform(RunSql{session_, sql});
  if (!done.ok()) return FailWith(done.error());
  result_.decision.action = Action::kReset;
  result_.actions.push_back(Action::kReset);
  result_.version = kNoVersion;
}

Status OldDesign::MakeTrackingTable() { return ports_.database->Perform(CreateStore{session_}); }

Status OldDesign::ReadDatabaseVersion() {
  RELAPSE_ASSIGN(const VersionTable table, ports_.database->Perform(ReadVersion{session_}));
  current_ = table.rows.empty() ? VersionRow{} : table.rows.front();
  if (Has(Defect::kDirtyNotRead)) current_.dirty = false;
  result_.version = current_.version;
  return Ok();
}

Status OldDesign::ReadTracked() {
  RELAPSE_ASSIGN(tracked_, ports_.database->Perform(ReadStore{session_}));
  return Ok();
}

Version OldDesign::HighestTracked() const {
  return tracked_.rows.empty() ? kNoVersion : tracked_.rows.back().version;
}

bool OldDesign::IsTopOfVersions(const std::vector<StoredMigration>& missing) const {
  Version expected = current_.version;
  return std::all_of(missing.begin(), missing.end(),
                     [&](const StoredMigration& row) { return row.version == expected--; });
}

bool OldDesign::UndoAll(const std::vector<StoredMigration>& missing) {
  for (const StoredMigration& row : missing) result_.planned.push_back(row.version);
  result_.decision.action = Action::kRollback;
  result_.decision.undo = result_.planned;
  for (const StoredMigration& row : missing) {
    const Status undone = UndoOne(row);
    if (!undone.ok()) {
      FailWith(undone.error());
      result_.failed_version = row.version;
      result_.decision.advice = {{.remedy = Remedy::kRun, .run = Reset()}};
      return false;
    }
    result_.undone.push_back(row.version);
    std::erase_if(tracked_.rows,
                  [&](const StoredMigration& one) { return one.version == row.version; });
  }
  result_.actions.push_back(Action::kRollback);
  return true;
}

/// The version row is put to one less than it was read to be, whatever it is by now (L28), and
/// whether there is such a version or not.
Status OldDesign::UndoOne(const StoredMigration& row) {
  MigrationDatabase& database = *ports_.database;
  const auto body = [&]() -> Status {
    RELAPSE_RETURN_IF_ERROR(database.Perform(RunSql{session_, row.down_sql.value_or(Text())}));
    RELAPSE_RETURN_IF_ERROR(database.Perform(TruncateVersion{session_}));
    if (row.version - 1 >= 0) {
      RELAPSE_RETURN_IF_ERROR(database.Perform(InsertVersion{session_, {row.version - 1, false}}));
    }
    return database.Perform(DeleteStored{session_, row.version});
  };
  RELAPSE_RETURN_IF_ERROR(database.Perform(Begin{session_}));
  const Status done = body();
  if (done.ok()) return database.Perform(Commit{session_});
  (void)database.Perform(migrations::Rollback{session_});
  return done;
}

StoredMigration OldDesign::RowToUpsert(Version version) const {
  const auto known =
      std::find_if(tracked_.rows.begin(), tracked_.rows.end(),
                   [&](const StoredMigration& row) { return row.version == version; });
  return known == tracked_.rows.end() ? StoredMigration{.version = version} : *known;
}

Status OldDesign::Upsert(const StoredMigration& row) {
  return ports_.database->Perform(PutStored{session_, row});
}

}  // namespace relapse::migrations::older
