// Server: a PostgreSQL under test, with the calls of its clients in one line each.
#ifndef TESTS_FAKES_SERVER_H_
#define TESTS_FAKES_SERVER_H_

#include <gtest/gtest.h>

#include <string>

#include "fakes/postgres/fake_postgres.h"
#include "harness/world/in_flight.h"

namespace relapse::migrations {

class Server {
 public:
  Server() : world(&model_) {
    world.SetClock(Hours(24) * 365 * 30);
    world.Add(PostgresState{});
    world.Add(InFlightRequests{});
  }
  Server(const Server&) = delete;

  template <class Request>
  auto Call(const Request& request) {
    return PostgresServer().On(world, request);
  }
  std::int64_t Open(Text application = "recovery") {
    return Call(OpenSession{.application = application}).value().session;
  }
  Status Run(std::int64_t session, Text sql) { return Call(RunSql{session, sql}); }
  Status BeginIn(std::int64_t session) { return Call(Begin{session}); }
  Status CommitIn(std::int64_t session) { return Call(Commit{session}); }
  Status RollbackIn(std::int64_t session) { return Call(Rollback{session}); }

  const PostgresState& state() const { return world.Get<PostgresState>(); }
  /// Names of what is committed, without schema_migrations: "a t", an invalid index with a "!".
  std::string Objects() const {
    std::string names;
    for (const CatalogObject& object : CatalogOf(state().committed)) {
      names += (names.empty() ? "" : " ") + object.name.str() + (object.valid ? "" : "!");
    }
    return names;
  }
  /// The committed version rows: "none" without a table, "" without a row, else "(3,f)".
  std::string VersionRows() const {
    const VersionTable& table = *state().committed.version;
    if (!table.exists) return "none";
    std::string rows;
    for (const VersionRow& row : table.rows) {
      rows += "(" + std::to_string(row.version) + (row.dirty ? ",t)" : ",f)");
    }
    return rows;
  }
  std::int64_t Rows(Text table) const {
    const DatabaseObject* found =
        state().committed.objects->Find(ObjectKind::kTable, {"public", table});
    return found == nullptr ? -1 : found->rows;
  }
  /// A version table with one clean row, or with none for kNoVersion.
  void SetVersion(Version version) {
    VersionTable table{true, {}};
    if (version != kNoVersion) table.rows.push_back({version, false});
    world.Mutate<PostgresState>().committed.version = Interned<VersionTable>(table);
  }
  /// What `late` leaves: the text in flight for so long, its session ended by a lost connection.
  void LoseUnderWay(std::int64_t session, Text sql, DurationMs duration) {
    const RunSql request{session, sql};
    world.Mutate<InFlightRequests>().requests.push_back(
        {.effect = "run_sql",
         .object = sql,
         .request_hash = ContentHash(request),
         .due = world.now() + duration,
         .spec = &RunSql::kEffect,
         .request = std::make_shared<const RunSql>(request)});
    PostgresServer().Ended(world, request, Ends::kSession);
  }
  void Pass(DurationMs duration) {
    const TimeMs until = world.now() + duration;
    while (world.NextTimer() <= until) world.AdvanceTo(world.NextTimer());
    world.AdvanceTo(until);
  }

 private:
  PostgresAgent agent_;
  WorldModel model_{{&agent_}, {}};

 public:
  World world;
};

/// Refused with that SQLSTATE, in a text that holds `part`.
inline void ExpectSqlState(const Status& status, std::string_view sqlstate,
                           std::string_view part = "") {
  ASSERT_FALSE(status.ok()) << "expected " << sqlstate;
  EXPECT_EQ(status.error().kind, &kSql) << status.error().message.view();
  EXPECT_EQ(status.error().number, SqlState(sqlstate)) << status.error().message.view();
  EXPECT_TRUE(status.error().message.contains(part)) << status.error().message.view();
}

/// Refused with that kind, and nothing was written.
template <class Request>
void ExpectRefusal(Server& server, const Request& request, const ErrorKind& kind) {
  const std::uint64_t changes = server.world.change_count();
  const auto answer = server.Call(request);
  ASSERT_FALSE(answer.ok());
  EXPECT_EQ(answer.error().kind, &kind) << answer.error().message.view();
  EXPECT_EQ(server.world.change_count(), changes);
}

}  // namespace relapse::migrations

#endif  // TESTS_FAKES_SERVER_H_
