// Whole files and folders through system calls, answers as errno values. Interrupted calls are
// repeated (EINTR).
#ifndef BACKENDS_POSIX_FILES_H_
#define BACKENDS_POSIX_FILES_H_

#include <string>
#include <string_view>
#include <vector>

namespace relapse::posix {

/// A file descriptor, closed with its owner.
class FileHandle {
 public:
  explicit FileHandle(int file) : file_(file) {}
  ~FileHandle();
  FileHandle(const FileHandle&) = delete;
  FileHandle& operator=(const FileHandle&) = delete;
  int get() const { return file_; }
  bool valid() const { return file_ >= 0; }

 private:
  int file_;
};

/// open(2), close-on-exec. Negative, with errno, if it fails.
int OpenFile(const std::string& path, int flags, unsigned mode = 0);
/// All of these answer 0 or an errno value.
/// EISDIR of a folder; EINVAL of what is neither file nor folder, which might block.
int ReadWhole(const std::string& path, std::string& bytes);
int WriteWhole(const std::string& path, std::string_view bytes, unsigned mode);
/// The bytes of a file, or the names of a folder.
int Synchronize(const std::string& path, bool folder);
struct FolderItem {
  std::string name;
  bool is_folder = false;  ///< as lstat tells: a link to a folder is none
};
/// By name in byte order.
int ListItems(const std::string& path, std::vector<FolderItem>& items);
/// "path: No such file or directory".
std::string Explain(const std::string& path, int error);

}  // namespace relapse::posix

#endif  // BACKENDS_POSIX_FILES_H_
