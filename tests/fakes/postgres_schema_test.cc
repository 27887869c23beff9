// Schemas that are dropped while others work in them, and what is granted on them. The same on a
// real server: tests/conformance/dropped_schema_test.cc.
#include "tests/fakes/server.h"

namespace relapse::migrations {
namespace {

class Schemas : public testing::Test {
 protected:
  Text Privileges() const {
    return server.state().committed.objects->Schema(Text("public"))->public_privileges;
  }
  Server server;
  std::int64_t one = server.Open("one");
  std::int64_t two = server.Open("two");
};

constexpr const char* kAnew = "drop schema public cascade; create schema public";

TEST_F(Schemas, WhatHoldsOnToItsSchemaIsWaitedForAndTheRestIsLost) {
  ASSERT_TRUE(server.BeginIn(one).ok());
  ASSERT_TRUE(server.Run(one, "create type mood as enum ('sad')").ok());
  ASSERT_TRUE(server.Run(two, kAnew).ok());
  EXPECT_TRUE(server.Run(two, "create type mood as enum ('calm')").ok()) << "it is another schema";
  EXPECT_TRUE(server.Run(two, "drop type mood").ok());
  ASSERT_TRUE(server.CommitIn(one).ok());
  EXPECT_EQ(server.Objects(), "");

  ASSERT_TRUE(server.BeginIn(one).ok());
  ASSERT_TRUE(server.Run(one, "create table a (i int)").ok());
  EXPECT_EQ(server.Run(two, kAnew).error().kind, &kLockNotAvailable);
  ASSERT_TRUE(server.CommitIn(one).ok());
  EXPECT_EQ(server.Objects(), "a");
}

TEST_F(Schemas, WhatIsCommittedInASchemaThatIsBeingDroppedGoesWithIt) {
  ASSERT_TRUE(server.BeginIn(one).ok());
  ASSERT_TRUE(server.Run(one, kAnew).ok());
  ASSERT_TRUE(server.Run(two, "create type mood as enum ('sad')").ok());
  EXPECT_EQ(server.Objects(), "mood");
  ASSERT_TRUE(server.Run(one, "create table a (i int)").ok());
  ASSERT_TRUE(server.CommitIn(one).ok());
  EXPECT_EQ(server.Objects(), "a");
}

TEST_F(Schemas, ADropThatIsRolledBackTakesNothing) {
  ASSERT_TRUE(server.BeginIn(one).ok());
  ASSERT_TRUE(server.Run(one, kAnew).ok());
  ASSERT_TRUE(server.BeginIn(two).ok());
  ASSERT_TRUE(server.Run(two, "create type mood as enum ('sad')").ok());
  ASSERT_TRUE(server.RollbackIn(one).ok());
  ASSERT_TRUE(server.CommitIn(two).ok());
  EXPECT_EQ(server.Objects(), "mood");
}

TEST_F(Schemas, AnExtensionIsInTheDatabaseWhateverBecameOfItsSchema) {
  ASSERT_TRUE(server.BeginIn(one).ok());
  ASSERT_TRUE(server.Run(one, "create extension citext").ok());
  ASSERT_TRUE(server.Run(two, kAnew).ok());
  ASSERT_TRUE(server.CommitIn(one).ok());
  EXPECT_EQ(server.Objects(), "");
  ExpectSqlState(server.Run(two, "create extension citext"), "42710");
  EXPECT_TRUE(server.Run(two, "drop extension citext").ok());
  EXPECT_TRUE(server.Run(two, "create extension citext").ok());
  EXPECT_EQ(server.Objects(), "citext");
}

TEST_F(Schemas, NobodyLosesAnythingWhereNobodyWorks) {
  ASSERT_TRUE(server.BeginIn(one).ok());
  ASSERT_TRUE(server.Run(one, "create schema other").ok());
  const SessionRecord before = *server.state().Find(one);
  ASSERT_TRUE(server.Run(two, kAnew).ok());
  EXPECT_EQ(*server.state().Find(one), before);
}

TEST_F(Schemas, ASchemaHasTheOwnerAndThePrivilegesThatAreSaid) {
  ASSERT_TRUE(server
                  .Run(one,
                       "drop schema public; create schema public authorization pg_database_owner; "
                       "grant usage on schema public to public")
                  .ok());
  EXPECT_EQ(*server.state().committed.objects->Schema(Text("public")), FreshPublic());
  ASSERT_TRUE(server.Run(one, "grant create on schema public to public").ok());
  EXPECT_EQ(Privileges(), Text("create, usage"));
  ASSERT_TRUE(server.Run(one, "revoke usage on schema public from public").ok());
  EXPECT_EQ(Privileges(), Text("create"));
  ASSERT_TRUE(server.Run(one, "grant all privileges on schema public to public").ok());
  EXPECT_EQ(Privileges(), Text("create, usage"));
}

TEST_F(Schemas, AGrantIsWaitedFor) {
  ASSERT_TRUE(server.BeginIn(one).ok());
  ASSERT_TRUE(server.Run(one, "grant create on schema public to public").ok());
  EXPECT_EQ(server.Run(two, kAnew).error().kind, &kLockNotAvailable);
  EXPECT_EQ(server.Run(two, "grant usage on schema public to public").error().kind,
            &kLockNotAvailable);
  EXPECT_TRUE(server.Run(two, "create table a (i int)").ok());
}

TEST_F(Schemas, AReaderLearnsThatThereIsNone) {
  EXPECT_TRUE(server.Call(ReadVersion{one})->has_schema);
  ASSERT_TRUE(server.Run(one, "drop schema public").ok());
  EXPECT_FALSE(server.Call(ReadVersion{one})->has_schema);
  ASSERT_TRUE(server.BeginIn(one).ok());
  ASSERT_TRUE(server.Run(one, "create schema public").ok());
  EXPECT_EQ(server.Call(ResetDatabase{two}).error().kind, &kLockNotAvailable)
      << "somebody is making it";
  EXPECT_FALSE(server.Call(ReadVersion{two})->has_schema);
  ASSERT_TRUE(server.RollbackIn(one).ok());
  EXPECT_TRUE(server.Call(ResetDatabase{two}).ok());
  EXPECT_TRUE(server.Call(ReadVersion{one})->has_schema);
}

TEST_F(Schemas, AVersionIsMovedToOneThatNobodyElseIsInserting) {
  server.SetVersion(0);
  ASSERT_TRUE(server.BeginIn(one).ok());
  ASSERT_TRUE(server.Call(InsertVersion{one, {1, false}}).ok());
  EXPECT_EQ(server.Call(MoveVersion{two, 0, 1}).error().kind, &kLockNotAvailable);
  EXPECT_TRUE(*server.Call(MoveVersion{two, 0, 2}));
}

}  // namespace
}  // namespace relapse::migrations
