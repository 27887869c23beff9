// ThrowawayServer: a PostgreSQL server of a test's own, in a temporary folder, on a free port of
// 127.0.0.1. It ends with its owner, by its pid, and with the process if that is killed.
#ifndef BACKENDS_POSIX_THROWAWAY_SERVER_H_
#define BACKENDS_POSIX_THROWAWAY_SERVER_H_

#include <memory>
#include <string>

#include "backends/posix/posix_server_process.h"

namespace relapse::migrations {

class ThrowawayServer {
 public:
  struct Options {
    std::string programs;  ///< folder of initdb and postgres; empty: where Debian puts version 15
    std::string password;  ///< of the superuser "postgres"
  };
  /// Fails with kStartFailed and what to do about it where PostgreSQL is not installed.
  static Result<std::unique_ptr<ThrowawayServer>> Start(const Options& options);
  ~ThrowawayServer();
  ThrowawayServer(const ThrowawayServer&) = delete;
  ThrowawayServer& operator=(const ThrowawayServer&) = delete;

  int port() const { return port_; }
  const std::string& folder() const { return folder_; }
  PosixServerProcess& process() { return *process_; }
  /// The one it was started with; it is on disk, and a test may have changed its state.
  const ServerProcessSettings& settings() const { return settings_; }

 private:
  ThrowawayServer() = default;

  std::string folder_;
  ServerProcessSettings settings_;
  std::unique_ptr<PosixServerProcess> process_;
  int port_ = 0;
};

}  // namespace relapse::migrations

#endif  // BACKENDS_POSIX_THROWAWAY_SERVER_H_
