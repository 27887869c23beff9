// Advisory locks (spec section 3.6), and statements whose client is gone (sections 3.3 and 3.5).
#include "tests/fakes/server.h"

namespace relapse::migrations {
namespace {

class Locks : public testing::Test {
 protected:
  Server server;
  std::int64_t one = server.Open("one");
  std::int64_t two = server.Open("two");
};

TEST_F(Locks, AnAdvisoryLockExcludesOtherSessionsUntilItsSessionEnds) {
  EXPECT_TRUE(*server.Call(TryAdvisoryLock{one, 7}));
  EXPECT_FALSE(*server.Call(TryAdvisoryLock{two, 7}));
  EXPECT_TRUE(*server.Call(TryAdvisoryLock{two, 8}));
  EXPECT_EQ(server.Call(AdvisoryLock{two, 7}).error().kind, &kLockNotAvailable);
  EXPECT_FALSE(*server.Call(AdvisoryUnlock{two, 7})) << "only its holder releases it";
  ASSERT_TRUE(server.Call(CloseSession{one}).ok());
  EXPECT_TRUE(server.Call(AdvisoryLock{two, 7}).ok());
}

TEST_F(Locks, AnAdvisoryLockIsReentrantAndNeedsAsManyUnlocks) {
  EXPECT_TRUE(*server.Call(TryAdvisoryLock{one, 7}));
  EXPECT_TRUE(server.Call(AdvisoryLock{one, 7}).ok());
  EXPECT_TRUE(*server.Call(AdvisoryUnlock{one, 7}));
  EXPECT_FALSE(*server.Call(TryAdvisoryLock{two, 7}));
  EXPECT_TRUE(*server.Call(AdvisoryUnlock{one, 7}));
  EXPECT_TRUE(*server.Call(TryAdvisoryLock{two, 7}));
  EXPECT_FALSE(*server.Call(AdvisoryUnlock{one, 7}));
}

TEST_F(Locks, ALockOfASessionSurvivesRollbackAndOneOfATransactionDoesNot) {
  ASSERT_TRUE(server.BeginIn(one).ok());
  EXPECT_TRUE(*server.Call(TryAdvisoryLock{one, 7}));
  EXPECT_TRUE(*server.Call(TryAdvisoryLock{one, 8, true}));
  EXPECT_FALSE(*server.Call(TryAdvisoryLock{two, 8})) << "both levels share their keys";
  EXPECT_FALSE(*server.Call(AdvisoryUnlock{one, 8}));
  ASSERT_TRUE(server.RollbackIn(one).ok());
  EXPECT_FALSE(*server.Call(TryAdvisoryLock{two, 7}));
  EXPECT_TRUE(*server.Call(TryAdvisoryLock{two, 8}));
}

TEST_F(Locks, ALockOfATransactionGoesWithItsCommitAndItsAbort) {
  for (const bool fails : {false, true}) {
    ASSERT_TRUE(server.BeginIn(one).ok());
    ASSERT_TRUE(server.Call(AdvisoryLock{one, 7, true}).ok());
    EXPECT_FALSE(*server.Call(TryAdvisoryLock{two, 7, true}));
    if (fails) {
      ExpectSqlState(server.Run(one, "drop table nosuch"), "42P01");
    } else {
      ASSERT_TRUE(server.CommitIn(one).ok());
    }
    EXPECT_TRUE(*server.Call(TryAdvisoryLock{two, 7, true}));
  }
}

TEST_F(Locks, OutsideATransactionTheLockOfOneIsGoneAtOnce) {
  ASSERT_TRUE(server.Call(AdvisoryLock{one, 7, true}).ok());
  EXPECT_TRUE(*server.Call(TryAdvisoryLock{two, 7}));
}

TEST_F(Locks, HoldersAreNamedWithWhatTheyDo) {
  ASSERT_TRUE(*server.Call(TryAdvisoryLock{one, 7}));
  const auto holders = [&](std::int64_t session) {
    return *server.Call(FindLockHolders{session, {7, 8}});
  };
  EXPECT_TRUE(holders(one).empty()) << "oneself is not told";
  EXPECT_EQ(holders(two), (std::vector<LockHolder>{{one, "one", "idle", 0}}));
  ASSERT_TRUE(server.BeginIn(one).ok());
  EXPECT_EQ(holders(two)[0].state, Text("idle in transaction"));
  ExpectSqlState(server.Run(one, "nonsense"), "42601");
  EXPECT_EQ(holders(two)[0].state, Text("idle in transaction (aborted)"));
  EXPECT_TRUE(server.Call(FindLockHolders{two, {8}})->empty());
}

TEST_F(Locks, AStatementUnderWayGoesOnWithoutItsClientAndHoldsItsLocksUntilThen) {
  ASSERT_TRUE(*server.Call(TryAdvisoryLock{one, 7}));
  server.LoseUnderWay(one, "create table a(i int)", Seconds(6));
  SessionsOfProcessEnd(server.world, "one");
  server.Pass(Seconds(4));
  EXPECT_EQ(server.Objects(), "");
  EXPECT_FALSE(*server.Call(TryAdvisoryLock{two, 7}));
  EXPECT_EQ(*server.Call(FindLockHolders{two, {7}}),
            (std::vector<LockHolder>{{one, "one", "active", 4000}}));
  server.Pass(Seconds(2));
  EXPECT_EQ(server.Objects(), "a");
  EXPECT_TRUE(*server.Call(TryAdvisoryLock{two, 7}));
  EXPECT_EQ(server.state().sessions.size(), 1U);
}

TEST_F(Locks, AStatementUnderWayWithinATransactionIsRolledBackWhenItIsDone) {
  ASSERT_TRUE(server.BeginIn(one).ok());
  ASSERT_TRUE(server.Run(one, "create table a(i int)").ok());
  server.LoseUnderWay(one, "create table b(i int)", Seconds(6));
  server.Pass(Seconds(5));
  EXPECT_EQ(server.Run(two, "create table a(i int)").error().kind, &kLockNotAvailable);
  server.Pass(Seconds(1));
  EXPECT_TRUE(server.Run(two, "create table a(i int)").ok());
  EXPECT_EQ(server.Objects(), "a");
}

TEST_F(Locks, ATextUnderWayWithItsOwnCommitKeepsIt) {
  server.LoseUnderWay(one, "begin; create table a(i int); commit; create table b(i int); nonsense",
                      Seconds(1));
  server.Pass(Seconds(1));
  EXPECT_EQ(server.Objects(), "") << "a text that cannot be parsed does nothing";
  server.LoseUnderWay(two, "begin; create table a(i int); commit; drop table nosuch", Seconds(1));
  server.Pass(Seconds(1));
  EXPECT_EQ(server.Objects(), "a");
}

TEST_F(Locks, ATerminatedStatementIsRolledBack) {
  EXPECT_FALSE(HasOrphans(server.world));
  ASSERT_TRUE(*server.Call(TryAdvisoryLock{one, 7}));
  server.LoseUnderWay(one, "create table a(i int)", Seconds(6));
  EXPECT_TRUE(HasOrphans(server.world));
  TerminateOrphans(server.world);
  EXPECT_FALSE(HasOrphans(server.world));
  EXPECT_EQ(server.world.NextTimer(), kNoTime);
  EXPECT_EQ(server.Objects(), "");
  EXPECT_TRUE(*server.Call(TryAdvisoryLock{two, 7}));
}

/// The index of section 3.5: killed midway it is there and invalid, a plain retry fails, one with
/// IF NOT EXISTS succeeds and leaves it so.
TEST_F(Locks, AConcurrentIndexStoppedHalfWayIsLeftInvalid) {
  ASSERT_TRUE(server.Run(two, "create table a(i int)").ok());
  server.LoseUnderWay(one, "create index concurrently x on a(i)", Seconds(6));
  TerminateOrphans(server.world);
  EXPECT_EQ(server.Objects(), "x! a");
  ExpectSqlState(server.Run(two, "create index concurrently x on a(i)"), "42P07",
                 "relation \"x\" already exists");
  EXPECT_TRUE(server.Run(two, "create index concurrently if not exists x on a(i)").ok());
  EXPECT_EQ(server.Objects(), "x! a");
  EXPECT_TRUE(server.Run(two, "drop index concurrently x").ok());
  EXPECT_TRUE(server.Run(two, "create index concurrently x on a(i)").ok());
  EXPECT_EQ(server.Objects(), "x a");
}

TEST_F(Locks, AConcurrentIndexThatIsNotStoppedBecomesValid) {
  ASSERT_TRUE(server.Run(two, "create table a(i int)").ok());
  server.LoseUnderWay(one, "create index concurrently x on a(i)", Seconds(6));
  server.Pass(Seconds(6));
  EXPECT_EQ(server.Objects(), "x a");
}

TEST_F(Locks, AnErrorThatEndsABuildLeavesItInvalidOnlyIfItDidNotHappen) {
  ASSERT_TRUE(server.Run(two, "create table a(i int)").ok());
  const RunSql build{one, "create index concurrently x on a(i)"};
  ASSERT_TRUE(server.Call(build).ok());
  PostgresServer().Ended(server.world, build, Ends::kSession);  // it happened, the answer was lost
  EXPECT_EQ(server.Objects(), "x a");
  const RunSql drop{two, "drop index concurrently x"};
  PostgresServer().Ended(server.world, drop, Ends::kStatement);  // statement_timeout
  EXPECT_EQ(server.Objects(), "x! a");
}

TEST_F(Locks, AConcurrentIndexThatWaitsTooLongForAWriterIsLeftInvalid) {
  ASSERT_TRUE(server.Run(two, "create table a(i int)").ok());
  ASSERT_TRUE(server.BeginIn(two).ok());
  ASSERT_TRUE(server.Run(two, "insert into a values (1)").ok());
  EXPECT_EQ(server.Run(one, "create index concurrently x on a(i)").error().kind,
            &kLockNotAvailable);
  EXPECT_EQ(server.Objects(), "x! a");
  EXPECT_EQ(server.Run(one, "create index y on a(i)").error().kind, &kLockNotAvailable);
  EXPECT_EQ(server.Objects(), "x! a");
}

TEST_F(Locks, WhatAnErrorEndsIsUndone) {
  const RunSql text{one, "create table b(i int)"};
  ASSERT_TRUE(server.BeginIn(one).ok());
  ASSERT_TRUE(server.Run(one, "create table a(i int)").ok());
  PostgresServer().Ended(server.world, ReadVersion{one}, Ends::kStatement);
  EXPECT_TRUE(server.Run(one, "select 1").ok()) << "a read leaves the transaction as it was";
  PostgresServer().Ended(server.world, text, Ends::kStatement);
  ExpectSqlState(server.Run(one, "select 1"), "25P02");
  ASSERT_TRUE(server.RollbackIn(one).ok());
  ASSERT_TRUE(server.BeginIn(one).ok());
  PostgresServer().Ended(server.world, text, Ends::kTransaction);
  ExpectSqlState(server.CommitIn(one), "25P02");
  const std::uint64_t changes = server.world.change_count();
  PostgresServer().Ended(server.world, text, Ends::kStatement);
  PostgresServer().Ended(server.world, text, Ends::kNothing);
  EXPECT_EQ(server.world.change_count(), changes) << "nothing was open";
  PostgresServer().Ended(server.world, text, Ends::kSession);
  ExpectRefusal(server, text, kNoSession);
  EXPECT_EQ(server.Objects(), "");
}

TEST_F(Locks, ALostCommitIsCommittedIfItHappenedAndRolledBackIfNot) {
  ASSERT_TRUE(server.BeginIn(one).ok());
  ASSERT_TRUE(server.Run(one, "create table a(i int)").ok());
  ASSERT_TRUE(server.CommitIn(one).ok());
  PostgresServer().Ended(server.world, Commit{one}, Ends::kSession);
  EXPECT_EQ(server.Objects(), "a");
  ASSERT_TRUE(server.BeginIn(two).ok());
  ASSERT_TRUE(server.Run(two, "create table b(i int)").ok());
  PostgresServer().Ended(server.world, Commit{two}, Ends::kSession);
  EXPECT_EQ(server.Objects(), "a");
  EXPECT_TRUE(server.state().sessions.empty());
}

TEST_F(Locks, ASessionWhoseOpeningWasNotHeardIsEndedAndNoOther) {
  const OpenSession opening{.application = "two"};
  PostgresServer().Ended(server.world, opening, Ends::kSession);
  EXPECT_EQ(server.state().sessions.size(), 1U) << "the last change was its opening";
  ASSERT_TRUE(server.Run(one, "create table a(i int)").ok());
  PostgresServer().Ended(server.world, OpenSession{.application = "one"}, Ends::kSession);
  EXPECT_EQ(server.state().sessions.size(), 1U);
}

}  // namespace
}  // namespace relapse::migrations
