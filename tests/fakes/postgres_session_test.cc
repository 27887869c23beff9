// Transactions, locks and sessions of the fake PostgreSQL.
#include "tests/fakes/server.h"

namespace relapse::migrations {
namespace {

class Sessions : public testing::Test {
 protected:
  Server server;
  std::int64_t one = server.Open("one");
  std::int64_t two = server.Open("two");
};

TEST_F(Sessions, ATransactionIsInvisibleUntilItsCommit) {
  ASSERT_TRUE(server.BeginIn(one).ok());
  ASSERT_TRUE(server.Run(one, "create table a(i int)").ok());
  EXPECT_EQ(server.Call(ReadCatalog{one})->size(), 1U);
  EXPECT_TRUE(server.Call(ReadCatalog{two})->empty());
  EXPECT_EQ(server.Objects(), "");
  ASSERT_TRUE(server.CommitIn(one).ok());
  EXPECT_EQ(server.Call(ReadCatalog{two})->size(), 1U);
}

TEST_F(Sessions, ATransactionIsUndoneByRollbackAndByTheEndOfItsSession) {
  for (const bool closes : {false, true}) {
    ASSERT_TRUE(server.BeginIn(one).ok());
    ASSERT_TRUE(server.Run(one, "create table a(i int)").ok());
    if (closes) {
      ASSERT_TRUE(server.Call(CloseSession{one}).ok());
    } else {
      ASSERT_TRUE(server.RollbackIn(one).ok());
    }
    EXPECT_EQ(server.Objects(), "");
    EXPECT_TRUE(server.Run(two, "create table a(i int); drop table a").ok());
  }
}

TEST_F(Sessions, AnErrorAbortsTheTransactionUntilRollback) {
  ASSERT_TRUE(server.BeginIn(one).ok());
  ASSERT_TRUE(server.Run(one, "create table a(i int)").ok());
  ExpectSqlState(server.Run(one, "drop table nosuch"), "42P01");
  ExpectSqlState(server.Run(one, "create table b(i int)"), "25P02", "commands ignored");
  ExpectSqlState(server.BeginIn(one), "25P02");
  ExpectSqlState(server.Call(TruncateVersion{one}), "25P02");
  EXPECT_EQ(server.Call(ReadVersion{one}).error().number, SqlState("25P02"));
  EXPECT_EQ(server.Call(TryAdvisoryLock{one, 7}).error().number, SqlState("25P02"));
  EXPECT_TRUE(server.Run(one, "").ok());
  EXPECT_TRUE(server.Run(two, "create table a(i int)").ok()) << "its locks are gone";
  ASSERT_TRUE(server.RollbackIn(one).ok());
  EXPECT_TRUE(server.Run(one, "create table b(i int)").ok());
}

TEST_F(Sessions, CommitOfAnAbortedTransactionRollsBack) {
  ASSERT_TRUE(server.BeginIn(one).ok());
  ASSERT_TRUE(server.Run(one, "create table a(i int)").ok());
  ExpectSqlState(server.Run(one, "nonsense"), "42601", "outside the subset");
  ExpectSqlState(server.CommitIn(one), "25P02", "failed transaction");
  EXPECT_EQ(server.Objects(), "");
  ExpectSqlState(server.CommitIn(one), "25P01");
}

TEST_F(Sessions, BeginWithinATransactionIsRefusedAndChangesNothing) {
  ASSERT_TRUE(server.BeginIn(one).ok());
  const std::uint64_t changes = server.world.change_count();
  ExpectSqlState(server.BeginIn(one), "25001");
  EXPECT_EQ(server.world.change_count(), changes);
  EXPECT_TRUE(server.Run(one, "create table a(i int)").ok());
}

TEST_F(Sessions, RollbackWithoutATransactionSucceeds) { EXPECT_TRUE(server.RollbackIn(one).ok()); }

TEST_F(Sessions, AStatementThatNeedsAHeldLockIsRefusedAndAbortsItsTransaction) {
  ASSERT_TRUE(server.Run(one, "create table a(i int)").ok());
  ASSERT_TRUE(server.BeginIn(one).ok());
  ASSERT_TRUE(server.Run(one, "insert into a values (1)").ok());
  ASSERT_TRUE(server.BeginIn(two).ok());
  EXPECT_TRUE(server.Run(two, "insert into a values (2)").ok());
  const Status dropped = server.Run(two, "drop table a");
  ASSERT_FALSE(dropped.ok());
  EXPECT_EQ(dropped.error().kind, &kLockNotAvailable);
  EXPECT_EQ(dropped.error().number, SqlState("55P03"));
  ExpectSqlState(server.Run(two, "select 1"), "25P02");
  ASSERT_TRUE(server.RollbackIn(two).ok());
  ASSERT_TRUE(server.CommitIn(one).ok());
  EXPECT_EQ(server.Rows("a"), 1);
  EXPECT_TRUE(server.Run(two, "drop table a").ok());
}

TEST_F(Sessions, RowsOfSeveralTransactionsAddUp) {
  ASSERT_TRUE(server.Run(one, "create table a(i int); insert into a values (1),(2)").ok());
  for (const std::int64_t session : {one, two}) {
    ASSERT_TRUE(server.BeginIn(session).ok());
    ASSERT_TRUE(server.Run(session, "insert into a values (3)").ok());
  }
  ASSERT_TRUE(server.CommitIn(one).ok());
  EXPECT_EQ(server.Rows("a"), 3);
  ASSERT_TRUE(server.CommitIn(two).ok());
  EXPECT_EQ(server.Rows("a"), 4);
}

TEST_F(Sessions, AStatementSeesWhatOthersCommittedBeforeIt) {
  ASSERT_TRUE(server.BeginIn(one).ok());
  ASSERT_TRUE(server.Run(one, "create table a(i int)").ok());
  ASSERT_TRUE(server.Run(two, "create table b(i int)").ok());
  EXPECT_EQ(server.Call(ReadCatalog{one})->size(), 2U);
  ASSERT_TRUE(server.Run(one, "drop table b").ok());
  ASSERT_TRUE(server.CommitIn(one).ok());
  EXPECT_EQ(server.Objects(), "a");
}

TEST_F(Sessions, TwoMakersOfOneNameExcludeEachOther) {
  ASSERT_TRUE(server.BeginIn(one).ok());
  ASSERT_TRUE(server.Run(one, "create table a(i int)").ok());
  EXPECT_EQ(server.Run(two, "create table a(i int)").error().kind, &kLockNotAvailable);
  ASSERT_TRUE(server.CommitIn(one).ok());
  ExpectSqlState(server.Run(two, "create table a(i int)"), "42P07",
                 "relation \"a\" already exists");
}

TEST_F(Sessions, AReadOfTheVersionIsRefusedWhileABatchHasTruncatedIt) {
  server.SetVersion(3);
  ASSERT_TRUE(server.BeginIn(one).ok());
  ASSERT_TRUE(server.Call(TruncateVersion{one}).ok());
  ASSERT_TRUE(server.Call(InsertVersion{one, {4, true}}).ok());
  ExpectRefusal(server, ReadVersion{two}, kLockNotAvailable);
  EXPECT_EQ(server.Call(ReadVersion{one})->rows, (std::vector<VersionRow>{{4, true}}));
  ASSERT_TRUE(server.RollbackIn(one).ok());
  EXPECT_EQ(server.Call(ReadVersion{two})->rows, (std::vector<VersionRow>{{3, false}}));
}

TEST_F(Sessions, ARefusedReadLeavesTheTransactionAsItWas) {
  server.SetVersion(3);
  ASSERT_TRUE(server.BeginIn(one).ok());
  ASSERT_TRUE(server.Call(TruncateVersion{one}).ok());
  ASSERT_TRUE(server.BeginIn(two).ok());
  ExpectRefusal(server, ReadVersion{two}, kLockNotAvailable);
  EXPECT_TRUE(server.Run(two, "create table a(i int)").ok());
  EXPECT_TRUE(server.CommitIn(two).ok());
}

TEST_F(Sessions, ARepeatableReadOlderThanATruncateSeesNoVersion) {
  server.SetVersion(3);
  ASSERT_TRUE(server.Run(two, "begin isolation level repeatable read").ok());
  EXPECT_EQ(server.Call(ReadVersion{two})->rows.size(), 1U);
  ASSERT_TRUE(server.BeginIn(one).ok());
  ASSERT_TRUE(server.Call(TruncateVersion{one}).ok());
  ASSERT_TRUE(server.Call(InsertVersion{one, {4, false}}).ok());
  ASSERT_TRUE(server.CommitIn(one).ok());
  EXPECT_TRUE(server.Call(ReadVersion{two})->exists);
  EXPECT_TRUE(server.Call(ReadVersion{two})->rows.empty());
  ASSERT_TRUE(server.CommitIn(two).ok());
  EXPECT_EQ(server.Call(ReadVersion{two})->rows, (std::vector<VersionRow>{{4, false}}));
}

TEST_F(Sessions, VersionRowsAreUniqueAndOthersWaitForTheirKeys) {
  server.SetVersion(3);
  ExpectSqlState(server.Call(InsertVersion{one, {3, true}}), "23505", "schema_migrations_pkey");
  EXPECT_TRUE(server.Call(InsertVersion{one, {4, true}}).ok());
  EXPECT_EQ(server.VersionRows(), "(3,f)(4,t)");
  ASSERT_TRUE(server.BeginIn(one).ok());
  ASSERT_TRUE(server.Call(InsertVersion{one, {5, false}}).ok());
  EXPECT_EQ(server.Call(InsertVersion{two, {5, false}}).error().kind, &kLockNotAvailable);
  EXPECT_TRUE(server.Call(InsertVersion{two, {6, false}}).ok());
}

TEST_F(Sessions, MoveVersionComparesAndSets) {
  ExpectSqlState(Status(Fail(server.Call(MoveVersion{one, 3, 2}).error())), "42P01");
  server.SetVersion(3);
  EXPECT_FALSE(*server.Call(MoveVersion{one, 2, 1}));
  EXPECT_EQ(server.VersionRows(), "(3,f)");
  EXPECT_TRUE(*server.Call(MoveVersion{one, 3, 2}));
  EXPECT_EQ(server.VersionRows(), "(2,f)");
  EXPECT_TRUE(*server.Call(MoveVersion{one, 2, kNoVersion}));
  EXPECT_EQ(server.VersionRows(), "");
  ASSERT_TRUE(server.Call(InsertVersion{one, {2, true}}).ok());
  EXPECT_FALSE(*server.Call(MoveVersion{one, 2, 1})) << "a dirty row is not the clean one";
}

TEST_F(Sessions, MoveVersionIsRefusedWhileAnotherHoldsTheRow) {
  server.SetVersion(3);
  ASSERT_TRUE(server.BeginIn(one).ok());
  ASSERT_TRUE(*server.Call(MoveVersion{one, 3, 2}));
  EXPECT_EQ(server.Call(MoveVersion{two, 3, 1}).error().kind, &kLockNotAvailable);
  ASSERT_TRUE(server.CommitIn(one).ok());
  EXPECT_FALSE(*server.Call(MoveVersion{two, 3, 1}));
}

TEST_F(Sessions, TheVersionTableIsFoundByTheSearchPath) {
  EXPECT_FALSE(server.Call(ReadVersion{one})->exists);
  ExpectSqlState(server.Call(TruncateVersion{one}), "42P01", "schema_migrations");
  ExpectSqlState(server.Call(InsertVersion{one, {1, false}}), "42P01", "schema_migrations");
  ASSERT_TRUE(server.Call(CreateVersionTable{one}).ok());
  const std::uint64_t changes = server.world.change_count();
  ASSERT_TRUE(server.Call(CreateVersionTable{one}).ok());
  EXPECT_EQ(server.world.change_count(), changes);
  ASSERT_TRUE(server.Run(one, "set search_path = other").ok());
  EXPECT_FALSE(server.Call(ReadVersion{one})->exists);
  ExpectSqlState(server.Call(CreateVersionTable{one}), "3F000", "no schema has been selected");
  EXPECT_FALSE(*server.Call(MoveVersion{one, 1, 0})) << "it is qualified";
  EXPECT_TRUE(server.Call(ReadVersion{two})->exists);
}

TEST_F(Sessions, WhoIsGoneLeavesNoTrace) {
  Server other;
  ASSERT_TRUE(server.Call(TryAdvisoryLock{one, 7}).ok());
  ASSERT_TRUE(server.BeginIn(one).ok());
  ASSERT_TRUE(server.Run(one, "create table a(i int)").ok());
  SessionsOfProcessEnd(server.world, "one");
  EXPECT_EQ(server.state().sessions.size(), 1U);
  EXPECT_TRUE(*server.Call(TryAdvisoryLock{two, 7}));
  SessionsOfProcessEnd(server.world, "");
  EXPECT_TRUE(server.world.SameState(other.world));
  const std::uint64_t changes = server.world.change_count();
  SessionsOfProcessEnd(server.world, "");
  EXPECT_EQ(server.world.change_count(), changes);
  ExpectRefusal(server, Begin{one}, kNoSession);
}

TEST_F(Sessions, NobodyIsServedWhileTheServerIsDown) {
  ASSERT_TRUE(server.Run(one, "create table a(i int)").ok());
  ASSERT_TRUE(server.BeginIn(one).ok());
  ASSERT_TRUE(server.Run(one, "create table b(i int)").ok());
  StopListening(server.world);
  ExpectRefusal(server, OpenSession{.application = "three"}, kServerUnavailable);
  ExpectRefusal(server, ReadVersion{one}, kServerUnavailable);
  StartListening(server.world);
  ExpectRefusal(server, ReadVersion{one}, kNoSession);
  EXPECT_EQ(server.Objects(), "a");
}

TEST_F(Sessions, ALoginMayBeRefused) {
  server.world.Mutate<PostgresState>().refuses_login = true;
  ExpectRefusal(server, OpenSession{.application = "three"}, kPermission);
}

}  // namespace
}  // namespace relapse::migrations
