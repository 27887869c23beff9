// The table of spec/migration-recovery.md section 1.4: what a stored down text leaves that brings
// its own transaction control, run as `T_v` runs it through database/sql.
#include "tests/fakes/server.h"

namespace relapse::migrations {
namespace {

/// At version 2, with tables a and b and a stored row for 2.
class RollbackStep : public testing::Test {
 protected:
  RollbackStep() {
    const std::int64_t setup = server.Open("setup");
    EXPECT_TRUE(server
                    .Run(setup,
                         "create table a(i int); create table b(i int);"
                         "create index c on a(i)")
                    .ok());
    EXPECT_TRUE(server.Call(CreateStore{setup}).ok());
    EXPECT_TRUE(
        server.Call(PutStored{setup, {.version = 2, .filename = "000002_b.down.sql"}}).ok());
    EXPECT_TRUE(server.Call(CloseSession{setup}).ok());
    server.SetVersion(2);
  }
  /// Runs the step up to `statements` of its statements (down text, TRUNCATE, INSERT, DELETE,
  /// COMMIT) or its first error; then the session ends.
  Status Undo(Text down, int statements = 5) {
    const std::int64_t session = server.Open();
    EXPECT_TRUE(server.BeginIn(session).ok());
    Status status = server.Run(session, down);
    if (status.ok() && statements > 1) status = server.Call(TruncateVersion{session});
    if (status.ok() && statements > 2) status = server.Call(InsertVersion{session, {1, false}});
    if (status.ok() && statements > 3) status = server.Call(DeleteStored{session, 2});
    if (status.ok() && statements > 4) status = server.CommitIn(session);
    EXPECT_TRUE(server.Call(CloseSession{session}).ok());
    return status;
  }
  std::size_t Tracked() const { return server.state().committed.store->rows.size(); }
  void ExpectNothingHappened() {
    EXPECT_EQ(server.Objects(), "c a b");
    EXPECT_EQ(server.VersionRows(), "(2,f)");
    EXPECT_EQ(Tracked(), 1U);
    EXPECT_TRUE(server.state().sessions.empty());
  }

  Server server;
};

TEST_F(RollbackStep, OfPlainSqlIsAtomic) {
  for (int statements = 1; statements < 5; ++statements) {
    EXPECT_TRUE(Undo("drop table b;", statements).ok());
    ExpectNothingHappened();
  }
  EXPECT_TRUE(Undo("drop table b;").ok());
  EXPECT_EQ(server.Objects(), "c a");
  EXPECT_EQ(server.VersionRows(), "(1,f)");
  EXPECT_EQ(Tracked(), 0U);
}

TEST_F(RollbackStep, WithItsOwnBeginAndCommitTakesEffectAndThenFails) {
  ExpectSqlState(Undo("BEGIN; drop table b; COMMIT;"), "25P01",
                 "unexpected transaction status idle");
  EXPECT_EQ(server.Objects(), "c a");
  EXPECT_EQ(server.VersionRows(), "(1,f)");
  EXPECT_EQ(Tracked(), 0U);
}

TEST_F(RollbackStep, WithItsOwnCommitAndADeathAfterTruncateLeavesNoVersion) {
  EXPECT_TRUE(Undo("BEGIN; drop table b; COMMIT;", 2).ok());
  EXPECT_EQ(server.Objects(), "c a");
  EXPECT_EQ(server.VersionRows(), "");
  EXPECT_EQ(Tracked(), 1U);
}

TEST_F(RollbackStep, WithACommitBeforeAnErrorKeepsWhatCameBefore) {
  ExpectSqlState(Undo("drop table b; commit; drop table nosuch;"), "42P01",
                 "table \"nosuch\" does not exist");
  EXPECT_EQ(server.Objects(), "c a");
  EXPECT_EQ(server.VersionRows(), "(2,f)");
  EXPECT_EQ(Tracked(), 1U);
}

TEST_F(RollbackStep, WithARollbackMovesTheVersionAndUndoesNothing) {
  ExpectSqlState(Undo("drop table b; ROLLBACK;"), "25P01");
  EXPECT_EQ(server.Objects(), "c a b");
  EXPECT_EQ(server.VersionRows(), "(1,f)");
  EXPECT_EQ(Tracked(), 0U);
}

TEST_F(RollbackStep, WithCommitAndChainKeepsTheEffectWithoutAnError) {
  EXPECT_TRUE(Undo("drop table b; COMMIT AND CHAIN;").ok());
  EXPECT_EQ(server.Objects(), "c a");
  EXPECT_EQ(server.VersionRows(), "(1,f)");
  EXPECT_TRUE(server.state().sessions.empty());
}

TEST_F(RollbackStep, OfNothingMovesTheVersion) {
  EXPECT_TRUE(Undo("-- drop table b;").ok());
  EXPECT_EQ(server.Objects(), "c a b");
  EXPECT_EQ(server.VersionRows(), "(1,f)");
  server.SetVersion(2);
  EXPECT_TRUE(Undo("").ok());
  EXPECT_EQ(server.VersionRows(), "(1,f)");
}

TEST_F(RollbackStep, WithDropIndexConcurrentlyIsACleanAbort) {
  ExpectSqlState(Undo("drop index concurrently c"), "25001",
                 "DROP INDEX CONCURRENTLY cannot run inside a transaction block");
  ExpectNothingHappened();
}

TEST_F(RollbackStep, WithASearchPathIsACleanAbort) {
  ExpectSqlState(Undo("set search_path = other; drop table public.b"), "42P01",
                 "schema_migrations");
  ExpectNothingHappened();
}

TEST_F(RollbackStep, ThatDropsPublicIsACleanAbort) {
  ExpectSqlState(Undo("drop schema public cascade; create schema public;"), "42P01",
                 "schema_migrations");
  ExpectNothingHappened();
}

}  // namespace
}  // namespace relapse::migrations
