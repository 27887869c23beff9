// relapse-migrate as a user runs it: the program, a real PostgreSQL, a folder of files. A machine
// without PostgreSQL fails these tests, and says what to install.
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <libpq-fe.h>

#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <fstream>

#include "backends/posix/throwaway_server.h"
#include "harness/core/json.h"

namespace relapse::migrations {
namespace {

using testing::HasSubstr;
using testing::Not;

struct ToolRun {
  int status = -1;
  std::string text;  ///< stdout and stderr
};

class RelapseMigrate : public testing::Test {
 protected:
  static void SetUpTestSuite() {
    auto started = ThrowawayServer::Start({});
    ASSERT_TRUE(started.ok()) << started.error().message.view();
    server = std::move(*started);
  }
  static void TearDownTestSuite() { server.reset(); }

  void SetUp() override {
    ASSERT_NE(server, nullptr) << "no server";
    folder_ = std::filesystem::path(testing::TempDir()) / ("relapse_migrate_" + Name());
    std::filesystem::remove_all(folder_);
    std::filesystem::create_directories(folder_);
    database_ = Name();
    std::transform(database_.begin(), database_.end(), database_.begin(), ::tolower);
    Sql("create database " + database_, "postgres");
    Add(1, "a");
    Add(2, "b");
  }
  void TearDown() override { std::filesystem::remove_all(folder_); }

  static std::string Name() {
    return testing::UnitTest::GetInstance()->current_test_info()->name();
  }
  std::string Url(const std::string& database) const {
    return "postgres://postgres@127.0.0.1:" + std::to_string(server->port()) + "/" + database;
  }
  std::string Target() const {
    return "127.0.0.1:" + std::to_string(server->port()) + "/" + database_;
  }

  void Add(int version, const std::string& name) {
    const std::string stem = "00000" + std::to_string(version) + "_" + name;
    std::ofstream(folder_ / (stem + ".up.sql")) << "create table " << name << " (id int);\n";
    std::ofstream(folder_ / (stem + ".down.sql")) << "drop table " << name << ";\n";
  }
  void Remove(int version) {
    for (const auto& entry : std::filesystem::directory_iterator(folder_)) {
      const std::string name = entry.path().filename().string();
      if (name.starts_with("00000" + std::to_string(version)))
        std::filesystem::remove(entry.path());
    }
  }

  /// What a migrator leaves that ran everything up to `version`.
  void Migrate(int version, const std::string& sql) {
    Sql("create table if not exists schema_migrations (version bigint not null primary key, dirty "
        "boolean not null); truncate schema_migrations; insert into schema_migrations values (" +
        std::to_string(version) + ", false); " + sql);
  }
  void Sql(const std::string& sql) { Sql(sql, database_); }
  void Sql(const std::string& sql, const std::string& database) {
    const std::unique_ptr<PGconn, decltype(&PQfinish)> connection(
        PQconnectdb(Url(database).c_str()), &PQfinish);
    const std::unique_ptr<PGresult, decltype(&PQclear)> result(
        PQexec(connection.get(), sql.c_str()), &PQclear);
    ASSERT_EQ(PQresultStatus(result.get()), PGRES_COMMAND_OK) << PQerrorMessage(connection.get());
  }
  std::string Ask(const std::string& sql) {
    const std::unique_ptr<PGconn, decltype(&PQfinish)> connection(
        PQconnectdb(Url(database_).c_str()), &PQfinish);
    const std::unique_ptr<PGresult, decltype(&PQclear)> result(
        PQexec(connection.get(), sql.c_str()), &PQclear);
    if (PQresultStatus(result.get()) != PGRES_TUPLES_OK) return PQerrorMessage(connection.get());
    return PQntuples(result.get()) == 0 ? "" : PQgetvalue(result.get(), 0, 0);
  }
  std::string Tables() {
    return Ask(
        "select coalesce(string_agg(tablename, ' ' order by tablename), '') from pg_tables "
        "where schemaname = 'public' and tablename <> 'schema_migrations'");
  }

