// MigrationFiles: the migrations folder of the checkout. Absent, present and unreadable are three
// answers: what cannot be read is never taken for what is not there (SAF-11).
#ifndef ORCHESTRATION_PORTS_MIGRATION_FILES_H_
#define ORCHESTRATION_PORTS_MIGRATION_FILES_H_

#include "harness/effect/port.h"
#include "orchestration/ports/migration_types.h"

namespace relapse::migrations {

/// The folder or file is not there (ENOENT, ENOTDIR). A fact.
/// kEntryUnreadable: anything else, EACCES, EIO, EISDIR of a file: nothing is known of it.
inline constexpr ErrorKind kEntryUnreadable{"unreadable", false, true};

inline constexpr const ErrorKind* kMigrationFilesErrors[] = {&kNotFound, &kEntryUnreadable};
inline constexpr PortSpec kMigrationFilesPort{.name = "migration_files",
                                              .error_kinds = kMigrationFilesErrors};

/// One entry, as lstat tells; symbolic links are followed.
struct FolderEntry {
  Text name;  ///< base name
  bool is_folder = false;

  template <class Self, class Visitor>
  static void VisitFields(Self& self, Visitor&& visit) {
    visit("name", self.name, field::kPlain);
    visit("is_folder", self.is_folder, field::kPlain);
  }
  friend bool operator==(const FolderEntry&, const FolderEntry&) = default;
};

/// What a folder holds, by name in byte order. `path` is relative to the migrations folder: empty
/// for itself, "000001-000100" for one below.
struct ListFolder {
  using Reply = std::vector<FolderEntry>;
  static constexpr EffectSpec kEffect{.name = "list_folder", .port = &kMigrationFilesPort};
  Text path;
  Text Object() const { return path; }
  template <class Self, class Visitor>
  static void VisitFields(Self& self, Visitor&& visit) {
    visit("path", self.path, field::kPlain);
  }
};

/// The whole text of a file.
struct ReadMigrationFile {
  using Reply = Text;
  static constexpr EffectSpec kEffect{.name = "read_migration_file", .port = &kMigrationFilesPort};
  Text path;  ///< relative to the migrations folder
  Text Object() const { return path; }
  template <class Self, class Visitor>
  static void VisitFields(Self& self, Visitor&& visit) {
    visit("path", self.path, field::kPlain);
  }
};

/// Asking what is checked out never fails: where it cannot be told, nobody knows.
inline constexpr PortSpec kCheckoutPort{.name = "checkout", .error_kinds = {}};

/// What is checked out, for people: "main", "feature at 3f2a1c", or empty where nobody knows.
struct ReadCheckout {
  using Reply = Text;
  static constexpr EffectSpec kEffect{.name = "read_checkout", .port = &kCheckoutPort};
  Text Object() const { return Text(); }
  template <class Self, class Visitor>
  static void VisitFields(Self&, Visitor&&) {}
};

class MigrationFiles : public PortOf<ListFolder, ReadMigrationFile, ReadCheckout> {};

}  // namespace relapse::migrations

#endif  // ORCHESTRATION_PORTS_MIGRATION_FILES_H_
