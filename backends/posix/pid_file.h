// postmaster.pid: what PostgreSQL writes into its data directory, and whether the process it speaks
// of is the postmaster of that very directory.
#ifndef BACKENDS_POSIX_PID_FILE_H_
#define BACKENDS_POSIX_PID_FILE_H_

#include <optional>
#include <string>
#include <string_view>

#include "orchestration/ports/server_process.h"

namespace relapse::migrations {

struct PidFile {
  std::int64_t pid = 0;         ///< line 1; negative there for a server in single-user mode
  std::string data_folder;      ///< line 2
  std::int64_t started_at = 0;  ///< line 3, seconds since the epoch
  int port = 0;                 ///< line 4
  std::string socket_folder;    ///< line 5
  std::string listen_address;   ///< line 6
  std::string status;           ///< line 8: "starting", "ready", "stopping"
};

/// Nothing of an empty or cut file: its first line is no pid.
std::optional<PidFile> ParsePidFile(std::string_view text);

/// Judged by: the process is there; it is a postgres program; its working directory is the data
/// directory, or, where that cannot be read, line 2 is; it began when line 3 says. What contradicts
/// makes it kForeign; what cannot be known makes it kUnknown.
Postmaster JudgePostmaster(const PidFile& file, const std::string& data_folder);

}  // namespace relapse::migrations

#endif  // BACKENDS_POSIX_PID_FILE_H_
