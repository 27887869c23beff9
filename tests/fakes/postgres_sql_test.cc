// Statements of the fake PostgreSQL: what they do, and the server's refusals.
#include "tests/fakes/server.h"

namespace relapse::migrations {
namespace {

class Sql : public testing::Test {
 protected:
  Status Run(Text sql) { return server.Run(session, sql); }
  void Must(Text sql) {
    const Status status = Run(sql);
    ASSERT_TRUE(status.ok()) << sql.view() << ": " << status.error().message.view();
  }
  /// In a database of its own, after `before`.
  void Refused(Text before, Text sql, std::string_view sqlstate, std::string_view text) {
    Server fresh;
    const std::int64_t own = fresh.Open();
    ASSERT_TRUE(fresh.Run(own, before).ok()) << before.view();
    const Database unchanged = fresh.state().committed;
    ExpectSqlState(fresh.Run(own, sql), sqlstate, text);
    EXPECT_TRUE(fresh.state().committed == unchanged) << sql.view();
  }
  std::string Definition(Text name) {
    const Catalog catalog = *server.Call(ReadCatalog{session});
    for (const CatalogObject& object : catalog) {
      if (object.name == name) return object.definition.str();
    }
    return "no " + name.str();
  }

  Server server;
  std::int64_t session = server.Open();
};

TEST_F(Sql, StatementsEndAtSemicolonsOutsideOfQuotesBodiesAndComments) {
  Must(
      "/* a; /* nested; */ */ create table a(i int); -- drop table a;\n"
      "create function f() returns int language sql as $b$ select ';'; $b$;"
      "create table \"b;c\"(i int); insert into a values (1) ;; ");
  EXPECT_EQ(server.Objects(), "f a b;c");
  EXPECT_EQ(server.Rows("a"), 1);
}

TEST_F(Sql, AWholeTextIsOneTransaction) {
  ExpectSqlState(Run("create table a(i int); create table a(i int)"), "42P07");
  EXPECT_EQ(server.Objects(), "");
  ExpectSqlState(Run("create table a(i int); select from where; nonsense"), "42601");
  EXPECT_EQ(server.Objects(), "") << "nothing of a text that cannot be parsed runs";
}

TEST_F(Sql, ATextMayBringItsOwnTransactions) {
  ExpectSqlState(Run("create table a(i int); begin; create table b(i int); commit;"
                     "create table c(i int); drop table nosuch"),
                 "42P01");
  EXPECT_EQ(server.Objects(), "a b") << "what came before BEGIN belongs to it";
  Must("create table d(i int); rollback; create table e(i int)");
  EXPECT_EQ(server.Objects(), "a b e");
  ExpectSqlState(Run("create table f(i int); commit and chain"), "25P01", "COMMIT AND CHAIN");
  Must("begin; create table f(i int)");
  EXPECT_EQ(server.Objects(), "a b e");
  EXPECT_TRUE(server.CommitIn(session).ok()) << "it stays open";
  EXPECT_EQ(server.Objects(), "a b e f");
}

TEST_F(Sql, EmptyTextsSucceedAndDoNothing) {
  const std::uint64_t changes = server.world.change_count();
  for (const char* text : {"", " ;; ", "-- nothing", "/* nothing */"}) Must(text);
  EXPECT_EQ(server.world.change_count(), changes);
}

TEST_F(Sql, DefinitionsAreCanonical) {
  Must("create type color as enum ('red', 'blue')");
  Must(
      "create table t(a int primary key, b varchar(20) not null default 'x', c timestamptz "
      "default now(), d color, e bool default true, f numeric(10,2), g bigint unique, h text[])");
  EXPECT_EQ(Definition("t"),
            "a integer not null, b character varying(20) not null default 'x'::character varying, "
            "c timestamp with time zone default now(), d color, e boolean default true, "
            "f numeric(10,2), g bigint, h text[], t_g_key unique (g), t_pkey primary key (a)");
  Must("create unique index i on t(a, b)");
  EXPECT_EQ(Definition("i"), "unique t (a, b)");
  EXPECT_EQ(Definition("color"), "'red', 'blue'");
  Must("alter table t add column z smallint not null default 5, drop column g, drop column b");
  EXPECT_EQ(Definition("t"),
            "a integer not null, c timestamp with time zone default now(), d color, "
            "e boolean default true, f numeric(10,2), h text[], z smallint not null default 5, "
            "t_pkey primary key (a)");
  EXPECT_EQ(Definition("i"), "no i") << "it went with its column";
}

TEST_F(Sql, ObjectsAreMadeAndDropped) {
  Must(
      "create schema s; create table s.a(i int); create sequence q; create view v as select i from "
      "s.a; create function f() returns int language sql as 'select 1'; create extension citext");
  EXPECT_EQ(server.Objects(), "citext f q v a");
  Must(
      "drop view v; drop sequence q; drop function f(); drop extension citext; drop table s.a;"
      "drop schema s");
  EXPECT_EQ(server.Objects(), "");
}

TEST_F(Sql, LenientStatementsSkip) {
  Must(
      "drop table if exists a, nosuch.b; drop index if exists i; drop type if exists e;"
      "drop schema if exists s; drop view if exists v; drop function if exists f");
  Must(
      "create table a(i int); create table if not exists a(j text); create index i on a(i);"
      "create index if not exists i on a(i); alter table a add column if not exists i int;"
      "alter table a drop column if exists nosuch; create schema if not exists public");
  EXPECT_EQ(Definition("a"), "i integer");
}

TEST_F(Sql, RefusesAsTheServerDoes) {
  const char* table = "create table t(i int)";
  Refused(table, "create table t(i int)", "42P07", "relation \"t\" already exists");
  Refused(table, "create view t as select 1", "42P07", "relation \"t\" already exists");
  Refused(table, "create index t on t(i)", "42P07", "relation \"t\" already exists");
  Refused(table, "create type t as enum ('a')", "42710", "type \"t\" already exists");
  Refused(table, "drop view t", "42809", "\"t\" is not a view");
  Refused(table, "drop index t", "42809", "\"t\" is not an index");
  Refused(table, "create index x on t(nosuch)", "42703", "column \"nosuch\" does not exist");
  Refused(table, "alter table t add column i int", "42701",
          "column \"i\" of relation \"t\" already exists");
  Refused(table, "alter table t drop column x", "42703",
          "column \"x\" of relation \"t\" does not exist");
  Refused(table, "create table u(c nosuch)", "42704", "type \"nosuch\" does not exist");
  Refused(table, "insert into t(x) values (1)", "42703",
          "column \"x\" of relation \"t\" does not exist");
  Refused(table, "drop schema public", "2BP01",
          "cannot drop schema public because other objects depend on it");
  Refused(table, "create schema public", "42P06", "schema \"public\" already exists");
  Refused("create table t(i int); insert into t values (1)",
          "alter table t add column z int not null", "23502",
          "column \"z\" of relation \"t\" contains null values");
  Refused("create type e as enum ('a')", "create type e as enum ('b')", "42710",
          "type \"e\" already exists");
  Refused("create type e as enum ('a')", "alter type e add value 'a'", "42710",
          "enum label \"a\" already exists");
  Refused("create function f() returns int language sql as 'select 1'",
          "create function f() returns int language sql as 'select 1'", "42723",
          "function \"f\" already exists with same argument types");
  Refused("", "drop table nosuch", "42P01", "table \"nosuch\" does not exist");
  Refused("", "drop view nosuch", "42P01", "view \"nosuch\" does not exist");
  Refused("", "drop sequence nosuch", "42P01", "sequence \"nosuch\" does not exist");
  Refused("", "drop index nosuch", "42704", "index \"nosuch\" does not exist");
  Refused("", "drop type nosuch", "42704", "type \"nosuch\" does not exist");
  Refused("", "drop extension nosuch", "42704", "extension \"nosuch\" does not exist");
  Refused("", "drop function nosuch", "42883", "could not find a function named \"nosuch\"");
  Refused("", "drop schema nosuch", "3F000", "schema \"nosuch\" does not exist");
  Refused("", "drop table nosuch.t", "3F000", "schema \"nosuch\" does not exist");
  Refused("", "create table nosuch.t(i int)", "3F000", "schema \"nosuch\" does not exist");
  Refused("", "alter table nosuch add column i int", "42P01", "relation \"nosuch\" does not exist");
  Refused("", "create index i on nosuch(i)", "42P01", "relation \"nosuch\" does not exist");
  Refused("", "truncate nosuch", "42P01", "relation \"nosuch\" does not exist");
  Refused("", "insert into nosuch values (1)", "42P01", "relation \"nosuch\" does not exist");
  Refused("", "select 1 from nosuch", "42P01", "relation \"nosuch\" does not exist");
  Refused("", "create view v as select 1 from nosuch", "42P01",
          "relation \"nosuch\" does not exist");
  Refused("drop schema public", "create table t(i int)", "3F000",
          "no schema has been selected to create in");
  Refused("", "select 'open", "42601", "unterminated quoted string");
  Refused("", "vacuum", "42601", "outside the subset");
  Refused("", "create table t(i int", "42601", "syntax error at end of input");
}

TEST_F(Sql, WhatOthersDependOnNeedsCascade) {
  Must(
      "create type e as enum ('a'); create table t(i int, c e); create index x on t(i);"
      "create view v as select i from t; create view w as select i from v");
  ExpectSqlState(Run("drop table t"), "2BP01", "cannot drop table t because other objects");
  ExpectSqlState(Run("drop type e"), "2BP01", "cannot drop type e because other objects");
  ExpectSqlState(Run("alter table t drop column i"), "2BP01", "cannot drop column i of table t");
  ExpectSqlState(Run("drop view v"), "2BP01");
  Must("drop type e cascade");
  EXPECT_EQ(server.Objects(), "x t v w");
  EXPECT_EQ(Definition("t"), "i integer");
  Must("drop table t cascade");
  EXPECT_EQ(server.Objects(), "");
}

TEST_F(Sql, ConcurrentIndexesStandAlone) {
  Must("create table t(i int)");
  ExpectSqlState(Run("create index concurrently x on t(i); select 1"), "25001",
                 "CREATE INDEX CONCURRENTLY cannot run inside a transaction block");
  Must("create index concurrently x on t(i);");
  ASSERT_TRUE(server.BeginIn(session).ok());
  ExpectSqlState(Run("drop index concurrently x"), "25001");
  ASSERT_TRUE(server.RollbackIn(session).ok());
  Must("drop index concurrently x");
  EXPECT_EQ(server.Objects(), "t");
}

TEST_F(Sql, ANewLabelMustBeCommittedBeforeItIsUsed) {
  Must("create type e as enum ('a'); create table t(c e); insert into t values ('a')");
  ExpectSqlState(Run("alter type e add value 'b'; insert into t values ('b')"), "55P04",
                 "unsafe use of new value \"b\" of enum type e");
  EXPECT_EQ(Definition("e"), "'a'");
  Must("alter type e add value 'b'");
  Must("insert into t values ('b')");
  EXPECT_EQ(server.Rows("t"), 2);
}

TEST_F(Sql, RowsAreCountedAndCanBeLost) {
  Must("create table t(i int); insert into t values (1), (2)");
  Must("update t set i = 3 where i = 1");
  EXPECT_EQ(server.Rows("t"), 2);
  ExpectSqlState(Run("delete from t where i = 1"), "0A000", "fake server does not know");
  Must("delete from t; insert into t(i) values (1)");
  EXPECT_EQ(server.Rows("t"), 1);
  Must("truncate table t");
  EXPECT_EQ(server.Rows("t"), 0);
}

TEST_F(Sql, TheVersionTableIsATableToo) {
  Must(
      "create table schema_migrations (version bigint not null primary key, dirty boolean not "
      "null); insert into schema_migrations (dirty, version) values (true, 4)");
  EXPECT_EQ(server.VersionRows(), "(4,t)");
  EXPECT_TRUE(server.Call(ReadCatalog{session})->empty());
  Must("update schema_migrations set dirty = false where version = 4");
  Must("insert into schema_migrations values (5, false)");
  EXPECT_EQ(server.VersionRows(), "(4,f)(5,f)");
  Must("delete from schema_migrations where version = 4");
  EXPECT_EQ(server.VersionRows(), "(5,f)");
  Must("truncate schema_migrations");
  EXPECT_EQ(server.VersionRows(), "");
  Must("drop table schema_migrations");
  EXPECT_EQ(server.VersionRows(), "none");
}

TEST_F(Sql, DroppingPublicTakesEverythingInIt) {
  Must(
      "create schema s; create table t(i int); create view s.v as select i from t;"
      "create table s.u(i int)");
  server.SetVersion(3);
  Must("drop schema public cascade");
  EXPECT_EQ(server.Objects(), "u");
  EXPECT_EQ(server.VersionRows(), "none");
  Must("create schema public; grant all on schema public to public");
  const SchemaRecord* made = server.state().committed.objects->Schema("public");
  EXPECT_EQ(made->owner, Text("postgres"));
  EXPECT_EQ(made->public_privileges, Text("create, usage"));
}

TEST_F(Sql, ASearchPathLastsAsItsTransactionSays) {
  Must("create schema s");
  ASSERT_TRUE(server.BeginIn(session).ok());
  Must("set local search_path to s, public; create table a(i int)");
  ASSERT_TRUE(server.CommitIn(session).ok());
  Must("create table b(i int)");
  ASSERT_TRUE(server.BeginIn(session).ok());
  Must("set search_path = s");
  ASSERT_TRUE(server.RollbackIn(session).ok());
  Must("create table c(i int); set search_path = 's'; create table d(i int)");
  Must("create table e(i int); set lock_timeout = '5s'; comment on table e is 'x'");
  const Catalog catalog = *server.Call(ReadCatalog{session});
  std::string in_s;
  for (const CatalogObject& one : catalog) {
    if (one.schema == Text("s")) in_s += one.name.str();
  }
  EXPECT_EQ(in_s, "ade");
}

TEST_F(Sql, AResetKeepsThePublicSchemaAsItWasMade) {
  Must("create table t(i int); create schema s; create table s.u(i int)");
  ASSERT_TRUE(server.Call(CreateStore{session}).ok());
  server.SetVersion(3);
  const SchemaRecord before = *server.state().committed.objects->Schema("public");
  ASSERT_TRUE(server.BeginIn(session).ok());
  ASSERT_TRUE(server.Call(ResetDatabase{session}).ok());
  EXPECT_EQ(server.Objects(), "t u");
  ASSERT_TRUE(server.CommitIn(session).ok());
  EXPECT_EQ(server.Objects(), "u") << "other schemas stay";
  EXPECT_EQ(server.VersionRows(), "none");
  EXPECT_FALSE(server.Call(ReadStore{session})->exists);
  EXPECT_EQ(*server.state().committed.objects->Schema("public"), before);
}

TEST_F(Sql, AResetWaitsForNobody) {
  Must("create table t(i int)");
  const std::int64_t other = server.Open("other");
  ASSERT_TRUE(server.BeginIn(other).ok());
  ASSERT_TRUE(server.Run(other, "insert into t values (1)").ok());
  EXPECT_EQ(server.Call(ResetDatabase{session}).error().kind, &kLockNotAvailable);
  EXPECT_EQ(server.Objects(), "t");
}

}  // namespace
}  // namespace relapse::migrations
