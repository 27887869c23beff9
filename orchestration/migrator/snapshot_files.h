// SnapshotFiles: migrations as they were read at one moment, for a migrator that must run what was
// decided upon and nothing else: a checkout may be switched while a server is built (L25).
#ifndef ORCHESTRATION_MIGRATOR_SNAPSHOT_FILES_H_
#define ORCHESTRATION_MIGRATOR_SNAPSHOT_FILES_H_

#include <map>

#include "orchestration/ports/migration_files.h"

namespace relapse::migrations::migrator {

/// One folder without folders below it, as a server embeds it. Performs no effect.
class SnapshotFiles final : public MigrationFiles {
 public:
  /// `name` is the base name.
  void Add(Text name, Text sql) { files_[name] = sql; }

  using MigrationFiles::Perform;
  Result<std::vector<FolderEntry>> Perform(const ListFolder& request, const CallOptions&) override;
  Result<Text> Perform(const ReadMigrationFile& request, const CallOptions&) override;
  Result<Text> Perform(const ReadCheckout& request, const CallOptions&) override;

 private:
  std::map<Text, Text> files_;
};

}  // namespace relapse::migrations::migrator

#endif  // ORCHESTRATION_MIGRATOR_SNAPSHOT_FILES_H_
