// FileSystemState: the files of a machine with a page cache, as a part of the world: what processes
// see, and what a power cut would leave of it.
#ifndef FAKES_FILES_FILE_SYSTEM_STATE_H_
#define FAKES_FILES_FILE_SYSTEM_STATE_H_

#include <optional>
#include <vector>

#include "harness/world/world.h"

namespace relapse::migrations {

/// Domain of ids (field::Id): files by their content, whatever their names.
inline constexpr int kFileIds = 2;

/// Changes of names that the disk does not know, at most: the oldest beyond is written back. A
/// kernel does so by time (vm.dirty_expire_centisecs); by count the states of a component that
/// never syncs are finite, and what it loses is lost all the same.
inline constexpr std::size_t kMostPendingChanges = 4;

struct FileNode {
  std::int64_t id = 0;
  Text written;
  /// What the disk holds; absent: nothing of it yet.
  std::optional<Text> durable;

  template <class Self, class Visitor>
  static void VisitFields(Self& self, Visitor&& visit) {
    visit("id", self.id, field::Id{kFileIds});
    visit("written", self.written, field::kPlain);
    visit("durable", self.durable, field::kPlain);
  }
};

struct FileName {
  Text path;
  std::int64_t node = 0;

  template <class Self, class Visitor>
  static void VisitFields(Self& self, Visitor&& visit) {
    visit("path", self.path, field::kPlain);
    visit("node", self.node, field::Id{kFileIds});
  }
};

enum class NameChangeKind : std::uint8_t { kCreate, kRename, kRemove };
std::string_view EnumName(NameChangeKind kind);
void EnumFromName(std::string_view name, NameChangeKind& kind);

/// A change of names that the disk does not know yet.
struct NameChange {
  NameChangeKind kind = NameChangeKind::kCreate;
  Text path;                    ///< the name that is made or taken away
  Text from;                    ///< of a rename
  std::int64_t node = kNoTime;  ///< kNoTime: none, of a removal

  template <class Self, class Visitor>
  static void VisitFields(Self& self, Visitor&& visit) {
    visit("kind", self.kind, field::kPlain);
    visit("path", self.path, field::kPlain);
    visit("from", self.from, field::kPlain);
    visit("node", self.node, field::Id{kFileIds});
  }
};

struct FileSystemState {
  static constexpr std::string_view kPartName = "file_system";

  std::vector<FileNode> nodes;          ///< those that a name or a change still means
  std::vector<FileName> names;          ///< by path
  std::vector<FileName> durable_names;  ///< by path
  std::vector<NameChange> pending;      ///< in order: durable_names and these make names
  std::int64_t next_node = 1;

  bool no_space = false;         ///< ENOSPC: what is written in place is left empty
  bool read_only = false;        ///< EROFS
  std::vector<Text> unreadable;  ///< EACCES or EIO on reading
  std::vector<Text> unwritable;  ///< EACCES on writing, renaming, removing
  std::vector<Text> folders;     ///< paths that are folders: EISDIR
  /// Where a file is made before it gets its name: whoever finds it there writes and syncs it anew
  /// before they read it or give it a name. Empty: nowhere. Never changes.
  Text scratch;

  const FileNode* Find(Text path) const;
  /// Whether a power cut would change anything.
  bool IsDirty() const;
  /// Files are told apart by the names that mean them. What lies at the scratch name alone is left
  /// out, and the name with it: no future depends on what is overwritten first. Kept, each
  /// half-written leftover would multiply all crash states.
  std::uint64_t Digest() const;

  template <class Self, class Visitor>
  static void VisitFields(Self& self, Visitor&& visit) {
    visit("nodes", self.nodes, field::kDigested);
    visit("names", self.names, field::kDigested);
    visit("durable_names", self.durable_names, field::kDigested);
    visit("pending", self.pending, field::kDigested);
    visit("next_node", self.next_node, field::kDigested);
    visit("digest", self.Digest(), field::kDigest);
    visit("no_space", self.no_space, field::kPlain);
    visit("read_only", self.read_only, field::kPlain);
    visit("unreadable", self.unreadable, field::kPlain);
    visit("unwritable", self.unwritable, field::kPlain);
    visit("folders", self.folders, field::kPlain);
    visit("scratch", self.scratch, field::kUnread);
  }
};

/// A file that was there long before: on disk, with its name.
void PutDurableFile(World& world, Text path, Text bytes);

/// How many ways a power cut now can leave the disk, at least 1; the first keeps everything that
/// was written.
///
/// The file system keeps the order in which names changed: some first part of the changes is on
/// disk, so a rename can be undone and is never half done. What was written without fsync is there,
/// is not (what was durable before is, or an empty file), or is torn: cut to nothing, or in the
/// middle. Names and each file fare by themselves.
int FatesOfPowerCut(const World& world);
/// Leaves the disk as fate number `fate` says, and nothing in the page cache.
void ApplyFate(World& world, int fate);
/// What happens to each file and name, for people: "cache.json torn, rename to cache.json undone".
std::string DescribeFate(const World& world, int fate);

// For the server and for fates.
namespace internal {
/// The place of a name, or where it would stand.
std::vector<FileName>::iterator PlaceOfName(std::vector<FileName>& names, Text path);
void ApplyChange(std::vector<FileName>& names, const NameChange& change);
/// Writes back what is too much, and forgets nodes that nothing means any more.
void Settle(FileSystemState& state);
FileNode& NodeOf(FileSystemState& state, std::int64_t id);
}  // namespace internal

}  // namespace relapse::migrations

#endif  // FAKES_FILES_FILE_SYSTEM_STATE_H_
