#include "orchestration/migrations/older/database_only_design.h"

#include "orchestration/ports/migration_files.h"

namespace relapse::migrations::older {

namespace {

std::string UpFileOf(std::string_view down_file) {
  static constexpr std::string_view kDown = ".down.sql";
  if (down_file.ends_with(kDown)) down_file.remove_suffix(kDown.size());
  return std::string(down_file) + ".up.sql";
}

}  // namespace

RecoveryResult DatabaseOnlyDesign::Prepare() {
  if (request_.ExcludesItself()) {
    Refuse(Refusal::kFlagsExclude, {}, {});
  } else {
    Recover();
  }
  return End();
}

/// B1 to B7.
void DatabaseOnlyDesign::Recover() {
  if (config_.builtin && IsFresh()) return;
  if (config_.builtin && request_.reset) return DeleteData();
  if (config_.builtin && !StartTemporaryServer()) return;
  if (!Connect()) return;
  if (request_.reset) return ResetDatabaseIfConfirmed();
  Status done = MakeTrackingTable();
  if (done.ok()) done = ReadDatabaseVersion();
  if (!done.ok()) return FailWith(done.error());
  // Before dirty: a first migration that broke half-way is taken for a fresh database (L12).
  if (current_.version < 0) return;
  if (current_.dirty) return Refuse(Refusal::kDirty, {current_.version}, {Reset()});
  if (done = ReadTracked(); !done.ok()) return FailWith(done.error());
  Examine();
}

/// B8 to B18. B8, a version above everything that is tracked, was only logged: the capture fills
/// the gap from the checkout (L07, L08).
void DatabaseOnlyDesign::Examine() {
  IndexFiles();
  if (!RollBackMissing()) return;
  CheckContents();
}

/// B9. The folder first, then every folder below it, whatever its name, unless it is "testdata"
/// (L18); of two files of one name the first (L19); a folder that cannot be listed has none (L04).
void DatabaseOnlyDesign::IndexFiles() {
  IndexFolder(Text());
  const std::vector<Text> below = std::move(folders_);
  for (const Text folder : below) {
    if (folder != "testdata") IndexFolder(folder);
  }
}

void DatabaseOnlyDesign::IndexFolder(Text folder) {
  const auto listed = ports_.files->Perform(ListFolder{folder});
  if (!listed.ok()) return;
  const std::string below = folder.empty() ? "" : folder.str() + "/";
  for (const FolderEntry& entry : *listed) {
    if (entry.is_folder) {
      folders_.push_back(entry.name);
    } else {
      index_.emplace(entry.name.str(), below + entry.name.str());
    }
  }
}

/// B10 to B14. False: it ended there.
bool DatabaseOnlyDesign::RollBackMissing() {
  std::vector<StoredMigration> missing;
  std::vector<Version> about;
  for (const StoredMigration& row : tracked_.rows) {
    if (index_.contains(row.filename.str())) continue;
    missing.insert(missing.begin(), row);
    about.push_back(row.version);
  }
  if (missing.empty()) return true;
  if (!request_.rollback) {
    Refuse(Refusal::kMissing, std::move(about), {Rollback(), Reset()});
    return false;
  }
  if (!IsTopOfVersions(missing)) {
    Refuse(Refusal::kNonContiguous, std::move(about), {Reset()});
    return false;
  }
  if (!UndoAll(missing)) return false;
  const Status read = ReadDatabaseVersion();
  if (!read.ok()) FailWith(read.error());
  return read.ok();
}

/// B15 to B18. What is missing has been undone by now.
void DatabaseOnlyDesign::CheckContents() {
  std::vector<Version> changed;
  for (const StoredMigration& row : tracked_.rows) {
    if (IsChanged(row)) changed.push_back(row.version);
  }
  if (!changed.empty() && !request_.accept) {
    return Refuse(Refusal::kChanged, std::move(changed), {Continue(), Reset()});
  }
  if (!changed.empty()) {
    result_.decision.action = Action::kAccept;
    result_.actions.push_back(Action::kAccept);
  }
  const Status captured = Capture();
  if (!captured.ok()) FailWith(captured.error());
}

/// Byte for byte (L23). An empty text is taken for one that is not known (L21), and a file that
/// cannot be read for one that is as it was (L22).
bool DatabaseOnlyDesign::IsChanged(const StoredMigration& row) {
  const Result<Text> down = ReadIfIndexed(row.filename.str());
  const Result<Text> up = ReadIfIndexed(UpFileOf(row.filename.view()));
  if (!down.ok() || !up.ok()) return false;
  const auto differs = [](const std::optional<Text>& stored, Text on_disk) {
    return stored.has_value() && !stored->empty() && *stored != on_disk;
  };
  return differs(row.down_sql, *down) || differs(row.up_sql, *up);
}

Result<Text> DatabaseOnlyDesign::ReadIfIndexed(const std::string& base_name) {
  const auto found = index_.find(base_name);
  if (found == index_.end()) return Fail(kNotFound, Text());
  return ports_.files->Perform(ReadMigrationFile{found->second});
}

RecoveryResult DatabaseOnlyDesign::Record() {
  if (Has(Defect::kNoCaptureAfterStart)) return End();
  if (!Connect()) {
    result_ = RecoveryResult{.failure = result_.decision.path};
  } else if (const Status done = Track(); !done.ok()) {
    result_.failure = done.error().message;
  }
  return End();
}

/// Neither dirty, nor missing, nor changed stops it.
Status DatabaseOnlyDesign::Track() {
  RELAPSE_RETURN_IF_ERROR(MakeTrackingTable());
  RELAPSE_RETURN_IF_ERROR(ReadDatabaseVersion());
  RELAPSE_RETURN_IF_ERROR(ReadTracked());
  IndexFiles();
  return Capture();
}

/// One statement a file, each committed by itself (CB7), in the order of a hash map: newest first
/// is one that it may have. What is there now is taken for what was run (L07), and replaces what
/// was recorded (L14); a version without a down file is none (L10).
Status DatabaseOnlyDesign::Capture() {
  for (auto file = index_.rbegin(); file != index_.rend(); ++file) {
    const std::optional<Version> version = VersionOfDownFile(file->first);
    if (!version.has_value() || *version > current_.version) continue;
    RELAPSE_ASSIGN(const Text down, ports_.files->Perform(ReadMigrationFile{file->second}));
    const Result<Text> up = ReadIfIndexed(UpFileOf(file->first));
    if (!up.ok() && !up.error().Is(kNotFound)) return Fail(up.error());
    StoredMigration row = RowToUpsert(*version);
    row.filename = file->first;
    row.down_sql = down;
    row.up_sql = up.ok() ? *up : Text();
    RELAPSE_RETURN_IF_ERROR(Upsert(row));
  }
  return Ok();
}

}  // namespace relapse::migrations::older
