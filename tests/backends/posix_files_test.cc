#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <unistd.h>

#include <csignal>
#include <filesystem>
#include <fstream>

#include "backends/posix/posix_file_system.h"
#include "backends/posix/posix_migration_files.h"

namespace relapse::migrations {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

class PosixFilesTest : public testing::Test {
 protected:
  PosixFilesTest() {
    std::string folder = (std::filesystem::temp_directory_path() / "relapse-files-XXXXXX").string();
    EXPECT_NE(mkdtemp(folder.data()), nullptr);
    root_ = folder;
  }
  ~PosixFilesTest() override { std::filesystem::remove_all(root_); }

  void Put(const std::string& name, std::string_view text) {
    std::ofstream(root_ + "/" + name, std::ios::binary) << text;
  }
  template <class T>
  static const ErrorKind* KindOf(const Result<T>& result) {
    return result.ok() ? nullptr : result.error().kind;
  }

  std::string root_;
};

std::vector<std::string> Told(const std::vector<FolderEntry>& entries) {
  std::vector<std::string> told;
  for (const FolderEntry& entry : entries) {
    told.push_back(entry.name.str() + (entry.is_folder ? "/" : ""));
  }
  return told;
}

TEST_F(PosixFilesTest, AFolderIsListedInByteOrderAndLinksAreNoFolders) {
  Put("b.sql", "");
  Put("B.sql", "");
  std::filesystem::create_directory(root_ + "/a.up.sql");
  std::filesystem::create_directory_symlink(root_ + "/a.up.sql", root_ + "/c.up.sql");
  PosixMigrationFiles files(root_);
  EXPECT_THAT(Told(*files.Perform(ListFolder{})),
              ElementsAre("B.sql", "a.up.sql/", "b.sql", "c.up.sql"));
  EXPECT_THAT(*files.Perform(ListFolder{"a.up.sql"}), IsEmpty());
  EXPECT_EQ(KindOf(files.Perform(ReadMigrationFile{"c.up.sql"})), &kEntryUnreadable) << "EISDIR";
}

TEST_F(PosixFilesTest, AbsentPresentAndUnreadableAreThreeAnswers) {
  Put("there", std::string_view("a\0b\r\n", 5));
  PosixMigrationFiles files(root_);
  EXPECT_EQ(*files.Perform(ReadMigrationFile{"there"}), Text(std::string_view("a\0b\r\n", 5)));
  EXPECT_EQ(KindOf(files.Perform(ReadMigrationFile{"nosuch"})), &kNotFound);
  EXPECT_EQ(KindOf(files.Perform(ReadMigrationFile{"there/below"})), &kNotFound) << "ENOTDIR";
  EXPECT_EQ(KindOf(files.Perform(ListFolder{"nosuch"})), &kNotFound);
  std::filesystem::create_symlink("loop", root_ + "/loop");
  EXPECT_EQ(KindOf(files.Perform(ReadMigrationFile{"loop"})), &kEntryUnreadable) << "ELOOP";
  EXPECT_EQ(KindOf(files.Perform(ListFolder{"loop"})), &kEntryUnreadable);
  std::filesystem::create_symlink("gone", root_ + "/dangling");
  EXPECT_EQ(KindOf(files.Perform(ReadMigrationFile{"dangling"})), &kNotFound);
  ASSERT_EQ(mkfifo((root_ + "/fifo").c_str(), 0600), 0);
  EXPECT_EQ(KindOf(files.Perform(ReadMigrationFile{"fifo"})), &kEntryUnreadable)
      << "it must not wait";
}

TEST_F(PosixFilesTest, ACheckoutIsTheBranchAndItsCommit) {
  PosixMigrationFiles files(root_ + "/migrations");
  std::filesystem::create_directories(root_ + "/migrations");
  std::filesystem::create_directories(root_ + "/.git/refs/heads/my");
  EXPECT_EQ(*files.Perform(ReadCheckout{}), Text(""));
  Put(".git/HEAD", "ref: refs/heads/my/branch\n");
  EXPECT_EQ(*files.Perform(ReadCheckout{}), Text("my/branch")) << "no commit yet";
  Put(".git/packed-refs", "# pack-refs\nabcdef0123456789 refs/heads/my/branch\n");
  EXPECT_EQ(*files.Perform(ReadCheckout{}), Text("my/branch at abcdef0"));
  Put(".git/refs/heads/my/branch", "1234567890123456\n");
  EXPECT_EQ(*files.Perform(ReadCheckout{}), Text("my/branch at 1234567"));
  Put(".git/HEAD", "fedcba9876543210\n");
  EXPECT_EQ(*files.Perform(ReadCheckout{}), Text("fedcba9"));

  std::filesystem::create_directories(root_ + "/tree/migrations");
  std::filesystem::create_directories(root_ + "/.git/worktrees/tree");
  Put("tree/.git", "gitdir: " + root_ + "/.git/worktrees/tree\n");
  Put(".git/worktrees/tree/HEAD", "ref: refs/heads/my/branch\n");
  Put(".git/worktrees/tree/commondir", "../..\n");
  EXPECT_EQ(*PosixMigrationFiles(root_ + "/tree/migrations").Perform(ReadCheckout{}),
            Text("my/branch at 1234567"));
}

TEST_F(PosixFilesTest, AFileIsReplacedByRenamingAndMadeDurable) {
  PosixFileSystem system(root_);
  EXPECT_EQ(KindOf(system.Perform(ReadFile{"cache"})), &kNotFound);
  ASSERT_TRUE(system.Perform(WriteFile{"cache.new", "a longer text"}).ok());
  ASSERT_TRUE(system.Perform(WriteFile{"cache.new", "text"}).ok());
  struct stat status {};
  ASSERT_EQ(stat((root_ + "/cache.new").c_str(), &status), 0);
  EXPECT_EQ(status.st_mode & 0777, 0600u);
  ASSERT_TRUE(system.Perform(FsyncFile{"cache.new"}).ok());
  ASSERT_TRUE(system.Perform(RenameFile{"cache.new", "cache"}).ok());
  ASSERT_TRUE(system.Perform(FsyncFolder{"."}).ok());
  EXPECT_EQ(*system.Perform(ReadFile{"cache"}), Text("text"));
  EXPECT_EQ(*system.Perform(ReadFile{Text(root_ + "/cache")}), Text("text"));
  ASSERT_TRUE(system.Perform(RemoveFile{"cache"}).ok());
  EXPECT_EQ(KindOf(system.Perform(RemoveFile{"cache"})), &kNotFound);
  EXPECT_EQ(KindOf(system.Perform(RenameFile{"cache", "x"})), &kNotFound);
  EXPECT_EQ(KindOf(system.Perform(FsyncFile{"cache"})), &kNotFound);
  EXPECT_EQ(KindOf(system.Perform(FsyncFolder{"cache"})), &kNotFound);
  EXPECT_EQ(KindOf(system.Perform(WriteFile{"nosuch/cache", "x"})), &kNotFound);
}

TEST_F(PosixFilesTest, WhatCannotBeWrittenSaysWhy) {
  PosixFileSystem system(root_);
  std::filesystem::create_directory(root_ + "/folder");
  EXPECT_EQ(KindOf(system.Perform(ReadFile{"folder"})), &kIsFolder);
  EXPECT_EQ(KindOf(system.Perform(WriteFile{"folder", "x"})), &kIsFolder);
  EXPECT_EQ(KindOf(system.Perform(RemoveFile{"folder"})), &kIsFolder);
  // A device that is always full.
  EXPECT_EQ(KindOf(system.Perform(WriteFile{"/dev/full", "x"})), &kNoSpace);
  // A file that may not grow; the prefix stays.
  std::signal(SIGXFSZ, SIG_IGN);
  rlimit before{};
  ASSERT_EQ(getrlimit(RLIMIT_FSIZE, &before), 0);
  const rlimit small{4, before.rlim_max};
  ASSERT_EQ(setrlimit(RLIMIT_FSIZE, &small), 0);
  const Status written = system.Perform(WriteFile{"large", "123456789"});
  ASSERT_EQ(setrlimit(RLIMIT_FSIZE, &before), 0);
  EXPECT_EQ(KindOf(written), &kNoSpace);
  EXPECT_EQ(*system.Perform(ReadFile{"large"}), Text("1234"));
}

}  // namespace
}  // namespace relapse::migrations
