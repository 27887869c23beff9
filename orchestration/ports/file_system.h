// FileSystem: where the cache file lives. Written is not durable: bytes need Fsync of their file,
// names need FsyncFolder of their folder, or a power cut may lose or tear them (DUR-3).
#ifndef ORCHESTRATION_PORTS_FILE_SYSTEM_H_
#define ORCHESTRATION_PORTS_FILE_SYSTEM_H_

#include "harness/core/fields.h"
#include "harness/effect/port.h"

namespace relapse::migrations {

/// ENOSPC, EDQUOT: told before, while or after writing (at close), so any part may be there.
inline constexpr ErrorKind kNoSpace{"no_space", true, true};
inline constexpr ErrorKind kReadOnly{"read_only", false, true};   ///< EROFS, EACCES on writing
inline constexpr ErrorKind kIsFolder{"is_folder", false, false};  ///< EISDIR
inline constexpr ErrorKind kFileUnreadable{"file_unreadable", false, true};  ///< EACCES, EIO

inline constexpr const ErrorKind* kFileSystemErrors[] = {&kNotFound, &kFileUnreadable, &kNoSpace,
                                                         &kReadOnly, &kIsFolder};
inline constexpr PortSpec kFileSystemPort{.name = "file_system", .error_kinds = kFileSystemErrors};

/// The whole file.
struct ReadFile {
  using Reply = Text;
  static constexpr EffectSpec kEffect{.name = "read_file", .port = &kFileSystemPort};
  Text path;
  Text Object() const { return path; }
  template <class Self, class Visitor>
  static void VisitFields(Self& self, Visitor&& visit) {
    visit("path", self.path, field::kPlain);
  }
};

/// Creates or truncates, then writes, mode 0600. Not durable, and not atomic: a failure may leave
/// any prefix.
struct WriteFile {
  using Reply = Nothing;
  static constexpr EffectSpec kEffect{
      .name = "write_file", .port = &kFileSystemPort, .mutates = true};
  Text path;
  Text bytes;
  Text Object() const { return path; }
  template <class Self, class Visitor>
  static void VisitFields(Self& self, Visitor&& visit) {
    visit("path", self.path, field::kPlain);
    visit("bytes", self.bytes, field::kPlain);
  }
};

/// The bytes of the file survive a power cut.
struct FsyncFile {
  using Reply = Nothing;
  static constexpr EffectSpec kEffect{
      .name = "fsync_file", .port = &kFileSystemPort, .mutates = true};
  Text path;
  Text Object() const { return path; }
  template <class Self, class Visitor>
  static void VisitFields(Self& self, Visitor&& visit) {
    visit("path", self.path, field::kPlain);
  }
};

/// Replaces `to`. At once for every process; durable only with FsyncFolder.
struct RenameFile {
  using Reply = Nothing;
  static constexpr EffectSpec kEffect{
      .name = "rename_file", .port = &kFileSystemPort, .mutates = true};
  Text from;
  Text to;
  Text Object() const { return to; }
  template <class Self, class Visitor>
  static void VisitFields(Self& self, Visitor&& visit) {
    visit("from", self.from, field::kPlain);
    visit("to", self.to, field::kPlain);
  }
};

/// kNotFound if it is not there.
struct RemoveFile {
  using Reply = Nothing;
  static constexpr EffectSpec kEffect{
      .name = "remove_file", .port = &kFileSystemPort, .mutates = true};
  Text path;
  Text Object() const { return path; }
  template <class Self, class Visitor>
  static void VisitFields(Self& self, Visitor&& visit) {
    visit("path", self.path, field::kPlain);
  }
};

/// The names in the folder survive a power cut.
struct FsyncFolder {
  using Reply = Nothing;
  static constexpr EffectSpec kEffect{
      .name = "fsync_folder", .port = &kFileSystemPort, .mutates = true};
  Text path;
  Text Object() const { return path; }
  template <class Self, class Visitor>
  static void VisitFields(Self& self, Visitor&& visit) {
    visit("path", self.path, field::kPlain);
  }
};

class FileSystem
    : public PortOf<ReadFile, WriteFile, FsyncFile, RenameFile, RemoveFile, FsyncFolder> {};

}  // namespace relapse::migrations

#endif  // ORCHESTRATION_PORTS_FILE_SYSTEM_H_
