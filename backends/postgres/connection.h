// Connection: one PGconn, its calls bounded by a deadline, its errors as kinds of the port. Once
// lost it stays lost.
#ifndef BACKENDS_POSTGRES_CONNECTION_H_
#define BACKENDS_POSTGRES_CONNECTION_H_

#include <libpq-fe.h>

#include <memory>
#include <string>
#include <vector>

#include "orchestration/ports/migration_session.h"

namespace relapse::migrations {

/// Where the server is and who asks. Values are handed over one by one, so that no character of a
/// password needs an escape (S11).
struct PostgresSettings {
  std::string host = "127.0.0.1";  ///< a name, an address, or the folder of a socket
  int port = 5432;
  std::string user = "postgres";
  std::string password;
  std::string database = "postgres";
  std::string url;  ///< if set, what it says comes before all of the above
  DurationMs connect_timeout = Seconds(5);
};

struct ResultDeleter {
  void operator()(PGresult* result) const { PQclear(result); }
};
using ResultHandle = std::unique_ptr<PGresult, ResultDeleter>;

/// What a session is opened with.
struct SessionOptions {
  std::string application;
  DurationMs lock_timeout = 0;
  DurationMs statement_timeout = 0;
};

class Connection {
 public:
  /// Errors: kServerUnavailable (refused, not answering, starting, stopping, full), kPermission
  /// (who, or which database).
  static Result<std::unique_ptr<Connection>> Open(const PostgresSettings& settings,
                                                  const SessionOptions& options);

  /// A text as one message of the simple protocol; answers its last result. `timeout` milliseconds,
  /// 0: no limit. Past it the connection is lost.
  Result<ResultHandle> Execute(const std::string& sql, DurationMs timeout);
  /// One statement with its values in text form; nullptr is NULL.
  Result<ResultHandle> Execute(const std::string& sql, const std::vector<const char*>& values,
                               DurationMs timeout);
  /// Like the first, but an error does not abort the transaction that it is in, and no lock
  /// outlasts it: behind a savepoint.
  Result<ResultHandle> Read(const std::string& sql, DurationMs timeout);

  PGTransactionStatusType transaction() const { return PQtransactionStatus(connection_.get()); }
  bool lost() const { return lost_; }
  int backend_pid() const { return PQbackendPID(connection_.get()); }
  int server_major() const { return PQserverVersion(connection_.get()) / 10000; }

 private:
  struct ConnectionDeleter {
    void operator()(PGconn* connection) const { PQfinish(connection); }
  };
  explicit Connection(PGconn* connection) : connection_(connection) {}

  Result<ResultHandle> Answer(bool sent, DurationMs timeout);
  Error ErrorOf(const PGresult* result) const;
  Error Lost(std::string_view why);
  /// False once `deadline` (steady clock, milliseconds; kNoTime: none) has passed.
  bool WaitForInput(TimeMs deadline);

  std::unique_ptr<PGconn, ConnectionDeleter> connection_;
  std::string notices_;  ///< since the last call began
  bool lost_ = false;
};

}  // namespace relapse::migrations

#endif  // BACKENDS_POSTGRES_CONNECTION_H_
