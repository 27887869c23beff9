// The PostgreSQL server of a test program: one for all its cases, started by the first that asks,
// and a database of its own for each.
#ifndef TESTS_BACKENDS_TEST_SERVER_H_
#define TESTS_BACKENDS_TEST_SERVER_H_

#include <string>

#include "backends/posix/throwaway_server.h"
#include "backends/postgres/postgres_database.h"

namespace relapse::migrations {

/// Throws std::runtime_error where no server can be started: a missing server is a failure.
ThrowawayServer& TestServer();
/// Called before anybody asks for it: it will want no password, which costs each connection of a
/// program that makes thousands of them some milliseconds.
void LetTestServerTrust();

/// With blanks and signs that a URL would have to escape (S11).
inline constexpr const char* kTestPassword = "p@ss %41/word ?#:é";

/// As PostgreSQL makes it, and dropped with its owner, whoever is still connected.
class TestDatabase {
 public:
  TestDatabase();
  ~TestDatabase();
  TestDatabase(const TestDatabase&) = delete;
  TestDatabase& operator=(const TestDatabase&) = delete;

  const std::string& name() const { return name_; }
  PostgresSettings settings() const;

 private:
  const std::string name_;
};

/// A text that waits until the server has noticed the end of every other session of the database,
/// or of those of that name.
std::string AwaitEndSql(const std::string& application = "");

/// The superuser's settings for a database of the server.
PostgresSettings SettingsFor(const std::string& database);

}  // namespace relapse::migrations

#endif  // TESTS_BACKENDS_TEST_SERVER_H_
