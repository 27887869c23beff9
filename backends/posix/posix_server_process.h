// PosixServerProcess: the ServerProcess port with PostgreSQL's own programs. Never starts on, or
// touches, a data directory whose postmaster lives or may live (SAF-12).
#ifndef BACKENDS_POSIX_POSIX_SERVER_PROCESS_H_
#define BACKENDS_POSIX_POSIX_SERVER_PROCESS_H_

#include <optional>
#include <string>
#include <vector>

#include "backends/posix/pid_file.h"
#include "orchestration/ports/server_process.h"

namespace relapse::migrations {

struct ServerProcessSettings {
  std::string programs = "/usr/lib/postgresql/15/bin";  ///< folder of initdb and postgres
  std::string data_folder;
  std::string socket_folder;  ///< empty: no socket, only 127.0.0.1
  std::string log_file;       ///< empty: "server.log" beside the data directory
  std::string run_as;         ///< user, if we are root: PostgreSQL refuses to be
  std::string superuser = "postgres";
  std::string password;  ///< of the superuser; empty: everybody on this machine is trusted
  std::vector<std::string> parameters;  ///< "name=value"
  bool dies_with_us = false;            ///< for tests
  DurationMs start_limit = Seconds(60);
  DurationMs stop_limit = Seconds(60);
};

class PosixServerProcess final : public ServerProcess {
 public:
  explicit PosixServerProcess(ServerProcessSettings settings);

  using ServerProcess::Perform;
  Result<DataFolderStatus> Perform(const InspectDataFolder& request,
                                   const CallOptions& options) override;
  /// kNotFound without a data directory; kStartFailed with the server's last lines; kPortTaken only
  /// for a port that was asked for; kTimeout past the limit: it goes on starting.
  Result<int> Perform(const StartServer& request, const CallOptions& options) override;
  Status Perform(const StopServer& request, const CallOptions& options) override;
  Status Perform(const RemoveStalePidFile& request, const CallOptions& options) override;
  Status Perform(const SetDataFolderAside& request, const CallOptions& options) override;
  Status Perform(const DeleteSetAside& request, const CallOptions& options) override;

  /// initdb where there is no data directory: UTF8, C locale; under another name first, so that a
  /// death leaves nothing that looks like data. What an earlier death left is removed.
  Status Initialize();

 private:
  DataFolderStatus Inspect() const;
  Result<int> StartOn(int port);
  Result<int> AwaitReady(pid_t pid, int port);
  std::optional<PidFile> ReadPidFile() const;
  /// What is safe to touch: nobody lives on it.
  Status CheckDeserted() const;
  std::string LastLines() const;
  std::string Beside(std::string_view suffix) const;

  ServerProcessSettings settings_;
};

/// A port of 127.0.0.1 on which nobody listens now. Somebody may, a moment later (S21).
int ChooseFreePort();

}  // namespace relapse::migrations

#endif  // BACKENDS_POSIX_POSIX_SERVER_PROCESS_H_
