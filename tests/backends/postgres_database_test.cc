#include "backends/postgres/postgres_database.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "backends/runtime/runtime.h"
#include "tests/backends/test_server.h"

namespace relapse::migrations {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

class PostgresDatabaseTest : public testing::Test {
 protected:
  std::int64_t Open(Text application = "one") {
    OpenSession request{application};
    request.lock_timeout = 100;
    auto session = database_.Perform(request);
    EXPECT_TRUE(session.ok()) << session.error().message.view();
    return session.ok() ? session->session : 0;
  }
  Status Run(std::int64_t session, std::string_view sql) {
    return database_.Perform(RunSql{session, Text(sql)});
  }
  template <class T>
  static std::string Told(const Result<T>& result) {
    if (result.ok()) return "ok";
    return std::string(result.error().kind->name) + " " + result.error().message.str();
  }
  template <class T>
  static void ExpectSql(const Result<T>& result, std::string_view state) {
    ASSERT_FALSE(result.ok());
    EXPECT_EQ(result.error().kind, &kSql) << Told(result);
    EXPECT_EQ(result.error().number, SqlState(state)) << Told(result);
  }
  TestDatabase home_;
  PostgresDatabase database_{home_.settings()};
};

TEST_F(PostgresDatabaseTest, ASessionTellsWhoTheServerIs) {
  auto info = database_.Perform(OpenSession{"one"});
  ASSERT_TRUE(info.ok()) << Told(info);
  EXPECT_GT(info->pid, 0);
  EXPECT_EQ(info->server_major, 15);
  EXPECT_GT(info->system_identifier.view().size(), 10u);
  EXPECT_GT(info->database_oid, 0);
  EXPECT_EQ(info->database, Text(home_.name()));
}

TEST_F(PostgresDatabaseTest, PasswordsNeedNoEscapes) {
  PostgresSettings wrong = home_.settings();
  wrong.password = "p@ss %41/word ?#:";
  PostgresDatabase refused(wrong);
  auto session = refused.Perform(OpenSession{"one"});
  ASSERT_FALSE(session.ok());
  EXPECT_EQ(session.error().kind, &kPermission) << Told(session);
  EXPECT_EQ(session.error().number, SqlState("28P01"));
  EXPECT_NE(Open(), 0);  // with kTestPassword
}

TEST_F(PostgresDatabaseTest, WhoeverIsNotThereIsUnavailableAndAnUnknownDatabaseIsARefusal) {
  PostgresSettings nobody = home_.settings();
  nobody.port = ChooseFreePort();
  auto session = PostgresDatabase(nobody).Perform(OpenSession{"one"});
  ASSERT_FALSE(session.ok());
  EXPECT_EQ(session.error().kind, &kServerUnavailable) << Told(session);

  PostgresSettings unknown = home_.settings();
  unknown.database = "nosuch";
  auto refused = PostgresDatabase(unknown).Perform(OpenSession{"one"});
  ASSERT_FALSE(refused.ok());
  EXPECT_EQ(refused.error().kind, &kPermission) << Told(refused);
}

TEST_F(PostgresDatabaseTest, AUrlComesBeforeTheOtherSettings) {
  PostgresSettings settings = home_.settings();
  settings.url = "postgres://postgres:p%40ss%20%2541%2Fword%20%3F%23%3A%C3%A9@127.0.0.1:" +
                 std::to_string(settings.port) + "/" + home_.name();
  settings.port = 1;
  settings.password = "";
  auto info = PostgresDatabase(settings).Perform(OpenSession{"one"});
  ASSERT_TRUE(info.ok()) << Told(info);
  EXPECT_EQ(info->database, Text(home_.name()));
}

TEST_F(PostgresDatabaseTest, ErrorsCarryTheirSqlstateAndAbortTheTransaction) {
  const std::int64_t one = Open();
  ExpectSql(Run(one, "select * from nosuch"), "42P01");
  ASSERT_TRUE(database_.Perform(Begin{one}).ok());
  ExpectSql(database_.Perform(Begin{one}), "25001");
  ExpectSql(Run(one, "selekt"), "42601");
  ExpectSql(Run(one, "select 1"), "25P02");
  ExpectSql(database_.Perform(Begin{one}), "25P02");
  ExpectSql(database_.Perform(ReadVersion{one}), "25P02");
  ExpectSql(database_.Perform(Commit{one}), "25P02");
  ExpectSql(database_.Perform(Commit{one}), "25P01");
  EXPECT_EQ(Told(database_.Perform(Rollback{one})), "ok");
  EXPECT_EQ(Told(Run(one, "")), "ok");
  EXPECT_EQ(Told(Run(one, "-- nothing")), "ok");
  ExpectSql(Run(one, std::string_view("select 1\0", 9)), "22021");
  ExpectSql(Run(one, "create table t (a int); copy t from stdin"), "0A000");
}

TEST_F(PostgresDatabaseTest, ARunTextIsOneImplicitTransaction) {
  const std::int64_t one = Open();
  ExpectSql(Run(one, "create table a (id int); create table b (id int); select * from nosuch"),
            "42P01");
  EXPECT_THAT(*database_.Perform(ReadCatalog{one}), IsEmpty());
  ExpectSql(Run(one, "create table a (id int); commit; select * from nosuch"), "42P01");
  EXPECT_EQ(database_.Perform(ReadCatalog{one})->size(), 1u);
}

TEST_F(PostgresDatabaseTest, WhatSomebodyHoldsIsWaitedForUntilTheLockTimeout) {
  const std::int64_t one = Open();
  const std::int64_t two = Open("two");
  ASSERT_TRUE(database_.Perform(CreateVersionTable{one}).ok());
  ASSERT_TRUE(database_.Perform(Begin{one}).ok());
  ASSERT_TRUE(database_.Perform(TruncateVersion{one}).ok());

  ASSERT_TRUE(database_.Perform(Begin{two}).ok());
  auto read = database_.Perform(ReadVersion{two});
  ASSERT_FALSE(read.ok());
  EXPECT_EQ(read.error().kind, &kLockNotAvailable) << Told(read);
  EXPECT_EQ(Told(Run(two, "select 1")), "ok") << "a read does not abort the transaction";
  EXPECT_EQ(database_.Perform(TruncateVersion{two}).error().kind, &kLockNotAvailable);
  ExpectSql(Run(two, "select 1"), "25P02");
}

TEST_F(PostgresDatabaseTest, AStatementPastItsTimeoutIsRolledBack) {
  OpenSession request{"one"};
  request.statement_timeout = 50;
  const std::int64_t one = database_.Perform(request)->session;
  EXPECT_EQ(Run(one, "create table a (id int); select pg_sleep(5)").error().kind,
            &kStatementTimeout);
  EXPECT_THAT(*database_.Perform(ReadCatalog{one}), IsEmpty());
}

TEST_F(PostgresDatabaseTest, TheVictimOfADeadlockIsToldSo) {
  const std::int64_t one = Open();
  OpenSession patient{"two"};
  patient.lock_timeout = Seconds(20);
  const std::int64_t two = database_.Perform(patient)->session;
  ASSERT_EQ(Told(Run(one, "set deadlock_timeout = '10ms'; set lock_timeout = 0")), "ok");
  ASSERT_EQ(Told(Run(two, "set deadlock_timeout = '100s'")), "ok");
  ASSERT_TRUE(database_.Perform(AdvisoryLock{one, 1}).ok());
  ASSERT_TRUE(database_.Perform(AdvisoryLock{two, 2}).ok());
  const std::function<void()> tasks[] = {
      [&] {
        EXPECT_TRUE(database_.Perform(AdvisoryLock{two, 1}).ok());
      },
      [&] {
        EXPECT_EQ(database_.Perform(AdvisoryLock{one, 2}).error().kind, &kDeadlock);
        EXPECT_TRUE(database_.Perform(CloseSession{one}).ok());
      }};
  ThreadTaskRunner().RunAll(tasks, 2);
}

TEST_F(PostgresDatabaseTest, AnEndedConnectionIsLostAndItsSessionGone) {
  const std::int64_t one = Open();
  const std::int64_t pid = database_.Perform(OpenSession{"victim"})->pid;
  const std::int64_t victim = one + 1;
  ASSERT_EQ(Told(Run(one, "select pg_terminate_backend(" + std::to_string(pid) + ")")), "ok");
  EXPECT_EQ(Run(victim, "select 1").error().kind, &kConnectionLost);
  EXPECT_EQ(Run(victim, "select 1").error().kind, &kNoSession);
  EXPECT_EQ(database_.Perform(CloseSession{victim}).error().kind, &kNoSession);
  ASSERT_TRUE(database_.Perform(CloseSession{one}).ok());
  EXPECT_EQ(database_.Perform(Rollback{one}).error().kind, &kNoSession);
}

TEST_F(PostgresDatabaseTest, ACallPastItsDeadlineLosesTheConnection) {
  const std::int64_t one = Open();
  CallOptions options;
  options.timeout = 50;
  auto ran = database_.Perform(RunSql{one, "select pg_sleep(20)"}, options);
  EXPECT_EQ(ran.error().kind, &kConnectionLost);
}

TEST_F(PostgresDatabaseTest, AdvisoryLocksBelongToTheSessionOrItsTransaction) {
  const std::int64_t one = Open();
  const std::int64_t two = Open("two");
  constexpr std::int64_t kKeys[] = {589870525, 1037453835920848937, -5};
  for (const std::int64_t key : kKeys) {
    EXPECT_EQ(*database_.Perform(TryAdvisoryLock{one, key}), true);
    EXPECT_EQ(*database_.Perform(TryAdvisoryLock{two, key}), false);
    EXPECT_EQ(database_.Perform(AdvisoryLock{two, key}).error().kind, &kLockNotAvailable);
    const auto holders = *database_.Perform(FindLockHolders{two, {1, key}});
    ASSERT_EQ(holders.size(), 1u);
    EXPECT_EQ(holders[0].application, Text("one"));
    EXPECT_EQ(holders[0].state, Text("idle"));
    EXPECT_THAT(*database_.Perform(FindLockHolders{one, {key}}), IsEmpty());
    EXPECT_EQ(*database_.Perform(AdvisoryUnlock{two, key}), false);
    EXPECT_EQ(*database_.Perform(AdvisoryUnlock{one, key}), true);
  }
  ASSERT_TRUE(database_.Perform(Begin{one}).ok());
  ASSERT_TRUE(database_.Perform(AdvisoryLock{one, 7, true}).ok());
  EXPECT_EQ(database_.Perform(FindLockHolders{two, {7}})->at(0).state, Text("idle in transaction"));
  ASSERT_TRUE(database_.Perform(Commit{one}).ok());
  EXPECT_EQ(*database_.Perform(TryAdvisoryLock{two, 7}), true);
  ASSERT_TRUE(database_.Perform(CloseSession{two}).ok());
  EXPECT_EQ(*database_.Perform(TryAdvisoryLock{one, 7}), true) << "closing waits for the server";
}

TEST_F(PostgresDatabaseTest, TheVersionMovesOnlyFromWhereItIs) {
  const std::int64_t one = Open();
  EXPECT_EQ(*database_.Perform(ReadVersion{one}), VersionTable{});
  ExpectSql(database_.Perform(MoveVersion{one, 1, 2}), "42P01");
  ASSERT_TRUE(database_.Perform(CreateVersionTable{one}).ok());
  ASSERT_TRUE(database_.Perform(CreateVersionTable{one}).ok());
  EXPECT_EQ(*database_.Perform(ReadVersion{one}), (VersionTable{true, {}}));
  EXPECT_EQ(*database_.Perform(MoveVersion{one, kNoVersion, 1}), false);
  ASSERT_TRUE(database_.Perform(InsertVersion{one, {3, false}}).ok());
  EXPECT_EQ(*database_.Perform(MoveVersion{one, 2, 1}), false);
  EXPECT_EQ(*database_.Perform(MoveVersion{one, 3, 2}), true);
  EXPECT_EQ(*database_.Perform(ReadVersion{one}), (VersionTable{true, {{2, false}}}));
  ASSERT_TRUE(database_.Perform(InsertVersion{one, {9, false}}).ok());
  EXPECT_EQ(*database_.Perform(MoveVersion{one, 2, 1}), false) << "two rows are not one";
  ASSERT_TRUE(database_.Perform(TruncateVersion{one}).ok());
  ASSERT_TRUE(database_.Perform(InsertVersion{one, {2, true}}).ok());
  EXPECT_EQ(*database_.Perform(MoveVersion{one, 2, 1}), false) << "dirty";
  ASSERT_EQ(Told(Run(one, "update schema_migrations set dirty = false")), "ok");
  EXPECT_EQ(*database_.Perform(MoveVersion{one, 2, kNoVersion}), true);
  EXPECT_EQ(*database_.Perform(ReadVersion{one}), (VersionTable{true, {}}));
  ASSERT_TRUE(database_.Perform(InsertVersion{one, {2, true}}).ok());
  ExpectSql(database_.Perform(InsertVersion{one, {2, true}}), "23505");
}

TEST_F(PostgresDatabaseTest, ACatalogHoldsWhatMigrationsMake) {
  const std::int64_t one = Open();
  ASSERT_TRUE(database_.Perform(CreateVersionTable{one}).ok());
  ASSERT_TRUE(database_.Perform(CreateStore{one}).ok());
  ASSERT_EQ(
      Told(Run(one,
               "create table t (a int not null default 0 primary key, b text, c varchar(9) "
               "unique, d serial, check (a > 0)); create schema other; "
               "create table other.u (x bigint references t); "
               "create index i on t (b, a); create unique index j on t (a) where b is null; "
               "create type mood as enum ('sad', 'glad'); create view v as select a from t; "
               "create sequence s; create function f() returns int language sql as 'select 1'")),
      "ok");
  const Catalog catalog = *database_.Perform(ReadCatalog{one});
  std::vector<std::string> told;
  for (const CatalogObject& object : catalog) {
    const bool ours = object.kind != Text("function") && object.kind != Text("view");
    told.push_back(object.schema.str() + " " + object.kind.str() + " " + object.name.str() +
                   (ours ? ": " + object.definition.str() : ""));
  }
  EXPECT_THAT(told,
              ElementsAre("other table u: x bigint, u_x_fkey FOREIGN KEY (x) REFERENCES t(a)",
                          "public function f", "public index i: t (b, a)",
                          "public index j: unique t (a) where (b IS NULL)",
                          "public sequence s: bigint increment 1",
                          "public table t: a integer not null default 0, b text, c character "
                          "varying(9), d integer not null default nextval('t_d_seq'::regclass), "
                          "t_a_check CHECK ((a > 0)), t_c_key unique (c), t_pkey primary key (a)",
                          "public type mood: 'sad', 'glad'", "public view v"));
}

TEST_F(PostgresDatabaseTest, AnIndexThatWasLeftBehindIsInvalid) {
  const std::int64_t one = Open();
  ASSERT_EQ(Told(Run(one, "create table t (a int); insert into t values (1), (1)")), "ok");
  ExpectSql(Run(one, "create unique index concurrently i on t (a)"), "23505");
  const Catalog catalog = *database_.Perform(ReadCatalog{one});
  ASSERT_EQ(catalog.size(), 2u);
  EXPECT_EQ(catalog[0].name, Text("i"));
  EXPECT_FALSE(catalog[0].valid);
  EXPECT_TRUE(catalog[1].valid);
  ExpectSql(Run(one, "drop index concurrently i; select 1"), "25001");
}

TEST_F(PostgresDatabaseTest, ResetKeepsOwnerAndPrivilegesAndOtherSchemas) {
  const std::int64_t one = Open();
  const char* const kOwnerAndPrivileges =
      "do $$ begin if (select nspowner::regrole::text || ' ' || coalesce(nspacl::text, 'default') "
      "from pg_namespace where nspname = 'public') <> '";
  const auto expect = [&](const std::string& told) {
    EXPECT_EQ(
        Told(Run(one, kOwnerAndPrivileges + told +
                          "' then raise exception '%', (select nspowner::regrole::text || ' ' "
                          "|| coalesce(nspacl::text, 'default') from pg_namespace where "
                          "nspname = 'public'); end if; end $$")),
        "ok");
  };
  expect("pg_database_owner {pg_database_owner=UC/pg_database_owner,=U/pg_database_owner}");
  ASSERT_EQ(Told(Run(one,
                     "create schema kept; create table kept.k (a int); create table t (a int); "
                     "create type e as enum ('a')")),
            "ok");
  ASSERT_TRUE(database_.Perform(CreateVersionTable{one}).ok());
  ASSERT_TRUE(database_.Perform(CreateStore{one}).ok());
  ASSERT_EQ(Told(database_.Perform(ResetDatabase{one})), "ok");
  expect("pg_database_owner {pg_database_owner=UC/pg_database_owner,=U/pg_database_owner}");
  EXPECT_EQ(database_.Perform(ReadCatalog{one})->size(), 1u);
  EXPECT_FALSE(database_.Perform(ReadStore{one})->exists);
  EXPECT_FALSE(database_.Perform(ReadVersion{one})->exists);

  ASSERT_EQ(Told(Run(one, "drop schema public; create schema public authorization postgres")),
            "ok");
  ASSERT_EQ(Told(database_.Perform(ResetDatabase{one})), "ok");
  expect("postgres default");
  ASSERT_EQ(Told(Run(one,
                     "grant create on schema public to public; grant usage on schema public "
                     "to pg_monitor with grant option; revoke usage on schema public from "
                     "postgres")),
            "ok");
  ASSERT_EQ(Told(database_.Perform(ResetDatabase{one})), "ok");
  expect("postgres {postgres=C/postgres,=C/postgres,pg_monitor=U*/postgres}");

  ASSERT_EQ(Told(Run(one, "drop schema public")), "ok");
  ExpectSql(database_.Perform(CreateVersionTable{one}), "3F000");
  ASSERT_EQ(Told(database_.Perform(ResetDatabase{one})), "ok");
  expect("pg_database_owner {pg_database_owner=UC/pg_database_owner,=U/pg_database_owner}");
}

TEST_F(PostgresDatabaseTest, AResetWithinATransactionGoesWithIt) {
  const std::int64_t one = Open();
  ASSERT_EQ(Told(Run(one, "create table t (a int)")), "ok");
  ASSERT_TRUE(database_.Perform(Begin{one}).ok());
  ASSERT_EQ(Told(database_.Perform(ResetDatabase{one})), "ok");
  ASSERT_TRUE(database_.Perform(Rollback{one}).ok());
  EXPECT_EQ(database_.Perform(ReadCatalog{one})->size(), 1u);
}

StoredMigration Stored(Version version, Text filename) {
  StoredMigration row;
  row.version = version;
  row.filename = filename;
  return row;
}

TEST_F(PostgresDatabaseTest, WhatWasLeftBehindHasATableOnceThereIsSome) {
  const std::int64_t one = Open();
  const LeftBehind one_text{.version = 2, .filename = "x.up.sql", .up_sql = "u", .source = "main"};
  LeftBehind other_text = one_text;
  other_text.up_sql = "v";
  other_text.down_sql = "-- nothing";
  LeftBehind unknown = one_text;
  unknown.up_sql.reset();
  ExpectSql(database_.Perform(PutLeftBehind{one, one_text}), "3F000");
  ASSERT_EQ(Told(database_.Perform(CreateStore{one})), "ok");
  EXPECT_TRUE(database_.Perform(ReadStore{one})->left_behind.empty())
      << "a store without the table";
  for (const LeftBehind& row : {other_text, one_text, unknown, one_text}) {
    ASSERT_EQ(Told(database_.Perform(PutLeftBehind{one, row})), "ok");
  }
  EXPECT_EQ(database_.Perform(ReadStore{one})->left_behind,
            (std::vector<LeftBehind>{unknown, one_text, other_text}));
  ASSERT_EQ(Told(database_.Perform(DeleteLeftBehind{one, one_text})), "ok");
  ASSERT_EQ(Told(database_.Perform(DeleteLeftBehind{one, unknown})), "ok");
  EXPECT_EQ(database_.Perform(ReadStore{one})->left_behind, std::vector<LeftBehind>{other_text});

  ASSERT_TRUE(database_.Perform(Begin{one}).ok());
  ASSERT_EQ(Told(database_.Perform(PutLeftBehind{one, one_text})), "ok");
  ASSERT_TRUE(database_.Perform(Rollback{one}).ok());
  EXPECT_EQ(database_.Perform(ReadStore{one})->left_behind.size(), 1u);
  EXPECT_TRUE(database_.Perform(ReadCatalog{one})->empty()) << "it is not shown among the objects";
  ASSERT_EQ(Told(database_.Perform(ResetDatabase{one})), "ok");
  EXPECT_FALSE(database_.Perform(ReadStore{one})->exists);
}

TEST_F(PostgresDatabaseTest, WhatWasLeftBehindIsReadBesideAStoreOfAnOlderFormat) {
  const std::int64_t one = Open();
  ASSERT_EQ(Told(Run(one,
                     "create schema _develop; create table _develop.applied_migrations (version "
                     "bigint primary key, filename text not null, down_sql text not null)")),
            "ok");
  const LeftBehind row{.version = 2, .filename = "x.up.sql"};
  ASSERT_EQ(Told(database_.Perform(PutLeftBehind{one, row})), "ok");
  const MigrationStore store = *database_.Perform(ReadStore{one});
  EXPECT_EQ(store.format, 1);
  EXPECT_EQ(store.left_behind, std::vector<LeftBehind>{row});
}

TEST_F(PostgresDatabaseTest, TheStoreKeepsRowsWhole) {
  const std::int64_t one = Open();
  EXPECT_EQ(*database_.Perform(ReadStore{one}), MigrationStore{});
  ExpectSql(database_.Perform(PutStored{one, Stored(1, "a")}), "42P01");
  ExpectSql(database_.Perform(DeleteStored{one, 1}), "42P01");
  ASSERT_EQ(Told(database_.Perform(CreateStore{one})), "ok");
  ASSERT_EQ(Told(database_.Perform(CreateStore{one})), "ok");
  StoredMigration full{5,         StoredState::kIntent, "000005_x.down.sql",
                       Text(""),  Text("drop 'x';\n"),  Text("é"),
                       Text("ü"), "main at 1",          "run"};
  ASSERT_EQ(Told(database_.Perform(PutStored{one, full})), "ok");
  ASSERT_EQ(Told(database_.Perform(PutStored{one, Stored(4, "a")})), "ok");
  EXPECT_EQ(*database_.Perform(ReadStore{one}),
            (MigrationStore{true, kStoreFormat, {Stored(4, "a"), full}}));
  full.state = StoredState::kAssumed;
  full.up_sql = std::nullopt;
  ASSERT_EQ(Told(database_.Perform(PutStored{one, full})), "ok");
  ASSERT_EQ(Told(database_.Perform(DeleteStored{one, 4})), "ok");
  ASSERT_EQ(Told(database_.Perform(DeleteStored{one, 4})), "ok");
  EXPECT_EQ(*database_.Perform(ReadStore{one}), (MigrationStore{true, kStoreFormat, {full}}));
}

TEST_F(PostgresDatabaseTest, StoresOfOlderFormatsAreReadAsTheyAreAndBroughtUpInPlace) {
  const std::int64_t one = Open();
  ASSERT_EQ(Told(Run(one,
                     "create schema _develop; create table _develop.applied_migrations ("
                     "version bigint primary key, filename text not null, down_sql text not "
                     "null); insert into _develop.applied_migrations values (1, 'a', '')")),
            "ok");
  StoredMigration first = Stored(1, "a");
  first.down_sql = Text("");
  EXPECT_EQ(*database_.Perform(ReadStore{one}), (MigrationStore{true, 1, {first}}));
  ExpectSql(database_.Perform(PutStored{one, first}), "42703");
  ASSERT_EQ(Told(database_.Perform(CreateStore{one})), "ok");
  EXPECT_EQ(*database_.Perform(ReadStore{one}), (MigrationStore{true, 3, {first}}));

  ASSERT_EQ(Told(Run(one,
                     "drop table _develop.applied_migrations; "
                     "create table _develop.applied_migrations (version bigint primary key, "
                     "filename text not null, down_sql text not null default ''); alter table "
                     "_develop.applied_migrations add column if not exists up_sql text not null "
                     "default ''; insert into _develop.applied_migrations values "
                     "(1, 'a', 'drop', ''), (2, 'b', '', 'create')")),
            "ok");
  StoredMigration second = Stored(2, "b");
  second.up_sql = Text("create");
  first.down_sql = Text("drop");
  EXPECT_EQ(*database_.Perform(ReadStore{one}), (MigrationStore{true, 2, {first, second}}));
  ASSERT_EQ(Told(database_.Perform(CreateStore{one})), "ok");
  EXPECT_EQ(*database_.Perform(ReadStore{one}), (MigrationStore{true, 3, {first, second}}));
  ASSERT_EQ(Told(database_.Perform(PutStored{one, Stored(3, "c")})), "ok") << "no text is needed";
  EXPECT_EQ(Told(Run(one,
                     "insert into _develop.applied_migrations (version, filename, up_sql, "
                     "down_sql) values (4, 'd', 'u', 'd')")),
            "ok")
      << "an older tool still can";
}

TEST_F(PostgresDatabaseTest, ANewerStoreIsNotTouched) {
  const std::int64_t one = Open();
  ASSERT_EQ(Told(database_.Perform(CreateStore{one})), "ok");
  ASSERT_EQ(Told(database_.Perform(PutStored{one, Stored(3, "c")})), "ok");
  ASSERT_EQ(Told(Run(one, "comment on table _develop.applied_migrations is 'store format 4'")),
            "ok");
  EXPECT_EQ(*database_.Perform(ReadStore{one}), (MigrationStore{true, 4, {}}));
  ExpectSql(database_.Perform(CreateStore{one}), "0A000");
}

TEST_F(PostgresDatabaseTest, AnOrdinaryUserCanWorkWithADatabaseOfItsOwn) {
  const std::int64_t one = Open();
  ASSERT_EQ(Told(Run(one, "create role plain login password 'x'; alter database " + home_.name() +
                              " owner to plain")),
            "ok");
  PostgresSettings settings = home_.settings();
  settings.user = "plain";
  settings.password = "x";
  PostgresDatabase plain(settings);
  auto session = plain.Perform(OpenSession{"plain"});
  ASSERT_TRUE(session.ok()) << Told(session);
  EXPECT_FALSE(session->system_identifier.empty());
  const std::int64_t two = session->session;
  EXPECT_EQ(Told(plain.Perform(CreateStore{two})), "ok");
  EXPECT_EQ(Told(plain.Perform(CreateVersionTable{two})), "ok");
  EXPECT_EQ(Told(plain.Perform(ResetDatabase{two})), "ok");
  EXPECT_EQ(Told(plain.Perform(CreateVersionTable{two})), "ok");
  EXPECT_EQ(Told(plain.Perform(ReadCatalog{two})), "ok");
  ASSERT_TRUE(plain.Perform(CloseSession{two}).ok());
  ASSERT_EQ(Told(Run(one, "alter database " + home_.name() +
                              " owner to postgres; drop owned by plain cascade; drop role plain")),
            "ok");
}

}  // namespace
}  // namespace relapse::migrations
