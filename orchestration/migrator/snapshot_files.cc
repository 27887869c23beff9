#include "orchestration/migrator/snapshot_files.h"

namespace relapse::migrations::migrator {

Result<std::vector<FolderEntry>> SnapshotFiles::Perform(const ListFolder& request,
                                                        const CallOptions&) {
  if (!request.path.empty()) return Fail(kNotFound, "No such file or directory");
  std::vector<FolderEntry> entries;
  for (const auto& [name, sql] : files_) entries.push_back({name, false});
  return entries;
}

Result<Text> SnapshotFiles::Perform(const ReadMigrationFile& request, const CallOptions&) {
  const auto file = files_.find(request.path);
  if (file == files_.end()) return Fail(kNotFound, "No such file or directory");
  return file->second;
}

Result<Text> SnapshotFiles::Perform(const ReadCheckout&, const CallOptions&) { return Text(); }

}  // namespace relapse::migrations::migrator
