#include "backends/posix/posix_migration_files.h"

#include <cerrno>
#include <filesystem>

#include "backends/posix/files.h"

namespace relapse::migrations {

namespace {

tl::unexpected<Error> FilesError(const std::string& path, int error) {
  const bool absent = error == ENOENT || error == ENOTDIR;
  return Fail(absent ? kNotFound : kEntryUnreadable, Text(posix::Explain(path, error)));
}

/// Without the line break that git ends its files with; empty if it cannot be read.
std::string FirstLine(const std::string& path) {
  std::string bytes;
  if (posix::ReadWhole(path, bytes) != 0) return {};
  return bytes.substr(0, bytes.find('\n'));
}

/// The folder that git keeps a checkout's HEAD in; empty where there is none.
std::string GitFolderOf(const std::string& root) {
  std::error_code ignored;
  std::filesystem::path folder = std::filesystem::absolute(root, ignored);
  while (true) {
    const std::filesystem::path git = folder / ".git";
    if (std::filesystem::is_directory(git, ignored)) return git.string();
    // A worktree or a submodule has a file that points to it.
    const std::string line = FirstLine(git.string());
    if (line.starts_with("gitdir: ")) return (folder / line.substr(8)).string();
    if (!folder.has_relative_path()) return {};
    folder = folder.parent_path();
  }
}

std::string CommitOf(const std::string& git, const std::string& reference) {
  const std::string own = FirstLine(git + "/" + reference);
  if (!own.empty()) return own;
  const std::string common = FirstLine(git + "/commondir");
  const std::string shared = common.empty() ? git : git + "/" + common;
  const std::string loose = FirstLine(shared + "/" + reference);
  if (!loose.empty()) return loose;
  std::string packed;
  if (posix::ReadWhole(shared + "/packed-refs", packed) != 0) return {};
  const std::size_t at = packed.find(" " + reference + "\n");
  if (at == std::string::npos) return {};
  const std::size_t begin = packed.rfind('\n', at);
  return packed.substr(begin == std::string::npos ? 0 : begin + 1,
                       at - (begin == std::string::npos ? 0 : begin + 1));
}

}  // namespace

std::string PosixMigrationFiles::PathOf(Text relative) const {
  return relative.empty() ? root_ : root_ + "/" + relative.str();
}

Result<std::vector<FolderEntry>> PosixMigrationFiles::Perform(const ListFolder& request,
                                                              const CallOptions&) {
  const std::string path = PathOf(request.path);
  std::vector<posix::FolderItem> items;
  if (const int error = posix::ListItems(path, items); error != 0) return FilesError(path, error);
  std::vector<FolderEntry> entries;
  entries.reserve(items.size());
  for (const posix::FolderItem& item : items) entries.push_back({item.name, item.is_folder});
  return entries;
}

Result<Text> PosixMigrationFiles::Perform(const ReadMigrationFile& request, const CallOptions&) {
  const std::string path = PathOf(request.path);
  std::string bytes;
  if (const int error = posix::ReadWhole(path, bytes); error != 0) return FilesError(path, error);
  return Text(bytes);
}

Result<Text> PosixMigrationFiles::Perform(const ReadCheckout&, const CallOptions&) {
  const std::string git = GitFolderOf(root_);
  const std::string head = git.empty() ? "" : FirstLine(git + "/HEAD");
  constexpr std::string_view kReference = "ref: ";
  constexpr std::size_t kShort = 7;
  if (!head.starts_with(kReference)) return Text(head.substr(0, kShort));
  const std::string reference = head.substr(kReference.size());
  constexpr std::string_view kBranch = "refs/heads/";
  std::string told = reference.starts_with(kBranch) ? reference.substr(kBranch.size()) : reference;
  const std::string commit = CommitOf(git, reference);
  if (!commit.empty()) told += " at " + commit.substr(0, kShort);
  return Text(told);
}

}  // namespace relapse::migrations
