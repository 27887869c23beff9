// MigrationFolder: the migrations folder of a checkout as a part of the world: trees of files by
// branch, the one that is checked out, and what of it cannot be read.
#ifndef FAKES_FILES_MIGRATION_FOLDER_H_
#define FAKES_FILES_MIGRATION_FOLDER_H_

#include <vector>

#include "fakes/common/interned.h"
#include "fakes/common/plain_digest.h"
#include "harness/world/world.h"
#include "orchestration/ports/migration_files.h"

namespace relapse::migrations {

struct TreeEntry {
  Text path;  ///< relative to the migrations folder: "000004_x.up.sql", "000001-000100/000004_x..."
  Text content;
  bool is_folder = false;  ///< one that holds nothing; others are known by what they hold

  template <class Self, class Visitor>
  static void VisitFields(Self& self, Visitor&& visit) {
    visit("path", self.path, field::kPlain);
    visit("content", self.content, field::kPlain);
    visit("is_folder", self.is_folder, field::kPlain);
  }
  friend bool operator==(const TreeEntry&, const TreeEntry&) = default;
};

/// By path, in byte order.
struct FileTree {
  std::vector<TreeEntry> entries;

  const TreeEntry* Find(Text path) const;
  void Put(const TreeEntry& entry);
  void Remove(Text path);

  template <class Self, class Visitor>
  static void VisitFields(Self& self, Visitor&& visit) {
    visit("entries", self.entries, field::kPlain);
  }
  friend bool operator==(const FileTree&, const FileTree&) = default;
};

struct Branch {
  Text name;
  Interned<FileTree> tree;

  template <class Self, class Visitor>
  static void VisitFields(Self& self, Visitor&& visit) {
    visit("name", self.name, field::kPlain);
    visit("tree", self.tree, field::kPlain);
  }
};

struct MigrationFolder {
  static constexpr std::string_view kPartName = "migration_folder";

  Text checkout = "main";        ///< the branch whose files lie there
  Interned<FileTree> tree;       ///< the files themselves, edits included
  bool absent = false;           ///< the folder is not there
  std::vector<Text> unreadable;  ///< paths; empty for the folder itself
  std::vector<Branch> branches;  ///< what is committed there

  template <class Self, class Visitor>
  static void VisitPlain(Self& self, Visitor&& visit) {
    visit("checkout", self.checkout);
    visit("tree", self.tree);
    visit("absent", self.absent);
    visit("unreadable", self.unreadable);
    visit("branches", self.branches);
  }
  template <class Self, class Visitor>
  static void VisitFields(Self& self, Visitor&& visit) {
    VisitPlainAsDigest(self, visit);
  }
};

/// `git switch`: its files replace those of the checkout, edits too. The branch must be there.
void SwitchCheckout(World& world, Text branch);
/// A developer's editor; writes nothing where the file is so already.
void EditMigrationFile(World& world, Text path, Text content);
void RemoveMigrationFile(World& world, Text path);
/// `git mv` and a commit of it: in the checkout and on its branch. `from` has to lie there.
void RenameMigrationFile(World& world, Text from, Text to);
/// A permission glitch, or its end. Empty: the folder itself.
void SetUnreadable(World& world, Text path, bool unreadable);
/// A wrong working directory or a mount that is gone, or its end.
void SetFolderAbsent(World& world, bool absent);

/// The MigrationFiles port over MigrationFolder.
///
/// **Method.** Reads only. What is flagged as unreadable answers kEntryUnreadable, and so does
/// everything below a folder that is; a folder read as a file is EISDIR, kEntryUnreadable too; a
/// file listed as a folder is ENOTDIR, which is kNotFound.
class FakeMigrationFiles {
 public:
  Result<std::vector<FolderEntry>> On(World& world, const ListFolder& request) const;
  Result<Text> On(World& world, const ReadMigrationFile& request) const;
  Result<Text> On(World& world, const ReadCheckout& request) const;
};

const FakeMigrationFiles& MigrationFilesServer();

}  // namespace relapse::migrations

#endif  // FAKES_FILES_MIGRATION_FOLDER_H_
