// OwnServer: the built-in server of one row: a data folder of its own, a copy of one that is made
// once for the program, on a port that stays the same.
#ifndef TESTS_CONFORMANCE_ROWS_OWN_SERVER_H_
#define TESTS_CONFORMANCE_ROWS_OWN_SERVER_H_

#include <memory>
#include <string>

#include "backends/posix/posix_server_process.h"
#include "backends/postgres/connection.h"
#include "tests/conformance/rows/stage.h"

namespace relapse::migrations::rows {

class OwnServer {
 public:
  /// Makes `folder`, with "data" in it. Throws std::runtime_error where there is no PostgreSQL.
  explicit OwnServer(const std::string& folder);
  ~OwnServer();
  OwnServer(const OwnServer&) = delete;
  OwnServer& operator=(const OwnServer&) = delete;

  ServerProcess& process();
  PostgresSettings settings() const;
  void RemoveData();
  void Keep();
  void PutBack();
  /// kill -9, and nobody is left of it.
  void Kill();
  void SetFolder(DataFolder folder, int major);
  void LeavePidFile(PidFileIs is);
  int SetAsideCount() const;
  /// A process that the data's owner may not signal; 0 if there is none.
  pid_t ForbiddenPid() const;
  /// False if this process cannot be the user that the data belong to, and less than root.
  bool BecomeOwner() const;

 private:
  class OnPort;

  std::string folder_;
  std::string data_;
  int port_ = 0;
  std::unique_ptr<PosixServerProcess> real_;
  std::unique_ptr<OnPort> process_;
};

}  // namespace relapse::migrations::rows

#endif  // TESTS_CONFORMANCE_ROWS_OWN_SERVER_H_
