#include "backends/posix/posix_server_process.h"

#include <netinet/in.h>
#include <pwd.h>
#include <signal.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cerrno>
#include <charconv>
#include <filesystem>

#include "backends/posix/files.h"
#include "backends/posix/program.h"

namespace relapse::migrations {

namespace {

constexpr std::string_view kAsideMark = ".aside-";

/// Makes a file or folder the one of the user that the server runs as.
void GiveTo(const std::string& path, const std::string& user) {
  const passwd* const entry = user.empty() || geteuid() != 0 ? nullptr : getpwnam(user.c_str());
  if (entry != nullptr && chown(path.c_str(), entry->pw_uid, entry->pw_gid) != 0) {
    // The server will say that it may not read it.
  }
}

/// A listening socket on a port of 127.0.0.1, 0: any; answers the port, or 0.
int Bindable(int port) {
  const posix::FileHandle listener(socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0));
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  address.sin_port = htons(static_cast<std::uint16_t>(port));
  socklen_t size = sizeof address;
  auto* const generic = reinterpret_cast<sockaddr*>(&address);
  const int reuse = 1;  // as the server does, so that connections that lie dying are no obstacle
  if (!listener.valid() ||
      setsockopt(listener.get(), SOL_SOCKET, SO_REUSEADDR, &reuse, sizeof reuse) != 0 ||
      bind(listener.get(), generic, size) != 0 ||
      getsockname(listener.get(), generic, &size) != 0) {
    return 0;
  }
  return ntohs(address.sin_port);
}

std::string ParentOf(const std::string& path) {
  const std::string parent = std::filesystem::path(path).parent_path().string();
  return parent.empty() ? "." : parent;
}

}  // namespace

int ChooseFreePort() { return Bindable(0); }

PosixServerProcess::PosixServerProcess(ServerProcessSettings settings)
    : settings_(std::move(settings)) {
  std::string& folder = settings_.data_folder;
  folder = std::filesystem::absolute(folder).lexically_normal().string();
  while (folder.size() > 1 && folder.back() == '/') folder.pop_back();
  if (settings_.log_file.empty()) settings_.log_file = ParentOf(folder) + "/server.log";
}

std::string PosixServerProcess::Beside(std::string_view suffix) const {
  return settings_.data_folder + std::string(suffix);
}

std::optional<PidFile> PosixServerProcess::ReadPidFile() const {
  std::string text;
  if (posix::ReadWhole(Beside("/postmaster.pid"), text) != 0) return std::nullopt;
  return ParsePidFile(text);
}

DataFolderStatus PosixServerProcess::Inspect() const {
  DataFolderStatus status;
  struct stat known {};
  if (stat(settings_.data_folder.c_str(), &known) != 0) {
    status.folder = errno == ENOENT ? DataFolder::kAbsent : DataFolder::kUnreadable;
    return status;
  }
  std::string version;
  const int error = posix::ReadWhole(Beside("/PG_VERSION"), version);
  if (error == ENOENT) {
    status.folder = DataFolder::kHalf;
  } else {
    // Since version 10 the major one is the whole text; before that "9.6".
    const auto [end, wrong] =
        std::from_chars(version.data(), version.data() + version.size(), status.major);
    const bool read = error == 0 && wrong == std::errc() && status.major > 0;
    status.folder = read ? DataFolder::kPresent : DataFolder::kUnreadable;
  }
  std::string text;
  const int unread = posix::ReadWhole(Beside("/postmaster.pid"), text);
  if (unread == ENOENT) return status;
  const auto file = unread == 0 ? ParsePidFile(text) : std::nullopt;
  status.postmaster = Postmaster::kUnknown;
  if (!file) return status;
  status.pid = file->pid;
  status.port = file->port;
  status.postmaster = JudgePostmaster(*file, settings_.data_folder);
  return status;
}

Status PosixServerProcess::CheckDeserted() const {
  const DataFolderStatus status = Inspect();
  if (status.folder == DataFolder::kUnreadable) {
    return Fail(kPermission, Text(settings_.data_folder + " cannot be read"));
  }
  if (status.postmaster == Postmaster::kAlive || status.postmaster == Postmaster::kUnknown) {
    return Fail(kPermission, Text("process " + std::to_string(status.pid) + " may own " +
                                  settings_.data_folder));
  }
  return Ok();
}

