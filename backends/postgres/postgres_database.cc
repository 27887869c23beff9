#include "backends/postgres/postgres_database.h"

#include "backends/postgres/queries.h"
#include "backends/postgres/values.h"

namespace relapse::migrations {

namespace {

Status Done(Result<ResultHandle> answer) {
  if (!answer.ok()) return Fail(std::move(answer.error()));
  return Ok();
}

Result<bool> TruthOf(Result<ResultHandle> answer) {
  if (!answer.ok()) return Fail(std::move(answer.error()));
  return PQntuples(answer->get()) == 1 && TruthAt(answer->get(), 0, 0);
}

std::string LockCall(std::string_view function, std::int64_t key) {
  return "SELECT pg_catalog." + std::string(function) + "(" + std::to_string(key) + ")";
}

}  // namespace

Result<Connection*> PostgresDatabase::Find(std::int64_t session) {
  const std::lock_guard lock(mutex_);
  const auto place = sessions_.find(session);
  if (place == sessions_.end()) return Fail(kNoSession, "no such session");
  return place->second.get();
}

Result<ResultHandle> PostgresDatabase::Kept(std::int64_t session, Result<ResultHandle> answer) {
  if (!answer.ok() && answer.error().Is(kConnectionLost)) {
    const std::lock_guard lock(mutex_);
    sessions_.erase(session);
  }
  return answer;
}

Result<ResultHandle> PostgresDatabase::Send(std::int64_t session, const std::string& sql,
                                            const CallOptions& options, Access access) {
  if (options.stop.requested()) return Fail(kCancelled, "asked to stop");
  RELAPSE_ASSIGN(Connection* const connection, Find(session));
  return Kept(session, access == Access::kRead ? connection->Read(sql, options.timeout)
                                               : connection->Execute(sql, options.timeout));
}

Result<ResultHandle> PostgresDatabase::Send(std::int64_t session, const std::string& sql,
                                            const std::vector<const char*>& values,
                                            const CallOptions& options) {
  if (options.stop.requested()) return Fail(kCancelled, "asked to stop");
  RELAPSE_ASSIGN(Connection* const connection, Find(session));
  return Kept(session, connection->Execute(sql, values, options.timeout));
}

Result<SessionInfo> PostgresDatabase::Perform(const OpenSession& request,
                                              const CallOptions& options) {
  if (options.stop.requested()) return Fail(kCancelled, "asked to stop");
  PostgresSettings settings = settings_;
  if (options.timeout > 0) settings.connect_timeout = options.timeout;
  RELAPSE_ASSIGN(std::unique_ptr<Connection> connection,
                 Connection::Open(settings, {request.application.str(), request.lock_timeout,
                                             request.statement_timeout}));
  auto answer = connection->Execute(
      "SELECT (SELECT system_identifier FROM pg_catalog.pg_control_system()), oid, datname "
      "FROM pg_catalog.pg_database WHERE datname = current_database()",
      settings.connect_timeout);
  if (!answer.ok()) {
    // Not yet a session: what went wrong here went wrong with opening one.
    if (answer.error().Is(kConnectionLost)) answer.error().kind = &kServerUnavailable;
    return Fail(std::move(answer.error()));
  }
  SessionInfo info;
  info.pid = connection->backend_pid();
  info.server_major = connection->server_major();
  info.system_identifier = ValueAt(answer->get(), 0, 0);
  info.database_oid = NumberAt(answer->get(), 0, 1);
  info.database = ValueAt(answer->get(), 0, 2);
  const std::lock_guard lock(mutex_);
  info.session = next_session_++;
  sessions_.emplace(info.session, std::move(connection));
  return info;
}

Status PostgresDatabase::Perform(const CloseSession& request, const CallOptions& options) {
  RELAPSE_ASSIGN(Connection* const connection, Find(request.session));
  // The end of a connection is noticed whenever the server comes to it; this is done when it
  // answers.
  Status released = Ok();
  if (connection->transaction() != PQTRANS_IDLE) {
    released = Done(connection->Execute("ROLLBACK", options.timeout));
  }
  if (released.ok()) {
    released =
        Done(connection->Execute("SELECT pg_catalog.pg_advisory_unlock_all()", options.timeout));
  }
  const bool lost = connection->lost();
  const std::lock_guard lock(mutex_);
  sessions_.erase(request.session);
  return lost ? released : Ok();
}

Status PostgresDatabase::Perform(const Begin& request, const CallOptions& options) {
  RELAPSE_ASSIGN(Connection* const connection, Find(request.session));
  if (connection->transaction() == PQTRANS_INTRANS) {
    return Fail(kSql, "there is already a transaction in progress", SqlState("25001"));
  }
  return Done(Send(request.session, "BEGIN", options));
}

Status PostgresDatabase::Perform(const Commit& request, const CallOptions& options) {
  RELAPSE_ASSIGN(Connection* const connection, Find(request.session));
  if (connection->transaction() == PQTRANS_IDLE) {
    return Fail(kSql, "unexpected transaction status idle", SqlState("25P01"));
  }
  RELAPSE_ASSIGN(const ResultHandle answer, Send(request.session, "COMMIT", options));
  if (std::string_view(PQcmdStatus(answer.get())) == "COMMIT") return Ok();
  return Fail(kSql, "Could not complete operation in a failed transaction", SqlState("25P02"));
}

Status PostgresDatabase::Perform(const Rollback& request, const CallOptions& options) {
  return Done(Send(request.session, "ROLLBACK", options));
}

Result<bool> PostgresDatabase::Perform(const TryAdvisoryLock& request, const CallOptions& options) {
  const auto function =
      request.in_transaction ? "pg_try_advisory_xact_lock" : "pg_try_advisory_lock";
  return TruthOf(Send(request.session, LockCall(function, request.key), options));
}

Status PostgresDatabase::Perform(const AdvisoryLock& request, const CallOptions& options) {
  const auto function = request.in_transaction ? "pg_advisory_xact_lock" : "pg_advisory_lock";
  return Done(Send(request.session, LockCall(function, request.key), options));
}

Result<bool> PostgresDatabase::Perform(const AdvisoryUnlock& request, const CallOptions& options) {
  return TruthOf(Send(request.session, LockCall("pg_advisory_unlock", request.key), options));
}

Result<std::vector<LockHolder>> PostgresDatabase::Perform(const FindLockHolders& request,
                                                          const CallOptions& options) {
  std::string keys;
  for (const std::int64_t key : request.keys) {
    keys += (keys.empty() ? "" : ",") + std::to_string(key);
  }
  RELAPSE_ASSIGN(
      const ResultHandle answer,
      Send(request.session, queries::kLockHoldersBefore + keys + queries::kLockHoldersAfter,
           options, Access::kRead));
  std::vector<LockHolder> holders;
  for (int row = 0; row < PQntuples(answer.get()); ++row) {
    holders.push_back({NumberAt(answer.get(), row, 0), ValueAt(answer.get(), row, 1),
                       ValueAt(answer.get(), row, 2), NumberAt(answer.get(), row, 3)});
  }
  return holders;
}

Result<VersionTable> PostgresDatabase::Perform(const ReadVersion& request,
                                               const CallOptions& options) {
  auto answer =
      Send(request.session, "SELECT version, dirty FROM schema_migrations", options, Access::kRead);
  if (!answer.ok()) {
    if (answer.error().number != SqlState("42P01")) return Fail(std::move(answer.error()));
    RELAPSE_ASSIGN(const bool has_schema,
                   TruthOf(Send(request.session, "SELECT pg_catalog.current_schema() IS NOT NULL",
                                options, Access::kRead)));
    return VersionTable{.has_schema = has_schema};
  }
  VersionTable table{true, {}};
  for (int row = 0; row < PQntuples(answer->get()); ++row) {
    table.rows.push_back({NumberAt(answer->get(), row, 0), TruthAt(answer->get(), row, 1)});
  }
  return table;
}

Status PostgresDatabase::Perform(const CreateVersionTable& request, const CallOptions& options) {
  return Done(Send(request.session,
                   "CREATE TABLE IF NOT EXISTS schema_migrations "
                   "(version bigint not null primary key, dirty boolean not null)",
                   options));
}

Status PostgresDatabase::Perform(const TruncateVersion& request, const CallOptions& options) {
  return Done(Send(request.session, "TRUNCATE schema_migrations", options));
}

Status PostgresDatabase::Perform(const InsertVersion& request, const CallOptions& options) {
  const std::string version = std::to_string(request.row.version);
  return Done(Send(request.session,
                   "INSERT INTO schema_migrations (version, dirty) VALUES ($1, $2)",
                   {version.c_str(), request.row.dirty ? "t" : "f"}, options));
}

Result<bool> PostgresDatabase::Perform(const MoveVersion& request, const CallOptions& options) {
  const std::string from = std::to_string(request.from);
  const std::string to = std::to_string(request.to);
  const std::string condition =
      " WHERE version = $1 AND NOT dirty "
      "AND (SELECT count(*) FROM public.schema_migrations) = 1";
  auto answer =
      request.to == kNoVersion
          ? Send(request.session, "DELETE FROM public.schema_migrations" + condition,
                 {from.c_str()}, options)
          : Send(request.session, "UPDATE public.schema_migrations SET version = $2" + condition,
                 {from.c_str(), to.c_str()}, options);
  if (!answer.ok()) return Fail(std::move(answer.error()));
  return std::string_view(PQcmdTuples(answer->get())) == "1";
}

Status PostgresDatabase::Perform(const RunSql& request, const CallOptions& options) {
  return Done(Send(request.session, request.sql.str(), options));
}

Result<Catalog> PostgresDatabase::Perform(const ReadCatalog& request, const CallOptions& options) {
  RELAPSE_ASSIGN(const ResultHandle answer,
                 Send(request.session, queries::kCatalog, options, Access::kRead));
  Catalog catalog;
  for (int row = 0; row < PQntuples(answer.get()); ++row) {
    catalog.push_back({ValueAt(answer.get(), row, 0), ValueAt(answer.get(), row, 1),
                       ValueAt(answer.get(), row, 2), ValueAt(answer.get(), row, 3),
                       TruthAt(answer.get(), row, 4)});
  }
  return catalog;
}

Status PostgresDatabase::Perform(const ResetDatabase& request, const CallOptions& options) {
  return Done(Send(request.session, queries::kReset, options));
}

}  // namespace relapse::migrations
