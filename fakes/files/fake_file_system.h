// FakeFileSystem: the FileSystem port over FileSystemState.
//
// **Method.** Every process sees at once what was written; the disk has it after FsyncFile of the
// file and FsyncFolder of its folder (fsync of a file says nothing of its name: stricter than
// ext4). Folders need not be made. Errors are flags of the state: a full disk truncates a file that
// is written in place and then fails, all other refusals write nothing.
#ifndef FAKES_FILES_FAKE_FILE_SYSTEM_H_
#define FAKES_FILES_FAKE_FILE_SYSTEM_H_

#include "fakes/files/file_system_state.h"
#include "orchestration/ports/file_system.h"

namespace relapse::migrations {

class FakeFileSystem {
 public:
  Result<Text> On(World& world, const ReadFile& request) const;
  Status On(World& world, const WriteFile& request) const;
  Status On(World& world, const FsyncFile& request) const;
  Status On(World& world, const RenameFile& request) const;
  Status On(World& world, const RemoveFile& request) const;
  Status On(World& world, const FsyncFolder& request) const;
};

const FakeFileSystem& FileSystemServer();

}  // namespace relapse::migrations

#endif  // FAKES_FILES_FAKE_FILE_SYSTEM_H_
