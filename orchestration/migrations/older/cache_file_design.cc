#include "orchestration/migrations/older/cache_file_design.h"

#include <algorithm>

#include "orchestration/ports/migration_files.h"

namespace relapse::migrations::older {

RecoveryResult CacheFileDesign::Prepare() {
  if (request_.ExcludesItself()) {
    Refuse(Refusal::kFlagsExclude, {}, {});
  } else {
    Recover();
  }
  return End();
}

/// A3 to A11. A1, that a server may be running already, was only logged (L34).
void CacheFileDesign::Recover() {
  if (config_.builtin && IsFresh()) return;
  if (config_.builtin && request_.reset) return DeleteData();
  std::vector<Version> about;
  // Without a conflict nobody asks for what else the developer wants (L02, L03).
  if (!FindConflict(about)) return;
  if (!request_.reset && !request_.rollback) {
    return Refuse(Refusal::kMissing, std::move(about), {Rollback(), Reset()});
  }
  if (config_.builtin && !StartTemporaryServer()) return;
  if (!Connect()) return;
  if (request_.reset) return ResetDatabaseIfConfirmed();
  RollBack();
}

/// A5, A7. An entry that the database does not have is not noticed (S09).
bool CacheFileDesign::FindConflict(std::vector<Version>& about) {
  const auto cache = ReadJsonCache(*ports_.cache_files, config_.cache_path);
  if (!cache.has_value()) return Has(Defect::kNoCacheIsConflict);
  for (const JsonCacheEntry& entry : *cache) {
    if (!IsMissing(entry.filename)) continue;
    about = {entry.version};
    return true;
  }
  return false;
}

/// Whatever keeps it from being seen: what cannot be read counts as gone (L04). The folder itself
/// only: files that were moved to folders below are gone too (L17).
bool CacheFileDesign::IsMissing(Text filename) {
  const auto seen = ports_.files->Perform(ReadMigrationFile{filename});
  if (seen.ok()) return false;
  return !Has(Defect::kOnlyNotFoundIsMissing) || seen.error().Is(kNotFound);
}

/// r1 to r11.
void CacheFileDesign::RollBack() {
  Status done = MakeTrackingTable();
  if (done.ok()) done = ReadDatabaseVersion();
  if (!done.ok()) return FailWith(done.error());
  // Before dirty: a first migration that broke half-way is taken for a fresh database (L12).
  if (current_.version < 0) return;
  if (current_.dirty) return Refuse(Refusal::kDirty, {current_.version}, {Reset()});
  if (done = ReadTracked(); !done.ok()) return FailWith(done.error());
  const Version highest = HighestTracked();
  if (current_.version > highest && highest >= 0) {
    std::vector<Version> ends{highest + 1};
    if (current_.version > ends.front()) ends.push_back(current_.version);
    return Refuse(Refusal::kUntracked, std::move(ends), {Reset()});
  }
  RollBackMissing(FindMissing());
}

/// r5. Newest first; a row above the database's version among them (L11).
std::vector<StoredMigration> CacheFileDesign::FindMissing() {
  std::vector<StoredMigration> missing;
  for (auto row = tracked_.rows.rbegin(); row != tracked_.rows.rend(); ++row) {
    if (IsMissing(row->filename)) missing.push_back(*row);
  }
  return missing;
}

void CacheFileDesign::RollBackMissing(const std::vector<StoredMigration>& missing) {
  if (missing.empty()) return CaptureAndWriteCache();
  if (!IsTopOfVersions(missing)) {
    std::vector<Version> about;
    for (const StoredMigration& row : missing) about.insert(about.begin(), row.version);
    return Refuse(Refusal::kNonContiguous, std::move(about), {Reset()});
  }
  if (!UndoAll(missing)) return;
  const Status read = ReadDatabaseVersion();
  if (!read.ok()) return FailWith(read.error());
  CaptureAndWriteCache();
}

/// r10, r11.
void CacheFileDesign::CaptureAndWriteCache() {
  Status done = Capture();
  if (done.ok()) {
    done = WriteCache();
    if (Has(Defect::kCacheErrorSwallowed)) done = Ok();
  }
  if (!done.ok()) FailWith(done.error());
}

RecoveryResult CacheFileDesign::Record() {
  if (Has(Defect::kNoCaptureAfterStart)) return End();
  if (!Connect()) {
    result_ = RecoveryResult{.failure = result_.decision.path};
  } else if (const Status done = Track(); !done.ok()) {
    result_.failure = done.error().message;
  }
  return End();
}

Status CacheFileDesign::Track() {
  RELAPSE_RETURN_IF_ERROR(MakeTrackingTable());
  RELAPSE_RETURN_IF_ERROR(ReadDatabaseVersion());
  RELAPSE_RETURN_IF_ERROR(ReadTracked());
  RELAPSE_RETURN_IF_ERROR(Capture());
  return WriteCache();
}

/// One statement a file, each committed by itself (CA11). What is there now is taken for what was
/// run (L07), and a version without a down file for none (L10).
Status CacheFileDesign::Capture() {
  RELAPSE_ASSIGN(const std::vector<FolderEntry> listed, ports_.files->Perform(ListFolder{}));
  for (const FolderEntry& entry : listed) {
    const std::optional<Version> version = VersionOfDownFile(entry.name.view());
    if (entry.is_folder || !version.has_value() || *version > current_.version) continue;
    RELAPSE_ASSIGN(const Text down, ports_.files->Perform(ReadMigrationFile{entry.name}));
    StoredMigration row = RowToUpsert(*version);
    row.filename = entry.name;
    row.down_sql = down;
    RELAPSE_RETURN_IF_ERROR(Upsert(row));
    std::erase_if(on_disk_, [&](const JsonCacheEntry& one) { return one.version == *version; });
    on_disk_.push_back({*version, entry.name});
  }
  return Ok();
}

Status CacheFileDesign::WriteCache() {
  return WriteJsonCache(*ports_.cache_files, config_.cache_path, on_disk_);
}

}  // namespace relapse::migrations::older