Result<DataFolderStatus> PosixServerProcess::Perform(const InspectDataFolder&, const CallOptions&) {
  return Inspect();
}

Status PosixServerProcess::Initialize() {
  struct stat known {};
  if (stat(settings_.data_folder.c_str(), &known) == 0) return Ok();
  const std::string made = Beside(".initdb");
  std::error_code error;
  std::filesystem::remove_all(made, error);
  const std::string parent = ParentOf(settings_.data_folder);
  std::filesystem::create_directories(made, error);
  GiveTo(made, settings_.run_as);
  posix::Program initdb;
  initdb.arguments = {settings_.programs + "/initdb",
                      "-D",
                      made,
                      "-U",
                      settings_.superuser,
                      "--encoding=UTF8",
                      "--locale=C",
                      "--no-instructions"};
  const std::string password_file = Beside(".password");
  if (settings_.password.empty()) {
    initdb.arguments.push_back("--auth=trust");
  } else {
    constexpr unsigned kOwnerOnly = 0600;
    if (posix::WriteWhole(password_file, settings_.password + "\n", kOwnerOnly) != 0) {
      return Fail(kPermission, Text(password_file + " cannot be written"));
    }
    GiveTo(password_file, settings_.run_as);
    initdb.arguments.insert(initdb.arguments.end(),
                            {"--auth=scram-sha-256", "--pwfile=" + password_file});
  }
  // A server of tests is never asked to survive a power cut.
  if (settings_.dies_with_us) initdb.arguments.push_back("--no-sync");
  initdb.output = settings_.log_file;
  initdb.run_as = settings_.run_as;
  const int status = posix::Run(initdb);
  std::filesystem::remove(password_file, error);
  if (status != 0) {
    return Fail(kStartFailed, Text(status < 0 ? posix::Explain(initdb.arguments[0], -status)
                                              : "initdb failed: " + LastLines()));
  }
  if (std::rename(made.c_str(), settings_.data_folder.c_str()) != 0) {
    return Fail(kPermission, Text(posix::Explain(settings_.data_folder, errno)));
  }
  posix::Synchronize(parent, true);
  return Ok();
}

std::string PosixServerProcess::LastLines() const {
  std::string text;
  if (posix::ReadWhole(settings_.log_file, text) != 0) return {};
  constexpr std::size_t kMost = 1500;
  return text.size() > kMost ? text.substr(text.find('\n', text.size() - kMost) + 1) : text;
}

Result<int> PosixServerProcess::StartOn(int port) {
  posix::Program server;
  server.arguments = {settings_.programs + "/postgres",
                      "-D",
                      settings_.data_folder,
                      "-p",
                      std::to_string(port),
                      "-c",
                      "listen_addresses=127.0.0.1",
                      "-c",
                      "unix_socket_directories=" + settings_.socket_folder};
  for (const std::string& parameter : settings_.parameters) {
    server.arguments.insert(server.arguments.end(), {"-c", parameter});
  }
  server.output = settings_.log_file;
  server.run_as = settings_.run_as;
  server.dies_with_us = settings_.dies_with_us;
  std::error_code ignored;
  std::filesystem::remove(settings_.log_file, ignored);  // its last lines are to be this start's
  const pid_t pid = posix::Start(server);
  if (pid < 0) return Fail(kStartFailed, Text(posix::Explain(server.arguments[0], -pid)));
  return AwaitReady(pid, port);
}

Result<int> PosixServerProcess::AwaitReady(pid_t pid, int port) {
  constexpr DurationMs kStep = 10;
  for (DurationMs waited = 0; waited < settings_.start_limit; waited += kStep) {
    if (posix::Look(pid) == posix::Existence::kGone) {
      return Fail(Bindable(port) == 0 ? kPortTaken : kStartFailed, Text(LastLines()));
    }
    const auto file = ReadPidFile();
    if (file && file->pid == pid && file->status == "ready") return port;
    posix::SleepFor(kStep);
  }
  return Fail(kTimeout, Text("the server is still starting: " + LastLines()));
}

