// The store of recovery in the fake PostgreSQL: its formats, and what its rows wait for.
#include "tests/fakes/server.h"

namespace relapse::migrations {
namespace {

StoredMigration Row(Version version, Text up, Text down) {
  return {.version = version, .filename = "x.down.sql", .up_sql = up, .down_sql = down};
}

class Store : public testing::Test {
 protected:
  void Seed(int format, std::vector<StoredMigration> rows) {
    server.world.Mutate<PostgresState>().committed.store =
        Interned<MigrationStore>(MigrationStore{true, format, std::move(rows)});
  }
  MigrationStore Read() { return *server.Call(ReadStore{one}); }

  Server server;
  std::int64_t one = server.Open("one");
  std::int64_t two = server.Open("two");
};

TEST_F(Store, IsMadeOnceAndKeepsOneRowAVersionInOrder) {
  EXPECT_FALSE(Read().exists);
  ExpectSqlState(server.Call(PutStored{one, Row(1, "u", "d")}), "42P01");
  ExpectSqlState(server.Call(DeleteStored{one, 1}), "42P01");
  ASSERT_TRUE(server.Call(CreateStore{one}).ok());
  const std::uint64_t changes = server.world.change_count();
  ASSERT_TRUE(server.Call(CreateStore{one}).ok());
  EXPECT_EQ(server.world.change_count(), changes);
  for (const Version version : {3, 1, 2, 1}) {
    ASSERT_TRUE(server.Call(PutStored{one, Row(version, "u", "d")}).ok());
  }
  ASSERT_TRUE(server.Call(PutStored{one, Row(2, "other", "d")}).ok());
  ASSERT_TRUE(server.Call(DeleteStored{one, 1}).ok());
  ASSERT_TRUE(server.Call(DeleteStored{one, 7}).ok()) << "there is none";
  EXPECT_EQ(Read().rows, (std::vector<StoredMigration>{Row(2, "other", "d"), Row(3, "u", "d")}));
  EXPECT_TRUE(server.Call(ReadCatalog{one})->empty()) << "it is not shown among the objects";
}

TEST_F(Store, RowsOfTwoTransactionsMeetAndOneRowIsWaitedFor) {
  ASSERT_TRUE(server.Call(CreateStore{one}).ok());
  ASSERT_TRUE(server.BeginIn(one).ok());
  ASSERT_TRUE(server.Call(PutStored{one, Row(1, "u", "d")}).ok());
  EXPECT_TRUE(Read().rows.size() == 1U && server.Call(ReadStore{two})->rows.empty());
  EXPECT_EQ(server.Call(PutStored{two, Row(1, "v", "d")}).error().kind, &kLockNotAvailable);
  ASSERT_TRUE(server.Call(PutStored{two, Row(2, "v", "d")}).ok());
  EXPECT_EQ(Read().rows.size(), 2U);
  ASSERT_TRUE(server.CommitIn(one).ok());
  EXPECT_EQ(server.state().committed.store->rows.size(), 2U);
}

TEST_F(Store, RemembersWhatWasLeftBehindOnceEach) {
  const LeftBehind one_text{.version = 2, .filename = "x.up.sql", .up_sql = "u"};
  LeftBehind other_text = one_text;
  other_text.up_sql = "v";
  LeftBehind unknown = one_text;
  unknown.up_sql.reset();
  ExpectSqlState(server.Call(PutLeftBehind{one, one_text}), "3F000");
  ASSERT_TRUE(server.Call(CreateStore{one}).ok());
  for (const LeftBehind& row : {other_text, one_text, unknown, one_text}) {
    ASSERT_TRUE(server.Call(PutLeftBehind{one, row}).ok());
  }
  EXPECT_EQ(Read().left_behind, (std::vector<LeftBehind>{unknown, one_text, other_text}));
  EXPECT_TRUE(Read().rows.empty());
  ASSERT_TRUE(server.Call(DeleteLeftBehind{one, one_text}).ok());
  ASSERT_TRUE(server.Call(DeleteLeftBehind{one, one_text}).ok()) << "there is none";
  EXPECT_EQ(Read().left_behind, (std::vector<LeftBehind>{unknown, other_text}));

  ASSERT_TRUE(server.BeginIn(one).ok());
  ASSERT_TRUE(server.Call(DeleteLeftBehind{one, unknown}).ok());
  ASSERT_TRUE(server.Call(PutLeftBehind{two, one_text}).ok());
  ASSERT_TRUE(server.CommitIn(one).ok());
  EXPECT_EQ(Read().left_behind, (std::vector<LeftBehind>{one_text, other_text}));
  ASSERT_TRUE(server.Run(one, "drop schema _develop cascade").ok());
  EXPECT_TRUE(Read().left_behind.empty());
}

TEST_F(Store, OfAnOlderFormatIsReadAsItIsAndBroughtUp) {
  Seed(2, {Row(1, "", "d"), Row(2, "u", "")});
  std::vector<StoredMigration> rows{Row(1, "", "d"), Row(2, "u", "")};
  rows[0].up_sql.reset();  // an empty text was the default of its column: nobody knows (L21)
  rows[1].down_sql.reset();
  EXPECT_EQ(Read().format, 2);
  EXPECT_EQ(Read().rows, rows);
  ExpectSqlState(server.Call(PutStored{one, Row(3, "u", "d")}), "42703", "column \"state\"");
  ASSERT_TRUE(server.Call(CreateStore{one}).ok());
  EXPECT_EQ(Read().format, kStoreFormat);
  EXPECT_EQ(Read().rows, rows);
}

TEST_F(Store, OfANewerFormatIsOnlyNamed) {
  Seed(kStoreFormat + 1, {Row(1, "u", "d")});
  EXPECT_EQ(Read().format, kStoreFormat + 1);
  EXPECT_TRUE(Read().rows.empty());
  ExpectSqlState(server.Call(CreateStore{one}), "0A000", "newer than this program");
  EXPECT_EQ(server.state().committed.store->format, kStoreFormat + 1);
}

TEST_F(Store, IsWaitedForWhileSomebodyBringsItUp) {
  Seed(1, {});
  ASSERT_TRUE(server.BeginIn(one).ok());
  ASSERT_TRUE(server.Call(CreateStore{one}).ok());
  ExpectRefusal(server, ReadStore{two}, kLockNotAvailable);
  ASSERT_TRUE(server.RollbackIn(one).ok());
  EXPECT_EQ(server.Call(ReadStore{two})->format, 1);
}

TEST_F(Store, GoesWithItsSchema) {
  ASSERT_TRUE(server.Call(CreateStore{one}).ok());
  ExpectSqlState(server.Run(one, "drop schema _develop"), "2BP01");
  ASSERT_TRUE(server.Run(one, "drop schema _develop cascade").ok());
  EXPECT_FALSE(Read().exists);
  ASSERT_TRUE(server.Call(CreateStore{one}).ok());
  ASSERT_TRUE(server.Call(PutStored{one, Row(1, "u", "d")}).ok());
  ASSERT_TRUE(server.Run(one, "delete from _develop.applied_migrations where version = 1").ok());
  EXPECT_TRUE(Read().rows.empty());
  ASSERT_TRUE(server.Run(one, "drop table _develop.applied_migrations").ok());
  EXPECT_FALSE(Read().exists);
}

}  // namespace
}  // namespace relapse::migrations
