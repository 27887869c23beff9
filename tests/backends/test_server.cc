#include "tests/backends/test_server.h"

#include <gtest/gtest.h>

#include <stdexcept>

namespace relapse::migrations {

namespace {

std::unique_ptr<ThrowawayServer>& Server() {
  static std::unique_ptr<ThrowawayServer> server;
  return server;
}

bool trusts = false;

/// Stops the server while everything it needs is still there.
class StopAtTheEnd : public testing::Environment {
 public:
  void TearDown() override { Server().reset(); }
};
testing::Environment* const kStopAtTheEnd =
    testing::AddGlobalTestEnvironment(new StopAtTheEnd);  // NOLINT: gtest owns it

/// On a session of the database "postgres".
void RunAsSuperuser(const std::string& sql) {
  PostgresDatabase database(SettingsFor("postgres"));
  auto session = database.Perform(OpenSession{"tests"});
  if (!session.ok()) throw std::runtime_error(session.error().message.str());
  const Status ran = database.Perform(RunSql{session->session, sql});
  if (!ran.ok()) throw std::runtime_error(sql + ": " + ran.error().message.str());
}

std::string NextName() {
  static int number = 0;
  return "test_" + std::to_string(++number);
}

}  // namespace

ThrowawayServer& TestServer() {
  (void)kStopAtTheEnd;
  if (!Server()) {
    auto started = ThrowawayServer::Start({.password = trusts ? "" : kTestPassword});
    if (!started.ok()) {
      throw std::runtime_error("no PostgreSQL server for the tests: " +
                               started.error().message.str());
    }
    Server() = std::move(*started);
  }
  return *Server();
}

void LetTestServerTrust() { trusts = true; }

PostgresSettings SettingsFor(const std::string& database) {
  PostgresSettings settings;
  settings.port = TestServer().port();
  if (!trusts) settings.password = kTestPassword;
  settings.database = database;
  return settings;
}

std::string AwaitEndSql(const std::string& application) {
  const std::string others =
      application.empty() ? "pid <> pg_backend_pid()" : "application_name = '" + application + "'";
  return "do $$ begin for i in 1 .. 4000 loop perform pg_stat_clear_snapshot(); if not exists "
         "(select from pg_stat_activity where datname = current_database() and " +
         others +
         ") then return; end if; perform pg_sleep(0.002); end loop; raise exception 'a session "
         "does not end'; end $$";
}

TestDatabase::TestDatabase() : name_(NextName()) {
  RunAsSuperuser("CREATE DATABASE " + name_ + " TEMPLATE template0");
}

TestDatabase::~TestDatabase() {
  try {
    RunAsSuperuser("DROP DATABASE IF EXISTS " + name_ + " WITH (FORCE)");
  } catch (const std::exception& error) {
    ADD_FAILURE() << error.what();
  }
}

PostgresSettings TestDatabase::settings() const { return SettingsFor(name_); }

}  // namespace relapse::migrations
