#include "fakes/files/fake_file_system.h"

#include <algorithm>

namespace relapse::migrations {

namespace {

bool Has(const std::vector<Text>& paths, Text path) {
  return std::find(paths.begin(), paths.end(), path) != paths.end();
}

tl::unexpected<Error> NoSuchFile() {
  static const Text kMessage("no such file or directory");
  return Fail(kNotFound, kMessage);
}
tl::unexpected<Error> IsAFolder() {
  static const Text kMessage("is a directory");
  return Fail(kIsFolder, kMessage);
}

Status CheckWritable(const FileSystemState& state, Text path) {
  static const Text kReadOnlyDisk("read-only file system");
  static const Text kDenied("permission denied");
  if (state.read_only) return Fail(kReadOnly, kReadOnlyDisk);
  if (Has(state.folders, path)) return IsAFolder();
  if (Has(state.unwritable, path)) return Fail(kReadOnly, kDenied);
  return Ok();
}

std::string_view FolderOf(Text path) {
  const std::size_t slash = path.view().rfind('/');
  return slash == std::string_view::npos ? std::string_view() : path.view().substr(0, slash);
}

void Change(FileSystemState& state, const NameChange& change) {
  internal::ApplyChange(state.names, change);
  state.pending.push_back(change);
}

}  // namespace

const FakeFileSystem& FileSystemServer() {
  static const FakeFileSystem server;
  return server;
}

Result<Text> FakeFileSystem::On(World& world, const ReadFile& request) const {
  const FileSystemState& state = world.Get<FileSystemState>();
  static const Text kMessage("permission denied");
  if (Has(state.unreadable, request.path)) return Fail(kFileUnreadable, kMessage);
  if (Has(state.folders, request.path)) return IsAFolder();
  const FileNode* node = state.Find(request.path);
  if (node == nullptr) return NoSuchFile();
  return node->written;
}

Status FakeFileSystem::On(World& world, const WriteFile& request) const {
  const FileSystemState& before = world.Get<FileSystemState>();
  RELAPSE_RETURN_IF_ERROR(CheckWritable(before, request.path));
  const FileNode* found = before.Find(request.path);
  static const Text kMessage("no space left on device");
  const Text written = before.no_space ? Text() : request.bytes;
  if (found == nullptr || found->written != written) {
    const std::int64_t id = found == nullptr ? before.next_node : found->id;
    FileSystemState& state = world.Mutate<FileSystemState>();
    if (id == state.next_node) {
      state.nodes.push_back({state.next_node++});
      Change(state, {NameChangeKind::kCreate, request.path, Text(), id});
    }
    internal::NodeOf(state, id).written = written;
    internal::Settle(state);
  }
  if (before.no_space) return Fail(kNoSpace, kMessage);
  return Ok();
}

Status FakeFileSystem::On(World& world, const FsyncFile& request) const {
  const FileNode* found = world.Get<FileSystemState>().Find(request.path);
  if (found == nullptr) return NoSuchFile();
  if (found->durable == found->written) return Ok();
  const std::int64_t id = found->id;
  FileSystemState& state = world.Mutate<FileSystemState>();
  FileNode& node = internal::NodeOf(state, id);
  node.durable = node.written;
  internal::Settle(state);
  return Ok();
}

Status FakeFileSystem::On(World& world, const RenameFile& request) const {
  const FileSystemState& before = world.Get<FileSystemState>();
  RELAPSE_RETURN_IF_ERROR(CheckWritable(before, request.from));
  RELAPSE_RETURN_IF_ERROR(CheckWritable(before, request.to));
  const FileNode* found = before.Find(request.from);
  if (found == nullptr) return NoSuchFile();
  if (request.from == request.to) return Ok();
  const NameChange change{NameChangeKind::kRename, request.to, request.from, found->id};
  FileSystemState& state = world.Mutate<FileSystemState>();
  Change(state, change);
  internal::Settle(state);
  return Ok();
}

Status FakeFileSystem::On(World& world, const RemoveFile& request) const {
  const FileSystemState& before = world.Get<FileSystemState>();
  RELAPSE_RETURN_IF_ERROR(CheckWritable(before, request.path));
  if (before.Find(request.path) == nullptr) return NoSuchFile();
  FileSystemState& state = world.Mutate<FileSystemState>();
  Change(state, {NameChangeKind::kRemove, request.path, Text(), kNoTime});
  internal::Settle(state);
  return Ok();
}

Status FakeFileSystem::On(World& world, const FsyncFolder& request) const {
  const auto concerns = [&](const NameChange& change) {
    return FolderOf(change.path) == request.path.view() ||
           (change.kind == NameChangeKind::kRename && FolderOf(change.from) == request.path.view());
  };
  const auto& pending = world.Get<FileSystemState>().pending;
  if (std::none_of(pending.begin(), pending.end(), concerns)) return Ok();
  FileSystemState& state = world.Mutate<FileSystemState>();
  for (const NameChange& change : state.pending) {
    if (concerns(change)) internal::ApplyChange(state.durable_names, change);
  }
  std::erase_if(state.pending, concerns);
  internal::Settle(state);
  return Ok();
}

}  // namespace relapse::migrations
