#include "backends/posix/throwaway_server.h"

#include <pwd.h>
#include <unistd.h>

#include <cstdlib>
#include <filesystem>

namespace relapse::migrations {

namespace {

constexpr const char* kPrograms = "/usr/lib/postgresql/15/bin";

/// Tests of containers run as root, and PostgreSQL does not.
std::string UserToRunAs() { return geteuid() == 0 ? "postgres" : ""; }

}  // namespace

Result<std::unique_ptr<ThrowawayServer>> ThrowawayServer::Start(const Options& options) {
  std::unique_ptr<ThrowawayServer> server(new ThrowawayServer);
  ServerProcessSettings& settings = server->settings_;
  settings.programs = options.programs.empty() ? kPrograms : options.programs;
  settings.run_as = UserToRunAs();
  if (access((settings.programs + "/initdb").c_str(), X_OK) != 0) {
    return Fail(kStartFailed, Text("there is no PostgreSQL 15 in " + settings.programs +
                                   ": run ci/setup.sh --tests"));
  }
  if (!settings.run_as.empty() && getpwnam(settings.run_as.c_str()) == nullptr) {
    return Fail(kStartFailed, "PostgreSQL does not run as root, and there is no user postgres");
  }
  std::string folder =
      (std::filesystem::temp_directory_path() / "relapse-postgres-XXXXXX").string();
  if (mkdtemp(folder.data()) == nullptr) return Fail(kStartFailed, "no temporary folder");
  server->folder_ = folder;
  if (!settings.run_as.empty()) {
    const passwd* const user = getpwnam(settings.run_as.c_str());
    if (chown(folder.c_str(), user->pw_uid, user->pw_gid) != 0) {
      return Fail(kStartFailed, Text(folder + " cannot be given to " + settings.run_as));
    }
  }
  settings.data_folder = folder + "/data";
  settings.password = options.password;
  // What is thrown away need not survive a power cut; crashes of its programs it survives.
  settings.parameters = {"fsync=off",
                         "full_page_writes=off",
                         "shared_buffers=16MB",
                         "max_connections=40",
                         "autovacuum=off",
                         "log_min_messages=log",
                         "log_min_error_statement=fatal"};
  settings.dies_with_us = true;
  server->process_ = std::make_unique<PosixServerProcess>(settings);
  RELAPSE_RETURN_IF_ERROR(server->process_->Initialize());
  RELAPSE_ASSIGN(server->port_, server->process_->Perform(StartServer{}));
  return server;
}

ThrowawayServer::~ThrowawayServer() {
  if (process_) (void)process_->Perform(StopServer{});
  std::error_code ignored;
  if (!folder_.empty()) std::filesystem::remove_all(folder_, ignored);
}

}  // namespace relapse::migrations
