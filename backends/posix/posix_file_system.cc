#include "backends/posix/posix_file_system.h"

#include <unistd.h>

#include <cerrno>
#include <cstdio>

#include "backends/posix/files.h"

namespace relapse::migrations {

namespace {

const ErrorKind& KindOfReading(int error) {
  if (error == ENOENT || error == ENOTDIR) return kNotFound;
  if (error == EISDIR) return kIsFolder;
  return kFileUnreadable;
}

const ErrorKind& KindOfWriting(int error) {
  if (error == ENOSPC || error == EDQUOT || error == EFBIG) return kNoSpace;
  if (error == EROFS || error == EACCES || error == EPERM) return kReadOnly;
  return KindOfReading(error);
}

Status Written(const std::string& path, int error) {
  if (error == 0) return Ok();
  return Fail(KindOfWriting(error), Text(posix::Explain(path, error)));
}

}  // namespace

std::string PosixFileSystem::PathOf(Text path) const {
  return path.starts_with("/") || root_.empty() ? path.str() : root_ + "/" + path.str();
}

Result<Text> PosixFileSystem::Perform(const ReadFile& request, const CallOptions&) {
  const std::string path = PathOf(request.path);
  std::string bytes;
  const int error = posix::ReadWhole(path, bytes);
  if (error != 0) return Fail(KindOfReading(error), Text(posix::Explain(path, error)));
  return Text(bytes);
}

Status PosixFileSystem::Perform(const WriteFile& request, const CallOptions&) {
  const std::string path = PathOf(request.path);
  constexpr unsigned kOwnerOnly = 0600;
  return Written(path, posix::WriteWhole(path, request.bytes.view(), kOwnerOnly));
}

Status PosixFileSystem::Perform(const FsyncFile& request, const CallOptions&) {
  const std::string path = PathOf(request.path);
  return Written(path, posix::Synchronize(path, false));
}

Status PosixFileSystem::Perform(const RenameFile& request, const CallOptions&) {
  const std::string from = PathOf(request.from);
  const std::string to = PathOf(request.to);
  return Written(from, std::rename(from.c_str(), to.c_str()) == 0 ? 0 : errno);
}

Status PosixFileSystem::Perform(const RemoveFile& request, const CallOptions&) {
  const std::string path = PathOf(request.path);
  return Written(path, unlink(path.c_str()) == 0 ? 0 : errno);
}

Status PosixFileSystem::Perform(const FsyncFolder& request, const CallOptions&) {
  const std::string path = PathOf(request.path);
  return Written(path, posix::Synchronize(path, true));
}

}  // namespace relapse::migrations
