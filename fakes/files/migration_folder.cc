#include "fakes/files/migration_folder.h"

#include <algorithm>
#include <string>

#include "harness/core/memo.h"

namespace relapse::migrations {

namespace {

auto PlaceOf(const std::vector<TreeEntry>& entries, Text path) {
  return std::lower_bound(entries.begin(), entries.end(), path,
                          [](const TreeEntry& one, Text key) { return one.path < key; });
}

/// The path below `folder`, or empty where it is not below it.
std::string_view Below(Text path, Text folder) {
  std::string_view text = path.view();
  if (folder.empty()) return text;
  if (!text.starts_with(folder.view())) return {};
  text.remove_prefix(folder.view().size());
  return text.starts_with('/') ? text.substr(1) : std::string_view();
}

bool IsFolder(const FileTree& tree, Text path) {
  return std::any_of(tree.entries.begin(), tree.entries.end(), [&](const TreeEntry& entry) {
    return (entry.path == path && entry.is_folder) || !Below(entry.path, path).empty();
  });
}

/// It, or a folder that it lies in.
bool IsUnreadable(const MigrationFolder& folder, Text path) {
  return std::any_of(folder.unreadable.begin(), folder.unreadable.end(), [&](Text flagged) {
    return flagged.empty() || flagged == path || !Below(path, flagged).empty();
  });
}

tl::unexpected<Error> NoSuchPath() {
  static const Text kMessage("no such file or directory");
  return Fail(kNotFound, kMessage);
}
tl::unexpected<Error> Unreadable() {
  static const Text kMessage("permission denied");
  return Fail(kEntryUnreadable, kMessage);
}

void SetTree(World& world, const FileTree& tree) {
  const Interned<FileTree> changed(tree);
  if (world.Get<MigrationFolder>().tree == changed) return;
  world.Mutate<MigrationFolder>().tree = changed;
}

}  // namespace

const TreeEntry* FileTree::Find(Text path) const {
  const auto place = PlaceOf(entries, path);
  return place == entries.end() || place->path != path ? nullptr : &*place;
}

void FileTree::Put(const TreeEntry& entry) {
  Remove(entry.path);
  entries.insert(PlaceOf(entries, entry.path), entry);
}

void FileTree::Remove(Text path) {
  std::erase_if(entries, [&](const TreeEntry& entry) { return entry.path == path; });
}

void SwitchCheckout(World& world, Text branch) {
  const auto& branches = world.Get<MigrationFolder>().branches;
  const auto found = std::find_if(branches.begin(), branches.end(),
                                  [&](const Branch& one) { return one.name == branch; });
  RELAPSE_CHECK(found != branches.end(), "no branch " + branch.str());
  const Interned<FileTree> tree = found->tree;
  MigrationFolder& folder = world.Mutate<MigrationFolder>();
  folder.checkout = branch;
  folder.tree = tree;
}

void EditMigrationFile(World& world, Text path, Text content) {
  FileTree tree = *world.Get<MigrationFolder>().tree;
  tree.Put({path, content});
  SetTree(world, tree);
}

void RemoveMigrationFile(World& world, Text path) {
  FileTree tree = *world.Get<MigrationFolder>().tree;
  tree.Remove(path);
  SetTree(world, tree);
}

void RenameMigrationFile(World& world, Text from, Text to) {
  const auto rename = [&](FileTree tree) {
    const TreeEntry* entry = tree.Find(from);
    if (entry == nullptr) return tree;
    TreeEntry renamed = *entry;
    renamed.path = to;
    tree.Remove(from);
    tree.Put(renamed);
    return tree;
  };
  SetTree(world, rename(*world.Get<MigrationFolder>().tree));
  MigrationFolder& folder = world.Mutate<MigrationFolder>();
  for (Branch& branch : folder.branches) {
    if (branch.name == folder.checkout) {
      branch.tree = Interned<FileTree>(rename(*branch.tree));
    }
  }
}

void SetUnreadable(World& world, Text path, bool unreadable) {
  const auto& flagged = world.Get<MigrationFolder>().unreadable;
  const bool is = std::find(flagged.begin(), flagged.end(), path) != flagged.end();
  if (is == unreadable) return;
  auto& changed = world.Mutate<MigrationFolder>().unreadable;
  if (unreadable) {
    changed.insert(std::lower_bound(changed.begin(), changed.end(), path), path);
  } else {
    std::erase(changed, path);
  }
}

void SetFolderAbsent(World& world, bool absent) {
  if (world.Get<MigrationFolder>().absent == absent) return;
  world.Mutate<MigrationFolder>().absent = absent;
}

const FakeMigrationFiles& MigrationFilesServer() {
  static const FakeMigrationFiles server;
  return server;
}

namespace {
std::vector<FolderEntry> Listed(const FileTree& tree, Text path) {
  std::vector<FolderEntry> listed;
  for (const TreeEntry& entry : tree.entries) {
    const std::string_view below = Below(entry.path, path);
    if (below.empty()) continue;
    const std::size_t slash = below.find('/');
    const FolderEntry found{below.substr(0, slash),
                            entry.is_folder || slash != std::string_view::npos};
    if (listed.empty() || listed.back() != found) listed.push_back(found);
  }
  // "a-b" sorts before "a/b" and after "a", so folders can stand apart in the tree.
  std::sort(listed.begin(), listed.end(),
            [](const FolderEntry& a, const FolderEntry& b) { return a.name < b.name; });
  listed.erase(std::unique(listed.begin(), listed.end()), listed.end());
  return listed;
}
}  // namespace

Result<std::vector<FolderEntry>> FakeMigrationFiles::On(World& world,
                                                        const ListFolder& request) const {
  using Memo = WordsMemo<std::vector<FolderEntry>>;
  static Memo& memo = *new Memo;
  const MigrationFolder& folder = world.Get<MigrationFolder>();
  if (folder.absent) return NoSuchPath();
  if (IsUnreadable(folder, request.path)) return Unreadable();
  if (!request.path.empty() && !IsFolder(*folder.tree, request.path)) return NoSuchPath();
  return memo.Get(folder.tree.CachedHash(), request.path.hash(),
                  [&] { return Listed(*folder.tree, request.path); });
}

Result<Text> FakeMigrationFiles::On(World& world, const ReadMigrationFile& request) const {
  const MigrationFolder& folder = world.Get<MigrationFolder>();
  if (folder.absent) return NoSuchPath();
  if (IsUnreadable(folder, request.path)) return Unreadable();
  const TreeEntry* entry = folder.tree->Find(request.path);
  if (entry != nullptr && !entry->is_folder) return entry->content;
  static const Text kIsADirectory("is a directory");
  if (IsFolder(*folder.tree, request.path)) return Fail(kEntryUnreadable, kIsADirectory);
  return NoSuchPath();
}

Result<Text> FakeMigrationFiles::On(World& world, const ReadCheckout&) const {
  return world.Get<MigrationFolder>().checkout;
}

}  // namespace relapse::migrations
