#include "backends/postgres/connection.h"

#include <poll.h>

#include <cerrno>
#include <chrono>
#include <cstring>

namespace relapse::migrations {

namespace {

TimeMs SteadyNow() {
  return std::chrono::duration_cast<std::chrono::milliseconds>(
             std::chrono::steady_clock::now().time_since_epoch())
      .count();
}

/// Waits for a socket; false once the deadline has passed.
bool WaitFor(int socket, short events, TimeMs deadline) {
  while (true) {
    int wait = -1;
    if (deadline != kNoTime) {
      const TimeMs left = deadline - SteadyNow();
      if (left <= 0) return false;
      wait = static_cast<int>(std::min<TimeMs>(left, 1'000'000));
    }
    pollfd entry{socket, events, 0};
    const int ready = poll(&entry, 1, wait);
    if (ready > 0) return true;
    if (ready < 0 && errno != EINTR) return true;  // libpq will say what is wrong
  }
}

std::string WithoutTrailingNewline(std::string text) {
  while (!text.empty() && text.back() == '\n') text.pop_back();
  return text;
}

/// A value for libpq's `options`: blanks and backslashes are escaped there.
std::string Setting(std::string_view name, DurationMs milliseconds) {
  return " -c " + std::string(name) + "=" + std::to_string(milliseconds);
}

/// Who was refused a session, by SQLSTATE. With verbose errors libpq writes "FATAL:  28P01: ...".
Error RefusedSession(PGconn* connection) {
  const std::string text = WithoutTrailingNewline(PQerrorMessage(connection));
  std::string state;
  if (const std::size_t at = text.find("FATAL:"); at != std::string::npos) {
    const std::size_t from = text.find_first_not_of(' ', at + 6);
    if (from != std::string::npos && from + 5 < text.size() && text[from + 5] == ':') {
      state = text.substr(from, 5);
    }
  }
  Error error{&kServerUnavailable, Text(text)};
  if (state.empty()) return error;
  error.number = SqlState(state);
  // Class 28: who you are; 3D: no such database; 42: not allowed to connect.
  if (state.starts_with("28") || state.starts_with("3D") || state.starts_with("42")) {
    error.kind = &kPermission;
  }
  return error;
}

void KeepNotice(void* kept, const PGresult* notice) {
  auto& notices = *static_cast<std::string*>(kept);
  constexpr std::size_t kMost = 4096;
  if (notices.size() < kMost) notices += PQresultErrorMessage(notice);
}

const ErrorKind& KindOf(std::string_view state) {
  if (state == "55P03") return kLockNotAvailable;
  if (state == "57014") return kStatementTimeout;
  if (state == "40P01") return kDeadlock;
  return kSql;
}

}  // namespace

Result<std::unique_ptr<Connection>> Connection::Open(const PostgresSettings& settings,
                                                     const SessionOptions& options) {
  const std::string port = std::to_string(settings.port);
  const std::string session =
      "-c search_path=public -c default_transaction_isolation=read\\ committed" +
      Setting("lock_timeout", options.lock_timeout) +
      Setting("statement_timeout", options.statement_timeout);
  std::vector<const char*> names;
  std::vector<const char*> values;
  const auto add = [&](const char* name, const std::string& value) {
    names.push_back(name);
    values.push_back(value.c_str());
  };
  static const std::string kEncoding = "UTF8";
  add("host", settings.host);
  add("port", port);
  add("user", settings.user);
  add("password", settings.password);
  add("dbname", settings.url.empty() ? settings.database : settings.url);
  add("application_name", options.application);
  add("options", session);
  add("client_encoding", kEncoding);
  names.push_back(nullptr);
  values.push_back(nullptr);

  std::unique_ptr<Connection> made(
      new Connection(PQconnectStartParams(names.data(), values.data(), !settings.url.empty())));
  PGconn* const raw = made->connection_.get();
  if (raw == nullptr) return Fail(kServerUnavailable, "out of memory");
  PQsetErrorVerbosity(raw, PQERRORS_VERBOSE);
  PQsetNoticeReceiver(raw, KeepNotice, &made->notices_);
  const TimeMs deadline = SteadyNow() + settings.connect_timeout;
  PostgresPollingStatusType state = PGRES_POLLING_WRITING;
  while (PQstatus(raw) != CONNECTION_BAD && state != PGRES_POLLING_OK) {
    const short events = state == PGRES_POLLING_READING ? POLLIN : POLLOUT;
    if (!WaitFor(PQsocket(raw), events, deadline)) {
      return Fail(kServerUnavailable, "the server does not answer");
    }
    state = PQconnectPoll(raw);
    if (state == PGRES_POLLING_FAILED) break;
  }
  if (PQstatus(raw) != CONNECTION_OK) return Fail(RefusedSession(raw));
  PQsetErrorVerbosity(raw, PQERRORS_DEFAULT);
  return made;
}

bool Connection::WaitForInput(TimeMs deadline) {
  PGconn* const raw = connection_.get();
  while (PQflush(raw) == 1) {
    if (!WaitFor(PQsocket(raw), POLLIN | POLLOUT, deadline)) return false;
    if (PQconsumeInput(raw) == 0) return true;
  }
  while (PQisBusy(raw) == 1) {
    if (!WaitFor(PQsocket(raw), POLLIN, deadline)) return false;
    if (PQconsumeInput(raw) == 0) return true;
  }
  return true;
}

Error Connection::Lost(std::string_view why) {
  lost_ = true;
  connection_.reset();
  return Error{&kConnectionLost, Text(why)};
}

Error Connection::ErrorOf(const PGresult* result) const {
  const char* const state = PQresultErrorField(result, PG_DIAG_SQLSTATE);
  const char* const primary = PQresultErrorField(result, PG_DIAG_MESSAGE_PRIMARY);
  std::string text = primary != nullptr ? primary : PQresultErrorMessage(result);
  if (const char* detail = PQresultErrorField(result, PG_DIAG_MESSAGE_DETAIL)) {
    text += std::string(", ") + detail;
  }
  if (!notices_.empty()) text += "\n" + WithoutTrailingNewline(notices_);
  if (state == nullptr) return Error{&kSql, Text(text)};
  return Error{&KindOf(state), Text(text), SqlState(state)};
}

Result<ResultHandle> Connection::Answer(bool sent, DurationMs timeout) {
  PGconn* const raw = connection_.get();
  if (!sent) return Fail(Lost(PQerrorMessage(raw)));
  const TimeMs deadline = timeout > 0 ? SteadyNow() + timeout : kNoTime;
  ResultHandle last;
  ResultHandle failed;
  bool asked_for_data = false;
  while (true) {
    if (!WaitForInput(deadline)) return Fail(Lost("no answer within the deadline"));
    ResultHandle result(PQgetResult(raw));
    if (!result) break;
    const ExecStatusType status = PQresultStatus(result.get());
    if (status == PGRES_COPY_IN) {
      asked_for_data = true;
      PQputCopyEnd(raw, "there is no data");
    }
    if (status == PGRES_COPY_OUT) {
      char* row = nullptr;
      while (PQgetCopyData(raw, &row, 0) > 0) PQfreemem(row);
    }
    const bool error = status == PGRES_FATAL_ERROR || status == PGRES_BAD_RESPONSE;
    (error ? failed : last) = std::move(result);
    if (PQstatus(raw) == CONNECTION_BAD) break;
  }
  if (PQstatus(raw) == CONNECTION_BAD) {
    return Fail(Lost(WithoutTrailingNewline(PQerrorMessage(raw))));
  }
  // The server's own word for it would be 57014, which here means a time-out.
  if (asked_for_data) {
    return Fail(kSql, "COPY FROM STDIN: a text has no data with it", SqlState("0A000"));
  }
  if (failed) return Fail(ErrorOf(failed.get()));
  return last;
}

Result<ResultHandle> Connection::Execute(const std::string& sql, DurationMs timeout) {
  if (lost_) return Fail(kNoSession, "the connection was lost");
  notices_.clear();
  if (sql.find('\0') != std::string::npos) {
    return Fail(kSql, "a text with a zero byte cannot be sent", SqlState("22021"));
  }
  return Answer(PQsendQuery(connection_.get(), sql.c_str()) == 1, timeout);
}

Result<ResultHandle> Connection::Execute(const std::string& sql,
                                         const std::vector<const char*>& values,
                                         DurationMs timeout) {
  if (lost_) return Fail(kNoSession, "the connection was lost");
  notices_.clear();
  const int sent =
      PQsendQueryParams(connection_.get(), sql.c_str(), static_cast<int>(values.size()), nullptr,
                        values.data(), nullptr, nullptr, 0);
  return Answer(sent == 1, timeout);
}

Result<ResultHandle> Connection::Read(const std::string& sql, DurationMs timeout) {
  if (lost_ || transaction() != PQTRANS_INTRANS) return Execute(sql, timeout);
  RELAPSE_RETURN_IF_ERROR(Execute("SAVEPOINT relapse_read", timeout));
  auto result = Execute(sql, timeout);
  if (lost_) return result;
  // Also after success: the locks of the read go with it, as those of a read outside do.
  RELAPSE_RETURN_IF_ERROR(
      Execute("ROLLBACK TO SAVEPOINT relapse_read; RELEASE SAVEPOINT relapse_read", timeout));
  return result;
}

}  // namespace relapse::migrations
