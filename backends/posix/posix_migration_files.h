// PosixMigrationFiles: the MigrationFiles port on a folder of this machine. ENOENT and ENOTDIR are
// kNotFound; anything else is kEntryUnreadable. Entries are what lstat says, files are read through
// their links.
#ifndef BACKENDS_POSIX_POSIX_MIGRATION_FILES_H_
#define BACKENDS_POSIX_POSIX_MIGRATION_FILES_H_

#include <string>

#include "orchestration/ports/migration_files.h"

namespace relapse::migrations {

class PosixMigrationFiles final : public MigrationFiles {
 public:
  /// `root`: the migrations folder.
  explicit PosixMigrationFiles(std::string root) : root_(std::move(root)) {}

  using MigrationFiles::Perform;
  Result<std::vector<FolderEntry>> Perform(const ListFolder& request,
                                           const CallOptions& options) override;
  Result<Text> Perform(const ReadMigrationFile& request, const CallOptions& options) override;
  /// Of the git repository that holds the folder; never fails.
  Result<Text> Perform(const ReadCheckout& request, const CallOptions& options) override;

 private:
  std::string PathOf(Text relative) const;

  const std::string root_;
};

}  // namespace relapse::migrations

#endif  // BACKENDS_POSIX_POSIX_MIGRATION_FILES_H_
