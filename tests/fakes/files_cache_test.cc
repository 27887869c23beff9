// The file system with a page cache: what processes see, what a power cut leaves, what is refused.
#include <gtest/gtest.h>

#include <set>

#include "fakes/files/fake_file_system.h"

namespace relapse::migrations {
namespace {

class Disk : public testing::Test {
 protected:
  Disk() { world.Add(FileSystemState{}); }

  template <class Request>
  auto Call(const Request& request) {
    return FileSystemServer().On(world, request);
  }
  template <class Request>
  void Refused(const Request& request, const ErrorKind& kind) {
    const std::uint64_t changes = world.change_count();
    const auto answer = Call(request);
    ASSERT_FALSE(answer.ok());
    EXPECT_EQ(answer.error().kind, &kind);
    EXPECT_EQ(world.change_count(), changes);
  }
  static std::string Show(World& shown, Text path) {
    const auto read = FileSystemServer().On(shown, ReadFile{path});
    return read.ok() ? "\"" + read->str() + "\"" : std::string(read.error().kind->name);
  }
  std::string Read(Text path) { return Show(world, path); }
  /// Every content that `path` can have after a power cut now.
  std::set<std::string> Fates(Text path) {
    std::set<std::string> seen;
    for (int fate = 0; fate < FatesOfPowerCut(world); ++fate) {
      World after = world;
      ApplyFate(after, fate);
      EXPECT_EQ(FatesOfPowerCut(after), 1);
      seen.insert(Show(after, path));
    }
    return seen;
  }
  using Set = std::set<std::string>;
  World world;
};

TEST_F(Disk, WhatIsWrittenIsSeenAtOnceAndSurvivesOnlyOnceSynced) {
  EXPECT_EQ(Read("d/f"), "not_found");
  ASSERT_TRUE(Call(WriteFile{"d/f", "full"}).ok());
  EXPECT_EQ(Read("d/f"), "\"full\"");
  EXPECT_EQ(Fates("d/f"), (Set{"not_found", "\"\"", "\"fu\"", "\"full\""}));
  ASSERT_TRUE(Call(FsyncFile{"d/f"}).ok());
  EXPECT_EQ(Fates("d/f"), (Set{"not_found", "\"full\""}));
  ASSERT_TRUE(Call(FsyncFolder{"elsewhere"}).ok());
  EXPECT_EQ(Fates("d/f"), (Set{"not_found", "\"full\""}));
  ASSERT_TRUE(Call(FsyncFolder{"d"}).ok());
  EXPECT_EQ(Fates("d/f"), (Set{"\"full\""}));
  EXPECT_FALSE(world.Get<FileSystemState>().IsDirty());
}

TEST_F(Disk, AWriteInPlaceCanBeLostOrTorn) {
  PutDurableFile(world, "d/f", "old!");
  EXPECT_EQ(FatesOfPowerCut(world), 1);
  ASSERT_TRUE(Call(WriteFile{"d/f", "new!"}).ok());
  EXPECT_EQ(Fates("d/f"), (Set{"\"old!\"", "\"new!\"", "\"\"", "\"ne\""}));
  EXPECT_EQ(DescribeFate(world, 0), "everything kept");
  EXPECT_EQ(DescribeFate(world, 1), "d/f lost");
  EXPECT_EQ(DescribeFate(world, 2), "d/f torn");
}

TEST_F(Disk, ATemporaryFileThatIsSyncedAndRenamedIsOldOrNewAtEveryPoint) {
  PutDurableFile(world, "d/f", "old!");
  const Set old_or_new{"\"old!\"", "\"new!\""};
  const auto is_whole = [&] {
    for (const std::string& fate : Fates("d/f")) EXPECT_TRUE(old_or_new.contains(fate)) << fate;
  };
  ASSERT_TRUE(Call(WriteFile{"d/t", "new!"}).ok());
  is_whole();
  ASSERT_TRUE(Call(FsyncFile{"d/t"}).ok());
  is_whole();
  ASSERT_TRUE(Call(RenameFile{"d/t", "d/f"}).ok());
  EXPECT_EQ(Read("d/f"), "\"new!\"");
  EXPECT_EQ(Read("d/t"), "not_found");
  is_whole();
  EXPECT_EQ(Fates("d/f"), old_or_new) << "a rename can be undone";
  EXPECT_EQ(DescribeFate(world, 1), "rename of d/f undone");
  ASSERT_TRUE(Call(FsyncFolder{"d"}).ok());
  EXPECT_EQ(Fates("d/f"), (Set{"\"new!\""}));
}

TEST_F(Disk, ATemporaryFileThatIsNotSyncedCanBeTornUnderItsNewName) {
  PutDurableFile(world, "d/f", "old!");
  ASSERT_TRUE(Call(WriteFile{"d/t", "new!"}).ok());
  ASSERT_TRUE(Call(RenameFile{"d/t", "d/f"}).ok());
  ASSERT_TRUE(Call(FsyncFolder{"d"}).ok());
  EXPECT_EQ(Fates("d/f"), (Set{"\"new!\"", "\"\"", "\"ne\""}));
}

TEST_F(Disk, ARemovalCanBeUndone) {
  PutDurableFile(world, "d/f", "old!");
  ASSERT_TRUE(Call(RemoveFile{"d/f"}).ok());
  EXPECT_EQ(Read("d/f"), "not_found");
  EXPECT_EQ(Fates("d/f"), (Set{"not_found", "\"old!\""}));
  ASSERT_TRUE(Call(FsyncFolder{"d"}).ok());
  EXPECT_EQ(Fates("d/f"), (Set{"not_found"}));
  EXPECT_TRUE(world.Get<FileSystemState>().nodes.empty());
}

TEST_F(Disk, WhatLiesAtTheScratchNameAloneIsNoPartOfTheState) {
  world.Mutate<FileSystemState>().scratch = "d/f.new";
  PutDurableFile(world, "d/f", "old!");
  const World before = world;
  ASSERT_TRUE(Call(WriteFile{"d/f.new", "half"}).ok());
  EXPECT_TRUE(world.SameState(before));
  ASSERT_TRUE(Call(FsyncFile{"d/f.new"}).ok());
  EXPECT_TRUE(world.SameState(before));
  ASSERT_TRUE(Call(RenameFile{"d/f.new", "d/f"}).ok());
  EXPECT_FALSE(world.SameState(before));

  World twice = before;
  for (const char* bytes : {"other", "half"}) {
    ASSERT_TRUE(FileSystemServer().On(twice, WriteFile{"d/f.new", bytes}).ok());
  }
  ASSERT_TRUE(FileSystemServer().On(twice, FsyncFile{"d/f.new"}).ok());
  ASSERT_TRUE(FileSystemServer().On(twice, RenameFile{"d/f.new", "d/f"}).ok());
  EXPECT_TRUE(twice.SameState(world));
}

TEST_F(Disk, OtherNamesAndWhatIsNotSyncedAreTheState) {
  PutDurableFile(world, "d/f", "old!");
  const World before = world;
  ASSERT_TRUE(Call(WriteFile{"d/g", "more"}).ok());
  EXPECT_FALSE(world.SameState(before));
  World synced = world;
  ASSERT_TRUE(FileSystemServer().On(synced, FsyncFile{"d/g"}).ok());
  EXPECT_FALSE(synced.SameState(world));
  World named = synced;
  ASSERT_TRUE(FileSystemServer().On(named, FsyncFolder{"d"}).ok());
  EXPECT_FALSE(named.SameState(synced));
}

TEST_F(Disk, NamesKeepTheirOrder) {
  PutDurableFile(world, "d/f", "old!");
  ASSERT_TRUE(Call(RemoveFile{"d/f"}).ok());
  ASSERT_TRUE(Call(WriteFile{"d/g", "x"}).ok());
  for (int fate = 0; fate < FatesOfPowerCut(world); ++fate) {
    World after = world;
    ApplyFate(after, fate);
    EXPECT_FALSE(Show(after, "d/f") != "not_found" && Show(after, "d/g") != "not_found")
        << "the later change is there, the earlier is not";
  }
}

TEST_F(Disk, WhatIsSoAlreadyIsNoChange) {
  PutDurableFile(world, "d/f", "same");
  const std::uint64_t changes = world.change_count();
  ASSERT_TRUE(Call(WriteFile{"d/f", "same"}).ok());
  ASSERT_TRUE(Call(FsyncFile{"d/f"}).ok());
  ASSERT_TRUE(Call(FsyncFolder{"d"}).ok());
  ASSERT_TRUE(Call(RenameFile{"d/f", "d/f"}).ok());
  ApplyFate(world, 0);
  EXPECT_EQ(world.change_count(), changes);
}

TEST_F(Disk, RefusesWhatIsNotThere) {
  Refused(FsyncFile{"d/f"}, kNotFound);
  Refused(RemoveFile{"d/f"}, kNotFound);
  Refused(RenameFile{"d/f", "d/g"}, kNotFound);
}

TEST_F(Disk, AFullDiskLeavesAFileThatIsWrittenInPlaceEmpty) {
  PutDurableFile(world, "d/f", "old!");
  world.Mutate<FileSystemState>().no_space = true;
  EXPECT_EQ(Call(WriteFile{"d/f", "new!"}).error().kind, &kNoSpace);
  EXPECT_EQ(Read("d/f"), "\"\"");
  EXPECT_EQ(Call(WriteFile{"d/t", "new!"}).error().kind, &kNoSpace);
  EXPECT_EQ(Read("d/t"), "\"\"");
}

TEST_F(Disk, RefusesToWriteWhereItMayNot) {
  PutDurableFile(world, "d/f", "old!");
  world.Mutate<FileSystemState>().unwritable = {"d/f"};
  Refused(WriteFile{"d/f", "x"}, kReadOnly);
  Refused(RenameFile{"d/f", "d/g"}, kReadOnly);
  Refused(RemoveFile{"d/f"}, kReadOnly);
  EXPECT_EQ(Read("d/f"), "\"old!\"");
  world.Mutate<FileSystemState>().read_only = true;
  Refused(WriteFile{"d/other", "x"}, kReadOnly);
  world.Mutate<FileSystemState>().unreadable = {"d/f"};
  EXPECT_EQ(Read("d/f"), "file_unreadable");
}

TEST_F(Disk, AFolderIsNoFile) {
  world.Mutate<FileSystemState>().folders = {"d/f"};
  PutDurableFile(world, "d/g", "x");
  Refused(WriteFile{"d/f", "x"}, kIsFolder);
  Refused(RenameFile{"d/g", "d/f"}, kIsFolder);
  Refused(RemoveFile{"d/f"}, kIsFolder);
  EXPECT_EQ(Read("d/f"), "is_folder");
}

TEST_F(Disk, OldChangesOfNamesReachTheDiskByThemselves) {
  for (std::size_t i = 0; i <= kMostPendingChanges; ++i) {
    ASSERT_TRUE(Call(WriteFile{"d/f" + std::to_string(i), "x"}).ok());
  }
  EXPECT_EQ(Fates("d/f0"), (Set{"\"\"", "\"x\""})) << "its name is there, its byte or not";
  EXPECT_EQ(Fates("d/f1"), (Set{"not_found", "\"\"", "\"x\""}));
}

TEST_F(Disk, HowAFileWasWrittenIsNoState) {
  PutDurableFile(world, "d/f", "old!");
  World in_place = world;
  ASSERT_TRUE(FileSystemServer().On(in_place, WriteFile{"d/f", "new!"}).ok());
  ASSERT_TRUE(FileSystemServer().On(in_place, FsyncFile{"d/f"}).ok());
  ASSERT_TRUE(Call(WriteFile{"d/t", "new!"}).ok());
  ASSERT_TRUE(Call(FsyncFile{"d/t"}).ok());
  ASSERT_TRUE(Call(RenameFile{"d/t", "d/f"}).ok());
  EXPECT_FALSE(world.SameState(in_place));
  ASSERT_TRUE(Call(FsyncFolder{"d"}).ok());
  EXPECT_TRUE(world.SameState(in_place));
}

}  // namespace
}  // namespace relapse::migrations