Result<int> PosixServerProcess::Perform(const StartServer& request, const CallOptions&) {
  const DataFolderStatus status = Inspect();
  const std::string& folder = settings_.data_folder;
  if (status.folder == DataFolder::kAbsent) return Fail(kNotFound, Text(folder));
  if (status.folder != DataFolder::kPresent) {
    return Fail(kPermission, Text(folder + " is no data directory of PostgreSQL"));
  }
  if (status.postmaster == Postmaster::kAlive || status.postmaster == Postmaster::kUnknown) {
    return Fail(kStartFailed,
                Text("process " + std::to_string(status.pid) +
                     " already serves it, or may, on port " + std::to_string(status.port)));
  }
  if (request.port != 0) return StartOn(request.port);
  // Between choosing a port and listening on it somebody may take it.
  constexpr int kAttempts = 5;
  Result<int> started = Fail(kPortTaken, "no port is free");
  for (int attempt = 0; attempt < kAttempts; ++attempt) {
    started = StartOn(ChooseFreePort());
    if (started.ok() || !started.error().Is(kPortTaken)) break;
  }
  return started;
}

Status PosixServerProcess::Perform(const StopServer&, const CallOptions&) {
  const DataFolderStatus status = Inspect();
  if (status.postmaster == Postmaster::kNone) return Ok();
  if (status.postmaster != Postmaster::kAlive) {
    return Fail(kPermission, Text("process " + std::to_string(status.pid) +
                                  " is not known to be the server of " + settings_.data_folder));
  }
  const auto pid = static_cast<pid_t>(status.pid);
  if (kill(pid, SIGINT) != 0 && errno != ESRCH) {
    return Fail(kPermission, Text("process " + std::to_string(pid) + " cannot be stopped"));
  }
  if (!posix::AwaitGone(pid, settings_.stop_limit)) {
    return Fail(kTimeout, Text("process " + std::to_string(pid) + " is still stopping"));
  }
  return Ok();
}

Status PosixServerProcess::Perform(const RemoveStalePidFile&, const CallOptions&) {
  std::string text;
  const std::string path = Beside("/postmaster.pid");
  const int error = posix::ReadWhole(path, text);
  if (error == ENOENT) return Fail(kNotFound, Text(path));
  const auto file = error == 0 ? ParsePidFile(text) : std::nullopt;
  // Only ESRCH is dead (L36). A foreign process is alive, however sure we are.
  if (!file || posix::Look(static_cast<pid_t>(file->pid)) != posix::Existence::kGone) {
    return Fail(kPermission, Text(path + " speaks of a process that is there, or of none"));
  }
  if (unlink(path.c_str()) != 0) return Fail(kPermission, Text(posix::Explain(path, errno)));
  return Ok();
}

Status PosixServerProcess::Perform(const SetDataFolderAside&, const CallOptions&) {
  RELAPSE_RETURN_IF_ERROR(CheckDeserted());
  for (int number = 1;; ++number) {
    const std::string aside = Beside(std::string(kAsideMark) + std::to_string(number));
    struct stat known {};
    if (lstat(aside.c_str(), &known) == 0) continue;
    if (std::rename(settings_.data_folder.c_str(), aside.c_str()) != 0) {
      const int error = errno;
      return Fail(error == ENOENT ? kNotFound : kPermission,
                  Text(posix::Explain(settings_.data_folder, error)));
    }
    posix::Synchronize(ParentOf(settings_.data_folder), true);
    return Ok();
  }
}

Status PosixServerProcess::Perform(const DeleteSetAside&, const CallOptions&) {
  const std::string parent = ParentOf(settings_.data_folder);
  const std::string mark =
      std::filesystem::path(settings_.data_folder).filename().string() + std::string(kAsideMark);
  std::vector<posix::FolderItem> items;
  if (const int error = posix::ListItems(parent, items); error != 0) {
    return error == ENOENT ? Ok() : Fail(kPermission, Text(posix::Explain(parent, error)));
  }
  for (const posix::FolderItem& item : items) {
    if (!item.name.starts_with(mark)) continue;
    std::error_code error;
    std::filesystem::remove_all(parent + "/" + item.name, error);
    if (error) return Fail(kPermission, Text(item.name + ": " + error.message()));
  }
  return Ok();
}

}  // namespace relapse::migrations
