// PosixFileSystem: the FileSystem port on this machine.
#ifndef BACKENDS_POSIX_POSIX_FILE_SYSTEM_H_
#define BACKENDS_POSIX_POSIX_FILE_SYSTEM_H_

#include <string>

#include "orchestration/ports/file_system.h"

namespace relapse::migrations {

class PosixFileSystem final : public FileSystem {
 public:
  /// Relative paths start at `root`.
  explicit PosixFileSystem(std::string root) : root_(std::move(root)) {}

  using FileSystem::Perform;
  Result<Text> Perform(const ReadFile& request, const CallOptions& options) override;
  Status Perform(const WriteFile& request, const CallOptions& options) override;
  Status Perform(const FsyncFile& request, const CallOptions& options) override;
  Status Perform(const RenameFile& request, const CallOptions& options) override;
  Status Perform(const RemoveFile& request, const CallOptions& options) override;
  Status Perform(const FsyncFolder& request, const CallOptions& options) override;

 private:
  std::string PathOf(Text path) const;

  const std::string root_;
};

}  // namespace relapse::migrations

#endif  // BACKENDS_POSIX_POSIX_FILE_SYSTEM_H_
