// Where PostgreSQL's statements end, and what a migration's text can be said to do.
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include "schema/postgres/facts.h"
#include "schema/postgres/lexer.h"

namespace relapse::postgres {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

std::vector<std::string> Texts(std::string_view sql) {
  std::vector<std::string> texts;
  for (const SqlStatement& statement : SplitStatements(sql)) texts.push_back(statement.text);
  return texts;
}

TEST(PostgresLexer, SemicolonsInQuotesBodiesAndCommentsEndNothing) {
  EXPECT_THAT(Texts("select ';'; select 1"), ElementsAre("select ';'", "select 1"));
  EXPECT_THAT(Texts("select E'\\';'; x"), ElementsAre("select E'\\';'", "x"));
  EXPECT_THAT(Texts("select 'it''s;'; x"), ElementsAre("select 'it''s;'", "x"));
  EXPECT_THAT(Texts("do $$ begin; end $$; x"), ElementsAre("do $$ begin; end $$", "x"));
  EXPECT_THAT(Texts("do $a$ $b$; $$;$a$; x"), ElementsAre("do $a$ $b$; $$;$a$", "x"));
  EXPECT_THAT(Texts("a /* ; /* ; */ ; */ b; -- ;\nc"), ElementsAre("a /* ; /* ; */ ; */ b", "c"));
  EXPECT_THAT(Texts("create table \"a;\"\"b\" (); x"),
              ElementsAre("create table \"a;\"\"b\" ()", "x"));
}

TEST(PostgresLexer, SemicolonsOfAnAtomicBodyEndNothing) {
  EXPECT_THAT(
      Texts("create function f() returns int begin atomic select case when true then 1 end; "
            "end; drop table t"),
      ElementsAre("create function f() returns int begin atomic select case when true then "
                  "1 end; end",
                  "drop table t"));
}

TEST(PostgresLexer, EmptyStatementsAreNone) {
  EXPECT_THAT(Texts(""), IsEmpty());
  EXPECT_THAT(Texts(" ;; /* nothing */ ; -- nothing"), IsEmpty());
}

TEST(PostgresLexer, ADollarOfAParameterOpensNoBody) {
  EXPECT_THAT(Texts("select $1; select a$b$; x"), ElementsAre("select $1", "select a$b$", "x"));
}

TEST(PostgresLexer, WhatIsUnterminatedReachesToTheEnd) {
  EXPECT_THAT(Texts("select 'a; b"), ElementsAre("select 'a; b"));
  EXPECT_THAT(Texts("do $x$ a; b"), ElementsAre("do $x$ a; b"));
  EXPECT_THAT(Texts("a; /* b"), ElementsAre("a"));
  EXPECT_THAT(Texts("select E'\\"), ElementsAre("select E'\\"));
}

RC_GTEST_PROP(PostgresLexer, AnyBytesAreSplitWithinThemselves, (const std::string& sql)) {
  for (const SqlStatement& statement : SplitStatements(sql)) {
    RC_ASSERT(!statement.tokens.empty());
    RC_ASSERT(sql.find(statement.text) != std::string::npos);
  }
}

TEST(PostgresLexer, NormalTextForgetsCommentsBlanksAndCase) {
  EXPECT_EQ(NormalText("CREATE  table a(id INT);\r\n-- why\r\n"),
            NormalText("create table a ( id int )"));
  EXPECT_NE(NormalText("insert into a values ('x')"), NormalText("insert into a values ('X')"));
  EXPECT_NE(NormalText("create table \"A\" ()"), NormalText("create table a ()"));
  EXPECT_EQ(NormalText(" ; /* nothing */ ;"), "");
}

Hazard HazardIn(const char* sql) { return FactsOf(sql).hazard; }

TEST(PostgresFacts, HazardsAreSeenWhereverTheyStand) {
  EXPECT_EQ(HazardIn("drop table b"), Hazard::kNone);
  EXPECT_EQ(HazardIn("BEGIN; drop table b; COMMIT;"), Hazard::kTransactionControl);
  EXPECT_EQ(HazardIn("drop table b; commit and chain"), Hazard::kTransactionControl);
  EXPECT_EQ(HazardIn("drop table b; ROLLBACK"), Hazard::kTransactionControl);
  EXPECT_EQ(HazardIn("end"), Hazard::kTransactionControl);
  EXPECT_EQ(HazardIn("prepare transaction 'x'"), Hazard::kTransactionControl);
  EXPECT_EQ(HazardIn("prepare q as select 1"), Hazard::kNone);
  EXPECT_EQ(HazardIn("drop index concurrently i"), Hazard::kNeedsNoTransaction);
  EXPECT_EQ(HazardIn("refresh materialized view concurrently v"), Hazard::kNone);
  EXPECT_EQ(HazardIn("vacuum a"), Hazard::kNeedsNoTransaction);
  EXPECT_EQ(HazardIn("set search_path = other"), Hazard::kSearchPath);
  EXPECT_EQ(HazardIn("drop schema public cascade; create schema public"), Hazard::kVersionTable);
  EXPECT_EQ(HazardIn("truncate \"schema_migrations\""), Hazard::kVersionTable);
  EXPECT_EQ(HazardIn("do $$ begin commit; end $$"), Hazard::kNone);
}

TEST(PostgresFacts, CommentsDoNothing) {
  EXPECT_TRUE(FactsOf("").does_nothing);
  EXPECT_TRUE(FactsOf("-- irreversible\n;").does_nothing);
  EXPECT_FALSE(FactsOf("select 1").does_nothing);
}

TEST(PostgresFacts, ObjectsMadeAndDroppedAreNamedAsTheCatalogNamesThem) {
  EXPECT_THAT(
      FactsOf("create table if not exists A (id int); CREATE UNIQUE INDEX CONCURRENTLY i on a(id);"
              "drop table b, other.c; create temp table t (); create index on a (id);"
              "create type \"Mood\" as enum ('x'); create or replace view v as select 1")
          .changes,
      ElementsAre(
          ObjectChange{true, "table", "public", "a"}, ObjectChange{true, "index", "public", "i"},
          ObjectChange{false, "table", "public", "b"}, ObjectChange{false, "table", "other", "c"},
          ObjectChange{true, "type", "public", "Mood"}, ObjectChange{true, "view", "public", "v"}));
}

TEST(PostgresFacts, AChangeSaysWhetherItMindsThatItIsSoAlready) {
  for (const char* minds : {"create table a ()", "drop table a", "create index i on a (id)"}) {
    EXPECT_FALSE(FactsOf(minds).changes.front().tolerates) << minds;
  }
  for (const char* tolerates : {"create table if not exists a ()", "drop table if exists a",
                                "create or replace view a as "
                                "select 1",
                                "create unique index concurrently if not exists i on a (id)"}) {
    EXPECT_TRUE(FactsOf(tolerates).changes.front().tolerates) << tolerates;
  }
}

TEST(PostgresFacts, WhatMayGiveAnotherNameIsTold) {
  for (const char* plain :
       {"create table a ()", "drop table a, b", "alter table a add column b int",
        "insert into a "
        "values (1); update a set b = 1; delete from a",
        "comment on table a is 'rename'", "begin; create table a (); commit", ""}) {
    EXPECT_FALSE(FactsOf(plain).moves_names) << plain;
  }
  for (const char* moves :
       {"alter table a rename to b", "alter table a set schema c", "do $$ begin end $$",
        "select make_tables()", "drop table a cascade", "drop schema c", "set search_path = c"}) {
    EXPECT_TRUE(FactsOf(moves).moves_names) << moves;
  }
}

}  // namespace
}  // namespace relapse::postgres
