#include "backends/posix/files.h"

#include <dirent.h>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <memory>
#include <system_error>

namespace relapse::posix {

FileHandle::~FileHandle() {
  if (file_ >= 0) close(file_);
}

int OpenFile(const std::string& path, int flags, unsigned mode) {
  int file = -1;
  do {
    file = open(path.c_str(), flags | O_CLOEXEC, mode);
  } while (file < 0 && errno == EINTR);
  return file;
}

int ReadWhole(const std::string& path, std::string& bytes) {
  // Without O_NONBLOCK a FIFO would wait for its writer.
  const FileHandle file(OpenFile(path, O_RDONLY | O_NONBLOCK));
  if (!file.valid()) return errno;
  struct stat status {};
  if (fstat(file.get(), &status) != 0) return errno;
  if (S_ISDIR(status.st_mode)) return EISDIR;
  if (!S_ISREG(status.st_mode)) return EINVAL;
  bytes.clear();
  char buffer[65536];
  while (true) {
    const ssize_t size = read(file.get(), buffer, sizeof buffer);
    if (size < 0 && errno == EINTR) continue;
    if (size < 0) return errno;
    if (size == 0) return 0;
    bytes.append(buffer, static_cast<std::size_t>(size));
  }
}

int WriteWhole(const std::string& path, std::string_view bytes, unsigned mode) {
  const FileHandle file(OpenFile(path, O_WRONLY | O_CREAT | O_TRUNC, mode));
  if (!file.valid()) return errno;
  while (!bytes.empty()) {
    const ssize_t size = write(file.get(), bytes.data(), bytes.size());
    if (size < 0 && errno == EINTR) continue;
    if (size < 0) return errno;
    bytes.remove_prefix(static_cast<std::size_t>(size));
  }
  return 0;
}

int Synchronize(const std::string& path, bool folder) {
  const FileHandle file(OpenFile(path, O_RDONLY | (folder ? O_DIRECTORY : O_NONBLOCK)));
  if (!file.valid()) return errno;
  while (fsync(file.get()) != 0) {
    if (errno != EINTR) return errno;
  }
  return 0;
}

int ListItems(const std::string& path, std::vector<FolderItem>& items) {
  const std::unique_ptr<DIR, int (*)(DIR*)> folder(opendir(path.c_str()), closedir);
  if (!folder) return errno;
  items.clear();
  while (true) {
    errno = 0;
    const dirent* const entry = readdir(folder.get());
    if (entry == nullptr) break;
    const std::string name = entry->d_name;
    if (name == "." || name == "..") continue;
    struct stat status {};
    if (fstatat(dirfd(folder.get()), name.c_str(), &status, AT_SYMLINK_NOFOLLOW) != 0) {
      if (errno == ENOENT) continue;  // removed meanwhile
      return errno;
    }
    items.push_back({name, S_ISDIR(status.st_mode)});
  }
  if (errno != 0) return errno;
  std::sort(items.begin(), items.end(),
            [](const FolderItem& a, const FolderItem& b) { return a.name < b.name; });
  return 0;
}

std::string Explain(const std::string& path, int error) {
  return path + ": " + std::generic_category().message(error);
}

}  // namespace relapse::posix
