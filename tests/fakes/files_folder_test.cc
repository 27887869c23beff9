// The migrations folder of a checkout, and the built-in server of a developer's folder.
#include <gtest/gtest.h>

#include "fakes/files/migration_folder.h"
#include "fakes/files/server_process_state.h"
#include "fakes/postgres/fake_postgres.h"

namespace relapse::migrations {
namespace {

Interned<FileTree> Tree(const std::vector<std::pair<Text, Text>>& files) {
  FileTree tree;
  for (const auto& [path, content] : files) tree.Put({path, content});
  return Interned<FileTree>(tree);
}

class Folder : public testing::Test {
 protected:
  Folder() {
    MigrationFolder folder;
    folder.branches = {{"main", Tree({{"000001_a.up.sql", "a"}, {"000001_a.down.sql", "-a"}})},
                       {"feature", Tree({{"000001_a.up.sql", "a"},
                                         {"000001-000100/000002_b.up.sql", "b"},
                                         {"000001-000100-old/x", ""}})}};
    folder.tree = folder.branches[0].tree;
    world.Add(folder);
  }
  std::string List(Text path = "") {
    const auto listed = MigrationFilesServer().On(world, ListFolder{path});
    if (!listed.ok()) return std::string(listed.error().kind->name);
    std::string names;
    for (const FolderEntry& entry : *listed) {
      names += (names.empty() ? "" : " ") + entry.name.str() + (entry.is_folder ? "/" : "");
    }
    return names;
  }
  std::string Read(Text path) {
    const auto text = MigrationFilesServer().On(world, ReadMigrationFile{path});
    return text.ok() ? text->str() : std::string(text.error().kind->name);
  }
  World world;
};

TEST_F(Folder, HoldsTheFilesOfItsCheckout) {
  EXPECT_EQ(List(), "000001_a.down.sql 000001_a.up.sql");
  EXPECT_EQ(Read("000001_a.down.sql"), "-a");
  EXPECT_EQ(Read("000002_b.up.sql"), "not_found");
  SwitchCheckout(world, "feature");
  EXPECT_EQ(List(), "000001-000100/ 000001-000100-old/ 000001_a.up.sql");
  EXPECT_EQ(List("000001-000100"), "000002_b.up.sql");
  EXPECT_EQ(Read("000001-000100/000002_b.up.sql"), "b");
  EXPECT_EQ(MigrationFilesServer().On(world, ReadCheckout{})->view(), "feature");
}

TEST_F(Folder, WhatCannotBeReadIsNotWhatIsNotThere) {
  SetUnreadable(world, "000001_a.up.sql", true);
  EXPECT_EQ(Read("000001_a.up.sql"), "unreadable");
  EXPECT_EQ(List(), "000001_a.down.sql 000001_a.up.sql") << "its name is still read";
  SetUnreadable(world, "", true);
  EXPECT_EQ(List(), "unreadable");
  EXPECT_EQ(Read("000001_a.down.sql"), "unreadable");
  SetUnreadable(world, "", false);
  SetUnreadable(world, "000001_a.up.sql", false);
  EXPECT_EQ(Read("000001_a.up.sql"), "a");
  SetFolderAbsent(world, true);
  EXPECT_EQ(List(), "not_found");
  EXPECT_EQ(Read("000001_a.up.sql"), "not_found");
}

TEST_F(Folder, AFolderIsNoFileAndAFileNoFolder) {
  SwitchCheckout(world, "feature");
  EXPECT_EQ(Read("000001-000100"), "unreadable") << "EISDIR";
  EXPECT_EQ(List("000001_a.up.sql"), "not_found") << "ENOTDIR";
  FileTree tree = *world.Get<MigrationFolder>().tree;
  tree.Put({"000006_dir.up.sql", "", true});
  world.Mutate<MigrationFolder>().tree = Interned<FileTree>(tree);
  EXPECT_EQ(Read("000006_dir.up.sql"), "unreadable");
  EXPECT_EQ(List("000006_dir.up.sql"), "");
}

TEST_F(Folder, EditsLastUntilTheNextCheckoutAndCountOnce) {
  EditMigrationFile(world, "000001_a.up.sql", "edited");
  const std::uint64_t changes = world.change_count();
  EditMigrationFile(world, "000001_a.up.sql", "edited");
  RemoveMigrationFile(world, "nothing");
  EXPECT_EQ(world.change_count(), changes);
  EXPECT_EQ(Read("000001_a.up.sql"), "edited");
  RemoveMigrationFile(world, "000001_a.down.sql");
  EXPECT_EQ(List(), "000001_a.up.sql");
  SwitchCheckout(world, "main");
  EXPECT_EQ(Read("000001_a.up.sql"), "a");
  EXPECT_EQ(Read("000001_a.down.sql"), "-a");
}

class BuiltIn : public testing::Test {
 protected:
  BuiltIn() {
    PostgresState postgres;
    postgres.listening = false;
    world.Add(postgres);
    world.Add(ServerProcessState{});
  }
  template <class Request>
  auto Call(const Request& request) {
    return ServerProcessServer().On(world, request);
  }
  template <class Request>
  void Refused(const Request& request, const ErrorKind& kind) {
    const std::uint64_t changes = world.change_count();
    const auto answer = Call(request);
    ASSERT_FALSE(answer.ok());
    EXPECT_EQ(answer.error().kind, &kind) << answer.error().message.view();
    EXPECT_EQ(world.change_count(), changes);
  }
  DataFolderStatus Inspect() { return *Call(InspectDataFolder{}); }
  bool Listens() const { return world.Get<PostgresState>().listening; }
  World world;
};

TEST_F(BuiltIn, AFreshFolderHasNoServer) {
  EXPECT_EQ(Inspect().folder, DataFolder::kAbsent);
  Refused(StartServer{}, kNotFound);
  Refused(SetDataFolderAside{}, kNotFound);
  Refused(RemoveStalePidFile{}, kNotFound);
  EXPECT_TRUE(Call(StopServer{}).ok());
  EXPECT_TRUE(Call(DeleteSetAside{}).ok());
}

TEST_F(BuiltIn, AServerOutlivesWhoStartedIt) {
  InitDataFolder(world);
  EXPECT_EQ(Inspect().folder, DataFolder::kPresent);
  EXPECT_EQ(Inspect().major, 15);
  const int port = *Call(StartServer{});
  EXPECT_TRUE(Listens());
  EXPECT_EQ(Inspect().postmaster, Postmaster::kAlive);
  EXPECT_EQ(Inspect().port, port);
  Refused(StartServer{}, kStartFailed);
  Refused(SetDataFolderAside{}, kPermission);
  Refused(RemoveStalePidFile{}, kPermission);
  EXPECT_TRUE(Call(StopServer{}).ok());
  EXPECT_FALSE(Listens());
  EXPECT_EQ(Inspect().postmaster, Postmaster::kNone);
  EXPECT_EQ(Inspect().pid, 0);
}

TEST_F(BuiltIn, APidFileIsReadForWhatItMeans) {
  InitDataFolder(world);
  LeavePidFile(world, PidFileState::kDead);
  EXPECT_EQ(Inspect().postmaster, Postmaster::kNone);
  EXPECT_NE(Inspect().pid, 0);
  EXPECT_TRUE(Call(RemoveStalePidFile{}).ok());
  LeavePidFile(world, PidFileState::kForeign);
  EXPECT_EQ(Inspect().postmaster, Postmaster::kForeign);
  Refused(StopServer{}, kPermission);
  for (const PidFileState unknown : {PidFileState::kEperm, PidFileState::kEmpty}) {
    LeavePidFile(world, unknown);
    EXPECT_EQ(Inspect().postmaster, Postmaster::kUnknown);
    Refused(StartServer{}, kStartFailed);
    Refused(StopServer{}, kPermission);
    Refused(RemoveStalePidFile{}, kPermission);
    Refused(SetDataFolderAside{}, kPermission);
  }
}

TEST_F(BuiltIn, AServerThatDiedLeavesAPidFileThatTheNextOneReplaces) {
  InitDataFolder(world);
  ASSERT_TRUE(Call(StartServer{}).ok());
  const std::int64_t session =
      PostgresServer().On(world, OpenSession{.application = "one"})->session;
  ASSERT_TRUE(PostgresServer().On(world, RunSql{session, "create table a(i int)"}).ok());
  PostmasterDies(world);
  EXPECT_FALSE(Listens());
  EXPECT_EQ(Inspect().postmaster, Postmaster::kNone);
  ASSERT_TRUE(Call(StartServer{}).ok());
  EXPECT_TRUE(Listens());
  EXPECT_EQ(CatalogOf(world.Get<PostgresState>().committed).size(), 1U);
  EXPECT_TRUE(world.Get<PostgresState>().sessions.empty());
}

TEST_F(BuiltIn, OnlyWhatTheProgramCanReadIsStarted) {
  InitDataFolder(world);
  world.Mutate<ServerProcessState>().major = 13;
  Refused(StartServer{}, kStartFailed);
  world.Mutate<ServerProcessState>().folder = DataFolder::kHalf;
  EXPECT_EQ(Inspect().major, 0);
  Refused(StartServer{}, kPermission);
  world.Mutate<ServerProcessState>().folder = DataFolder::kUnreadable;
  EXPECT_EQ(Inspect().postmaster, Postmaster::kUnknown);
  Refused(StartServer{}, kPermission);
  Refused(SetDataFolderAside{}, kPermission);
}

TEST_F(BuiltIn, APortThatSomebodyTookIsRefusedAndAnyOtherIsFound) {
  InitDataFolder(world);
  const int free = *Call(StartServer{});
  ASSERT_TRUE(Call(StopServer{}).ok());
  world.Mutate<ServerProcessState>().taken_port = free;
  Refused(StartServer{free}, kPortTaken);
  EXPECT_NE(*Call(StartServer{}), free);
  world.Mutate<ServerProcessState>().start_fails = true;
  ASSERT_TRUE(Call(StopServer{}).ok());
  Refused(StartServer{}, kStartFailed);
}

TEST_F(BuiltIn, WhatWasSetAsideIsGoneAtOnceAndDeletedLater) {
  InitDataFolder(world);
  ASSERT_TRUE(Call(StartServer{}).ok());
  const std::int64_t session =
      PostgresServer().On(world, OpenSession{.application = "one"})->session;
  ASSERT_TRUE(PostgresServer().On(world, RunSql{session, "create table a(i int)"}).ok());
  ASSERT_TRUE(Call(StopServer{}).ok());
  ASSERT_TRUE(Call(SetDataFolderAside{}).ok());
  EXPECT_EQ(Inspect().folder, DataFolder::kAbsent);
  EXPECT_EQ(world.Get<ServerProcessState>().set_aside, 1);
  ASSERT_TRUE(Call(DeleteSetAside{}).ok());
  EXPECT_EQ(world.Get<ServerProcessState>().set_aside, 0);
  InitDataFolder(world);
  EXPECT_TRUE(CatalogOf(world.Get<PostgresState>().committed).empty());
}

}  // namespace
}  // namespace relapse::migrations