  ToolRun Run(const std::string& arguments, std::string url = "") {
    if (url.empty()) url = Url(database_);
    const std::string command = std::string("'") + RELAPSE_MIGRATE_PROGRAM + "' " + arguments +
                                " --database '" + url + "' --path '" + folder_.string() + "' 2>&1";
    ToolRun run;
    FILE* pipe = popen(command.c_str(), "r");
    char buffer[4096];
    for (std::size_t n = 0; (n = fread(buffer, 1, sizeof buffer, pipe)) > 0;) {
      run.text.append(buffer, n);
    }
    run.status = WEXITSTATUS(pclose(pipe));
    return run;
  }
  Json RunJson(const std::string& arguments) {
    return Json::parse(Run(arguments + " --json").text);
  }

  static inline std::unique_ptr<ThrowawayServer> server;
  std::filesystem::path folder_;
  std::string database_;
};

TEST_F(RelapseMigrate, WritesNothingWithoutAWord) {
  for (const char* command : {"status", "plan", "continue", "rollback", "reset"}) {
    EXPECT_EQ(Run(command).status, 0) << command;
  }
  EXPECT_EQ(Ask("select count(*) from pg_namespace where nspname = '_develop'"), "0");
}

TEST_F(RelapseMigrate, KnowsAfterABranchSwitchWhatWasRunAndUndoesIt) {
  Add(3, "alpha");
  EXPECT_EQ(Run("continue --apply").status, 0);
  Migrate(3, "create table a (id int); create table b (id int); create table alpha (id int)");
  Remove(3);
  Add(3, "beta");
  const ToolRun refused = Run("continue --apply");
  EXPECT_EQ(refused.status, 1);
  EXPECT_THAT(refused.text, HasSubstr("REFUSED (missing)"));
  EXPECT_THAT(refused.text, HasSubstr("relapse-migrate rollback --path " + folder_.string() +
                                      " --confirm " + Target()));
  EXPECT_EQ(Tables(), "a alpha b");

  const ToolRun undone = Run("rollback --confirm " + Target());
  EXPECT_EQ(undone.status, 0) << undone.text;
  EXPECT_THAT(undone.text, HasSubstr("undone: 3"));
  EXPECT_EQ(Tables(), "a b");
  EXPECT_EQ(Ask("select version from schema_migrations"), "2");
  const Json status = RunJson("status");
  EXPECT_EQ(status["action"], "proceed");
  EXPECT_EQ(status["pending"], Json::array({3}));
}

TEST_F(RelapseMigrate, ConfirmsOnlyWhatIsNamed) {
  Migrate(2, "create table a (id int); create table b (id int)");
  const ToolRun wrong = Run("reset --confirm 127.0.0.1:5432/other");
  EXPECT_EQ(wrong.status, 2);
  EXPECT_THAT(wrong.text, HasSubstr("nothing was done"));
  EXPECT_EQ(Tables(), "a b");
  EXPECT_EQ(Run("reset --confirm " + Target()).status, 0);
  EXPECT_EQ(Tables(), "");
}

TEST_F(RelapseMigrate, ListsWhatAResetWouldDropBeforeItIsConfirmed) {
  Migrate(2, "create table a (id int); create table b (id int); create view v as select id from a");
  Sql("create extension pgcrypto; create schema theirs; create extension citext schema theirs; "
      "create table theirs.kept (id int)");
  EXPECT_EQ(Run("continue --apply").status, 0);
  const ToolRun dry = Run("reset");
  EXPECT_EQ(dry.status, 0) << dry.text;
  for (const char* line :
       {"drops the extension pgcrypto\n", "drops the tables a, b and schema_migrations\n",
        "drops the view v\n", "drops the schema _develop\n", "--confirm"}) {
    EXPECT_THAT(dry.text, HasSubstr(line));
  }
  EXPECT_THAT(dry.text, Not(HasSubstr("citext")));
  EXPECT_THAT(dry.text, Not(HasSubstr("kept")));
  EXPECT_EQ(Tables(), "a b");
  const Json json = RunJson("reset");
  EXPECT_TRUE(json["dry_run"]);
  const Json extension{{"kind", "extension"}, {"schema", "public"}, {"name", "pgcrypto"}};
  EXPECT_THAT(json["destroys"], testing::Contains(extension));
  EXPECT_EQ(json["destroys"].size(), 6U) << json["destroys"];

  EXPECT_EQ(Run("reset --confirm " + Target()).status, 0);
  EXPECT_EQ(Ask("select string_agg(extname, ' ' order by extname) from pg_extension"),
            "citext plpgsql");
  EXPECT_TRUE(RunJson("reset")["destroys"].empty());
}

TEST_F(RelapseMigrate, SaysThatTheSchemaIsGoneAndWhatMakesIt) {
  Migrate(2, "create table a (id int); create table b (id int)");
  EXPECT_EQ(Run("continue --apply").status, 0);
  Sql("drop schema public cascade");
  const Json refused = RunJson("continue --apply");
  EXPECT_EQ(refused["refusal"], "schema-gone");
  const std::string remedy = refused["advice"][0]["text"];
  ASSERT_THAT(remedy, testing::EndsWith(", and run again"));
  Sql(remedy.substr(0, remedy.size() - std::string(", and run again").size()));
  EXPECT_EQ(Run("continue --apply").status, 0);
}

TEST_F(RelapseMigrate, AsksWhatBecameOfADirtyVersionAndBelievesTheCatalog) {
  EXPECT_EQ(Run("continue --apply").status, 0);
  Migrate(2, "create table a (id int); update schema_migrations set dirty = true");
  const Json refused = RunJson("continue --apply");
  EXPECT_EQ(refused["refusal"], "dirty");
  EXPECT_EQ(refused["exit_code"], 1);
  const std::string advice = refused["advice"][0]["text"];
  const std::string seen = advice.substr(advice.find(" --seen "), std::strlen(" --seen 01234567"));
  EXPECT_EQ(Run("continue --resolve applied" + seen + " --apply").status, 1);
  const ToolRun of_nothing = Run("continue --resolve not-applied --apply");
  EXPECT_EQ(of_nothing.status, 1);
  EXPECT_THAT(of_nothing.text, HasSubstr("--resolve is not about what is in the database now"));
  EXPECT_THAT(of_nothing.text, HasSubstr("continue --resolve not-applied" + seen));
  const std::string with_rollback = "rollback --resolve not-applied" + seen;
  EXPECT_THAT(Run("rollback").text, HasSubstr(with_rollback));
  EXPECT_EQ(Run(with_rollback).status, 0) << "what is advised can be typed";
  EXPECT_EQ(Run("continue --resolve not-applied" + seen + " --apply").status, 0);
  EXPECT_EQ(Ask("select version::text || ' ' || dirty from schema_migrations"), "1 false");
}

TEST_F(RelapseMigrate, KnowsWhatWasUndoneInNameOnlyUntilItIsTakenAgainOrDropped) {
  Add(3, "alpha");
  std::filesystem::remove(folder_ / "000003_alpha.down.sql");
  EXPECT_EQ(Run("continue --apply").status, 0);
  Migrate(3, "create table a (id int); create table b (id int); create table alpha (id int)");
  EXPECT_EQ(Run("continue --apply").status, 0);
  Remove(3);
  EXPECT_EQ(Run("rollback --confirm " + Target()).status, 1);
  EXPECT_EQ(Run("rollback --allow-irreversible --confirm " + Target()).status, 0);
  EXPECT_EQ(Tables(), "a alpha b");
  const ToolRun status = Run("status");
  EXPECT_EQ(status.status, 0);
  EXPECT_THAT(
      status.text,
      HasSubstr("note: version 3 was taken back in name only: what it made is still there"));

  Add(3, "alpha");
  const ToolRun refused = Run("continue --apply");
  EXPECT_EQ(refused.status, 1);
  EXPECT_THAT(refused.text, HasSubstr("REFUSED (left-behind)"));
  EXPECT_THAT(refused.text, HasSubstr("check out a branch without 000003_alpha.up.sql"));
  EXPECT_THAT(refused.text, HasSubstr("the data in it (table alpha), and run again"));
  const std::string accept = "continue --accept";
  EXPECT_THAT(refused.text, HasSubstr(accept));
  const ToolRun shown = Run(accept);
  EXPECT_THAT(shown.text, HasSubstr("takes 3 as applied again, without running it"));
  EXPECT_THAT(shown.text, HasSubstr("to do it:"));
  EXPECT_EQ(RunJson(accept)["take"], Json::array({3}));
  EXPECT_EQ(Ask("select version from schema_migrations"), "2");

  EXPECT_EQ(Run(accept + " --apply").status, 0);
  EXPECT_EQ(Ask("select version from schema_migrations"), "3");
  EXPECT_EQ(Ask("select count(*) from _develop.left_behind"), "0");
  EXPECT_THAT(Run("status").text, Not(HasSubstr("in name only")));

  // Undone by its down text, which it has by now, and run once more.
  Remove(3);
  EXPECT_EQ(Run("rollback --confirm " + Target()).status, 0);
  EXPECT_EQ(Tables(), "a b");
  EXPECT_EQ(RunJson("status")["refusal"], "none");
}

TEST_F(RelapseMigrate, RunsWhatWasUndoneInNameOnlyOnceItIsDropped) {
  Add(3, "alpha");
  std::filesystem::remove(folder_ / "000003_alpha.down.sql");
  Migrate(3, "create table a (id int); create table b (id int); create table alpha (id int)");
  EXPECT_EQ(Run("continue --apply").status, 0);
  Remove(3);
  EXPECT_EQ(Run("rollback --allow-irreversible --confirm " + Target()).status, 0);
  Add(3, "alpha");
  EXPECT_EQ(RunJson("status")["refusal"], "left-behind");
  Sql("drop table alpha");
  EXPECT_EQ(RunJson("status")["refusal"], "none");
  EXPECT_EQ(Run("continue --apply").status, 0);
  EXPECT_EQ(Ask("select count(*) from _develop.left_behind"), "0");
  EXPECT_EQ(Ask("select state from _develop.applied_migrations where version = 3"), "intent");
}

TEST_F(RelapseMigrate, SaysWhoHoldsTheLock) {
  const std::unique_ptr<PGconn, decltype(&PQfinish)> holder(
      PQconnectdb((Url(database_) + "?application_name=my-server").c_str()), &PQfinish);
  PQclear(PQexec(holder.get(), "select pg_advisory_lock(1037453835920848937)"));
  const ToolRun run = Run("continue --apply --lock-wait 100");
  EXPECT_EQ(run.status, 1);
  EXPECT_THAT(run.text,
              HasSubstr("wait for process " + std::to_string(PQbackendPID(holder.get()))));
  EXPECT_THAT(run.text, HasSubstr("my-server"));
}

TEST_F(RelapseMigrate, SaysWhatIsWrongWithTheCommandLine) {
  EXPECT_EQ(Run("nonsense").status, 2);
  EXPECT_EQ(Run("reset --resolve applied").status, 2);
  EXPECT_EQ(Run("continue --seen 0123abcd").status, 2);
  EXPECT_EQ(Run("plan --changed").status, 2);
  EXPECT_EQ(Run("continue --resolve maybe").status, 2);
  EXPECT_THAT(Run("status", "postgres://[").text, HasSubstr("--database: "));
  EXPECT_EQ(Run("status", "postgres://[").status, 2);
}

TEST_F(RelapseMigrate, SaysThatNobodyAnswersAndNeverThePassword) {
  const ToolRun run = Run("status", "postgres://me:secret@127.0.0.1:1/app");
  EXPECT_EQ(run.status, 3);
  EXPECT_THAT(run.text, HasSubstr("REFUSED (unreachable)"));
  EXPECT_THAT(run.text, HasSubstr("127.0.0.1:1/app"));
  EXPECT_THAT(run.text, Not(HasSubstr("secret")));
}

}  // namespace
}  // namespace relapse::migrations
